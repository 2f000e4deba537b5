"""Trust levels: computed from what members did, or given by hand; each change with its reason."""

from collections.abc import Collection
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from forum import events
from forum.extensions import db
from forum.lib import ladder
from forum.lib.ladder import LEADER, NEW, Found, Requirements
from forum.lib.verdict import Refused, require
from forum.models import LedgerEntry, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import trust as policy
from forum.queries import trust as queries
from forum.services import jobs
from forum.structure import setting

SHORTEST_REASON = 10  # characters


def judge(actor: Viewer, user_ids: Collection[int]) -> int:
    """Give these members the levels that what they did asks for; how many changed.

    Whose level is locked, who is new to the machine (imported and not claimed) and who has left
    keep what they have. Repeating it changes nothing.
    """
    require(policy.can_judge(actor))
    users = db.session.scalars(
        select(User)
        .where(
            User.id.in_(user_ids),
            User.is_level_locked.is_(False),
            User.is_bot.is_(False),
            User.claimed_at.is_not(None),
            User.erased_at.is_(None),
            User.trust_level < LEADER,
        )
        .order_by(User.id)
    ).all()
    if not users:
        return 0
    asked = queries.requirements(actor)
    ids = [user.id for user in users]
    have, penalised = queries.found(actor, asked, ids), queries.penalised(actor, ids)
    return sum(_judged(user, have[user.id], asked, user.id not in penalised) for user in users)


def _judged(user: User, have: Found, asked: Requirements, is_clean: bool) -> bool:
    now = utcnow()
    grace = timedelta(days=setting("trust.regular_grace_days"))
    level = ladder.level(
        user.trust_level,
        have,
        asked,
        age_minutes=(now - user.created_at).total_seconds() / 60,
        is_clean=is_clean,
        is_settled=user.level_changed_at is None or now - user.level_changed_at > grace,
        keep_percent=int(setting("trust.regular_keep_percent")),
    )
    if level == user.trust_level:
        return False
    about = max(level, user.trust_level)
    evidence = {one.measure: have.get(one.key, 0) for one in reversed(asked[about])}
    is_penalty = level < user.trust_level and not is_clean
    reason = _("A restriction or a suspension.") if is_penalty else ""
    _set(user, level, reason=reason, evidence={} if is_penalty else evidence)
    return True


def set_level(
    actor: Viewer, user: User, level: int, reason: str, *, is_locked: bool = True
) -> None:
    """Give a level by hand. The nightly pass leaves a locked one; another may go on from there. Who
    loses one is told (community.md E8: no hidden demotion)."""
    require(policy.can_set_level(actor, user))
    if not NEW <= level <= LEADER:
        raise Refused(_("Choose a level from 0 to 4."), "level")
    reason = reason.strip()[:1000]
    if len(reason) < SHORTEST_REASON:
        raise Refused(_("Please say why, in a sentence."), "reason")
    was_locked, user.is_level_locked = user.is_level_locked, is_locked
    if level < user.trust_level:
        jobs.enqueue("notify.level", user_id=user.id, level=level)
    if level != user.trust_level:
        _set(user, level, reason=reason, actor=actor)
    elif was_locked != is_locked:
        change = "locked" if is_locked else "released"
        _note(user, change, reason, actor=actor)
    details = {"level": level, "is_locked": is_locked}
    db.session.add(
        StaffAction(actor_id=actor.id, verb="set-level", user_id=user.id, note=reason,
                    details=details)
    )  # fmt: skip
    db.session.flush()


def begin_invited(actor: Viewer, user: User) -> None:
    """Who was invited begins at the first level; their ledger says why."""
    require(policy.can_begin(actor))
    if user.trust_level < ladder.BASIC:
        _set(user, ladder.BASIC, reason=_("Invited by a member."))


def _set(
    user: User,
    level: int,
    *,
    reason: str,
    evidence: dict[str, int] | None = None,
    actor: Viewer | None = None,
) -> None:
    before, user.trust_level = user.trust_level, level
    user.level_changed_at = utcnow()
    _note(user, "raised" if level > before else "lowered", reason, evidence, actor)
    db.session.flush()
    events.level_changed.send(user=user, before=before, after=level, reason=reason)


def _note(
    user: User,
    change: str,
    reason: str,
    evidence: dict[str, int] | None = None,
    actor: Viewer | None = None,
) -> None:
    db.session.add(
        LedgerEntry(user_id=user.id, kind="level", what=str(user.trust_level), change=change,
                    reason=reason, evidence=evidence or {}, actor_id=actor.id if actor else None)
    )  # fmt: skip
