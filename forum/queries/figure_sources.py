"""What the figures count: restrictions, reports, appeals and cases of a period, also those of which
only is left that they happened (`models.past`). Flags are 1 and 0, so that they can be summed.

`live_…` are the rows that still say of whom they are: `services.retention` writes what is left of
them from the same statements, so the figures cannot tell.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, case, func, select, union_all
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.lib.eu_database import BESIDE
from forum.models import (
    Appeal,
    Decision,
    ModerationCase,
    PastAppeal,
    PastCase,
    PastDecision,
    PastNotice,
    Report,
    Viewer,
)

STANDS = ("in_force", "ended", "reversed")  # what was only proposed did nothing
NO_RESTRICTION = ("none", "approve")
_LATER = aliased(Decision, name="by_person")
_BY_A_PERSON = (_LATER.automation != "fully", _LATER.state.in_(STANDS))


def _one(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _seconds(column: Any) -> Any:
    """Seconds since 1970, on both databases."""
    if db.engine.dialect.name == "postgresql":
        return func.extract("epoch", column)
    return func.unixepoch(column)


def live_restrictions(viewer: Viewer) -> Select[Any]:
    left = select(_LATER.id).where(
        _LATER.case_id == Decision.case_id, *_BY_A_PERSON, _LATER.action.in_(NO_RESTRICTION)
    )
    is_reversed = Decision.reversed_at.is_not(None)
    takes_post = Decision.action.in_(("hide", "remove")) | Decision.also.in_(BESIDE)
    wrong = (Decision.automation == "fully") & (is_reversed | left.exists())
    not_agreed = Decision.lapsed_at.is_not(None)
    return (
        select(
            Decision.decided_at.label("at"), Decision.origin, Decision.ground,
            Decision.section_id, Decision.action, Decision.automation,
            _one(ModerationCase.is_about_brand).label("about_brand"),
            _one(takes_post).label("takes_post"), _one(is_reversed).label("reversed"),
            _one(wrong).label("wrong"), _one(not_agreed).label("not_agreed"),
        )
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(Decision.state.in_(STANDS), Decision.action.not_in(NO_RESTRICTION))
    )  # fmt: skip


def restrictions(viewer: Viewer, since: datetime, until: datetime) -> Subquery:
    past = select(
        PastDecision.decided_at, PastDecision.origin, PastDecision.ground, PastDecision.section_id,
        PastDecision.action, PastDecision.automation, _one(PastDecision.is_about_brand),
        _one(PastDecision.takes_post), _one(PastDecision.is_reversed), _one(PastDecision.is_wrong),
        _one(PastDecision.is_not_agreed),
    )  # fmt: skip
    return _both(live_restrictions(viewer), Decision.decided_at, past, PastDecision.decided_at,
                 since, until)  # fmt: skip


def live_notices(viewer: Viewer) -> Select[Any]:
    of_case = (_LATER.case_id == Report.case_id, *_BY_A_PERSON)
    first = select(func.min(_seconds(_LATER.decided_at))).where(*of_case).scalar_subquery()
    upheld = select(_LATER.id).where(
        *of_case, _LATER.action.not_in(NO_RESTRICTION), _LATER.reversed_at.is_(None)
    )
    return select(
        Report.created_at.label("at"), Report.reason, Report.section_id, Report.source,
        _one(Report.is_illegal).label("illegal"), _one(upheld.exists()).label("upheld"),
        (first - _seconds(Report.created_at)).label("seconds"),
    ).where(Report.source != "software")  # fmt: skip


def notices(viewer: Viewer, since: datetime, until: datetime) -> Subquery:
    past = select(
        PastNotice.created_at, PastNotice.reason, PastNotice.section_id, PastNotice.source,
        _one(PastNotice.is_illegal), _one(PastNotice.is_upheld), PastNotice.seconds,
    )  # fmt: skip
    return _both(live_notices(viewer), Report.created_at, past, PastNotice.created_at, since, until)


def live_appeals(viewer: Viewer) -> Select[Any]:
    took = (Decision.decided_by_id, Decision.second_by_id)
    return select(
        Appeal.submitted_at.label("at"), Appeal.by_role.label("key"), Appeal.state,
        (_seconds(Appeal.decided_at) - _seconds(Appeal.submitted_at)).label("seconds"),
        _one(Appeal.reviewer_id.in_(took)).label("same"),
    ).join(Decision, Decision.id == Appeal.decision_id)  # fmt: skip


def appeals(viewer: Viewer, since: datetime, until: datetime) -> Subquery:
    past = select(
        PastAppeal.submitted_at, PastAppeal.by_role, PastAppeal.state, PastAppeal.seconds,
        _one(PastAppeal.is_by_same),
    )  # fmt: skip
    return _both(
        live_appeals(viewer), Appeal.submitted_at, past, PastAppeal.submitted_at, since, until
    )


def live_cases(viewer: Viewer) -> Select[Any]:
    passed = select(_LATER.id).where(_LATER.case_id == ModerationCase.id, *_BY_A_PERSON,
                                     _LATER.action == "approve")  # fmt: skip
    return select(
        ModerationCase.opened_at.label("at"), ModerationCase.kind,
        _one(ModerationCase.is_about_brand).label("about_brand"),
        _one(passed.exists()).label("published"),
    )  # fmt: skip


def cases(viewer: Viewer, since: datetime, until: datetime) -> Subquery:
    past = select(PastCase.opened_at, PastCase.kind, _one(PastCase.is_about_brand),
                  _one(PastCase.is_published))  # fmt: skip
    return _both(
        live_cases(viewer), ModerationCase.opened_at, past, PastCase.opened_at, since, until
    )


def _both(
    live: Select[Any], live_at: Any, past: Select[Any], past_at: Any, since: datetime,
    until: datetime,
) -> Subquery:  # fmt: skip
    return union_all(
        live.where(live_at >= since, live_at < until),
        past.where(past_at >= since, past_at < until),
    ).subquery()
