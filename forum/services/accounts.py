"""Joining, and what identifies an account: its e-mail address, password and roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from forum import database, events, limits
from forum.extensions import db
from forum.lib import emails, names, tokens
from forum.lib.verdict import Conflict, Refused, require
from forum.models import (
    AccountToken,
    Group,
    GroupMember,
    MailAddressHealth,
    SignUp,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import accounts as policy
from forum.queries import invites as invite_queries
from forum.queries.accounts import brand_words, is_blocked
from forum.queries.invites import Offer
from forum.security import passwords
from forum.services import guidelines, invites, jobs, profile_fields, sessions
from forum.services import names as naming
from forum.services import tokens as letters
from forum.services.sessions import Device, Entry

WAITS = timedelta(hours=24)  # how long a sign-up can be confirmed; its link is good for an hour


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody comes with who asks to join, beside who they are."""

    offer: Offer | None = None  # an invitation
    campaign: str = ""  # what the link they followed called itself
    answers: Mapping[str, str] = field(default_factory=dict)  # to what is asked of newcomers


def join(
    actor: Viewer, name: str, email: str, password: str, version_id: int | None = None,
    brought: Brought = Brought(),
) -> SignUp:  # fmt: skip
    """Ask for an account. The letter that is sent tells what happens next, and nothing else does.

    Whether `email` has an account already makes no difference here: the letter's writer looks.
    """
    require(policy.can_join(actor, is_invited=brought.offer is not None))
    address = _address(email)
    invite_id = invites.admit(actor, brought.offer, address) if brought.offer else None
    answers = profile_fields.of_newcomer(actor, brought.answers)
    _check_password(actor, password, name, address)
    hashed = passwords.hashed(password)  # before the first write: nobody waits for it
    name = names.clean(name)
    naming.check(actor, name)
    guidelines.check(actor, version_id)
    _count_letter(address)
    db.session.execute(delete(SignUp).where(SignUp.expires_at < utcnow()))
    made = SignUp(
        name=name, email=address, password=hashed, guideline_version_id=version_id,
        expires_at=utcnow() + WAITS, invite_id=invite_id, answers=answers,
        campaign=invite_queries.campaign(actor, brought.campaign),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    jobs.enqueue("mail.sign_up", sign_up_id=made.id)
    return made


def send_again(actor: Viewer, sign_up_id: int) -> None:
    """Send the letter once more. Nothing happens when there is nothing to confirm."""
    require(policy.can_join(actor, is_invited=_is_invited(sign_up_id)))
    _count_letter(f"sign-up {sign_up_id}")
    jobs.enqueue("mail.sign_up", sign_up_id=sign_up_id)


def _is_invited(sign_up_id: int) -> bool:
    found = db.session.get(SignUp, sign_up_id)
    return found is not None and found.invite_id is not None


def confirm(
    actor: Viewer, found: SignUp, *, name: str = "", password: str | None = None,
) -> User:  # fmt: skip
    """Make the account that was asked for. `name` is another one, should the first be gone.

    `password` is asked for unless this is the browser that joined (None): a stranger may have
    entered somebody else's address together with a password of their own.
    """
    require(policy.can_confirm(actor))
    if password is not None and not passwords.matches(password, found.password):
        raise Refused(_("This is not the password you chose when you joined."), "password")
    _check_not_blocked(actor, found.email)
    name = names.clean(name or found.name)
    naming.check(actor, name)
    user = _insert(name, found.email, found.password)
    if found.guideline_version_id is not None:
        guidelines.accept(user, user, found.guideline_version_id)
    user.joined_via = found.campaign
    if found.invite_id is not None:
        invites.redeem(actor, found.invite_id, user)
    profile_fields.keep(user, user, found.answers)
    db.session.execute(delete(SignUp).where(SignUp.email == user.email))
    events.member_joined.send(user=user)
    return user


def create(
    actor: Viewer, name: str, email: str, password: str, groups: tuple[str, ...] = (),
    display_name: str = "", byline: str = "",
) -> User:  # fmt: skip
    """Make a confirmed account, in the groups with these slugs. For admins and the command line."""
    require(policy.can_create(actor))
    address = _address(email)
    _check_password(actor, password, name, address)
    name = names.clean(name)
    if problem := names.form_problem(name) if groups else names.problem(name, brand_words(actor)):
        raise Refused(_(problem), "name")
    user = _insert(name, address, passwords.hashed(password))
    user.display_name, user.byline = display_name or name, byline
    if groups:
        promote(actor, user, groups)
    events.member_joined.send(user=user)
    return user


def promote(actor: Viewer, user: User, groups: tuple[str, ...]) -> None:
    """Put `user` into the groups with these slugs, and into no others that are given by hand.

    Ends their sessions: a browser that was signed in as less is not signed in as more.
    """
    require(policy.can_create(actor))
    found = db.session.scalars(select(Group).where(Group.slug.in_(groups))).all()
    if missing := set(groups) - {group.slug for group in found}:
        raise Refused(_("There is no group called %(name)s.", name=sorted(missing)[0]), "groups")
    db.session.execute(
        delete(GroupMember).where(GroupMember.user_id == user.id, GroupMember.source == "hand")
    )
    for group in found:
        database.insert_missing(GroupMember, group_id=group.id, user_id=user.id, source="hand")
    database.touch("members")
    sessions.end_all(actor, user)


def request_reset(actor: Viewer, identity: str) -> None:
    """Ask for a letter with a link to a new password. The same for accounts that do not exist."""
    require(policy.can_reset(actor))
    _count_letter(emails.normalised(identity) or names.skeleton(identity))
    jobs.enqueue("mail.reset", identity=identity[:254])


def reset(actor: Viewer, user: User, token: str, password: str) -> None:
    """Choose a new password with a link from a letter. Signs nobody in: a second factor stays."""
    require(policy.can_confirm(actor))
    _check_password(actor, password, user.name, user.email or "")
    hashed = passwords.hashed(password)
    if not letters.use(actor, "reset", token):
        raise Conflict(_("This link was used already. Please ask for a new one."))
    user.password = hashed
    _changed(user, "password")
    sessions.end_all(user, user)


def change_password(
    actor: Viewer, user: User, current: str, password: str, device: Device
) -> Entry:
    """Choose another password. All sessions end; this browser gets a new one."""
    require(policy.can_change(actor, user))
    check_password(actor, user, current)
    _check_password(actor, password, user.name, user.email or "")
    user.password = passwords.hashed(password)
    _changed(user, "password")
    return sessions.renew(actor, user, device)


def request_email(actor: Viewer, user: User, email: str, password: str) -> None:
    """Ask for another e-mail address. It counts once the letter to it has been answered."""
    require(policy.can_change(actor, user))
    address = _address(email)
    check_password(actor, user, password)
    if address == user.email:
        raise Refused(_("This is your address already."), "email")
    _count_letter(address)
    jobs.enqueue("mail.email", user_id=user.id, email=address)


def confirm_email(actor: Viewer, found: AccountToken, user: User, token: str) -> None:
    """Use the address that a letter was sent to from now on. The old one is told."""
    require(policy.can_confirm(actor))
    if not letters.use(actor, "email", token):
        raise Conflict(_("This link was used already. Please ask for a new one."))
    _check_not_blocked(actor, found.email)
    old, user.email = user.email, found.email
    database.flush_or_raise(
        Conflict(_("This address cannot be used. Please ask for a new letter."), "email")
    )
    db.session.execute(delete(MailAddressHealth).where(MailAddressHealth.email == old))
    _changed(user, "email", to=old)


def claim(actor: Viewer, user: User, email: str) -> None:
    """Hand an imported account over: whoever reads mail at `email` may choose its password."""
    require(policy.can_create(actor))
    if user.claimed_at is not None:
        raise Refused(_("Only an imported account can be handed over."), "email")
    user.email = _address(email)
    database.flush_or_raise(Conflict(_("This address belongs to another account."), "email"))
    jobs.enqueue("mail.claim", user_id=user.id)


def take_over(actor: Viewer, user: User, token: str, password: str) -> None:
    """Choose the password of an imported account with the link from the letter about it."""
    require(policy.can_confirm(actor))
    _check_password(actor, password, user.name, user.email or "")
    hashed = passwords.hashed(password)
    if not letters.use(actor, "claim", token):
        raise Conflict(_("This link was used already. Please ask for a new one."))
    user.password, user.claimed_at, user.confirmed_at = hashed, utcnow(), utcnow()
    letters.void(user, user)


def check_password(actor: Viewer, user: User, password: str) -> None:
    """Raise Refused unless `password` is the account's: asked before what matters is changed."""
    require(policy.can_change(actor, user))
    if seconds := limits.take("password.account", user.id):
        raise limits.TooMany(_("Too many tries. Please wait a few minutes."), seconds)
    if not passwords.matches(password, user.password):
        raise Refused(_("This is not your password."), "current")
    limits.forget("password.account", user.id)


def _count_letter(recipient: str) -> None:
    """Nobody gets more letters than these, whoever asks for them and whether they are a member."""
    if seconds := limits.take("mail.recipient", recipient):
        raise limits.TooMany(_("Enough letters were sent. Please look for the last one."), seconds)


def _insert(name: str, email: str, hashed: str) -> User:
    user = User(
        name=name, name_key=names.skeleton(name), display_name=name, email=email, password=hashed,
        fs_uniquifier=tokens.new(), confirmed_at=utcnow(), claimed_at=utcnow(),
    )  # fmt: skip
    db.session.add(user)
    database.flush_or_raise(Conflict(_("This name, or one that looks like it, is taken."), "name"))
    return user


def _check_not_blocked(actor: Viewer, email: str) -> None:
    """Only who reads mail at the address gets as far as this, so it tells nobody else anything."""
    if is_blocked(actor, email):
        raise Refused(_("An account with this address was suspended when it was erased. Please ask"
                        " the team before you join again."), "name")  # fmt: skip


def _address(typed: str) -> str:
    address = emails.normalised(typed)
    if address is None:
        raise Refused(_("This is no e-mail address that we can write to."), "email")
    return address


def _check_password(actor: Viewer, password: str, *own: str) -> None:
    problem = passwords.problem(password, *own, *brand_words(actor))
    if problem:
        raise Refused(_(problem), "password")


def _changed(user: User, what: str, to: str | None = None) -> None:
    """The letters sent so far are void, and the account's owner is told."""
    letters.void(user, user)
    jobs.enqueue("mail.notice", user_id=user.id, what=what, to=to or user.email)
