"""The figures of June 2025 (tests/june.py), counted by hand: T01 to T03 of community.md §4.10."""

from datetime import date, timedelta

import pytest

from forum import database
from forum.lib import published
from forum.lib.periods import Period
from forum.lib.verdict import Denied
from forum.models import GuidelineDocument, MisuseMeasure, PastAppeal, PastDecision
from forum.models.columns import utcnow
from forum.queries import figures
from tests import factories, programme
from tests.june import JUNE, at, case, decision, june, report, section


@pytest.fixture
def made(cast):
    return june(cast)


def asked(query, cast, period=JUNE):
    return query(cast.ada, period.starts_at, period.ends_at)


def test_restrictions_are_counted_by_where_they_came_from(cast, made):
    keys = ("origin", "ground", "action", "automation", "decisions", "reversed", "about_brand")
    assert [tuple(line[key] for key in keys) for line in asked(figures.decisions, cast)] == [
        ("notice", "guideline", "hide", "no", 1, 1, 1),
        ("notice", "guideline", "warning", "no", 1, 0, 0),
        ("own_initiative", "guideline", "hide", "fully", 1, 0, 0),
    ]


def test_what_ended_because_nobody_agreed_is_a_number_of_its_own(cast, made):
    """Done in danger: nobody came; somebody said no, in time and late; somebody agreed. One of long
    ago."""
    rule = section()
    for until, with_ in (
        ("06-16 08:00", {"restores_at": at("06-16 08:00"), "lapsed_at": at("06-16 08:00")}),
        ("06-15 12:00", {"restores_at": at("06-16 08:00")}),
        ("06-16 08:01", {"restores_at": at("06-16 08:00")}),
        ("06-20 08:00", {"second_by_id": cast.ada.id}),
    ):
        danger = case(cast.max, "06-15 07:00", is_about_brand=True)
        decision(danger, cast.mo, "hide", "06-15 08:00", rule, state="ended", ended_at=at(until),
                 **with_)  # fmt: skip
    factories._save(PastDecision(
        decided_at=at("06-15 09:00"), origin="notice", ground="guideline", section_id=rule,
        action="hide", automation="no", is_not_agreed=True,
    ))  # fmt: skip
    line = asked(figures.decisions, cast)[0]
    assert (line["action"], line["decisions"], line["not_agreed"]) == ("hide", 6, 2)
    assert asked(figures.brand, cast)["not_agreed"] == 1
    told = published.rows({"decisions": [line]})
    assert [value for _s, _w, what, value in told if what == "not_agreed"] == [2]


def test_a_report_that_nobody_has_decided_is_infinitely_late(cast, made):
    """respect: after 1, 2 and 12 hours, and never; of three upheld ones two were reversed.
    illegal: 6 hours until a person looked, a minute until software hid it; 26 in July."""
    keys = ("reason", "notices", "alleged_illegal", "upheld", "median_hours", "p90_hours")
    assert [tuple(line[key] for key in keys) for line in asked(figures.notices, cast)] == [
        ("illegal", 2, 2, 1, 6.0, 26.0),
        ("other", 2, 0, 0, None, None),
        ("respect", 4, 0, 1, 2.0, None),
    ]


def test_orders_of_authorities_and_reports_of_guests_stand_apart(cast, made):
    keys = ("source", "notices", "median_hours")
    found = asked(figures.notices_by_source, cast)
    assert [tuple(line[key] for key in keys) for line in found] == [
        ("authority", 1, 26.0), ("guest", 1, 6.0), ("member", 6, 12.0),
    ]  # fmt: skip


def test_appeals_are_counted_with_their_outcomes(cast, made):
    author, reporter = asked(figures.appeals, cast)
    assert author == {
        "by_role": "author", "appeals": 2, "confirmed": 0, "reversed": 1, "varied": 0,
        "inadmissible": 0, "withdrawn": 0, "pending": 1, "median_hours": 48.0, "p90_hours": None,
        "must_be_zero": 0,
    }  # fmt: skip
    assert (reporter["appeals"], reporter["confirmed"], reporter["median_hours"]) == (1, 1, 24.0)


def test_an_appeal_that_was_decided_by_who_decided_first_is_found(cast, made):
    """The database takes no such row (tests/services/test_appeals.py); one of long ago counts."""
    factories._save(PastAppeal(submitted_at=at("06-08 00:00"), by_role="author", state="confirmed",
                               seconds=60, is_by_same=True))  # fmt: skip
    assert asked(figures.appeals, cast)[0]["must_be_zero"] == 1


def test_what_software_does_is_told_with_what_was_wrong(cast, made):
    """It hid one post, which a person left as it was; of two held posts one was published."""
    assert asked(figures.automatic, cast) == {
        "decisions": 1, "reversed": 1, "held": 2, "published": 1,
    }  # fmt: skip
    assert asked(figures.brand, cast) == {
        "cases": 1, "decisions": 1, "removed": 1, "reversed": 1, "not_agreed": 0,
    }  # fmt: skip


def test_all_of_it_stands_in_one_place(cast, made):
    grant = programme.grant(programme.programme(cast.ada), cast.amy, state="revoked")
    grant.starts_at, grant.ended_at = at("01-01 00:00"), at("06-11 00:00")
    factories._save(MisuseMeasure(user_id=cast.max.id, kind="unfounded_notices", assessment={},
                                  decided_by_id=cast.cleo.id, suspended_from=at("06-12 00:00")))  # fmt: skip
    factories.guidelines("## Kind\n\nBe kind.", at=at("06-05 00:00"), significance="minor")
    database.commit()
    found = figures.of_period(cast.cleo, JUNE)
    assert found["period"] == {"from": "2025-06-01", "to": "2025-06-30",
                               "time_zone": "Europe/Berlin"}  # fmt: skip
    assert found["ambassadors"] == {"revoked": 1}
    assert found["misuse"] == [{"kind": "unfounded_notices", "suspended": 1}]
    assert [line["significance"] for line in found["guidelines"]] == ["minor"]
    assert found["people"] == {"moderators": 3}  # Mo, Cleo and Ada
    assert found["active"] == {
        "months": [{"month": "2025-06", "members": 3, "is_whole": True}], "average": 3.0,
    }  # fmt: skip
    labels = {line["section"]: line["label"] for line in found["decisions_by_section"]}
    assert labels["respect"] == "Respect"


def test_months_that_are_only_touched_do_not_count_for_the_mean(cast, made):
    period = Period(date(2025, 5, 2), date(2025, 7, 1), "Europe/Berlin")
    found = figures.people_of_figures.active(cast.ada, period)
    assert [(one["month"], one["members"], one["is_whole"]) for one in found["months"]] == [
        ("2025-05", 2, False), ("2025-06", 3, True), ("2025-07", 1, False),
    ]  # fmt: skip
    assert found["average"] == 3.0


def test_rules_of_private_categories_are_not_named(cast, made):
    place = factories.category(private_to="ambassadors", name="Quiet")
    document = factories._save(
        GuidelineDocument(slug="quiet", title="Quiet room", kind="category", category_id=place.id)
    )
    factories.guidelines("## Whisper\n\nOnly whisper here.", at=at("05-02 00:00"),
                         document_id=document.id)  # fmt: skip
    secret = section("whisper")
    about = case(cast.amy, "06-15 08:00")
    report(about, "whisper", "06-15 08:00", section=secret)
    decision(about, cast.mo, "hide", "06-15 09:00", secret)
    database.commit()
    found = figures.of_period(cast.ada, JUNE)
    assert "other-rules" in {line["reason"] for line in found["notices"]}
    assert "other-rules" in {line["section"] for line in found["decisions_by_section"]}
    assert "hisper" not in str(found) and "Quiet" not in str(found)


def test_nobody_but_staff_drafts(cast):
    for who in (cast.guest, cast.max, cast.amy, cast.mo, cast.sue):
        with pytest.raises(Denied):
            figures.of_period(who, JUNE)


def test_the_number_of_statements_does_not_grow(cast, made, queries):
    figures.of_period(cast.ada, JUNE)  # what is kept in memory is read once
    with queries() as few:
        figures.of_period(cast.ada, JUNE)
    for n in range(20):
        about = case(cast.max, "06-16 00:00")
        report(about, "respect", "06-16 00:00", section=made.respect)
        decision(about, cast.mo, "hide", f"06-16 00:{n + 10}", made.respect)
    database.commit()
    figures.of_period(cast.ada, JUNE)
    with queries() as many:
        figures.of_period(cast.ada, JUNE)
    assert len(many) <= len(few) <= 17


def test_a_period_is_the_days_of_the_sites_time_zone():
    spring = Period(date(2025, 3, 30), date(2025, 3, 30), "Europe/Berlin")  # clocks go forward
    assert spring.ends_at - spring.starts_at == timedelta(hours=23)
    assert not Period(date(2025, 2, 1), date(2025, 1, 31)).is_possible
    assert not Period(date(2020, 1, 1), date(2025, 1, 1)).is_possible
    assert JUNE.is_over(utcnow()) and not JUNE.is_over(at("06-30 21:59"))
