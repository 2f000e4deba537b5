"""Founding a community: once, by whoever runs the server, on a page or from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from forum import database
from forum.extensions import db
from forum.lib import languages, starting_points, tokens
from forum.lib.starting_points import First
from forum.lib.verdict import Refused, require
from forum.models import OPERATOR, Setup, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS
from forum.models.setups import ONLY
from forum.policies import setups as policy
from forum.queries.setups import is_inhabited
from forum.services import accounts, beginnings, guidelines, jobs, settings, shaping
from forum.services.shaping import Described

LIFETIME = timedelta(hours=24)  # of the token; each start of the server prints a new one
# What "who may join" means, as settings: everybody, whoever the team lets in, the invited, nobody.
JOINING = {
    "everyone": {"join.open": "true", "join.approved": "false", "join.by_invitation": "true"},
    "approved": {"join.open": "true", "join.approved": "true", "join.by_invitation": "true"},
    "invited": {"join.open": "false", "join.approved": "false", "join.by_invitation": "true"},
    "nobody": {"join.open": "false", "join.approved": "false", "join.by_invitation": "false"},
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a community begins with. `start` is a key of `starting_points` or "none"; `more` are
    categories of one's own, instead of or beside it."""

    name: str
    admin_name: str
    admin_email: str
    admin_password: str
    company: str = ""
    tagline: str = ""
    language: str = languages.SOURCE
    time_zone: str = "UTC"
    accent: str = ""
    may_read: str = "everyone"  # or members
    may_join: str = "everyone"  # a key of JOINING
    start: str = "none"
    guidelines: bool = True  # the set that comes along is in force at once
    test_letter: bool = False
    more: Sequence[First] = ()


def begin(actor: Viewer) -> str | None:
    """Open the setup page for the next 24 hours and give the token that leads there; tokens given
    before are worthless. None where there is nothing to found: a community with a member, or one
    that was founded before, even if its members are gone (T48)."""
    require(policy.can_open(actor))
    found = _row()
    if found.finished_at is not None:
        return None
    if is_inhabited(actor):
        found.finished_at, found.token_hash, found.token_until = utcnow(), "", None
        return None
    token = tokens.new()
    found.token_hash, found.token_until = tokens.hashed(token), utcnow() + LIFETIME
    db.session.flush()
    return token


def found(actor: Viewer, plan: Plan, token: str = "") -> User:
    """Make the community as `plan` says, and its first admin, who is returned.

    `token` is the one of `begin`, for who comes by the page. Raises Denied (hidden) when the
    community has been founded already, Refused with the field that is wrong.
    """
    require(policy.can_found(actor, db.session.get(Setup, ONLY), token, is_inhabited(actor)))
    setup = db.session.get_one(Setup, ONLY)
    _close(setup)
    if plan.start != "none" and plan.start not in starting_points.every():
        raise Refused(_("Choose one of the options."), "start")
    if plan.may_join not in JOINING or plan.may_read not in {"everyone", "members"}:
        raise Refused(_("Choose one of the options."), "may_join")
    _configure(plan)
    with force_locale(plan.language):
        _categories(plan)
    admin = _admin(plan)
    if plan.guidelines:
        with force_locale(plan.language):
            version = guidelines.publish(OPERATOR, beginnings.rulebook())
        beginnings.know(OPERATOR, plan.language)
        guidelines.accept(admin, admin, version.id)
    setup.finished_by_id = admin.id
    db.session.add(StaffAction(actor_id=admin.id, verb="found", details={"name": plan.name}))
    if plan.test_letter:
        jobs.enqueue("mail.test", user_id=admin.id)
    db.session.flush()
    return admin.join(ADMINS)  # what follows is done in that right


def _row() -> Setup:
    """The one row, made if it is not there; two servers may start at once."""
    database.insert_missing(Setup, id=ONLY, token_hash="", created_at=utcnow())
    return db.session.get_one(Setup, ONLY, with_for_update=True)


def _close(setup: Setup) -> None:
    """Nobody else founds it from here on; who is a moment later finds no page."""
    db.session.refresh(setup, with_for_update=True)
    require(policy.can_found(OPERATOR, setup, is_inhabited=is_inhabited(OPERATOR)))
    setup.finished_at, setup.token_hash, setup.token_until = utcnow(), "", None
    db.session.flush()


def _configure(plan: Plan) -> None:
    values = {
        "brand.name": plan.name,
        "brand.company": plan.company,
        "brand.tagline": plan.tagline,
        "brand.accent": plan.accent,
        "site.language": plan.language,
        "site.time_zone": plan.time_zone,
        "guests.may_read": "true" if plan.may_read == "everyone" else "false",
        **JOINING[plan.may_join],
    }
    for name, typed in values.items():
        if not typed:
            continue
        try:
            settings.change(OPERATOR, name, typed)
        except Refused as error:
            field = "may_join" if name.startswith("join.") else name.split(".")[1]
            raise Refused(error.message, field) from error


def _admin(plan: Plan) -> User:
    try:
        return accounts.create(
            OPERATOR, plan.admin_name, plan.admin_email, plan.admin_password, ("admins",)
        )
    except Refused as error:
        raise Refused(error.message, f"admin_{error.field}" if error.field else "") from error


def _categories(plan: Plan) -> None:
    begun = beginnings.points()[plan.start].categories if plan.start != "none" else ()
    for each in (*begun, *plan.more):
        kinds = tuple(each.kinds.split())
        described = Described(
            each.name, each.slug, each.description, each.icon, each.colour, kinds, kinds[0],
            template=each.template,
        )  # fmt: skip
        shaping.make(OPERATOR, described, first=each.access)
