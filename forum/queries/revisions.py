"""The versions of a post, with readable differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from forum.extensions import db
from forum.lib import diff
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Post, Revision, Viewer
from forum.policies import posts as policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

_EDITOR = PersonColumns("editor")
MOST = 10  # versions on a page
# Characters compared for a page after its first version: 1.2 s for the worst texts found.
MOST_COMPARED = 16_000


@dataclass(frozen=True, slots=True)
class Change:
    """What one edit changed of one part: the text, the title, the tags, the kind."""

    part: str
    pieces: tuple[diff.Piece, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One edit. `is_shown` is false for readers from whom a moderator has hidden it."""

    number: int
    editor: Person
    created_at: datetime
    reason: str
    is_hidden: bool
    is_shown: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Versions, newest first. `earlier` is the number below which the next page begins, if any."""

    versions: tuple[Version, ...]
    earlier: int | None


def of_post(viewer: Viewer, post: Post, below: int | None = None) -> History:
    """The versions of the post, newest first, those with a number lower than `below` if given."""
    require(policy.can_see_revisions(viewer, post))
    shown_from = _shown_from(viewer, post)
    may_hide = bool(policy.can_hide_revision(viewer, post))
    rows = db.session.execute(
        select(Revision, *_EDITOR.columns)
        .join(_EDITOR.user, _EDITOR.user.id == Revision.editor_id)
        .where(Revision.post_id == post.id, Revision.number < (below or 2**31 - 1))
        .order_by(Revision.number.desc())
        .limit(MOST + 1)
    ).all()
    found: list[Version] = []
    compared = 0
    for row in rows[:MOST]:
        compared += _size(row.Revision) if found else 0
        if compared > MOST_COMPARED:
            break
        shown = may_hide or row.Revision.number >= shown_from
        # What stood there before the first one shown is what was hidden.
        anew = not may_hide and shown_from > 1 and row.Revision.number == shown_from
        found.append(_version(row, shown, anew))
    earlier = found[-1].number if len(found) < len(rows) else None
    return History(tuple(found), earlier)


def _shown_from(viewer: Viewer, post: Post) -> int:
    """Hiding a version hides the ones before it as well: they say what it took away."""
    hidden = db.session.scalar(
        select(func.max(Revision.number)).where(
            Revision.post_id == post.id, Revision.is_hidden.is_(True)
        )
    )
    return (hidden or 0) + 1


def _size(revision: Revision) -> int:
    return sum(map(len, revision.before.values())) + sum(map(len, revision.after.values()))


def _version(row: Any, is_shown: bool, starts_anew: bool = False) -> Version:
    revision: Revision = row.Revision
    return Version(
        revision.number,
        _EDITOR.of(row),
        revision.created_at,
        revision.reason if is_shown else "",
        revision.is_hidden,
        is_shown,
        _changes(revision, starts_anew) if is_shown else (),
    )


def _changes(revision: Revision, starts_anew: bool) -> tuple[Change, ...]:
    before = {} if starts_anew else revision.before
    order: Sequence[str] = ("title", "kind", "tags", "body")
    parts = sorted(revision.after, key=lambda part: order.index(part) if part in order else 9)
    return tuple(
        Change(part, diff.folded(diff.words(before.get(part, ""), revision.after[part])))
        for part in parts
    )


def get(viewer: Viewer, post: Post, number: int) -> Revision:
    """One version. Denied when there is none that the viewer may see."""
    require(policy.can_see_revisions(viewer, post))
    found: Revision | None = db.session.scalar(
        select(Revision).where(Revision.post_id == post.id, Revision.number == number)
    )
    may_hide = policy.can_hide_revision(viewer, post)
    if found is None or not (may_hide or found.number >= _shown_from(viewer, post)):
        raise Denied(NOT_FOUND)
    return found


def body_before(viewer: Viewer, post: Post, number: int) -> str:
    """The text that the post had before the edit with this number."""
    revision = get(viewer, post, number)
    if "body" in revision.before:
        return revision.before["body"]
    later = db.session.scalars(
        select(Revision)
        .where(Revision.post_id == post.id, Revision.number > number)
        .order_by(Revision.number)
    )
    return next((each.before["body"] for each in later if "body" in each.before), post.body)
