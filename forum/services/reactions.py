"""Reactions: giving one and taking it back. One of each kind per member and post."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from forum import database, events, structure
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import Post, Reaction, ReactionCount, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import abilities
from forum.policies import posts as policy
from forum.services import counters


def add(actor: Viewer, post: Post, kind: str, at: datetime | None = None) -> bool:
    """Give a reaction of this kind. False when it was there already. Raises Denied, Refused."""
    require(policy.can_react(actor, post))
    assert isinstance(actor, User)
    offered = structure.current().reactions.get(kind)
    if offered is None or not offered.is_offered:
        raise Refused(_("Choose one of the reactions on offer."), "kind")
    _hold(actor, post)
    if at is None:
        _stay_within_the_day(actor, post)
    if not database.insert_missing(
        Reaction, post_id=post.id, user_id=actor.id, kind=kind, created_at=at or utcnow()
    ):
        return False
    _count(actor, post, kind, 1)
    events.reaction_added.send(post=post, actor=actor, kind=kind)
    return True


def remove(actor: Viewer, post: Post, kind: str) -> bool:
    """Take a reaction back, one that is offered no longer as well. False when there was none."""
    require(policy.can_react(actor, post))
    assert isinstance(actor, User)
    _hold(actor, post)
    gone = db.session.execute(
        delete(Reaction)
        .where(Reaction.post_id == post.id, Reaction.user_id == actor.id, Reaction.kind == kind)
        .returning(Reaction.kind),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if gone is None:
        return False
    _count(actor, post, kind, -1)
    events.reaction_removed.send(post=post, actor=actor, kind=kind)
    return True


def _stay_within_the_day(actor: User, post: Post) -> None:
    """Refuse more reactions a day than anybody means. Counted with the member's row held, so that
    many at once are no more than one by one; with the author's, as both are counted afterwards."""
    counters.lock(User, {actor.id, post.author_id})
    given = db.session.scalar(
        select(func.count()).where(
            Reaction.user_id == actor.id, Reaction.created_at > utcnow() - timedelta(days=1)
        )
    )
    if (given or 0) >= abilities.per_day(actor, "reactions.per_day") and not actor.is_staff:
        raise Refused(_("You have given many reactions today. Please go on tomorrow."), "kind")


def _hold(actor: User, post: Post) -> None:
    """The thread before anything that points to the post: who moves posts holds both in this order.

    Raises Denied when the post was taken away while we waited for its thread.
    """
    counters.hold(post.thread, post)
    require(policy.can_react(actor, post))


def _count(actor: User, post: Post, kind: str, step: int) -> None:
    thread = post.thread
    counters.change(Thread, thread.id, reaction_count=Thread.reaction_count + step)
    counters.change(Post, post.id, reaction_count=Post.reaction_count + step)
    database.insert_missing(ReactionCount, post_id=post.id, kind=kind, count=0, from_elsewhere=0)
    db.session.execute(
        update(ReactionCount)
        .where(ReactionCount.post_id == post.id, ReactionCount.kind == kind)
        .values(count=ReactionCount.count + step),
        execution_options={"synchronize_session": False},
    )
    if thread.state == "visible" and thread.category_id in counters.public_categories():
        _count_for_members(actor, post, step)
    database.touch(f"thread:{thread.id}", "lists")


def _count_for_members(actor: User, post: Post, step: int) -> None:
    changes = {
        actor.id: {"reactions_given_count": User.reactions_given_count + step},
        post.author_id: {"reactions_received_count": User.reactions_received_count + step},
    }
    for user_id in sorted(changes):
        counters.change(User, user_id, **changes[user_id])
