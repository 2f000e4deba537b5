"""Accounts as signing in, joining and changing them need to see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from forum.extensions import db
from forum.lib import emails, names, networks, tokens
from forum.lib.verdict import NOT_FOUND, Denied, Refused
from forum.models import (
    AccountToken,
    BlockedAddress,
    GroupMember,
    MemberSession,
    OldName,
    Passkey,
    SignUp,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, MODERATORS
from forum.policies import departures
from forum.security import addresses
from forum.structure import setting

_TEAM = (MODERATORS, COMMUNITY_MANAGERS, ADMINS)
MOST_NEWCOMERS = 5_000  # sessions of new accounts that are looked at
REMEMBERED_DAYS = 90  # how long an address counts as known to an account


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is needed to find out whether somebody is who they say. Not a member yet."""

    user_id: int
    password: str | None
    known: frozenset[str]  # where this account has been signed in from lately


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    id: int
    name: str
    created_at: datetime
    last_used_at: datetime
    is_synced: bool


def typed(viewer: Viewer, name: str) -> User:
    """The member whose name, now or before, somebody typed: "@max", "Max". Raises Refused."""
    user = named(viewer, name.strip().removeprefix("@"))
    if user is None:
        raise Refused(_("There is no member called %(name)s.", name=name[:64]), "name")
    return user


def candidate(viewer: Viewer, identity: str) -> Candidate | None:
    """The account with this name or e-mail address; the same number of statements without one."""
    email = emails.normalised(identity) if "@" in identity else None
    by = User.email == email if email else User.name_key == names.skeleton(identity.lstrip("@"))
    found = select(User.id, User.password).where(by, departures.may_enter())
    row = db.session.execute(found).first()
    since = utcnow() - timedelta(days=REMEMBERED_DAYS)
    addresses = db.session.scalars(
        select(MemberSession.address)
        .where(MemberSession.user_id == (row.id if row else 0), MemberSession.created_at > since)
        .distinct()
    )
    known = frozenset(networks.bucket(address) for address in addresses if address)
    return Candidate(row.id, row.password, known) if row else None


def by_uniquifier(viewer: Viewer, uniquifier: str) -> User | None:
    """The account behind a sign-in that waits for its second factor, or for a decision to stay."""
    return db.session.scalar(
        select(User).where(User.fs_uniquifier == uniquifier, departures.may_enter())
    )


def named(viewer: Viewer, name: str) -> User | None:
    """The member called `name`, now or before."""
    key = names.skeleton(name)
    found = db.session.scalar(select(User).where(User.name_key == key))
    return found or db.session.scalar(
        select(User).join(OldName, OldName.user_id == User.id).where(OldName.name_key == key)
    )


def sign_up(viewer: Viewer, token: str) -> SignUp:
    """Who wants to join and has this link. Denied (404) when it is used up or too old."""
    found = db.session.scalar(
        select(SignUp).where(
            SignUp.token_hash == tokens.hashed(token), SignUp.expires_at > utcnow()
        )
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def token(viewer: Viewer, purpose: str, token: str) -> AccountToken:
    """A link from a letter that is still good for `purpose`. Denied (404) when it is not."""
    found = db.session.scalar(
        select(AccountToken)
        .join(User, User.id == AccountToken.user_id)
        .where(
            AccountToken.token_hash == tokens.hashed(token),
            AccountToken.purpose == purpose,
            AccountToken.expires_at > utcnow(),
            AccountToken.created_at >= User.credentials_changed_at,
            departures.may_enter(),
        )
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def owner(viewer: Viewer, found: AccountToken) -> User:
    """Whose letter it was."""
    return db.session.scalars(select(User).where(User.id == found.user_id)).one()


def brand_words(viewer: Viewer) -> list[str]:
    """The brand's name and the words an admin keeps for the team."""
    words = [str(setting("brand.name")), str(setting("brand.company"))]
    return [word for word in words + str(setting("brand.reserved_words")).splitlines() if word]


def is_somebody_elses(viewer: Viewer, user_id: int, display_name: str) -> bool:
    """Whether a display name looks like another member's name, or like what the team is called."""
    key = names.skeleton(display_name)
    named = select(User.id).where(User.name_key == key, User.id != user_id)
    team = select(User.display_name).where(
        User.id != user_id,
        User.id.in_(select(GroupMember.user_id).where(GroupMember.group_id.in_(_TEAM))),
    )
    return db.session.scalar(named) is not None or any(
        names.skeleton(one) == key for one in db.session.scalars(team)
    )


def passkeys(viewer: Viewer) -> list[PasskeyRow]:
    """One's own passkeys, the newest first."""
    rows = db.session.scalars(
        select(Passkey).where(Passkey.user_id == viewer.id).order_by(Passkey.id.desc())
    )
    return [
        PasskeyRow(row.id, row.name, row.create_datetime, row.lastuse_datetime, row.backup_state)
        for row in rows
    ]


def newcomers_from(viewer: Viewer, place: str) -> int:
    """How many accounts came within a day from this network address, or its /64 of IPv6."""
    if not place:
        return 0
    since = utcnow() - timedelta(days=1)
    rows = db.session.execute(
        select(User.id, MemberSession.address)
        .join(MemberSession, MemberSession.user_id == User.id)
        .where(User.created_at > since, MemberSession.address != "")
        .distinct()
        .limit(MOST_NEWCOMERS)
    )
    here = networks.bucket(place)
    return len({row.id for row in rows if networks.bucket(row.address) == here})


@dataclass(frozen=True, slots=True)
class Confirmation:
    """With what one can confirm instead of a password, and whether one just has."""

    has_passkeys: bool
    is_confirmed: bool
    providers: tuple[tuple[str, str], ...] = ()  # where one has an account: key and label


def confirmation(viewer: Viewer) -> Confirmation:
    mine = select(Passkey.id).where(Passkey.user_id == viewer.id).limit(1)
    return Confirmation(db.session.scalar(mine) is not None, is_confirmed(viewer))


def is_confirmed(viewer: Viewer) -> bool:
    """Whether the viewer has answered with a passkey of theirs in this very session just now."""
    if viewer.session_id is None:
        return False
    found = select(AccountToken.id).where(
        AccountToken.token_hash == tokens.hashed(confirmed_in(viewer, viewer.session_id)),
        AccountToken.user_id == viewer.id,
        AccountToken.purpose == "confirmed",
        AccountToken.expires_at > utcnow(),
    )
    return db.session.scalar(found) is not None


def confirmed_in(viewer: Viewer, session_id: int) -> str:
    """Under what a confirmation is kept: no secret, and good for nothing that a browser sends."""
    return f"confirmed:{viewer.id}:{session_id}"


def is_blocked(viewer: Viewer, email: str) -> bool:
    """Whether somebody with this address left while suspended, and may not come back yet."""
    found = select(BlockedAddress.until).where(
        BlockedAddress.address_hash == addresses.hashed(email), BlockedAddress.until > utcnow()
    )
    return db.session.scalar(found) is not None
