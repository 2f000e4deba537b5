"""What nobody came to look at: reminding the team, and ending it after a long time.

features.md §4.2 point 7: a reminder after 48 hours; after 60 days reports are closed and whoever
made them is answered, what waits is refused with its statement. Where somebody may be in danger
nothing ends by itself, nor does criticism of the brand that waits: two people refuse that, and not
nobody (community.md §4.6).
"""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from forum import links
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import GroupMember, ModerationCase, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS
from forum.policies import deciding as policy
from forum.services import decisions, telling
from forum.services.choosing import Choice
from forum.structure import setting

AT_ONCE = 50
DANGER = 1  # cases of this severity stay until a person has looked


def close_old(actor: Viewer, at: datetime | None = None) -> int:
    """End what has waited for too long, so many at a time. How many there were."""
    require(policy.can_automate(actor))
    days = int(setting("reports.ignored_days"))
    if not days:
        return 0
    old = db.session.scalars(
        select(ModerationCase)
        .where(ModerationCase.closed_at.is_(None), ModerationCase.state != "waiting",
               ModerationCase.opened_at < (at or utcnow()) - timedelta(days=days),
               ModerationCase.severity > DANGER,
               or_(ModerationCase.kind.not_in(("held", "edit")),
                   ModerationCase.is_about_brand.is_(False)))
        .order_by(ModerationCase.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    for case in old:
        decisions.by_software(actor, case, _choice(case, days), closes=True)
    return len(old)


def _choice(case: ModerationCase, days: int) -> Choice:
    facts = _("Nobody on the team got round to looking at it within %(days)s days, so it is "
              "closed.",
              days=days)  # fmt: skip
    return Choice("none" if case.kind == "report" else "remove", "none", facts=facts,
                  explanation=facts)  # fmt: skip


def remind(actor: Viewer, at: datetime | None = None) -> int:
    """Tell staff that something waits for longer than it should. How many cases do."""
    require(policy.can_automate(actor))
    hours, now = int(setting("reports.remind_hours")), at or utcnow()
    if not hours:
        return 0
    waits = db.session.scalar(
        select(func.count()).where(
            ModerationCase.closed_at.is_(None),
            ModerationCase.opened_at < now - timedelta(hours=hours),
            or_(ModerationCase.claimed_until.is_(None), ModerationCase.claimed_until < now),
        )
    )
    if waits:
        told = {"waits": waits, "path": links.moderation()}
        telling.tell("report", "queue", _staff(now), details=told)
    return waits or 0


def _staff(now: datetime) -> list[User]:
    live = or_(GroupMember.until.is_(None), GroupMember.until > now)
    ids = select(GroupMember.user_id).where(
        GroupMember.group_id.in_((ADMINS, COMMUNITY_MANAGERS)), live
    )
    people = select(User).where(User.id.in_(ids), User.active.is_(True)).order_by(User.id)
    return [user for user in db.session.scalars(people) if not user.is_suspended]
