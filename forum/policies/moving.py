"""Where a thread or its posts may be moved: never out of the sight of who wrote them, unless that
has been decided. It would take what they wrote from them without a word (docs/moderation.md)."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from forum import structure
from forum.extensions import db
from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import GroupMember, Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS, TRUST_0
from forum.policies import uploads
from forum.structure import STAFF

BY_DECISION = frozenset({"hidden", "removed"})
SHOWN = ("visible", "pending")  # to its author at least, who did not take it away either


def can_take_to(
    actor: Viewer, thread: Thread, category_id: int, posts: Collection[int] | None = None
) -> Verdict:
    """Take the thread, or these posts of it (ids), to that category: not where anybody but the
    actor who wrote something of it that is shown could read it no more."""
    before = thread.category_id
    if thread.state in BY_DECISION or not uploads.widens(category_id, before):
        return ALLOW
    of_thread = Post.thread_id == thread.id
    chosen = of_thread if posts is None else and_(of_thread, Post.id.in_(posts))
    wrote = exists(select(1).where(chosen, Post.author_id == User.id, Post.state.in_(SHOWN)))
    loses = select(User.id).where(
        wrote, User.id != actor.id, User.erased_at.is_(None), _sees(before), ~_sees(category_id)
    )
    if db.session.scalar(loses.limit(1)) is None:
        return ALLOW
    return deny(
        _("Somebody who wrote there could no longer read it, and would not be told why. "
          "Decide it first: “Moderate…” hides it and tells them; then it can be moved.")
    )  # fmt: skip


def _sees(category_id: int) -> ColumnElement[bool]:
    """Whether a member (User) may see that category: what `structure.visible` says of groups."""
    guards = [_is_in(node.see) for node in structure.current().path(category_id)]
    return or_(_is_in(STAFF), and_(true(), *guards))


def _is_in(groups: frozenset[int]) -> ColumnElement[bool]:
    if groups & {EVERYONE, MEMBERS}:
        return true()
    levels = [group - TRUST_0 for group in groups if TRUST_0 <= group < TRUST_0 + 5]
    live = or_(GroupMember.until.is_(None), GroupMember.until > utcnow())
    named = exists(
        select(1).where(GroupMember.user_id == User.id, GroupMember.group_id.in_(groups), live)
    ).correlate(User)
    return or_(named, User.trust_level >= min(levels) if levels else false())
