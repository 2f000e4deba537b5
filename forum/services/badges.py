"""Badges: defined, given by rule or by hand, taken back; each with a line that says why."""

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from forum import database, events
from forum.extensions import db
from forum.lib import commas, names, rules
from forum.lib.rules import Rule
from forum.lib.verdict import Refused, require
from forum.models import Badge, BadgeGrant, LedgerEntry, Post, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import badges as policy
from forum.policies import posts as post_policy
from forum.queries import accounts, measures, moved
from forum.queries import badges as queries

TIERS = ("bronze", "silver", "gold")
MOST_ROWS = 2_000  # of a CSV


@dataclass(frozen=True, slots=True)
class Described:
    """What an admin typed about a badge. `rule` is as it came; None for one given by hand."""

    name: str
    description: str
    tier: str
    grouping: str
    icon: str
    rule: Any
    is_enabled: bool = True
    is_taken_back: bool = False
    is_title: bool = False


def define(actor: Viewer, described: Described, badge: Badge | None = None) -> Badge:
    """Make a badge, or change one. Raises Refused with what is wrong; who has it keeps it."""
    require(policy.can_define(actor))
    rule = read_rule(actor, described.rule) if described.rule is not None else None
    name = names.clean(described.name)
    if not 2 <= len(name) <= 64:
        raise Refused(_("A badge has a name of 2 to 64 characters."), "name")
    if described.tier not in TIERS:
        raise Refused(_("Choose one of the options."), "tier")
    if described.icon not in queries.ICONS:
        raise Refused(_("Choose one of the options."), "icon")
    if described.grouping not in queries.GROUPINGS:
        raise Refused(_("Choose one of the options."), "grouping")
    is_new = badge is None
    badge = badge or Badge(slug=_slug(name), position=1000)
    before = badge.name
    badge.name, badge.description = name, described.description.strip()[:1000]
    badge.tier, badge.grouping, badge.icon = described.tier, described.grouping, described.icon
    badge.rule = rule.as_json() if rule else None
    badge.is_enabled, badge.is_taken_back = described.is_enabled, described.is_taken_back
    badge.is_title = described.is_title
    db.session.add(badge)
    db.session.flush()
    if before and before != name:
        db.session.execute(update(User).where(User.title == before).values(title=name))
    database.touch("members")  # its name and drawing stand beside the names of who chose it
    _log(actor, "define-badge" if is_new else "change-badge", badge)
    return badge


def read_rule(actor: Viewer, typed: Any) -> Rule:
    """The rule that was typed. Raises Refused with a sentence about what is wrong with it."""
    require(policy.can_define(actor))
    try:
        return rules.read(typed, measures.ALL)
    except rules.BadRule as error:
        raise Refused(_sentence(str(error)), "rule") from error


def _sentence(code: str) -> str:
    sentences = {
        "conditions": _("A rule has one to five conditions."),
        "measure": _("Choose what is counted."),
        "comparator": _("Choose “at least” or “at most”."),
        "value": _("The number is a whole one, up to a million."),
        "days": _("The period is 1 to 3,650 days, or nothing for ever."),
        "all": _("One condition has to ask for at least 1 of something."),
    }
    return str(sentences[code])


def _slug(name: str) -> str:
    slug = names.slug(name)
    alike = Badge.slug.startswith(slug[: names.NUMBERED], autoescape=True)
    return names.not_taken(slug, db.session.scalars(select(Badge.slug).where(alike)))


def grant(
    actor: Viewer,
    badge: Badge,
    user: User,
    reason: str,
    *,
    post: Post | None = None,
    until: datetime | None = None,
) -> BadgeGrant:
    """Give a badge by hand. Raises Refused without a reason, or when the member has it."""
    require(policy.can_grant(actor, user))
    reason = reason.strip()[:1000]
    if not reason:
        raise Refused(_("Please say what for: everybody can read it."), "reason")
    if until is not None and until <= utcnow():
        raise Refused(_("Choose a day in the future."), "until")
    if post is not None and (post.author_id != user.id or not post_policy.can_read(actor, post)):
        raise Refused(_("This is not a post of this member."), "post")
    made = _give(badge, user, reason=reason, actor=actor, post=post, until=until)
    if made is None:
        raise Refused(_("%(name)s has this badge.", name=user.display_name), "name")
    _log(actor, "grant-badge", badge, user, reason)
    return made


def revoke(actor: Viewer, given: BadgeGrant, reason: str) -> None:
    """Take a badge back, with a reason that the member reads in their ledger."""
    require(policy.can_define(actor))
    user = db.session.get_one(User, given.user_id)
    require(policy.can_grant(actor, user))
    if not (reason := reason.strip()[:1000]):
        raise Refused(_("Please say why."), "reason")
    badge = db.session.get_one(Badge, given.badge_id)
    if given.revoked_at is None:
        _take(badge, user, given, reason, actor)
        _log(actor, "revoke-badge", badge, user, reason)


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one line of a CSV: its number, the name, and a sentence when it failed."""

    number: int
    name: str
    problem: str


def grant_many(actor: Viewer, badge: Badge, text: str) -> tuple[Row, ...]:
    """Give a badge to many: CSV lines of name and reason, then, where there are, the address of a
    post that shows it and the day until which they have it. A line that fails stops no other."""
    require(policy.can_define(actor))
    lines = list(csv.reader(io.StringIO(text), skipinitialspace=True))
    if len(lines) > MOST_ROWS:
        raise Refused(_("At most %(most)s lines at a time.", most=MOST_ROWS), "csv")
    found: list[Row] = []
    for number, line in enumerate(lines, 1):
        if len(line) == 1:  # written with the comma of another keyboard
            line = commas.plain(line[0]).split(",", 1)
        if line and line[0].strip():
            found.append(_grant_line(actor, badge, number, line))
    if not found:
        raise Refused(_("Put a name and a reason on each line: max, for the map of springs"), "csv")
    return tuple(found)


def _grant_line(actor: Viewer, badge: Badge, number: int, line: list[str]) -> Row:
    name, rest = line[0].strip().removeprefix("@"), [each.strip() for each in line[1:]]
    try:
        user = accounts.typed(actor, name)
        verdict = policy.can_grant(actor, user)
        if not verdict:
            return Row(number, name, str(verdict.reason))
        # From the end, so that a reason may have commas without quotation marks.
        until = queries.day_of(actor, rest.pop()) if rest and _DAY.fullmatch(rest[-1]) else None
        post = moved.post_named(actor, rest.pop()) if rest and _ADDRESS.match(rest[-1]) else None
        grant(actor, badge, user, ", ".join(filter(None, rest)), post=post, until=until)
    except Refused as error:
        return Row(number, name, error.message)
    return Row(number, name, "")


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = re.compile(r"(https?://[^/\s]+)?/t/\d")


def judge(actor: Viewer, user_ids: Collection[int] = (), badge_id: int | None = None) -> int:
    """Apply the rules to everybody, or to these members; how many grants changed.

    Gives what is due, takes back what is no longer (where the badge says so, and only what a rule
    gave), ends what had an end. `badge_id` names the one badge to look at. Repeating it changes
    nothing.
    """
    require(policy.can_judge(actor))
    changed = _end(user_ids)
    badges = select(Badge).where(Badge.is_enabled.is_(True), Badge.rule.is_not(None))
    if badge_id is not None:
        badges = badges.where(Badge.id == badge_id)
    for badge in db.session.scalars(badges.order_by(Badge.position, Badge.id)).all():
        rule = rules.read(badge.rule, measures.ALL)
        met = queries.matching(actor, rule, user_ids)
        changed += _given(badge, rule, met)
        if badge.is_taken_back:
            changed += _taken(badge, met, user_ids)
    return changed


Met = Mapping[int, Mapping[tuple[str, int | None], int]]


def _given(badge: Badge, rule: Rule, met: Met) -> int:
    known = select(BadgeGrant.user_id).where(BadgeGrant.badge_id == badge.id)
    if not badge.is_taken_back:  # taken back by hand: a rule does not give it again
        have = set(db.session.scalars(known))
    else:
        have = set(db.session.scalars(known.where(BadgeGrant.revoked_at.is_(None))))
    new = sorted(met.keys() - have)
    count = 0
    for start in range(0, len(new), 500):
        people = db.session.scalars(
            select(User)
            .where(
                User.id.in_(new[start : start + 500]),
                User.is_bot.is_(False),
                User.claimed_at.is_not(None),
                User.erased_at.is_(None),
            )
            .order_by(User.id)
        )
        for user in people:
            evidence = {one.measure: met[user.id].get((one.measure, one.days), 0)
                        for one in rule.conditions}  # fmt: skip
            count += _give(badge, user, evidence=evidence) is not None
    return count


def _taken(badge: Badge, met: Met, user_ids: Collection[int]) -> int:
    held = select(BadgeGrant).where(
        BadgeGrant.badge_id == badge.id,
        BadgeGrant.revoked_at.is_(None),
        BadgeGrant.granted_by_id.is_(None),
    )
    if user_ids:
        held = held.where(BadgeGrant.user_id.in_(user_ids))
    lost = [given for given in db.session.scalars(held) if given.user_id not in met]
    for given in lost:
        _take(badge, db.session.get_one(User, given.user_id), given, "", None)
    return len(lost)


def _end(user_ids: Collection[int]) -> int:
    over = select(BadgeGrant).where(
        BadgeGrant.until.is_not(None), BadgeGrant.until <= utcnow(), BadgeGrant.revoked_at.is_(None)
    )
    if user_ids:
        over = over.where(BadgeGrant.user_id.in_(user_ids))
    found = db.session.scalars(over).all()
    for given in found:
        badge = db.session.get_one(Badge, given.badge_id)
        _take(badge, db.session.get_one(User, given.user_id), given, "", None, change="expired")
    return len(found)


def _give(
    badge: Badge,
    user: User,
    *,
    reason: str = "",
    actor: Viewer | None = None,
    evidence: Mapping[str, int] | None = None,
    post: Post | None = None,
    until: datetime | None = None,
) -> BadgeGrant | None:
    """None when the member has it. One that was taken back or is over begins anew."""
    values = {"granted_at": utcnow(), "granted_by_id": actor.id if actor else None,
              "reason": reason, "post_id": post.id if post else None, "until": until}  # fmt: skip
    is_new = database.insert_missing(BadgeGrant, badge_id=badge.id, user_id=user.id,
                                     revoked_reason="", **values)  # fmt: skip
    given = db.session.scalars(
        select(BadgeGrant).where(BadgeGrant.badge_id == badge.id, BadgeGrant.user_id == user.id)
    ).one()
    if not is_new:
        if given.revoked_at is None:
            return None
        for name, value in values.items():
            setattr(given, name, value)
        given.revoked_at, given.revoked_reason = None, ""
    _count(badge, 1)
    _line(user, badge, "granted", reason, actor, evidence)
    db.session.flush()
    events.badge_granted.send(grant=given, badge=badge, user=user)
    return given


def _take(
    badge: Badge,
    user: User,
    given: BadgeGrant,
    reason: str,
    actor: Viewer | None,
    change: str = "revoked",
) -> None:
    given.revoked_at, given.revoked_reason = utcnow(), reason
    if user.title == badge.name:
        user.title = ""
        database.touch("members", f"member:{user.id}")
    _count(badge, -1)
    _line(user, badge, change, reason, actor)
    db.session.flush()
    events.badge_revoked.send(grant=given, badge=badge, user=user)


def choose_title(actor: Viewer, user: User, badge: Badge | None) -> None:
    """Put the name of one's own badge beside one's name; None takes it away."""
    require(policy.can_choose_title(actor, user))
    if badge is None:
        user.title = ""
    else:
        held = {one.badge.id for one in queries.of_member(actor, user) if one.may_be_title}
        if badge.id not in held:
            raise Refused(_("Choose one of your badges."), "badge")
        user.title = badge.name
    database.touch("members", f"member:{user.id}")
    db.session.flush()


def _count(badge: Badge, step: int) -> None:
    db.session.execute(
        update(Badge).where(Badge.id == badge.id).values(holder_count=Badge.holder_count + step),
        execution_options={"synchronize_session": False},
    )


def _line(
    user: User,
    badge: Badge,
    change: str,
    reason: str,
    actor: Viewer | None,
    evidence: Mapping[str, int] | None = None,
) -> None:
    db.session.add(
        LedgerEntry(user_id=user.id, kind="badge", what=badge.slug, change=change, reason=reason,
                    evidence=dict(evidence or {}), actor_id=actor.id if actor else None)
    )  # fmt: skip


def _log(actor: Viewer, verb: str, badge: Badge, user: User | None = None, note: str = "") -> None:
    if actor.id is not None:
        db.session.add(
            StaffAction(actor_id=actor.id, verb=verb, user_id=user.id if user else None, note=note,
                        details={"badge": badge.slug})
        )  # fmt: skip
    db.session.flush()
