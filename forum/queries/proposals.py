"""Decisions that wait for a second person: what was proposed, and what was done in danger."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from forum import links
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Decision, GuidelineSection, ModerationCase, Thread, Viewer
from forum.policies import deciding as policy
from forum.policies import moderation
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

MOST = 100
MOST_COUNTED = 99
_BY, _ABOUT = PersonColumns("proposer"), PersonColumns("about")


class ProposalRow(NamedTuple):
    """`restores_at`: it stands already, and ends then unless somebody agrees."""

    id: int
    href: str
    reference: str
    title: str
    action: str
    also: str
    section: str
    facts: str
    about: Person
    by: Person | None
    decided_at: datetime
    restores_at: datetime | None
    is_about_brand: bool
    is_mine: bool
    may_second: bool


def every(viewer: Viewer) -> tuple[ProposalRow, ...]:
    """What the viewer can answer, and what they proposed themselves; the oldest first."""
    require(moderation.can_moderate_somewhere(viewer))
    can = policy.secondable(viewer)
    rows = db.session.execute(
        select(Decision, ModerationCase, Thread.title, GuidelineSection.title.label("section"),
               can.label("may_second"), *_BY.columns, *_ABOUT.columns)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .join(_ABOUT.user, _ABOUT.user.id == ModerationCase.user_id)
        .outerjoin(Thread, Thread.id == ModerationCase.thread_id)
        .outerjoin(GuidelineSection, GuidelineSection.id == Decision.section_id)
        .outerjoin(_BY.user, _BY.user.id == Decision.decided_by_id)
        .where(policy.waits(), moderation.readable(viewer),
               or_(can, Decision.decided_by_id == viewer.id))
        .order_by(Decision.decided_at, Decision.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(_row(viewer, row) for row in rows)


def count(viewer: Viewer) -> int:
    """How many the viewer can answer, 99 at most; who is not of the team costs no statement."""
    if not viewer.is_staff or viewer.is_suspended:
        return 0
    some = (
        select(Decision.id)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(policy.secondable(viewer))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _row(viewer: Viewer, row: Any) -> ProposalRow:
    one, case = row.Decision, row.ModerationCase
    about = _ABOUT.of(row)
    return ProposalRow(
        one.id, f"{links.case(case.reference)}#second", case.reference,
        row.title or about.display_name, one.action, one.also, row.section or one.law, one.facts,
        about, _BY.of(row) if one.decided_by_id is not None else None, one.decided_at,
        one.restores_at, case.is_about_brand, one.decided_by_id == viewer.id,
        bool(row.may_second),
    )  # fmt: skip
