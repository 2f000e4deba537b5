"""Whether a member has to accept the guidelines before writing (community.md §1.C2)."""

from flask_babel import lazy_gettext as _

from forum import structure
from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import Viewer
from forum.models.pages import ToAccept

_TO_BE_ACCEPTED = deny(
    _("Please read the guidelines and accept them before you write."), asks="guidelines"
)

_PAGES_TO_BE_ACCEPTED = deny(
    _("Please read what has changed in our terms and accept it before you write."), asks="pages"
)

_WAITS = deny(_("Your account is waiting for the team. You can read in the meantime."))


def can_accept(actor: Viewer) -> Verdict:
    """Every member, suspended or not."""
    return ALLOW if actor.is_authenticated else deny(_("Please sign in first."))


def must_accept(actor: Viewer) -> bool:
    """Whether something significant changed since this member accepted the guidelines, if ever.

    Whoever writes has accepted them, the team too; programs and the command line need not.
    """
    if not actor.is_authenticated or actor.id is None or getattr(actor, "is_bot", False):
        return False
    return actor.accepted_number < structure.current().guidelines_to_accept


def pages_to_accept(actor: Viewer) -> tuple[ToAccept, ...]:
    """Versions of pages of the team that this member has not accepted yet."""
    if not actor.is_authenticated or actor.id is None or getattr(actor, "is_bot", False):
        return ()
    asked = structure.current().pages_to_accept
    return tuple(one for one in asked if one.id > actor.accepted_page)


def can_write(actor: Viewer) -> Verdict:
    """Take part at all: who is let in and has accepted the guidelines. Costs no SQL."""
    if actor.waits_since is not None:
        return _WAITS
    if must_accept(actor):
        return _TO_BE_ACCEPTED
    return _PAGES_TO_BE_ACCEPTED if pages_to_accept(actor) else ALLOW
