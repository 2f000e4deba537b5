"""Badges: by rule and by hand, with the evidence, and gone when they are no longer true."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import forum
from forum import database
from forum.extensions import db
from forum.jobs import badges as jobs
from forum.lib import rules
from forum.lib.verdict import Denied, Refused
from forum.models import Badge, BadgeGrant, Job, LedgerEntry, StaffAction, User
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.queries import badges as queries
from forum.queries import measures
from forum.services import badges, posts, reactions
from tests import factories

DRAWINGS = Path(forum.__file__).parent / "static" / "img" / "badges.svg"
TALKER = badges.Described(
    name="Talker", description="Has replied twice.", tier="bronze", grouping="community",
    icon="speech", rule={"all": [{"measure": "replies", "is": "at_least", "value": 2}]},
)  # fmt: skip
BY_HAND = replace(TALKER, name="Map maker", rule=None, is_title=True)


def shipped(slug):
    return db.session.scalars(select(Badge).where(Badge.slug == slug)).one()


def held(user):
    return [one.badge.slug for one in queries.of_member(user, user)]


def lines(user):
    entries = select(LedgerEntry).where(LedgerEntry.user_id == user.id).order_by(LedgerEntry.id)
    return [(line.what, line.change) for line in db.session.scalars(entries)]


@pytest.fixture
def talker(cast):
    return badges.define(cast.cleo, TALKER)


def talk(user, times):
    thread = factories.thread()
    for n in range(times):
        factories.post(thread=thread, author=user, number=n + 2)


def test_twenty_five_are_there_from_the_start_and_every_rule_can_be_read(app):
    found = db.session.scalars(select(Badge).where(Badge.is_shipped.is_(True))).all()
    assert len(found) == 25
    for badge in found:
        rules.read(badge.rule, measures.ALL)


def test_every_badge_has_a_drawing(app):
    drawn = DRAWINGS.read_text()
    for badge in db.session.scalars(select(Badge)):
        assert f'<symbol id="{badge.icon}" ' in drawn


def test_what_was_done_is_recognised_with_its_evidence(cast, talker):
    talk(cast.max, 2)
    talk(cast.nia, 1)
    assert badges.judge(OPERATOR, badge_id=talker.id) == 1
    assert held(cast.max) == ["talker"] and held(cast.nia) == []
    line = db.session.scalars(select(LedgerEntry)).one()
    assert (line.what, line.change, line.actor_id, line.evidence) == (
        "talker", "granted", None, {"replies": 2}
    )  # fmt: skip
    db.session.refresh(talker)
    assert talker.holder_count == 1
    assert badges.judge(OPERATOR, badge_id=talker.id) == 0  # again: nothing changes


def test_it_comes_a_moment_after_the_deed_by_itself(cast, browser):
    thread = factories.thread()
    posts.reply(cast.max, thread, "By the tunnel.")
    waiting = db.session.scalars(select(Job).where(Job.name == "badge.judge")).one()
    assert waiting.arguments == {"user_id": cast.max.id} and waiting.run_at > utcnow()
    posts.reply(cast.max, thread, "Or over the top.")
    count = select(func.count()).select_from(Job).where(Job.name == "badge.judge")
    assert db.session.scalar(count) == 1
    jobs.judge(cast.max.id)
    assert "first-words" in held(cast.max)


def test_the_nightly_pass_gives_what_was_missed(cast):
    reply = posts.reply(cast.max, factories.thread(author=cast.nia), "By the tunnel.")
    reactions.add(cast.nia, reply, "heart")
    database.commit()
    jobs.judge_all()
    assert "first-words" in held(cast.max) and "first-thanks" in held(cast.nia)


def test_it_is_taken_back_when_it_is_no_longer_true_where_so_chosen(cast):
    badge = badges.define(cast.cleo, replace(TALKER, is_taken_back=True))
    kept = badges.define(cast.cleo, replace(TALKER, name="Keeps it"))
    talk(cast.max, 2)
    badges.judge(OPERATOR)
    hidden = factories.Post
    db.session.execute(
        hidden.__table__.update().where(hidden.author_id == cast.max.id).values(state="hidden")
    )
    badges.judge(OPERATOR)
    assert kept.slug in held(cast.max) and badge.slug not in held(cast.max)
    assert lines(cast.max)[-1] == (badge.slug, "revoked")
    talk(cast.max, 2)
    badges.judge(OPERATOR)
    assert badge.slug in held(cast.max)


def test_who_cannot_have_one_gets_none(cast, talker):
    bot, imported, gone = factories.user(is_bot=True), factories.user(), factories.user()
    imported.claimed_at, gone.erased_at = None, utcnow()
    for user in (bot, imported, gone):
        talk(user, 2)
    assert badges.judge(OPERATOR, badge_id=talker.id) == 0


def test_one_that_is_switched_off_is_not_given_and_not_shown(cast, talker):
    talk(cast.max, 2)
    badges.judge(OPERATOR, badge_id=talker.id)
    badges.define(cast.cleo, replace(TALKER, is_enabled=False), talker)
    talk(cast.nia, 2)
    assert badges.judge(OPERATOR, badge_id=talker.id) == 0
    assert held(cast.max) == []
    with pytest.raises(Denied):
        queries.get(cast.max, "talker")
    assert queries.get(cast.cleo, "talker") is talker


def test_a_preview_says_who_would_get_it_and_who_would_lose_it(cast):
    badge = badges.define(cast.cleo, replace(TALKER, is_taken_back=True))
    talk(cast.max, 2)
    talk(cast.nia, 5)
    badges.judge(OPERATOR, badge_id=badge.id)
    rule = badges.read_rule(
        cast.cleo, {"all": [{"measure": "replies", "is": "at_least", "value": 4}]}
    )
    preview = queries.preview(cast.cleo, rule, badge)
    assert (preview.count, preview.new_count, preview.lost_count) == (1, 0, 1)
    candidate = preview.candidates[0]
    assert (candidate.person.name, candidate.evidence[0][1], candidate.has_it) == ("nia", 5, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"), ({"name": "x" * 65}, "name"), ({"tier": "tin"}, "tier"),
        ({"grouping": "?"}, "grouping"), ({"rule": {"all": []}}, "rule"),
        ({"rule": {"all": [{"measure": "email", "value": 1}]}}, "rule"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_badge_is_said(cast, change, field):
    with pytest.raises(Refused) as refused:
        badges.define(cast.ada, replace(TALKER, **change))
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["guest", "nia", "max", "amy", "mo", "sue"])
def test_members_define_and_give_nothing(cast, talker, who):
    actor = getattr(cast, who)
    for call in (
        lambda: badges.define(actor, TALKER),
        lambda: badges.grant(actor, talker, cast.amy, "Well done."),
        lambda: badges.grant_many(actor, talker, "amy,Well done."),
        lambda: badges.judge(actor),
        lambda: badges.read_rule(actor, TALKER.rule),
        lambda: queries.preview(actor, rules.read(TALKER.rule, measures.ALL)),
    ):
        with pytest.raises(Denied):
            call()


def test_by_hand_with_a_reason_a_post_and_an_end(cast):
    badge = badges.define(cast.cleo, BY_HAND)
    post = factories.post(author=cast.max)
    until = utcnow() + timedelta(days=30)
    given = badges.grant(cast.cleo, badge, cast.max, "For the map.", post=post, until=until)
    one = queries.of_member(cast.nia, cast.max)[0]
    assert (one.reason, one.grantor.name, one.until) == ("For the map.", "cleo", until)
    assert one.evidence_href.endswith(f"/{post.number}#post-{post.number}")
    given.until = utcnow() - timedelta(seconds=1)
    db.session.flush()
    assert held(cast.max) == []
    badges.judge(OPERATOR, [cast.max.id], badge.id)
    assert lines(cast.max) == [("map-maker", "granted"), ("map-maker", "expired")]
    db.session.refresh(badge)
    assert badge.holder_count == 0


def test_a_post_that_is_evidence_is_named_only_to_who_may_read_it(cast):
    badge = badges.define(cast.cleo, BY_HAND)
    inside = factories.category(private_to="community-managers")
    post = factories.post(author=cast.max, thread=factories.thread(category=inside))
    badges.grant(cast.cleo, badge, cast.max, "For the map.", post=post)
    assert queries.of_member(cast.nia, cast.max)[0].evidence_title == ""
    assert queries.of_member(cast.cleo, cast.max)[0].evidence_title


def test_nobody_gives_a_badge_to_themselves_or_twice_or_without_a_reason(cast):
    badge = badges.define(cast.cleo, BY_HAND)
    with pytest.raises(Denied):
        badges.grant(cast.cleo, badge, cast.cleo, "For me.")
    with pytest.raises(Refused):
        badges.grant(cast.cleo, badge, cast.max, " ")
    badges.grant(cast.cleo, badge, cast.max, "For the map.")
    with pytest.raises(Refused):
        badges.grant(cast.ada, badge, cast.max, "For the map again.")
    with pytest.raises(Refused):
        badges.grant(cast.ada, badge, cast.nia, "x", post=factories.post(author=cast.max))


def test_what_is_taken_back_by_hand_is_not_given_again_by_the_rule(cast, talker):
    talk(cast.max, 2)
    badges.judge(OPERATOR, badge_id=talker.id)
    given = db.session.scalars(select(BadgeGrant)).one()
    with pytest.raises(Refused):
        badges.revoke(cast.cleo, given, "")
    badges.revoke(cast.cleo, given, "The replies were copied.")
    badges.judge(OPERATOR, badge_id=talker.id)
    assert held(cast.max) == [] and lines(cast.max)[-1] == ("talker", "revoked")
    assert db.session.scalar(select(func.count()).select_from(StaffAction)) == 2


def test_many_at_once_from_lines_and_the_bad_ones_are_named(cast):
    badge = badges.define(cast.cleo, BY_HAND)
    done = badges.grant_many(
        cast.cleo, badge, "max,For the map\n@Amy, For the springs, all of them\nnobody,x\nnia,\n\n"
    )
    assert [bool(row.problem) for row in done] == [False, False, True, True]
    assert held(cast.max) == held(cast.amy) == ["map-maker"]
    assert queries.of_member(cast.nia, cast.amy)[0].reason == "For the springs, all of them"
    with pytest.raises(Refused):
        badges.grant_many(cast.cleo, badge, " \n")


def test_a_line_may_name_a_post_and_a_last_day(cast):
    badge = badges.define(cast.cleo, BY_HAND)
    post = factories.post(author=cast.max)
    place = f"/t/{post.thread_id}/{post.thread.slug}/{post.number}"
    last = f"{utcnow() + timedelta(days=40):%Y-%m-%d}"
    done = badges.grant_many(
        cast.cleo, badge,
        f"max, For the map, and the springs, https://forum.test{place}#post-2, {last}\n"
        f"amy,For the map,{place}\nmo,For the map,/t/999999\nnia,For the map,2001-01-01\n",
    )  # fmt: skip
    assert [bool(row.problem) for row in done] == [False, True, True, True]  # amy: not her post
    one = queries.of_member(cast.nia, cast.max)[0]
    assert (one.reason, f"{one.until:%Y-%m-%d}") == ("For the map, and the springs", last)
    assert one.evidence_href.startswith(place)
    assert one.grantor.name == "cleo"


def test_a_badge_beside_the_name_goes_with_the_badge(cast):
    badge = badges.define(cast.cleo, BY_HAND)
    given = badges.grant(cast.cleo, badge, cast.max, "For the map.")
    badges.choose_title(cast.max, cast.max, badge)
    assert cast.max.title == "Map maker"
    badges.define(cast.cleo, replace(BY_HAND, name="Mapper"), badge)
    db.session.refresh(cast.max)
    assert cast.max.title == "Mapper"
    badges.revoke(cast.cleo, given, "By mistake.")
    assert cast.max.title == ""


def test_only_a_badge_one_has_stands_beside_ones_name(cast, talker):
    badge = badges.define(cast.cleo, BY_HAND)
    with pytest.raises(Refused):
        badges.choose_title(cast.max, cast.max, badge)
    talk(cast.max, 2)
    badges.judge(OPERATOR, badge_id=talker.id)
    with pytest.raises(Refused):
        badges.choose_title(cast.max, cast.max, talker)  # not one that may be a title
    with pytest.raises(Denied):
        badges.choose_title(cast.nia, cast.max, None)


def test_holders_come_in_pages_and_who_left_is_not_among_them(cast, monkeypatch):
    badge = badges.define(cast.cleo, BY_HAND)
    for _n in range(queries.PER_PAGE + 3):
        badges.grant(cast.cleo, badge, factories.user(), "For the map.")
    gone = factories.user()
    badges.grant(cast.cleo, badge, gone, "For the map.")
    gone.erased_at = utcnow()
    db.session.flush()
    first = queries.holders(cast.guest, badge)
    rest = queries.holders(cast.guest, badge, first.after)
    people = [one.person.name for one in (*first.items, *rest.items)]
    assert len(people) == len(set(people)) == queries.PER_PAGE + 3
    assert rest.after is None and gone.name not in people


def test_the_statements_of_a_page_do_not_grow(cast, queries_):
    badge = badges.define(cast.cleo, BY_HAND)
    counts = []
    for _n in range(2):
        for _m in range(10):
            badges.grant(cast.cleo, badge, factories.user(), "For the map.")
        with queries_() as seen:
            queries.holders(cast.guest, badge)
            queries.board(cast.guest)
        counts.append(len(seen))
    assert counts[0] == counts[1] == 2


@pytest.fixture
def queries_(queries):
    return queries


def test_the_counter_is_what_it_counts(cast, talker):
    for name in ("max", "nia", "amy"):
        talk(getattr(cast, name), 2)
    badges.judge(OPERATOR)
    for badge in db.session.scalars(select(Badge)):
        count = select(func.count()).where(
            BadgeGrant.badge_id == badge.id, BadgeGrant.revoked_at.is_(None)
        )
        db.session.refresh(badge)
        assert badge.holder_count == db.session.scalar(count)
    assert db.session.get(User, cast.max.id).title == ""
