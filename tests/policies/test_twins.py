"""`can_read` and `readable` are one rule written twice. Here is the proof that they agree."""

import itertools

import pytest
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum import database
from forum.extensions import db
from forum.models import Category, Invite, Page, PageVersion, Post, Thread
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS, MODERATORS
from forum.models.threads import STATES
from forum.policies import categories, invites, pages, posts, threads
from tests import factories

WHO = ["guest", "nia", "max", "amy", "mo", "cleo", "ada", "sue"]
LOADED = {
    Category: (),
    Thread: (),
    Post: (joinedload(Post.thread),),
}


@pytest.fixture
def everything(app, cast):
    """Every state of thread and post in categories of every kind of openness."""
    open_to_all = factories.category(access={EVERYONE: "see", MODERATORS: "see moderate"})
    for_members = factories.category(access={MEMBERS: "see reply start"})
    lounge = factories.category(private_to="ambassadors")
    inside = factories.category(parent_id=lounge.id, access={EVERYONE: "see"})
    for category in (open_to_all, for_members, lounge, inside):
        for state, author in itertools.product(STATES, [cast.max, cast.amy]):
            thread = factories.thread(category=category, state=state, author=author)
            for post_state in STATES:
                factories.post(thread=thread, state=post_state, author=cast.max)
    database.commit()


PAIRS = [(categories, Category), (threads, Thread), (posts, Post)]


def test_twins_agree_for_the_whole_cast(everything, cast):
    for policy, model in PAIRS:
        things = db.session.scalars(select(model).options(*LOADED[model])).all()
        for who in WHO:
            viewer = getattr(cast, who)
            one_by_one = {thing.id for thing in things if policy.can_read(viewer, thing)}
            at_once = set(db.session.scalars(select(model.id).where(policy.readable(viewer))))
            assert one_by_one == at_once, (who, model)


def test_the_posts_of_one_thread_follow_the_same_rule(everything, cast):
    for who in WHO:
        viewer = getattr(cast, who)
        for thread in db.session.scalars(select(Thread).where(threads.readable(viewer))):
            within = select(Post.id).where(posts.readable_in(viewer, thread))
            readable = select(Post.id).where(posts.readable(viewer), Post.thread_id == thread.id)
            assert set(db.session.scalars(within)) == set(db.session.scalars(readable)), who


def test_what_is_listed_is_readable(everything, cast):
    for who in WHO:
        viewer = getattr(cast, who)
        for policy, model in PAIRS[1:]:
            listed = set(db.session.scalars(select(model.id).where(policy.listed(viewer))))
            readable = set(db.session.scalars(select(model.id).where(policy.readable(viewer))))
            assert listed <= readable, (who, model)


def test_a_child_is_not_wider_than_its_parent(everything, cast):
    inside = db.session.scalar(select(Category).where(Category.parent_id.is_not(None)))
    assert not categories.can_read(cast.max, inside)
    assert categories.can_read(cast.amy, inside)


def test_an_invitation_is_seen_by_the_same_people_one_by_one_and_at_once(app, cast):
    for who in WHO[1:]:
        db.session.add(
            Invite(creator_id=getattr(cast, who).id, token_hash=who, most_uses=1,
                   expires_at=utcnow())
        )  # fmt: skip
    database.commit()
    made = db.session.scalars(select(Invite)).all()
    for who in WHO:
        viewer = getattr(cast, who)
        one_by_one = {invite.id for invite in made if invites.can_read(viewer, invite)}
        at_once = set(db.session.scalars(select(Invite.id).where(invites.readable(viewer))))
        assert one_by_one == at_once, who


def test_pages_of_the_team_are_read_by_the_same_people_one_by_one_and_at_once(app, cast):
    for number, (slug, is_published) in enumerate([("terms", True), ("planned", False)], start=1):
        db.session.add(Page(title=slug, slug=slug, number=1, is_published=is_published))
        db.session.flush()
        db.session.add(PageVersion(page_id=number, number=1, title=slug, body="", html=Markup(),
                                   author_id=cast.ada.id))  # fmt: skip
    database.commit()
    made = db.session.scalars(select(Page)).all()
    for who in WHO:
        viewer = getattr(cast, who)
        one_by_one = {page.slug for page in made if pages.can_read(viewer, page)}
        at_once = set(db.session.scalars(select(Page.slug).where(pages.readable(viewer))))
        assert one_by_one == at_once, who
        assert ("planned" in at_once) == (who in {"cleo", "ada"})
