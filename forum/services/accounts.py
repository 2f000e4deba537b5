"""Joining, and what identifies an account: its e-mail address, password and roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from forum import database, events, limits, structure
from forum.extensions import db
from forum.lib import emails, names, tokens
from forum.lib.phrases import N_
from forum.lib.verdict import Conflict, Refused, require
from forum.models import (
    AccountToken,
    Group,
    GroupMember,
    MailAddressHealth,
    Setup,
    SignUp,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import accounts as policy
from forum.queries import invites as invite_queries
from forum.queries import viewers
from forum.queries.accounts import brand_words, is_blocked, is_confirmed, newcomers_from
from forum.queries.invites import Offer
from forum.security import passwords
from forum.services import arrivals, doors, guidelines, invites, jobs, profile_fields, sessions
from forum.services import names as naming
from forum.services import tokens as letters
from forum.services.sessions import Device, Entry
from forum.structure import setting

# Why somebody waits; without the address, which the queue shows to nobody.
SAME_ADDRESS = N_("Several accounts came from the same network address within a day.")
WAITS = timedelta(hours=24)  # how long a sign-up can be confirmed; its link is good for an hour


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody comes with who asks to join, beside who they are."""

    offer: Offer | None = None  # an invitation
    campaign: str = ""  # what the link they followed called itself
    answers: Mapping[str, str] = field(default_factory=dict)  # to what is asked of newcomers
    place: str = ""  # the network address


def join(
    actor: Viewer, name: str, email: str, password: str, version_id: int | None = None,
    brought: Brought = Brought(),
) -> SignUp:  # fmt: skip
    """Ask for an account. The letter that is sent tells what happens next, and nothing else does.

    Whether `email` has an account already makes no difference here: the letter's writer looks.
    """
    require(policy.can_join(actor, is_invited=brought.offer is not None))
    address = _address(email)
    doors.check(actor, name, address, brought.place)
    invite_id = invites.admit(actor, brought.offer, address) if brought.offer else None
    answers = profile_fields.of_newcomer(actor, brought.answers)
    _check_password(actor, password, name, address)
    hashed = passwords.hashed(password)  # before the first write: nobody waits for it
    name = names.clean(name)
    naming.check(actor, name)
    guidelines.check(actor, version_id)
    count_letter(actor, address)
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
    count_letter(actor, f"sign-up {sign_up_id}")
    jobs.enqueue("mail.sign_up", sign_up_id=sign_up_id)


def _is_invited(sign_up_id: int) -> bool:
    found = db.session.get(SignUp, sign_up_id)
    return found is not None and found.invite_id is not None


def confirm(
    actor: Viewer, found: SignUp, *, name: str = "", password: str | None = None, place: str = "",
) -> User:  # fmt: skip
    """Make the account that was asked for. `name` is another one, should the first be gone.

    `password` is asked for unless this is the browser that joined (None): a stranger may have
    entered somebody else's address together with a password of their own.
    """
    require(policy.can_confirm(actor) and policy.can_use_password(actor))
    if password is not None and not passwords.matches(password, found.password):
        raise Refused(_("This is not the password you chose when you joined."), "password")
    check_not_blocked(actor, found.email)
    name = names.clean(name or found.name)
    naming.check(actor, name)
    doors.check(actor, name, found.email, place)
    user = take_in(
        actor, name, found.email, found.password, place,
        Brought(campaign=found.campaign, answers=found.answers), found.guideline_version_id,
        found.invite_id,
    )  # fmt: skip
    db.session.execute(delete(SignUp).where(SignUp.email == user.email))
    events.member_joined.send(user=user)
    return user


def take_in(
    actor: Viewer, name: str, email: str, hashed: str | None, place: str, brought: Brought,
    version_id: int | None, invite_id: int | None,
) -> User:  # fmt: skip
    """Make the account of a newcomer who was checked, whose address is theirs. Who says so tells
    of it (`events.member_joined`) once the account is as it should be."""
    require(policy.can_confirm(actor))
    user = _insert(name, email, hashed)
    if version_id is not None:
        guidelines.accept(user, user, version_id)
    user.joined_via = brought.campaign
    if invite_id is not None:
        invites.redeem(actor, invite_id, user)
    profile_fields.keep(user, user, brought.answers)
    reasons = [SAME_ADDRESS] if _came_with_others(actor, place) else []
    if reasons or policy.waits(is_invited=invite_id is not None):
        arrivals.wait(user, brought.answers, reasons)
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
    count_letter(actor, emails.normalised(identity) or names.skeleton(identity))
    jobs.enqueue("mail.reset", identity=identity[:254])


def reset(actor: Viewer, user: User, token: str, password: str) -> None:
    """Choose a new password with a link from a letter. Signs nobody in: a second factor stays."""
    require(policy.can_confirm(actor))
    _check_password(actor, password, user.name, user.email or "")
    hashed = passwords.hashed(password)
    if not letters.use(actor, "reset", token):
        raise Conflict(_("This link has already been used. Please ask for a new one."))
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
        raise Refused(_("This is already your address."), "email")
    count_letter(actor, address)
    jobs.enqueue("mail.email", user_id=user.id, email=address)


def confirm_email(actor: Viewer, found: AccountToken, user: User, token: str) -> None:
    """Use the address that a letter was sent to from now on. The old one is told."""
    require(policy.can_confirm(actor))
    if not letters.use(actor, "email", token):
        raise Conflict(_("This link has already been used. Please ask for a new one."))
    check_not_blocked(actor, found.email)
    old, user.email = user.email, found.email
    database.flush_or_raise(
        Conflict(_("This address cannot be used. Please ask for a new e-mail."), "email")
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
        raise Conflict(_("This link has already been used. Please ask for a new one."))
    user.password, user.claimed_at, user.confirmed_at = hashed, utcnow(), utcnow()
    letters.void(user, user)
    if setting("claims.approved"):
        arrivals.wait_for_claim(user)


def check_password(actor: Viewer, user: User, password: str) -> None:
    """Raise Refused unless `password` is the account's: asked before what matters is changed.

    Who has just confirmed with a passkey in this browser needs none (services.passkeys.confirm).
    """
    require(policy.can_change(actor, user))
    if is_confirmed(actor):
        return
    if not password:
        raise Refused(_("Please type your password, or confirm in another way."), "current")
    check_passkey(actor, user)
    if seconds := limits.take("password.account", user.id):
        raise limits.TooMany(_("Too many attempts. Please wait a few minutes."), seconds)
    if not passwords.matches(password, user.password):
        raise Refused(_("This is not your password."), "current")
    limits.forget("password.account", user.id)


def check_passkey(actor: Viewer, user: User) -> None:
    """Raise Refused for who of the team has a passkey and came without it: with the password alone
    nobody makes another factor, or another way in, of their own."""
    require(policy.can_change(actor, user))
    if actor.owes_factor == "now" and viewers.has_factor(actor, user):
        raise Refused(_("Please type your password, or confirm in another way."), "current")


def count_letter(actor: Viewer, recipient: str) -> None:
    """Nobody gets more letters than these, whoever asks for them and whether they are a member."""
    require(policy.can_confirm(actor))
    if seconds := limits.take("mail.recipient", recipient):
        raise limits.TooMany(
            _("Enough e-mails have been sent. Please look for the last one."), seconds
        )


def _insert(name: str, email: str, hashed: str | None) -> User:
    user = User(
        name=name, name_key=names.skeleton(name), display_name=name, email=email, password=hashed,
        fs_uniquifier=tokens.new(), confirmed_at=utcnow(), claimed_at=utcnow(),
    )  # fmt: skip
    db.session.add(user)
    database.flush_or_raise(Conflict(_("This name, or one that looks like it, is taken."), "name"))
    _end_founding()
    return user


def _end_founding() -> None:
    """Where a community waits for its setup page, the first member ends that, however they came."""
    if structure.current().is_unfounded:
        setup = db.session.scalars(select(Setup).where(Setup.finished_at.is_(None))).one()
        setup.finished_at, setup.token_hash, setup.token_until = utcnow(), "", None
        db.session.flush()


def check_not_blocked(actor: Viewer, email: str) -> None:
    """Only who reads mail at the address gets as far as this, so it tells nobody else anything."""
    require(policy.can_confirm(actor))
    if is_blocked(actor, email):
        raise Refused(_("An account with this address was suspended when it was erased. Please ask"
                        " the team before you join again."), "name")  # fmt: skip


def _came_with_others(actor: Viewer, place: str) -> bool:
    """Whether so many have joined from this network address within a day that somebody looks."""
    most = int(setting("join.same_address"))
    return bool(most) and newcomers_from(actor, place) >= most


def _address(typed: str) -> str:
    address = emails.normalised(typed)
    if address is None:
        raise Refused(_("This is not an e-mail address that we can write to."), "email")
    return address


def _check_password(actor: Viewer, password: str, *own: str) -> None:
    problem = passwords.problem(password, *own, *brand_words(actor))
    if problem:
        raise Refused(_(problem), "password")


def _changed(user: User, what: str, to: str | None = None) -> None:
    """The letters sent so far are void, and the account's owner is told."""
    letters.void(user, user)
    jobs.enqueue("mail.notice", user_id=user.id, what=what, to=to or user.email)
