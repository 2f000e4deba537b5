"""Accounts of elsewhere with which members sign in, and what somebody who came with one finds."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from forum import settings
from forum.extensions import db
from forum.lib import emails, names
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import Group, GroupMember, Identity, OldName, Passkey, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, MODERATORS
from forum.policies import accounts as policy
from forum.policies import departures
from forum.queries import accounts, invites
from forum.queries.accounts import brand_words, is_somebody_elses
from forum.security import identities
from forum.security.persons import Person
from forum.structure import setting

MOST_NUMBERED = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """A way in beside the password: what it is called in addresses, and what its button says."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    label: str
    called: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ways:
    """What a page for signing in offers."""

    offers: tuple[Offer, ...]
    is_only: bool


def ways(viewer: Viewer) -> Ways:
    found = tuple(Offer(key, label(viewer, key)) for key in identities.all_providers())
    return Ways(found, policy.is_only_way())


def label(viewer: Viewer, key: str) -> str:
    """What the button of a provider says; a plugin's has a `label` of its own."""
    own = getattr(identities.all_providers().get(key), "label", "") or setting("sign_in.label")
    return str(own or _("Sign in with %(brand)s", brand=setting("brand.name")))


def provider(viewer: Viewer, key: str) -> identities.Provider:
    """Denied (404) where there is none of this name."""
    found = identities.all_providers().get(key)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def terms(viewer: Viewer) -> dict[str, Any]:
    """The settings of `sign_in`, for a provider that asks another server and no database."""
    names_ = (one.name for one in settings.ALL if one.group == "sign_in")
    return {name.partition(".")[2]: setting(name) for name in names_}


def of_viewer(viewer: Viewer) -> list[Row]:
    """One's own, the newest first."""
    rows = db.session.scalars(
        select(Identity).where(Identity.user_id == viewer.id).order_by(Identity.id.desc())
    )
    return [
        Row(row.id, label(viewer, row.provider), row.called, row.created_at, row.last_used_at)
        for row in rows
    ]


def confirmation(viewer: Viewer) -> accounts.Confirmation:
    """With what one can show once more who one is, beside the password."""
    found = accounts.confirmation(viewer)
    there = tuple(identities.all_providers())
    if not there or found.is_confirmed:
        return found
    mine = select(Identity.provider).where(
        Identity.user_id == viewer.id, Identity.provider.in_(there)
    )
    keys = db.session.scalars(mine.distinct().order_by(Identity.provider))
    return replace(found, providers=tuple((key, label(viewer, key)) for key in keys))


def owner(viewer: Viewer, person: Person) -> User | None:
    """Whose account it opens here."""
    return db.session.scalar(
        select(User).join(Identity, Identity.user_id == User.id)
        .where(Identity.issuer == person.issuer, Identity.subject == person.subject,
               departures.may_enter())
    )  # fmt: skip


def with_address(viewer: Viewer, person: Person) -> User | None:
    """The account here with the address that the provider says is theirs. It proves nothing yet:
    addresses are given to others, and providers are wrong."""
    address = emails.normalised(person.email) if person.is_confirmed else None
    if address is None:
        return None
    return db.session.scalar(select(User).where(User.email == address, departures.may_enter()))


def may_join(viewer: Viewer, offer: invites.Offer | None) -> str:
    """Why nobody gets an account by coming from there; "" when they do."""
    verdict = policy.can_provision(viewer, is_invited=offer is not None and not offer.problem)
    return "" if verdict else str(verdict.reason)


def free_name(viewer: Viewer, wished: str) -> str:
    """A handle like the one somebody has elsewhere that they could have here; "" without one."""
    kept = "".join(c if c.isalnum() or c in "-_." else "-" for c in names.clean(wished))
    stem = "-".join(part for part in kept.split("-") if part).strip("-_.")[: names.LONGEST - 3]
    words = brand_words(viewer)
    for number in ("", *range(2, MOST_NUMBERED)):
        name = f"{stem}{number}"
        if names.problem(name, words):
            return ""
        if not _is_taken(viewer, name):
            return name
    return ""


def _is_taken(viewer: Viewer, name: str) -> bool:
    from_before = OldName.name_key == names.skeleton(name)
    if db.session.scalar(select(OldName.id).where(from_before)) is not None:
        return True
    return is_somebody_elses(viewer, 0, name)


def an_admin_has_come(viewer: Viewer) -> bool:
    """Whether an admin who can still act has signed in with a provider that is there now."""
    found = (
        select(Identity.id)
        .join(User, User.id == Identity.user_id)
        .join(GroupMember, GroupMember.user_id == User.id)
        .where(
            GroupMember.group_id == ADMINS, Identity.last_used_at.is_not(None),
            Identity.provider.in_(tuple(identities.all_providers())), User.active.is_(True),
            or_(GroupMember.until.is_(None), GroupMember.until > utcnow()),
            or_(User.suspended_until.is_(None), User.suspended_until <= utcnow()),
        )
    )  # fmt: skip
    return db.session.scalar(found.limit(1)) is not None


def other_ways_in(viewer: User, without: int) -> bool:
    """Whether one could still sign in without one of one's accounts of elsewhere."""
    others = select(Identity.id).where(Identity.user_id == viewer.id, Identity.id != without)
    if db.session.scalar(others.limit(1)) is not None:
        return True
    if policy.is_only_way():
        return False
    if viewer.password:
        return True
    mine = select(Passkey.id).where(Passkey.user_id == viewer.id).limit(1)
    return db.session.scalar(mine) is not None


def mapped(viewer: Viewer) -> dict[str, str]:
    """Which group here, by its slug, a value of the claim leads into."""
    lines = (line.partition("|") for line in str(setting("sign_in.groups")).splitlines())
    return {value.strip(): slug.strip() for value, _bar, slug in lines if slug.strip()}


def groups_of(viewer: Viewer, person: Person) -> tuple[str, ...]:
    """The slugs of the groups that somebody is to be in, of all that are mapped."""
    known = mapped(viewer)
    return tuple(sorted({known[value] for value in person.groups if value in known}))


def is_mappable(viewer: Viewer | None, group: Group) -> bool:
    """Whether what another server says can put somebody into it: never the admins, nor a group
    that somebody is in by rule or by a term."""
    return not group.is_automatic or group.id in {MODERATORS, COMMUNITY_MANAGERS}


def groups_with(viewer: Viewer, slugs: tuple[str, ...]) -> list[Group]:
    return list(db.session.scalars(select(Group).where(Group.slug.in_(slugs)).order_by(Group.id)))
