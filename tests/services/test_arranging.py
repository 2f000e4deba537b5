"""Arranging threads: closing, pinning, archiving, moving, and the line in the staff's log."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Category, Job, PinDismissal, Post, StaffAction, User
from forum.models.columns import utcnow
from forum.services import posts, threads
from tests import casework, factories

VERBS = [
    threads.close,
    threads.open,
    threads.archive,
    threads.unarchive,
    threads.unpin,
    lambda actor, thread: threads.pin(actor, thread, "category"),
]


@pytest.fixture
def thread(cast):
    made = threads.start(cast.max, factories.category(name="Tents"), "Which tent?", "A dome?")
    posts.reply(cast.amy, made, "A tunnel.")
    return made


def log():
    return [line.verb for line in db.session.scalars(select(StaffAction).order_by(StaffAction.id))]


def test_closing_and_opening(cast, thread):
    threads.close(cast.mo, thread, "calm down")
    threads.close(cast.mo, thread)
    assert thread.is_closed and log() == ["close"]
    threads.open(cast.mo, thread)
    assert not thread.is_closed and log() == ["close", "open"]


def test_archiving(cast, thread):
    threads.archive(cast.mo, thread)
    assert thread.is_archived
    threads.unarchive(cast.mo, thread)
    assert not thread.is_archived


def test_pinning_in_the_category_until_a_day(cast, thread):
    until = utcnow() + timedelta(days=3)
    threads.pin(cast.mo, thread, "category", until)
    assert (thread.pin_scope, thread.pinned_until) == ("category", until)
    threads.unpin(cast.mo, thread)
    assert (thread.pin_scope, thread.pinned_until) == ("", None)


@pytest.mark.parametrize(
    ("scope", "days", "field"),
    [("nowhere", 1, "scope"), ("", 1, "scope"), ("category", -1, "until")],
)
def test_a_pin_has_to_be_one(cast, thread, scope, days, field):
    with pytest.raises(Refused) as refused:
        threads.pin(cast.mo, thread, scope, utcnow() + timedelta(days=days))
    assert refused.value.field == field


def test_only_community_managers_and_admins_pin_everywhere(cast, thread):
    with pytest.raises(Denied):
        threads.pin(cast.mo, thread, "everywhere")
    threads.pin(cast.cleo, thread, "everywhere")
    with pytest.raises(Denied):
        threads.unpin(cast.mo, thread)
    threads.unpin(cast.cleo, thread)


def test_a_member_puts_a_pin_away_and_a_new_pin_shows_again(cast, thread):
    threads.pin(cast.mo, thread, "category")
    threads.dismiss_pin(cast.max, thread)
    threads.dismiss_pin(cast.max, thread)
    assert db.session.scalars(select(PinDismissal.user_id)).all() == [cast.max.id]
    threads.pin(cast.mo, thread, "category", utcnow() + timedelta(days=1))
    assert db.session.scalars(select(PinDismissal)).all() == []


def test_moving_moves_the_counts(cast, thread):
    old = db.session.get(Category, thread.category_id)
    new = factories.category(name="Shelters")
    threads.move(cast.mo, thread, new)
    assert thread.category_id == new.id
    db.session.refresh(old), db.session.refresh(new)
    assert (old.thread_count, old.post_count, old.last_thread_id) == (0, 0, None)
    assert (new.thread_count, new.post_count, new.last_thread_id) == (1, 2, thread.id)
    assert db.session.scalar(select(StaffAction.details)) == {"from": "Tents", "to": "Shelters"}


def test_moving_where_fewer_see_it_takes_it_from_public_numbers(cast, thread):
    casework.out_of_sight(cast.cleo, thread, factories.category(private_to="ambassadors"))
    assert db.session.get(User, cast.amy.id).post_count == 0
    assert "thread.render_quotes" in db.session.scalars(select(Job.name)).all()


def test_a_quote_elsewhere_tells_no_title_once_the_thread_is_private(cast, thread):
    """T22: the link of a quote holds the title, so it goes with the thread, and comes back."""
    from forum.jobs.posts import render_quotes

    text = f'[quote="max, post:1, thread:{thread.id}"]\nA dome?\n[/quote]\n\nNo.'
    post = posts.reply(cast.amy, factories.thread(author=cast.nia), text)
    first = db.session.scalar(
        select(Post)
        .where(Post.thread_id == thread.id, Post.number == 1)
        .options(joinedload(Post.thread), joinedload(Post.author))
    )
    old = db.session.get(Category, thread.category_id)
    for change, back in (
        (
            lambda: casework.out_of_sight(
                cast.cleo, thread, factories.category(private_to="ambassadors")
            ),
            lambda: threads.move(cast.cleo, thread, old),
        ),
        (lambda: casework.moderated(cast.mo, first), lambda: posts.restore(cast.cleo, first)),
    ):
        for do, is_linked in ((change, False), (back, True)):
            do()
            assert "thread.render_quotes" in db.session.scalars(select(Job.name)).all()
            database.commit()
            render_quotes(thread.id)
            database.begin("write")
            db.session.refresh(post, ["html"])
            assert ("which-tent" in post.html) is is_linked
            assert "A dome?" in post.html


def test_moving_where_more_see_it_draws_the_posts_again(cast):
    """T22: a link that the old readers could follow is no link for the new ones."""
    from forum.jobs.posts import render_thread

    private = factories.category(private_to="ambassadors")
    secret = threads.start(cast.amy, private, "A secret plan", "Nobody knows.")
    thread = threads.start(
        cast.amy,
        private,
        "About the plan",
        f'[quote="amy, post:1, thread:{secret.id}"]\nNobody.\n[/quote]\n\nYes.',
    )
    post = db.session.scalar(select(Post).where(Post.thread_id == thread.id))
    assert "a-secret-plan" in post.html
    threads.move(cast.cleo, thread, factories.category())
    assert "thread.render" in db.session.scalars(select(Job.name)).all()
    database.commit()
    render_thread(thread.id)
    database.begin("write")
    db.session.refresh(post, ["html"])
    assert "a-secret-plan" not in post.html and "Nobody." in post.html


def test_a_moderator_moves_only_where_they_may_start(cast, thread):
    for category in (
        factories.category(private_to="ambassadors"),
        factories.category(access={1: "see", 5: "start"}),
        factories.category(is_archived=True),
    ):
        with pytest.raises(Denied):
            threads.move(cast.mo, thread, category)


@pytest.mark.parametrize("who", ["guest", "max", "amy", "sue"])
@pytest.mark.parametrize("verb", VERBS)
def test_members_do_not_arrange(cast, thread, verb, who):
    with pytest.raises(Denied) as denied:
        verb(getattr(cast, who), thread)
    assert not denied.value.verdict.hidden


@pytest.mark.parametrize("verb", [*VERBS, threads.dismiss_pin])
def test_a_private_thread_is_not_there(cast, verb):
    hidden = threads.start(cast.amy, factories.category(private_to="ambassadors"), "Hidden", "Hm.")
    with pytest.raises(Denied) as denied:
        verb(cast.max, hidden)
    assert denied.value.verdict.hidden


def test_a_moderator_of_another_category_does_not_arrange(cast, thread):
    moderator = factories.user(groups=["tent-moderators"])
    factories.category(access={1: "see", factories.group("tent-moderators").id: "see moderate"})
    with pytest.raises(Denied):
        threads.close(moderator, thread)
