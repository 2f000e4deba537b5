"""The console: who has a queue, which cases are in it, who may work on one and write notes."""

from datetime import timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import (
    Decision,
    ModerationCase,
    Sanction,
    StaffNote,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import categories, reports, threads

# How long somebody who sanctioned a member is offered no other case about them (issue 4, §4).
TOO_CLOSE = timedelta(days=30)
_THREAD = aliased(Thread, name="its_thread")  # its own, whatever the query around it joins


def can_moderate_somewhere(viewer: Viewer) -> Verdict:
    """Whether there is a queue for this viewer: staff, and who moderates one category at least."""
    if categories.moderated_ids(viewer) or (viewer.is_staff and not viewer.is_suspended):
        return ALLOW
    return deny(_("Only moderators can do that."))


def readable(viewer: Viewer) -> ColumnElement[bool]:
    """Cases the viewer may open: staff all, others those in categories they moderate that complain
    of nobody with an office; nobody one about their own posts, their own account or what was said
    in their own threads."""
    if not can_moderate_somewhere(viewer) or viewer.id is None:
        return false()
    there = _THREAD.id == ModerationCase.thread_id
    own = exists(select(1).where(there, _THREAD.author_id == viewer.id))
    found = and_(ModerationCase.user_id != viewer.id, ~own)
    if viewer.is_staff:
        return found
    ids = categories.moderated_ids(viewer)
    inside = exists(select(1).where(there, _THREAD.category_id.in_(ids)))
    return and_(found, inside, ~reports.is_for_staff())


def offered(viewer: Viewer) -> ColumnElement[bool]:
    """What is in the viewer's queue: open, readable, and not about somebody they sanctioned in the
    last 30 days, unless a colleague asks for them by name; nor one that an appeal opened
    again after they had decided it (community.md §4.5)."""
    close = exists(
        select(1)
        .select_from(Sanction)
        .join(Decision, Decision.id == Sanction.decision_id)
        .where(
            Sanction.user_id == ModerationCase.user_id,
            Sanction.starts_at > utcnow() - TOO_CLOSE,
            or_(Decision.decided_by_id == viewer.id, Decision.second_by_id == viewer.id),
        )
    )
    return and_(
        ModerationCase.closed_at.is_(None),
        readable(viewer),
        or_(~close, ModerationCase.escalated_to_id == (viewer.id or 0)),
        ~_was_reversed(viewer),
    )


def _was_reversed(viewer: Viewer) -> ColumnElement[bool]:
    return exists(
        select(1).where(
            Decision.case_id == ModerationCase.id,
            Decision.state == "reversed",
            or_(Decision.decided_by_id == viewer.id, Decision.second_by_id == viewer.id),
        )
    ).correlate(ModerationCase)


def can_read(viewer: Viewer, case: ModerationCase) -> Verdict:
    """Open this case; who may not is not told that it is there."""
    if not can_moderate_somewhere(viewer):
        return NOT_FOUND
    found = db.session.scalar(
        select(ModerationCase.id).where(ModerationCase.id == case.id, readable(viewer))
    )
    return NOT_FOUND if found is None else ALLOW


def can_work(actor: Viewer, case: ModerationCase) -> Verdict:
    """Claim it, give it back, hand it to a colleague."""
    verdict = can_read(actor, case)
    if verdict and case.closed_at is not None:
        return deny(_("This case has already been decided."))
    return verdict


def can_note_member(actor: Viewer, user: User) -> Verdict:
    """Read and write what the team notes about a member: the team, and nobody about themselves."""
    if not actor.is_staff or actor.is_suspended or actor.id == user.id:
        return NOT_FOUND
    return ALLOW


def can_note_thread(actor: Viewer, thread: Thread) -> Verdict:
    """Read and write what is noted about a thread: whoever moderates it, but its author."""
    if thread.author_id == actor.id or not threads.can_moderate(actor, thread):
        return NOT_FOUND
    return ALLOW


def can_remove_note(actor: Viewer, note: StaffNote) -> Verdict:
    """Its author, while they still are of the team; and staff, unless it is about them."""
    if note.user_id == actor.id or not can_moderate_somewhere(actor):
        return NOT_FOUND
    if note.author_id == actor.id or actor.is_staff:
        return ALLOW
    return deny(_("Only its author or a community manager can remove this note."))


def can_edit_templates(actor: Viewer) -> Verdict:
    """The words that decisions begin with: community managers and admins."""
    if actor.is_staff and not actor.is_suspended:
        return ALLOW
    return deny(_("Only community managers and admins can do this."))
