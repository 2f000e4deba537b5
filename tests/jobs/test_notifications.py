"""Who is told of what: those a post speaks to first, then those who watch, each once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum import database, events
from forum.extensions import db
from forum.models import (
    Badge,
    BadgeGrant,
    CategoryLevel,
    Distance,
    Follow,
    Group,
    GroupMember,
    Mailing,
    Notification,
    NotificationChoice,
    Tag,
    TagLevel,
    ThreadLevel,
    Told,
    User,
)
from forum.models.columns import utcnow
from forum.models.notifications import MUTED, NORMAL, TRACKING, WATCHING, WATCHING_FIRST
from forum.queries import notifications as queries
from forum.queries import viewers
from forum.services import answers, groups, posts, reactions, threads
from tests import factories
from tests.jobs.notifying import watch, work

pytestmark = pytest.mark.usefixtures("settled")


def told(person):
    """(event, count) of each notification, the oldest first."""
    rows = db.session.scalars(
        select(Notification).where(Notification.user_id == person.id).order_by(Notification.id)
    )
    return [(row.event, row.count) for row in rows]


def level(person, thread):
    return db.session.execute(
        select(ThreadLevel.level, ThreadLevel.is_by_hand).where(
            ThreadLevel.user_id == person.id, ThreadLevel.thread_id == thread.id
        )
    ).one_or_none()


@pytest.fixture
def thread(cast):
    return factories.thread(author=cast.max)


def test_each_is_told_once_for_the_first_that_applies(app, cast, thread):
    watch(cast.max, thread)
    watch(cast.mo, thread)
    first = factories.post(thread=thread, author=cast.amy)
    body = f'@max and again @Max\n\n[quote="amy, post:2, thread:{thread.id}"]\nHello.\n[/quote]'
    posts.reply(cast.nia, thread, body, reply_to=first)
    work(app)
    assert told(cast.max) == [("mention", 1)]
    assert told(cast.amy) == [("reply", 1)]
    assert told(cast.mo) == [("watched", 1)]
    assert told(cast.nia) == []
    assert db.session.scalar(select(func.count()).select_from(Told)) == 3


def test_who_is_quoted_is_told(app, cast, thread):
    factories.post(thread=thread, author=cast.amy)
    quote = f'[quote="amy, post:2, thread:{thread.id}"]\nHello.\n[/quote]'
    posts.reply(cast.nia, thread, f"{quote}\n\nYes.")
    work(app)
    assert told(cast.amy) == [("quote", 1)]


def test_a_name_in_code_or_in_a_quote_mentions_nobody(app, cast, thread):
    posts.reply(cast.nia, thread, "`@amy` and\n\n    @ada\n\n> @cleo said so")
    work(app)
    assert [told(p) for p in (cast.amy, cast.ada, cast.cleo)] == [[], [], []]


def test_an_edit_tells_those_it_mentions_anew_and_nobody_twice(app, cast, thread):
    post = posts.reply(cast.nia, thread, "Hello @amy")
    work(app)
    posts.edit(cast.nia, post, "Hello @amy and @ada", post.version)
    work(app)
    assert told(cast.amy) == [("mention", 1)]
    assert told(cast.ada) == [("mention", 1)]


def test_a_group_is_told_unless_it_is_hidden_or_large(app, cast, thread):
    factories.user(groups=["menders"], name="mender")
    db.session.add(Group(slug="secret-club", name="x", is_hidden=True))
    db.session.flush()
    club = db.session.scalar(select(Group).where(Group.slug == "secret-club"))
    db.session.add(GroupMember(group_id=club.id, user_id=cast.amy.id))
    crowd = factories.group("crowd")
    for n in range(101):
        db.session.add(GroupMember(group_id=crowd.id, user_id=factories.user(name=f"c{n}q").id))
    posts.reply(cast.nia, thread, "@menders @secret-club @crowd, please look")
    work(app)
    events = db.session.execute(
        select(User.name, Notification.event).join(User, User.id == Notification.user_id)
    ).all()
    assert events == [("mender", "group_mention")]


def test_who_has_just_come_does_not_call_a_whole_group(app, cast, thread):
    factories.user(groups=["menders"], name="mender")
    cast.nia.trust_level = 0
    cast.nia.join()
    database.commit()
    posts.reply(cast.nia, thread, "@menders and @amy, please look")
    work(app)
    told_of = db.session.scalars(select(Notification.event)).all()
    assert told_of == ["mention"]


@pytest.mark.parametrize(
    ("choice", "follows", "heard"),
    [("everyone", False, True), ("followed", False, False), ("followed", True, True),
     ("nobody", True, False)],
)  # fmt: skip
def test_who_may_mention_is_obeyed(app, cast, thread, choice, follows, heard):
    cast.amy.mentions_from = choice
    if follows:
        db.session.add(Follow(user_id=cast.amy.id, followed_id=cast.nia.id))
    posts.reply(cast.nia, thread, "Hello @amy")
    work(app)
    assert told(cast.amy) == ([("mention", 1)] if heard else [])


@pytest.mark.parametrize("kind", ["mute", "block"])
def test_who_keeps_away_hears_nothing_except_of_the_team(app, cast, thread, kind):
    for other in (cast.nia, cast.cleo, cast.mo):
        db.session.add(Distance(user_id=cast.amy.id, other_id=other.id, kind=kind))
    watch(cast.amy, thread)
    posts.reply(cast.nia, thread, "Hello @amy")
    work(app)
    assert told(cast.amy) == []
    posts.reply(cast.cleo, thread, "Hello again, @amy")
    work(app)
    assert told(cast.amy) == [("mention", 1)]


def test_a_muted_thread_and_category_are_silent(app, cast, thread):
    watch(cast.amy, thread, MUTED)
    db.session.add(CategoryLevel(user_id=cast.ada.id, category_id=thread.category_id, level=MUTED))
    posts.reply(cast.nia, thread, "Hello @amy and @ada")
    work(app)
    assert told(cast.amy) == told(cast.ada) == []


def test_nobody_is_told_who_may_not_read_or_is_not_here(app, cast):
    lounge = factories.category(private_to="ambassadors")
    thread = factories.thread(category=lounge, author=cast.amy)
    for person in (cast.max, cast.sue, cast.cleo):
        watch(person, thread)
    posts.reply(cast.amy, thread, "Hello @max, @sue and @cleo")
    work(app)
    assert (told(cast.max), told(cast.sue)) == ([], [])
    assert told(cast.cleo) == [("mention", 1)]


def test_those_who_are_gone_or_never_came_are_not_told(app, cast, thread):
    cast.amy.erased_at = utcnow()
    cast.mo.claimed_at = None
    cast.ada.active = False
    cast.nia.suspended_until = utcnow() + timedelta(days=1)
    for person in (cast.amy, cast.mo, cast.ada, cast.nia):
        watch(person, thread)
    posts.reply(cast.cleo, thread, "Hello, all.")
    work(app)
    assert db.session.scalars(select(Notification)).all() == []


def test_watchers_of_category_tag_and_of_first_posts(app, cast):
    above = factories.category()
    category = factories.category(parent_id=above.id)
    tag = Tag(name="repairs", slug="repairs")
    db.session.add(tag)
    db.session.flush()
    db.session.add_all([
        CategoryLevel(user_id=cast.amy.id, category_id=above.id, level=WATCHING),
        CategoryLevel(user_id=cast.mo.id, category_id=category.id, level=WATCHING_FIRST),
        TagLevel(user_id=cast.cleo.id, tag_id=tag.id, level=WATCHING),
        # The nearest category decides.
        CategoryLevel(user_id=cast.ada.id, category_id=above.id, level=WATCHING),
        CategoryLevel(user_id=cast.ada.id, category_id=category.id, level=NORMAL),
        Follow(user_id=cast.max.id, followed_id=cast.nia.id),
    ])  # fmt: skip
    database.commit()
    thread = threads.start(cast.nia, category, "A torn sleeve", "How do I mend it?",
                           tags=["repairs"])  # fmt: skip
    work(app)
    assert told(cast.amy) == told(cast.mo) == told(cast.cleo) == [("first_post", 1)]
    assert told(cast.ada) == []
    assert told(cast.max) == [("followed", 1)]
    posts.reply(cast.max, thread, "With patience.")
    work(app)
    assert told(cast.amy) == [("watched", 2)]
    assert told(cast.mo) == [("first_post", 1)]
    assert told(cast.nia) == [("watched", 1)]


def test_what_is_unread_folds_by_thread_and_keeps_the_stronger_word(app, cast, thread):
    first = factories.post(thread=thread, author=cast.amy)
    watch(cast.amy, thread)
    posts.reply(cast.nia, thread, "One.", reply_to=first)
    work(app)
    posts.reply(cast.nia, thread, "Two.")
    work(app)
    row = db.session.scalars(select(Notification).where(Notification.user_id == cast.amy.id)).one()
    assert (row.event, row.count, row.details) == ("reply", 2, {"first": 3})
    row.read_at = utcnow()
    posts.reply(cast.nia, thread, "Three.")
    work(app)
    assert told(cast.amy) == [("reply", 2), ("watched", 1)]


def test_reactions_fold_by_post_and_are_no_news_twice(app, cast, thread):
    post = factories.post(thread=thread, author=cast.amy)
    for person in (cast.max, cast.mo):
        reactions.add(person, post, "heart")
    work(app)
    assert told(cast.amy) == [("reaction", 2)]
    reactions.remove(cast.mo, post, "heart")
    reactions.add(cast.mo, post, "heart")
    work(app)
    assert told(cast.amy) == [("reaction", 2)]


def test_the_author_of_an_answer_is_told(app, cast):
    thread = factories.thread(author=cast.max, kind="question")
    post = factories.post(thread=thread, author=cast.amy)
    answers.accept(cast.max, thread, post)
    work(app)
    assert told(cast.amy) == [("answer", 1)]


def test_choices_of_site_and_mail_are_obeyed(app, cast, thread):
    def choose(person, event, channel, is_on):
        db.session.add(
            NotificationChoice(user_id=person.id, event=event, channel=channel, is_on=is_on)
        )

    first = factories.post(thread=thread, author=cast.amy)
    choose(cast.amy, "mention", "site", False)
    choose(cast.ada, "mention", "mail", False)
    posts.reply(cast.nia, thread, "Hello @amy, @ada and @cleo", reply_to=first)
    work(app)
    assert told(cast.amy) == [("reply", 1)]
    assert told(cast.ada) == [("mention", 1)]
    letters = db.session.scalars(select(Mailing.user_id).order_by(Mailing.user_id)).all()
    assert letters == [cast.amy.id, cast.cleo.id]


def test_who_starts_watches_and_who_replies_tracks_unless_chosen_by_hand(app, cast):
    thread = threads.start(cast.max, factories.category(), "Socks again", "Which ones?")
    assert level(cast.max, thread) == (WATCHING, False)
    posts.reply(cast.max, thread, "No, really.")
    assert level(cast.max, thread) == (WATCHING, False)
    posts.reply(cast.amy, thread, "Wool.")
    assert level(cast.amy, thread) == (TRACKING, False)
    watch(cast.mo, thread, NORMAL)
    posts.reply(cast.mo, thread, "Nylon.")
    assert level(cast.mo, thread) == (NORMAL, True)


def test_who_is_followed_or_given_a_badge_is_told(app, cast):
    badge = Badge(slug="mender", name="Mender", icon="mender")
    db.session.add(badge)
    db.session.add(Follow(user_id=cast.max.id, followed_id=cast.amy.id))
    db.session.flush()
    grant = BadgeGrant(badge_id=badge.id, user_id=cast.amy.id, granted_at=utcnow())
    events.badge_granted.send(grant=grant, badge=badge, user=cast.amy)
    for _ in range(2):
        events.member_followed.send(user=cast.amy, actor=cast.max)
    events.member_followed.send(user=cast.amy, actor=cast.mo)  # who has thought better of it
    work(app)
    assert told(cast.amy) == [("badge", 1), ("follow", 1)]


def test_who_keeps_a_group_hears_of_who_asks_and_who_asked_hears_the_answer(app, cast, browser):
    group = groups.define(cast.cleo, groups.Described("Map makers", joining="request"))
    groups.add(cast.cleo, group, cast.amy, is_owner=True)
    work(app)
    assert told(cast.amy) == [("group", 1)]  # somebody put her in
    groups.request(cast.max, group, "I draw.")
    groups.request(cast.max, group, "I draw well.")  # no second time
    groups.request(cast.nia, group, "So do I.")
    work(app)
    assert told(cast.amy) == [("group", 1), ("group", 2)] and told(cast.cleo) == []
    page = browser(cast.amy).get("/notifications").text
    assert "1 other person ask to be let into a group that you look after" in page
    assert "Map makers" in page
    rows = [
        row for day in queries.page(viewers.with_groups(None, cast.amy)).days for row in day.rows
    ]
    assert queries.target(viewers.with_groups(None, cast.amy), rows[0].id) == "/groups/map-makers"
    groups.answer(cast.cleo, group, cast.max, is_welcome=True)
    groups.answer(cast.cleo, group, cast.nia, is_welcome=False)
    work(app)
    assert "You are in a group now" in browser(cast.max).get("/notifications").text
    assert "was not granted" in browser(cast.nia).get("/notifications").text
    assert told(cast.mo) == []


def test_without_an_owner_the_team_hears_and_a_hidden_group_is_named_to_nobody_else(
    app, cast, browser
):
    group = groups.define(cast.cleo, groups.Described("Map makers", joining="request"))
    groups.request(cast.max, group, "")
    work(app)
    assert told(cast.cleo) == told(cast.ada) == [("group", 1)] and told(cast.mo) == []
    groups.answer(cast.cleo, group, cast.max, is_welcome=True)
    work(app)
    assert "Map makers" in browser(cast.max).get("/notifications").text
    groups.define(cast.cleo, groups.Described("Map makers", is_hidden=True), group)
    groups.remove(cast.cleo, group, cast.max)
    database.commit()
    assert "Map makers" not in browser(cast.max).get("/notifications").text
    rows = [
        row for day in queries.page(viewers.with_groups(None, cast.max)).days for row in day.rows
    ]
    assert queries.target(viewers.with_groups(None, cast.max), rows[0].id) == "/notifications"


def test_what_rules_give_at_once_is_told_once_and_what_somebody_gives_by_itself(app, cast):
    """The first pass over an old community gives a member a dozen badges."""
    for number in range(4):
        badge = Badge(slug=f"b{number}", name=f"Badge {number}", icon="mender")
        db.session.add(badge)
        db.session.flush()
        given = {"granted_by_id": cast.ada.id, "reason": "For that"} if number == 3 else {}
        grant = BadgeGrant(badge_id=badge.id, user_id=cast.amy.id, granted_at=utcnow(), **given)
        events.badge_granted.send(grant=grant, badge=badge, user=cast.amy)
    work(app)
    assert sorted(told(cast.amy)) == [("badge", 1), ("badge", 3)]
    page = queries.page(viewers.with_groups(None, cast.amy))
    rows = {row.count: row for day in page.days for row in day.rows}
    assert (rows[1].target, rows[3].target) == ("Badge 3", "")
    assert queries.target(cast.amy, rows[3].id) == "/m/amy/badges"


def test_a_pending_post_is_told_when_it_appears(app, cast, thread):
    post = factories.post(thread=thread, author=cast.nia, body="Hello @amy", state="pending")
    work(app)
    post.state = "visible"
    db.session.flush()
    events.post_state_changed.send(post=post, before="pending", actor=cast.mo)
    work(app)
    assert told(cast.amy) == [("mention", 1)]
