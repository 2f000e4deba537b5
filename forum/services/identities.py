"""Signing in with an account of elsewhere: coming in, joining with it, linking it, unlinking it."""

from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import database, events
from forum.extensions import db
from forum.lib import emails, names
from forum.lib.verdict import NOT_FOUND, Conflict, Denied, Refused, require
from forum.models import Identity, MemberSession, User, Viewer
from forum.models.columns import fitting, utcnow
from forum.policies import accounts as policy
from forum.queries import identities as queries
from forum.queries.accounts import brand_words, confirmed_in, is_somebody_elses
from forum.security.persons import Person
from forum.services import (
    accounts,
    doors,
    guidelines,
    invites,
    jobs,
    mapped_groups,
    profile_fields,
    sessions,
    tokens,
)
from forum.services import names as naming
from forum.services.accounts import Brought
from forum.services.sessions import Device, Entry
from forum.structure import setting

PATIENCE = timedelta(minutes=10)  # from going there until one is back
FRESH = timedelta(minutes=6)  # since somebody showed there who they are; clocks differ
MOST = 5  # accounts of elsewhere of one member


def expect(actor: Viewer) -> str:
    """A new state: whoever comes back with it is let in once, and in time."""
    require(policy.can_sign_in(actor))
    return tokens.issue(actor, None, "provider", lifetime=PATIENCE)


def is_expected(actor: Viewer, state: str) -> bool:
    """Use a state up. True for one of all who come with it."""
    require(policy.can_sign_in(actor))
    return tokens.use(actor, "provider", state)


def sign_in(actor: Viewer, person: Person, device: Device, keep: bool) -> Entry | None:
    """Let in whose account it is here. None: nobody's. A second factor they have here is always
    asked for, as after a password, unless an admin trusts the one that they showed there."""
    require(policy.can_sign_in(actor))
    user = queries.owner(actor, person)
    if user is None:
        return None
    found = _of(person)
    found.last_used_at, found.called = utcnow(), _called(person)
    return _enter(actor, user, person, device, keep)


def _enter(actor: Viewer, user: User, person: Person, device: Device, keep: bool) -> Entry:
    require(policy.can_enter(user))
    mapped_groups.apply(actor, user, queries.groups_of(actor, person))
    is_strong = person.is_strong and bool(setting("sign_in.trusts_second_factor"))
    if user.tf_primary_method and not is_strong:
        return Entry(user.fs_uniquifier, None, keep)
    return sessions.open_for(user, device, keep, is_strong)


def join(
    actor: Viewer, key: str, person: Person, name: str, version_id: int | None, brought: Brought
) -> User:
    """Make an account for somebody who has none, by the rules that everybody joins by."""
    require(policy.can_provision(actor, is_invited=brought.offer is not None))
    address = _address(person)
    if queries.with_address(actor, person) is not None:
        raise Refused(_("There is already an account with this address. Show that it is yours."))
    doors.check(actor, name, address, brought.place)
    accounts.check_not_blocked(actor, address)
    invite_id = invites.admit(actor, brought.offer, address) if brought.offer else None
    answers = profile_fields.of_newcomer(actor, brought.answers)
    name = names.clean(name)
    naming.check(actor, name)
    guidelines.check(actor, version_id)
    kept = Brought(campaign=brought.campaign, answers=answers)
    user = accounts.take_in(actor, name, address, None, brought.place, kept, version_id, invite_id)
    user.joined_via = user.joined_via or "sign-in"
    if _can_be_shown(actor, user, person.display_name):
        user.display_name = person.display_name
    _add(user, key, person)
    mapped_groups.apply(actor, user, queries.groups_of(actor, person))
    events.member_joined.send(user=user)
    return user


def _address(person: Person) -> str:
    address = emails.normalised(person.email)
    if address is None or not person.is_confirmed:
        raise Refused(_("Your account there has no confirmed e-mail address. Confirm it there and"
                        " come back."))  # fmt: skip
    return address


def _can_be_shown(actor: Viewer, user: User, name: str) -> bool:
    if names.display_problem(name, brand_words(actor)):
        return False
    return not is_somebody_elses(actor, user.id, name)


def check_link(actor: Viewer, user: User, password: str) -> None:
    """Before somebody goes there to link an account: they show who they are here."""
    require(policy.can_change(actor, user))
    accounts.check_password(actor, user, password)


def link(actor: Viewer, user: User, key: str, person: Person) -> None:
    """From now on `user` signs in with it too. Who asks has shown that both are theirs."""
    require(policy.can_change(actor, user))
    count = select(func.count(Identity.id)).where(Identity.user_id == user.id)
    if (db.session.scalar(count) or 0) >= MOST:
        raise Refused(_("That is enough. Unlink one first."))
    _add(user, key, person)
    mapped_groups.apply(actor, user, queries.groups_of(actor, person))
    _changed(user, "identity-added")


def link_arrived(actor: Viewer, user: User, key: str, person: Person, arrived_at: datetime) -> None:
    """The same for who came from there and then signed in here, in that order."""
    require(policy.can_change(actor, user))
    began = db.session.scalar(
        select(MemberSession.created_at).where(MemberSession.id == actor.session_id)
    )
    if began is None or began < arrived_at:
        raise Refused(_("Sign in here with your password first, so that we know it is you."))
    accounts.check_passkey(actor, user)
    link(actor, user, key, person)


def unlink(actor: User, user: User, identity_id: int, password: str) -> None:
    """Sign in with it no more; never the last way in."""
    require(policy.can_change(actor, user))
    found = db.session.scalar(
        select(Identity).where(Identity.id == identity_id, Identity.user_id == user.id)
    )
    if found is None:
        raise Denied(NOT_FOUND)
    accounts.check_password(actor, user, password)
    if not queries.other_ways_in(user, without=found.id):
        raise Refused(
            _("You would no longer be able to sign in. Choose a password first."), "current"
        )
    db.session.delete(found)
    db.session.flush()
    _changed(user, "identity-removed")


def ask_for_proof(actor: Viewer, person: Person) -> None:
    """Send a letter to the account with this address: its link shows that both are the same's."""
    require(policy.can_sign_in(actor))
    user = queries.with_address(actor, person)
    if user is None:
        raise Refused(_("There is no account with this address."))
    accounts.count_letter(actor, user.email or "")
    jobs.enqueue("mail.identity", user_id=user.id)


def prove(
    actor: Viewer, user: User, token: str, key: str, person: Person, device: Device, keep: bool
) -> Entry:
    """Link with the link from that letter, opened in the browser that came from there."""
    require(policy.can_confirm(actor))
    if queries.with_address(actor, person) is not user or not tokens.use(actor, "identity", token):
        raise Conflict(_("This link has already been used. Please ask for a new one."))
    link(user, user, key, person)
    return _enter(actor, user, person, device, keep)


def confirm(actor: User, person: Person) -> None:
    """Show anew who one is, by having signed in there just now; it counts like one's password, in
    this session and for five minutes."""
    require(policy.can_change(actor, actor))
    shown = datetime.fromtimestamp(person.shown_at or 0, UTC)
    owner = queries.owner(actor, person)
    if owner is None or owner.id != actor.id or actor.session_id is None:
        raise Refused(_("This account is not linked to yours."))
    if shown < utcnow() - FRESH:
        raise Refused(_("You were signed in there already, so it showed nothing. Sign out there"
                        " and try again."))  # fmt: skip
    mark = confirmed_in(actor, actor.session_id)
    tokens.issue(actor, actor, "confirmed", token=mark, lifetime=timedelta(minutes=5))


def _add(user: User, key: str, person: Person) -> None:
    db.session.add(Identity(
        user_id=user.id, provider=key, issuer=person.issuer, subject=person.subject,
        called=_called(person), last_used_at=utcnow(),
    ))  # fmt: skip
    database.flush_or_raise(Conflict(_("This account already opens another one here.")))


def _called(person: Person) -> str:
    name = person.email or person.name or person.display_name or person.subject
    return str(fitting(Identity.called, name))


def _of(person: Person) -> Identity:
    return db.session.scalars(
        select(Identity)
        .where(Identity.issuer == person.issuer, Identity.subject == person.subject)
    ).one()  # fmt: skip


def _changed(user: User, what: str) -> None:
    tokens.void(user, user)
    jobs.enqueue("mail.notice", user_id=user.id, what=what, to=user.email)
