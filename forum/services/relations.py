"""Following, muting and blocking: what one member decides about another."""

from datetime import datetime

from sqlalchemy import delete

from forum import database, events
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Distance, Follow, User, Viewer
from forum.models.columns import utcnow
from forum.policies import relations as policy
from forum.queries import relations as queries


def follow(actor: Viewer, user: User) -> bool:
    """Hear of what `user` starts. False when it was so already.

    Following somebody who has blocked the actor is written down and told to nobody, so that the
    actor cannot find out.
    """
    require(policy.can_follow(actor, user))
    if not database.insert_missing(
        Follow, user_id=actor.id, followed_id=user.id, created_at=utcnow()
    ):
        return False
    if queries.hears(actor, [user.id]):
        events.member_followed.send(user=user, actor=actor)
    return True


def unfollow(actor: Viewer, user: User) -> None:
    require(policy.can_unfollow(actor, user))
    db.session.execute(
        delete(Follow).where(Follow.user_id == actor.id, Follow.followed_id == user.id)
    )


def mute(actor: Viewer, user: User, until: datetime | None = None) -> None:
    """Fold `user`'s posts and be told of nothing they do; of the team one is told all the same."""
    require(policy.can_mute(actor, user))
    _keep_away(actor, user, "mute", until)


def block(actor: Viewer, user: User) -> None:
    """That, and they can neither mention, write to nor follow the actor. Nobody tells them."""
    require(policy.can_block(actor, user))
    _keep_away(actor, user, "block", None)
    unfollow(actor, user)


def part(actor: Viewer, user: User) -> None:
    """Mute or block no longer."""
    require(policy.can_part(actor, user))
    db.session.execute(
        delete(Distance).where(Distance.user_id == actor.id, Distance.other_id == user.id)
    )
    database.touch(f"distances:{actor.id}")


def _keep_away(actor: Viewer, user: User, kind: str, until: datetime | None) -> None:
    database.upsert(
        Distance, ("user_id", "other_id"),
        user_id=actor.id, other_id=user.id, kind=kind, until=until, created_at=utcnow(),
    )  # fmt: skip
    database.touch(f"distances:{actor.id}")
