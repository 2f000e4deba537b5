"""One case with everything on one screen: what was said, by whom, who reported it, what was before.

The number of statements is the same whatever the case holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy import case as when
from sqlalchemy import or_, select

from forum import links, structure
from forum.extensions import db
from forum.lib import diff
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import (
    GroupMember,
    HeldEdit,
    ModerationCase,
    Post,
    Snapshot,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import moderation as policy
from forum.policies import posts as post_policy
from forum.queries import histories, message_reports, moderation, reports, staff_notes
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person
from forum.structure import STAFF

AROUND = 2  # posts shown before and after
MOST_COLLEAGUES = 50
# Texts longer than this are compared in whole: see queries.revisions.
MOST_COMPARED = 32_000
_AUTHOR = PersonColumns("author")


class PostInCase(NamedTuple):
    """A post with those around it. `place` is "before", "it" or "after"."""

    id: int
    number: int
    author: Person
    created_at: datetime
    edited_at: datetime | None
    state: str
    html: Markup
    href: str
    place: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What was there when it was reported or held; `changes` lead to what is there now."""

    created_at: datetime
    title: str
    body: str
    version: int
    sha256: str
    changes: tuple[diff.Piece, ...]  # none: it is as it was


@dataclass(frozen=True, slots=True)
class CasePage:
    row: moderation.CaseRow
    case: ModerationCase
    held_until: datetime | None
    is_open: bool
    thread_title: str
    thread_href: str
    posts: tuple[PostInCase, ...]
    kept: tuple[Kept, ...]
    edit: tuple[diff.Piece, ...]  # of an edit that waits: what it would change
    reports: tuple[reports.OfCase, ...]
    messages: tuple[message_reports.ReportRow, ...]  # the doors to a private message
    member: histories.Member
    notes: tuple[staff_notes.NoteView, ...]
    decisions: tuple[histories.DecisionView, ...]  # of this case

    @property
    def post(self) -> PostInCase | None:
        return next((one for one in self.posts if one.place == "it"), None)


def get(viewer: Viewer, reference: str) -> ModerationCase:
    """The case that is called so. Denied (404) when there is none for this viewer."""
    found = db.session.scalar(
        select(ModerationCase).where(ModerationCase.reference == reference, policy.readable(viewer))
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def page(viewer: Viewer, case: ModerationCase) -> CasePage:
    """Everything about it that the viewer may see."""
    require(policy.can_read(viewer, case))
    row = moderation.one(viewer, case)
    thread = db.session.get(Thread, case.thread_id) if case.thread_id else None
    post = db.session.get(Post, case.post_id) if case.post_id else None
    is_held = case.claimed_until is not None and case.claimed_until > utcnow()
    return CasePage(
        row=row,
        case=case,
        held_until=case.claimed_until if is_held else None,
        is_open=case.closed_at is None,
        thread_title=thread.title if thread else "",
        thread_href=links.post(thread.id, thread.slug, _at(thread, post)) if thread else "",
        posts=_posts(viewer, thread, post),
        kept=_kept(case, post),
        edit=_edit(case, post),
        reports=reports.of_case(viewer, case),
        messages=message_reports.of_message(viewer, case.message_id) if case.message_id else (),
        member=histories.of_member(viewer, case),
        notes=staff_notes.of_case(viewer, case),
        decisions=histories.of_case(viewer, case),
    )  # fmt: skip


def _posts(viewer: Viewer, thread: Thread | None, post: Post | None) -> tuple[PostInCase, ...]:
    if thread is None or post is None:
        return ()
    at = _at(thread, post) + (post.number < 1)  # what waits would come last
    rows = db.session.execute(
        select(Post, *_AUTHOR.columns)
        .join(_AUTHOR.user, _AUTHOR.user.id == Post.author_id)
        .where(
            post_policy.readable_in(viewer, thread),
            or_(Post.id == post.id, Post.number.between(max(at - AROUND, 1), at + AROUND)),
        )
        .order_by(when((Post.id == post.id, at), else_=Post.number))
    )
    return tuple(
        PostInCase(
            row.Post.id, row.Post.number,
            _AUTHOR.of(row, row.Post.author_capacity, row.Post.author_byline, row.Post.house_name),
            row.Post.created_at, row.Post.edited_at, row.Post.state, row.Post.html,
            links.post(thread.id, thread.slug, row.Post.number),
            "it" if row.Post.id == post.id
            else "before" if row.Post.number < at else "after",
        )
        for row in rows
    )  # fmt: skip


def _at(thread: Thread, post: Post | None) -> int:
    """The number of the post; of one that waits, which has none yet, the last in its thread."""
    number = post.number if post is not None else 1
    return number if number > 0 else max(thread.highest_number, 1)


def _kept(case: ModerationCase, post: Post | None) -> tuple[Kept, ...]:
    rows = db.session.scalars(
        select(Snapshot).where(Snapshot.case_id == case.id).order_by(Snapshot.id.desc()).limit(5)
    )
    return tuple(
        Kept(one.created_at, one.title, one.body, one.version, one.sha256,
             _between(one.body, post.body) if post is not None else ())
        for one in rows
    )  # fmt: skip


def _between(before: str, after: str) -> tuple[diff.Piece, ...]:
    if before == after:
        return ()
    if len(before) + len(after) > MOST_COMPARED:
        return (diff.Piece("removed", before), diff.Piece("added", after))
    return diff.folded(diff.words(before, after))


def _edit(case: ModerationCase, post: Post | None) -> tuple[diff.Piece, ...]:
    kind, _colon, number = case.target.partition(":")
    if kind != "edit" or post is None:
        return ()
    body = db.session.scalar(select(HeldEdit.body).where(HeldEdit.id == int(number)))
    return () if body is None else _between(post.body, body)


def colleagues(viewer: Viewer, case: ModerationCase) -> Sequence[tuple[str, str]]:
    """(name, how they are called) of who else may decide it: staff, and who moderates there."""
    require(policy.can_read(viewer, case))
    thread = db.session.get(Thread, case.thread_id) if case.thread_id else None
    node = structure.current().categories.get(thread.category_id) if thread else None
    groups = STAFF | (node.moderate if node else frozenset())
    now = utcnow()
    rows = db.session.execute(
        select(User.name, User.display_name)
        .join(GroupMember, GroupMember.user_id == User.id)
        .where(
            GroupMember.group_id.in_(groups),
            or_(GroupMember.until.is_(None), GroupMember.until > now),
            User.active.is_(True), User.id.not_in([viewer.id or 0, case.user_id]),
            or_(User.suspended_until.is_(None), User.suspended_until <= now),
        )
        .group_by(User.id, User.name, User.display_name)
        .order_by(User.display_name, User.id)
        .limit(MOST_COLLEAGUES)
    )  # fmt: skip
    return [(row.name, row.display_name) for row in rows]
