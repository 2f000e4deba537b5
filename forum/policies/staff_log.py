"""The staff's log: staff reads all of it, who moderates categories what was done in these,
but for what came of complaints about people with an office."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, false, select, true

from forum.extensions import db
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import OPERATOR, ModerationCase, StaffAction, Thread, Viewer
from forum.policies import categories, reports


def can_read_some(viewer: Viewer) -> Verdict:
    if viewer.is_suspended:
        return deny(_("Your account is suspended."))
    if viewer.is_staff or categories.moderated_ids(viewer):
        return ALLOW
    return deny(_("Only moderators can do that."))


def can_read(viewer: Viewer, line: StaffAction, category_id: int | None) -> Verdict:
    """This line; `category_id` is its thread's, if it is about one."""
    if not can_read_some(viewer):
        return NOT_FOUND
    if viewer.is_staff:
        return ALLOW
    if category_id not in categories.moderated_ids(viewer):
        return NOT_FOUND
    found = select(StaffAction.id).where(StaffAction.id == line.id, ~_is_for_staff())
    return ALLOW if db.session.scalar(found) else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    if not can_read_some(viewer):
        return false()
    if viewer.is_staff:
        return true()
    inside = select(Thread.id).where(Thread.category_id.in_(categories.moderated_ids(viewer)))
    return and_(StaffAction.thread_id.in_(inside), ~_is_for_staff())


def _is_for_staff() -> ColumnElement[bool]:
    """What was done in a case that only staff may know of."""
    case = StaffAction.details["case"].as_string()
    return exists(select(1).where(ModerationCase.reference == case, reports.is_for_staff()))


def can_verify(viewer: Viewer) -> Verdict:
    """Read every line to see whether any was changed: admins, and who runs the server."""
    if viewer is OPERATOR or (viewer.is_admin and not viewer.is_suspended):
        return ALLOW
    return deny(_("Only admins can do that."))
