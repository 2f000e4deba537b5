"""Who may have an account, and change one."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import User, Viewer
from forum.policies import departures
from forum.structure import setting


def can_join(actor: Viewer, is_invited: bool = False) -> Verdict:
    """Ask for an account: every guest, or who was invited, while the forum takes new members."""
    if actor.is_authenticated:
        return deny(_("You are a member already."))
    by_invitation = setting("join.by_invitation")
    if setting("join.open") or (is_invited and by_invitation):
        return ALLOW
    if by_invitation:
        return deny(_("People join by invitation here. Ask a member to invite you."))
    return deny(_("New members cannot join at the moment."))


def can_confirm(actor: Viewer) -> Verdict:
    """Come back with a link from a letter: whoever has the link, signed in or not."""
    return ALLOW


def can_sign_in(actor: Viewer) -> Verdict:
    """Try to: everybody. What is asked for decides."""
    return ALLOW


def can_enter(actor: User) -> Verdict:
    """Come in, after showing who one is: whoever's account is not switched off. Who is leaving
    gets as far as the question whether they would rather stay."""
    if actor.active or departures.is_leaving(actor):
        return ALLOW
    return deny(_("This account is closed."))


def can_end_sessions(actor: Viewer, user: User) -> Verdict:
    """Sign somebody out everywhere: themselves, and admins."""
    return ALLOW if actor.id == user.id or actor.is_admin else deny(_("This is not your account."))


def can_reset(actor: Viewer) -> Verdict:
    """Ask for a letter that lets one choose a new password: everybody."""
    return ALLOW


def can_change(actor: Viewer, user: User) -> Verdict:
    """Change what identifies an account: only its owner; nobody else, staff included (T58)."""
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    return ALLOW if actor.id == user.id else deny(_("This is not your account."))


def can_present(actor: Viewer, user: User) -> Verdict:
    """Change what others see of one: its owner, who is not suspended."""
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    if actor.id != user.id:
        return deny(_("This is not your account."))
    return deny(_("Your account is suspended.")) if actor.is_suspended else ALLOW


def can_create(actor: Viewer) -> Verdict:
    """Make an account for somebody, give roles, hand over imported accounts."""
    return ALLOW if actor.is_admin else deny(_("Only admins can do this."))


def can_publish_guidelines(actor: Viewer) -> Verdict:
    return ALLOW if actor.is_staff else deny(_("Only the team can publish guidelines."))
