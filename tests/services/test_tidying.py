"""Who is trusted tidies up after others, says why, and changes no word of theirs (community.md §0.3,
features.md §4.1)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Job, Perk, PerkAward, Post, Revision, Tag, ThreadEvent
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS, TRUST_0
from forum.policies import threads as policy
from forum.queries import thread_events
from forum.services import answers, tidying
from forum.structure import current
from tests import factories, programme, screened

WHY = "So that others find it."


@pytest.fixture
def rita(cast):
    return factories.user(name="rita", trust_level=3)


@pytest.fixture
def place(cast):
    return factories.category(slug="tents", name="Tents")


def node(slug):
    return current().by_slug[slug]


def tidy(actor, thread, title="Which tent stands in wind?", tags=("tent",), to="tents", why=WHY):
    return tidying.tidy(actor, thread, title, tags, node(to), why)


@pytest.mark.parametrize("who", ["rita", "amy", "mo"])
def test_a_better_title_and_tags_and_its_author_hears_why(cast, rita, place, who):
    factories._save(Tag(name="tent", slug="tent"))
    thread = factories.thread(author=cast.max, category=place, title="Help", body="It fell over.")
    actor = rita if who == "rita" else getattr(cast, who)
    assert tidy(actor, thread)
    assert (thread.title, thread.slug) == (
        "Which tent stands in wind?",
        "which-tent-stands-in-wind",
    )
    first = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    assert first.body == "It fell over." and first.author_id == cast.max.id
    kept = db.session.scalars(select(Revision)).one()
    assert (kept.before["title"], kept.editor_id, kept.reason) == ("Help", actor.id, WHY)
    line = db.session.scalars(select(ThreadEvent)).one()
    assert (line.verb, line.note, line.actor_id) == ("tidy", WHY, actor.id)
    assert "clearer title" in thread_events.said(cast.nia, "tidy", {})
    jobs = [job.arguments for job in db.session.scalars(select(Job)) if job.name == "notify.edited"]
    assert [(job["what"], job["reason"], job["actor_id"]) for job in jobs] == [
        ("tidied", WHY, actor.id)
    ]
    assert not tidy(actor, thread)  # nothing is different any more


def test_a_thread_goes_between_categories_that_everybody_reads(cast, rita, place):
    other = factories.category(slug="stoves", name="Stoves")
    thread = factories.thread(author=cast.max, category=other, title="Which tent is dry?")
    assert tidy(rita, thread, thread.title, ())
    assert thread.category_id == place.id
    factories.category(slug="inside", private_to="ambassadors")
    with pytest.raises(Refused, match="not everybody reads"):
        tidy(cast.amy, thread, to="inside")
    factories.category(slug="news", kinds="announcement", default_kind="announcement")
    with pytest.raises(Refused, match="kind"):
        tidy(rita, thread, to="news")
    assert thread.category_id == place.id


def test_by_default_it_is_level_three_and_ambassadors(cast):
    assert {AMBASSADORS, TRUST_0 + 3} == set(current().setting("threads.tidy_groups"))


@pytest.mark.parametrize("who", ["guest", "nia", "max", "sue"])
def test_others_tidy_nothing_up(cast, place, who):
    thread = factories.thread(author=cast.mo, category=place)
    with pytest.raises(Denied):
        tidy(getattr(cast, who), thread)


@pytest.mark.parametrize("how", ["of the brand", "of a moderator", "closed", "archived", "hidden"])
def test_what_the_team_began_and_what_is_closed_stays_as_it_is(cast, rita, place, how):
    thread = factories.thread(author=cast.cleo, category=place)
    values = {
        "of the brand": {"author_capacity": "brand"}, "of a moderator":
        {"author_capacity": "moderator"}, "closed": {"is_closed": True},
        "archived": {"is_archived": True}, "hidden": {"state": "hidden"},
    }[how]  # fmt: skip
    for name, value in values.items():
        setattr(thread, name, value)
    db.session.flush()
    for actor in (rita, cast.amy):
        assert not policy.can_tidy(actor, thread)


def test_without_a_reason_nothing_is_changed(cast, rita, place):
    thread = factories.thread(author=cast.max, category=place, title="Help me")
    with pytest.raises(Refused) as said:
        tidy(rita, thread, why="  ")
    assert said.value.field == "reason" and thread.title == "Help me"


def test_a_word_that_is_refused_comes_in_by_no_title(cast, place):
    screened.watch(cast, "mildew", "block")
    database.touch("structure")
    thread = factories.thread(author=cast.max, category=place, title="Help me")
    with pytest.raises(Refused) as said:
        tidy(cast.amy, thread, title="Buy mildew cheap", tags=())
    assert said.value.field == "title" and thread.title == "Help me"


@pytest.mark.parametrize(
    ("title", "tags", "field"),
    [("A nice tent", ("complaint",), "title"), ("Which tent stands in wind? (2026)", (), "tags")],
)
def test_nobody_tidies_criticism_away(cast, rita, place, title, tags, field):
    """community.md §4.6: taking words from it is decided, by two people."""
    thread = factories.thread(
        author=cast.max, category=place, title="Which tent stands in wind?", tags=["complaint"]
    )
    for actor in (rita, cast.amy):
        with pytest.raises(Refused) as said:
            tidy(actor, thread, title=title, tags=tags)
        assert said.value.field == field


def test_an_ambassador_serves_where_the_programme_reaches(cast, place):
    elsewhere = factories.category(slug="elsewhere")
    made = programme.programme(cast.cleo, category_ids=[place.id])
    programme.grant(made, cast.amy)
    old = utcnow() - timedelta(days=9)
    here, there = (
        factories.thread(author=cast.max, category=each, kind="question", created_at=old)
        for each in (place, elsewhere)
    )
    assert policy.can_tidy(cast.amy, here) and not policy.can_tidy(cast.amy, there)
    assert policy.can_accept(cast.amy, here) and not policy.can_accept(cast.amy, there)


@pytest.mark.parametrize("is_in_register", [True, False])
def test_what_stands_beside_their_name_makes_no_difference_to_where_they_serve(
    cast, place, is_in_register
):
    """Who received something says so wherever they write; who is in no register shows no badge."""
    elsewhere = factories.category(slug="elsewhere")
    made = programme.programme(cast.cleo, category_ids=[place.id])
    given = programme.grant(made, cast.amy)
    given.is_in_register = is_in_register
    boots = Perk(
        programme_id=made.id, kind="material", title="Boots", disclosure="receives free products"
    )
    factories._save(boots)
    factories._save(
        PerkAward(grant_id=given.id, perk_id=boots.id, awarded_at=utcnow() - timedelta(days=1))
    )
    here, there = (factories.thread(author=cast.max, category=each) for each in (place, elsewhere))
    assert policy.can_tidy(cast.amy, here) and not policy.can_tidy(cast.amy, there)


def test_who_asked_has_a_week_before_others_say_which_answer_it_is(cast, place):
    thread = factories.thread(author=cast.max, category=place, kind="question")
    answer = factories.post(thread=thread, author=cast.nia)
    with pytest.raises(Denied, match="few days"):
        answers.accept(cast.amy, thread, answer)
    answers.accept(cast.mo, thread, answer)  # whose category it is
    answers.withdraw(cast.mo, thread)
    thread.created_at = utcnow() - timedelta(days=8)
    db.session.flush()
    answers.accept(cast.amy, thread, answer)
    assert thread.answer_id == answer.id
    assert policy.can_accept(factories.user(name="bea", byline="Repair workshop"), thread)
    with pytest.raises(Denied, match="Only the person who asked"):
        answers.withdraw(cast.nia, thread)


def test_the_page_keeps_what_was_typed_and_is_there_for_who_may(cast, rita, place, browser):
    thread = factories.thread(author=cast.max, category=place, title="Help me")
    database.commit()
    address, client = f"/threads/{thread.id}/tidy", browser(rita)
    assert "Tidy up" in client.get(f"/t/{thread.id}/{thread.slug}").text
    assert "Tidy up" not in browser(cast.nia).get(f"/t/{thread.id}/{thread.slug}").text
    assert browser(cast.nia).get(address).status_code == 403
    typed = {"title": "Which tent stands in wind?", "tags": "", "category": "tents", "reason": ""}
    answer = client.post(address, data=typed)
    assert answer.status_code == 422 and "Which tent stands in wind?" in answer.text
    assert client.post(address, data={**typed, "reason": WHY}).status_code == 303
    page = browser(cast.guest).get(f"/t/{thread.id}").headers["Location"]
    assert page.endswith("/which-tent-stands-in-wind")
