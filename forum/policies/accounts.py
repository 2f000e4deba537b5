"""Who may have an account, and change one."""

from flask_babel import lazy_gettext as _

from forum import structure
from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import User, Viewer
from forum.policies import departures, writing
from forum.security import identities
from forum.structure import Guarded, setting


def is_only_way() -> bool:
    """Whether the provider is the only way in. Without one on the server it cannot be."""
    return bool(setting("sign_in.only") and identities.all_providers())


def can_use_password(actor: Viewer) -> Verdict:
    """Come in by what one has here: a password, a passkey, a letter."""
    if is_only_way():
        return deny(_("Here people sign in with their company account."))
    return ALLOW


def can_provision(actor: Viewer, is_invited: bool = False) -> Verdict:
    """Get an account by coming from the provider: where that is so, and people may join at all."""
    if not setting("sign_in.provisions"):
        return deny(
            _("Accounts are not handed out like this here. If you already have one, link the two.")
        )
    return _may_join(actor, is_invited)


def can_give_way_in(actor: Viewer, user: User) -> Verdict:
    """Make a link with which an admin signs in: whoever has the machine."""
    if actor.is_authenticated and not isinstance(actor, User) and user.is_admin:
        return ALLOW
    return deny(_("Only an admin can get such a link, and only on the server."))


def can_join(actor: Viewer, is_invited: bool = False) -> Verdict:
    """Ask for an account: every guest, or who was invited, while the forum takes new members."""
    return can_use_password(actor) and _may_join(actor, is_invited)


def _may_join(actor: Viewer, is_invited: bool) -> Verdict:
    if actor.is_authenticated:
        return deny(_("You are already a member."))
    if guarded() is not None:
        return deny(_("New members cannot join at the moment. Please come back later."))
    by_invitation = setting("join.by_invitation")
    if setting("join.open") or (is_invited and by_invitation):
        return ALLOW
    if by_invitation:
        return deny(_("People join by invitation here. Ask a member to invite you."))
    return deny(_("New members cannot join at the moment."))


def waits(is_invited: bool) -> bool:
    """Whether who joins now waits until the team has looked."""
    return bool(setting("join.approved")) and not (is_invited and setting("join.invited_pass"))


def guarded() -> Guarded | None:
    """Incident mode, while it lets nobody join."""
    found = structure.current().incident
    return found if found is not None and found.closes else None


def can_confirm(actor: Viewer) -> Verdict:
    """Come back with a link from a letter: whoever has the link, signed in or not."""
    return ALLOW


def can_sign_in(actor: Viewer) -> Verdict:
    """Try to: everybody. What is asked for decides."""
    return ALLOW


def can_enter(actor: User) -> Verdict:
    """Come in, after showing who one is: whoever's account is not switched off. Who is leaving
    gets as far as the question whether they would rather stay. Whose account was ended does not:
    the letter about it leads to the appeal."""
    if actor.terminated_at is not None:
        return deny(_("This account was ended. The e-mail about it says why, and how to "
                      "appeal; you do not need to sign in for that."))  # fmt: skip
    if actor.active or departures.is_leaving(actor):
        return ALLOW
    return deny(_("This account is closed."))


def can_end_sessions(actor: Viewer, user: User) -> Verdict:
    """Sign somebody out everywhere: themselves, and admins."""
    if actor.id == user.id or (actor.is_admin and not actor.is_suspended):
        return ALLOW
    return deny(_("This is not your account."))


def can_reset(actor: Viewer) -> Verdict:
    """Ask for a letter that lets one choose a new password: everybody, where there are any."""
    return can_use_password(actor)


def can_change(actor: Viewer, user: User) -> Verdict:
    """Change what identifies an account: only its owner; nobody else, staff included (T58)."""
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    return ALLOW if actor.id == user.id else deny(_("This is not your account."))


def can_present(actor: Viewer, user: User) -> Verdict:
    """Change what others see of one: its owner, unless a decision keeps them from writing."""
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    if actor.id != user.id:
        return deny(_("This is not your account."))
    return writing.can_speak(actor)


def can_create(actor: Viewer) -> Verdict:
    """Make an account for somebody, give roles, hand over imported accounts."""
    if actor.is_admin and not actor.is_suspended:
        return ALLOW
    return deny(_("Only admins can do this."))
