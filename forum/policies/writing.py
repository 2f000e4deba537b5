"""Whether somebody may write at all, wherever it is: not while they are suspended or a decision has
taken writing from them for a while (community.md E6), and not before they accepted the guidelines.
Costs no SQL.
"""

from flask_babel import format_datetime
from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import Viewer
from forum.plugins import tightening
from forum.policies import acceptance


def can_write(actor: Viewer) -> Verdict:
    """Write anything for others to read: posts, edits, messages, pictures, a profile."""
    verdict = can_speak(actor)
    verdict = verdict and acceptance.can_write(actor)
    return tightening.ask("writing.can_write", verdict, actor)


def can_speak(actor: Viewer) -> Verdict:
    """The same, whatever was accepted: for what one says of oneself."""
    if actor.is_suspended:
        return deny(_("Your account is suspended."))
    if actor.waits_since is not None:
        return deny(_("Your account is waiting for the team. You can read in the meantime."))
    if actor.is_restricted:
        until = format_datetime(actor.restricted_until, "medium")
        return deny(_("You cannot write here until %(until)s. You can read, react and appeal.",
                      until=until))  # fmt: skip
    return ALLOW
