"""Early information in a programme's room: who may set a day, who is bound by it."""

from typing import Any

from flask_babel import lazy_gettext as _

from forum import structure
from forum.extensions import db
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Embargo, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.policies import ambassadors, threads


def programme_of(thread: Any) -> int | None:
    """The programme in whose room the thread stands; none: it stands in no room."""
    node = structure.current().categories.get(thread.category_id)
    return node.programme_id if node else None


def can_set(actor: Viewer, thread: Any) -> Verdict:
    """Say until when a thread is not to be told: who runs the programme, in its room only."""
    if programme_of(thread) is None or not threads.can_read(actor, thread):
        return NOT_FOUND
    return ambassadors.can_manage(actor)


def can_accept(actor: Viewer, thread: Any) -> Verdict:
    """Say that one keeps it: ambassadors who read the thread. The team set it themselves."""
    if programme_of(thread) is None or not threads.can_read(actor, thread):
        return NOT_FOUND
    return ALLOW if isinstance(actor, User) and actor.is_ambassador else NOT_FOUND


def can_have_marked(viewer: Viewer, uploader_id: int | None) -> Verdict:
    """Get a file that is not to be told of with one's name in it: every reader but who sent it and
    who runs the programme, who have it as it is."""
    if not isinstance(viewer, User) or viewer.id == uploader_id or ambassadors.can_manage(viewer):
        return NOT_FOUND
    return ALLOW


def can_leave_room(actor: Viewer, thread: Thread, category_id: int) -> Verdict:
    """Move the thread into that category: not before its day has come."""
    same = programme_of(thread) is None or category_id == thread.category_id
    return ALLOW if same else can_part(actor, thread)


def can_part(actor: Viewer, thread: Thread) -> Verdict:
    """Take posts out of the thread, whose day they would lose."""
    if programme_of(thread) is None:
        return ALLOW
    found = db.session.get(Embargo, thread.id)
    if found is not None and found.until > utcnow():
        return deny(_("This is not to be told yet. It can be moved once its day has come."))
    return ALLOW
