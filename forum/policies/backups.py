"""Who makes, fetches and deletes backups: admins, and whoever has the machine. A backup is
everything there is, so community managers do not."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import Viewer


def can_keep(actor: Viewer) -> Verdict:
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    if actor.is_suspended:
        return deny(_("Your account is suspended."))
    return ALLOW if actor.is_admin else deny(_("Only admins can do that."))


def can_restore(is_one_server: bool) -> Verdict:
    """By a button: only where `forum run` runs all that works on the database, and can end it."""
    if is_one_server:
        return ALLOW
    return deny(
        _("On several servers, or with a worker of its own, a backup is restored on the server.")
    )
