"""Who may have a copy of what the forum knows of somebody: they themselves, and nobody else."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import DataExport, User, Viewer


def can_ask(actor: Viewer, user: User) -> Verdict:
    """Suspended or not: it is theirs."""
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    return ALLOW if actor.id == user.id else NOT_FOUND


def can_fetch(actor: Viewer, export: DataExport) -> Verdict:
    """Admins neither: they have the database, and no reason to have this."""
    own = actor.is_authenticated and actor.id == export.user_id
    return ALLOW if own else NOT_FOUND


def can_gather(viewer: Viewer, user: User) -> Verdict:
    """What is gathered is read with the member's own eyes."""
    return ALLOW if viewer.id == user.id else NOT_FOUND


def can_make(actor: Viewer) -> Verdict:
    """The forum itself, behind its jobs."""
    return ALLOW if actor.is_authenticated and not isinstance(actor, User) else NOT_FOUND
