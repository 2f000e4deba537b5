"""What members are asked about themselves: who decides that."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import Viewer


def can_define(actor: Viewer) -> Verdict:
    if actor.is_admin and not actor.is_suspended:
        return ALLOW
    return deny(_("Only admins can do that."))
