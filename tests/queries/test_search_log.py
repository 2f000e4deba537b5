"""What is searched for is summed up, says nothing of anybody, and is forgotten in time."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from forum import database, tallies
from forum.extensions import db
from forum.lib import searches
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import SearchTerm, Synonym, TermNote
from forum.models.columns import utcnow
from forum.queries import search_log as log
from forum.services import search_log, synonyms


def note(term, days_ago=0, **sums):
    day = utcnow().date() - timedelta(days=days_ago)
    db.session.add(SearchTerm(term=term, day=day, **{"asked": 1, **sums}))
    db.session.flush()


def rows(viewer, kind="missing", days=30):
    return [row.term for row in log.page(viewer, kind, days).rows]


def test_searches_are_summed_up_by_term_and_day_and_by_nobody(app, cast):
    notes = tallies.current()
    for _ in range(3):
        notes.searched("wet tent", asked=True, found_nothing=True)
    notes.searched("wet tent", clicked=True)
    notes.searched("", asked=True)
    database.commit()
    notes.flush()
    notes.searched("wet tent", asked=True)
    notes.flush()
    database.begin("read")
    (row,) = db.session.scalars(select(SearchTerm)).all()
    assert (row.term, row.asked, row.found_nothing, row.clicked) == ("wet tent", 4, 3, 1)
    assert {column.key for column in inspect(SearchTerm).columns} == {
        "id", "term", "day", "asked", "found_nothing", "clicked",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Wet TENT @max category:tents -rain", "wet tent"),
        ("max@example.org", ""),
        ("call 0123456789", ""),
        ("@max", ""),
        ("x" * 70 + " " + "y" * 70, ""),
    ],
)
def test_what_could_say_who_somebody_is_is_not_kept(typed, kept):
    assert searches.words_of(searches.parse(typed).search) == kept


def test_terms_are_forgotten_when_their_time_is_over(app, cast):
    note("old", 91)
    note("young", 89)
    search_log.clean(None)
    assert db.session.scalars(select(SearchTerm.term)).all() == ["young"]
    with pytest.raises(Denied):
        search_log.clean(cast.ada)


def test_the_team_sees_what_finds_nothing_what_is_asked_and_what_is_not_opened(app, cast):
    note("missing", found_nothing=1)
    note("sometimes", asked=4, found_nothing=1, clicked=3)
    note("ignored", asked=5)
    note("long ago", 40, found_nothing=1)
    assert rows(cast.cleo) == ["missing"] and rows(cast.cleo, days=90) == ["long ago", "missing"]
    assert rows(cast.cleo, "asked") == ["ignored", "sometimes", "missing"]
    assert rows(cast.cleo, "unclicked") == ["ignored"]
    page = log.page(cast.ada, "nonsense", 5)
    assert (page.kind, page.days, page.asked, page.found_nothing, page.clicked) == (
        "missing", 30, 10, 2, 3,
    )  # fmt: skip
    assert page.rows[0].start_href == "/start?title=Missing"
    with pytest.raises(Denied):
        log.page(cast.mo)


def test_a_term_that_is_dealt_with_leaves_the_list(app, cast):
    note("missing", found_nothing=1)
    synonyms.note(cast.cleo, "missing", "we do not sell these")
    synonyms.note(cast.ada, "Missing", "nor repair them")
    assert rows(cast.cleo) == [] and log.page(cast.cleo, "noted").rows[0].note == "nor repair them"
    synonyms.forget(cast.cleo, "missing")
    assert rows(cast.cleo) == ["missing"]
    for wrong in (("", "x"), ("t" * 101, "x"), ("t", "x" * 1001)):
        with pytest.raises(Refused):
            synonyms.note(cast.cleo, *wrong)


def test_synonyms_are_words_with_commas_between_them(app, cast):
    made = synonyms.add(cast.cleo, ' Tarp,\nrain  FLY, "tarp",')
    assert made.words == "rain fly, tarp"
    with pytest.raises(Conflict):
        synonyms.add(cast.ada, "tarp, rain fly")
    for wrong in ("one", "", "a," * 40, ",".join("abcdefghijklmno"), "x" * 61 + ", y"):
        with pytest.raises(Refused):
            synonyms.add(cast.ada, wrong)
    with pytest.raises(Denied):
        synonyms.add(cast.mo, "a, b")
    assert db.session.scalars(select(Synonym.words)).all() == ["rain fly, tarp"]
    assert db.session.scalars(select(TermNote)).all() == []
