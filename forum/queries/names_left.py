"""Posts in which somebody who has left may still be named, for the team to look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from forum import links
from forum.extensions import db
from forum.lib.markdown import plain
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Post, StaffAction, Thread, User, Viewer
from forum.policies import departures as policy
from forum.policies import posts as post_policy

MOST = 50  # on the page; those after them come when these are done
_AROUND = 80  # characters on each side of a name

_CHECKED = aliased(StaffAction, name="checked")


@dataclass(frozen=True, slots=True)
class Place:
    """`said` stands between `before` and `after` in a post or its title, as it was typed; "" where
    the post was edited since."""

    action_id: int
    former: str  # what they are called now
    href: str
    title: str
    before: str
    said: str
    after: str
    listed_at: datetime


def waiting(viewer: Viewer) -> tuple[Place, ...]:
    """The first place of each post that nobody has looked at yet and the viewer can read."""
    require(policy.can_check(viewer))
    rows = db.session.execute(
        select(StaffAction, Post.body, Post.number, Post.version, Post.edited_at,
               Thread.id.label("thread"), Thread.title, Thread.slug, User.display_name)
        .join(Post, Post.id == StaffAction.post_id).join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == StaffAction.user_id)
        .where(_is_waiting(), post_policy.readable(viewer))
        .order_by(StaffAction.id).limit(MOST)
    )  # fmt: skip
    return tuple(
        Place(
            row.StaffAction.id, row.display_name, links.post(row.thread, row.slug, row.number),
            row.title, *_shown(row),
            row.StaffAction.created_at,
        )
        for row in rows
    )  # fmt: skip


def get(viewer: Viewer, action_id: int) -> StaffAction:
    """One that waits. Denied (404) when it does not, or not for them."""
    require(policy.can_check(viewer))
    found: StaffAction | None = db.session.scalar(
        select(StaffAction)
        .join(Post, Post.id == StaffAction.post_id)
        .where(StaffAction.id == action_id, _is_waiting(), post_policy.readable(viewer))
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def _is_waiting() -> ColumnElement[bool]:
    done = exists(
        select(1).where(
            _CHECKED.verb == "name-checked", _CHECKED.post_id == StaffAction.post_id,
            _CHECKED.details["listed"].as_integer() == StaffAction.id,
        )
    )  # fmt: skip
    return and_(StaffAction.verb == "name-left", ~done)


def _shown(row: Any) -> tuple[str, str, str]:
    """The name with what is around it, in the text or else in the title. Once the post was edited
    nothing says where it stands now: then its beginning, with nothing marked."""
    details = row.StaffAction.details
    listed = details.get("version")
    is_stale = row.version != listed if listed is not None else (
        row.edited_at is not None and row.edited_at > row.StaffAction.created_at
    )  # fmt: skip
    if is_stale:
        return plain.fold(row.body[: 2 * _AROUND]), "", ""
    if details.get("places"):
        return _around(row.body, *details["places"][0])
    return _around(row.title, *details["in_title"][0])


def _around(body: str, begin: int, end: int) -> tuple[str, str, str]:
    return (
        plain.fold(body[max(0, begin - _AROUND):begin]), plain.fold(body[begin:end]),
        plain.fold(body[end:end + _AROUND]),
    )  # fmt: skip
