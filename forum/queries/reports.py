"""Reports: one's own with what became of them, and those of a case for who decides it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import and_, select, true, tuple_

from forum import links
from forum.extensions import db
from forum.lib import keyset, markdown, reasons
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import (
    GuidelineSection,
    ModerationCase,
    Post,
    Report,
    Statement,
    Thread,
    User,
    Viewer,
)
from forum.policies import members as member_policy
from forum.policies import reports as policy
from forum.policies import threads as thread_policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PER_PAGE = 30
_REPORTER = PersonColumns("reporter")


@dataclass(frozen=True, slots=True)
class Row:
    """A report as who made it sees it. `href` is "" where they cannot read it any more.

    `state` is open (nothing is decided), upheld, or declined.
    """

    reference: str
    kind: str  # post, thread, member, message
    title: str
    href: str
    reason: str
    created_at: datetime
    answered_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    next_href: str | None


@dataclass(frozen=True, slots=True)
class Own:
    """One of one's own, with what was said in answer."""

    row: Row
    explanation: str
    law: str
    answer: Markup | None
    statement_id: int | None
    appeal_until: datetime | None


@dataclass(frozen=True, slots=True)
class OfCase:
    """A report for who decides. `reporter`, `name` and `email` are for staff only."""

    id: int
    reference: str
    reason: str
    section_id: int | None
    snapshot_id: int | None
    source: str  # member, guest, trusted, authority, staff, software
    is_illegal: bool
    law: str
    explanation: str
    score: float
    created_at: datetime
    reporter: Person | None
    name: str
    email: str


def own(viewer: Viewer, after: str | None = None) -> Page:
    """What the viewer has reported, the newest first."""
    order = (Report.created_at, Report.id)
    statement = _select(viewer).order_by(*(column.desc() for column in order))
    if place := keyset.decode(after, datetime, int):
        statement = statement.where(tuple_(*order) < tuple_(*place))
    found = db.session.execute(statement.limit(PER_PAGE + 1)).all()
    rows = tuple(_row(row) for row in found[:PER_PAGE])
    next_href = None
    if len(found) > PER_PAGE:
        last = found[PER_PAGE - 1].Report
        next_href = links.reports(after=keyset.encode(last.created_at, last.id))
    return Page(rows, next_href)


def one(viewer: Viewer, reference: str) -> Own:
    """One of the viewer's own. Raises Denied (404) for any other."""
    row = db.session.execute(_select(viewer).where(Report.reference == reference)).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    told = db.session.scalars(
        select(Statement)
        .where(Statement.report_id == row.Report.id, Statement.recipient == "reporter",
               Statement.user_id == viewer.id)
        .order_by(Statement.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    return Own(
        _row(row), row.Report.explanation, row.Report.law,
        markdown.render(told.body).html if told else None,
        told.id if told else None, told.appeal_until if told else None,
    )  # fmt: skip


def _select(viewer: Viewer) -> Any:
    """Their reports with the target as far as they may see it now."""
    shown = and_(Post.thread_id == Thread.id, thread_policy.readable(viewer))
    return (
        select(Report, ModerationCase.target, Post.number, Thread.id.label("thread_id"),
               Thread.title, Thread.slug, User.name, User.display_name,
               GuidelineSection.reason.label("words"))
        .join(ModerationCase, ModerationCase.id == Report.case_id)
        .outerjoin(Post, and_(Post.id == ModerationCase.post_id, Post.state == "visible"))
        .outerjoin(Thread, shown)
        .outerjoin(User, and_(ModerationCase.target.startswith("user:"),
                              User.id == ModerationCase.user_id, member_policy.readable(viewer)))
        .outerjoin(GuidelineSection, GuidelineSection.id == Report.section_id)
        .where(policy.readable(viewer))
    )  # fmt: skip


def _row(row: Any) -> Row:
    report: Report = row.Report
    kind = {"user": "member", "message": "message"}.get(row.target.partition(":")[0], "post")
    title, href = "", ""
    if row.thread_id is not None:
        kind = "thread" if row.number == 1 else "post"
        title, href = row.title, links.post(row.thread_id, row.slug, row.number)
    elif row.name is not None:
        title, href = row.display_name, links.member(row.name)
    state = "open"
    if report.answered_at is not None:
        state = "upheld" if report.is_upheld else "declined"
    return Row(
        report.reference, kind, title, href, _(reasons.words(report.reason, row.words)),
        report.created_at, report.answered_at, state,
    )  # fmt: skip


def of_case(viewer: Viewer, case: ModerationCase) -> tuple[OfCase, ...]:
    """What was said of a target, the first first. Who said it is for staff: for volunteers every
    report is nobody's (community.md §4.3 point 1). Raises Denied."""
    require(policy.can_read_of_case(viewer, case))
    sees = bool(policy.can_see_reporters(viewer))
    rows = db.session.execute(
        select(Report, GuidelineSection.reason.label("words"), *_REPORTER.columns)
        .outerjoin(_REPORTER.user, and_(_REPORTER.user.id == Report.reporter_id,
                                        true() if sees else Report.id.is_(None)))
        .join(ModerationCase, ModerationCase.id == Report.case_id)
        .outerjoin(Thread, Thread.id == ModerationCase.thread_id)
        .outerjoin(GuidelineSection, GuidelineSection.id == Report.section_id)
        .where(Report.case_id == case.id, policy.within_reach(viewer))
        .order_by(Report.created_at, Report.id)
    ).all()  # fmt: skip
    return tuple(_of_case(row, sees) for row in rows)


def _of_case(row: Any, sees: bool) -> OfCase:
    one: Report = row.Report
    return OfCase(
        id=one.id,
        reference=one.reference,
        reason=_(reasons.words(one.reason, row.words)),
        section_id=one.section_id,
        snapshot_id=one.snapshot_id,
        source=one.source,
        is_illegal=one.is_illegal,
        law=one.law,
        explanation=one.explanation,
        score=one.score,
        created_at=one.created_at,
        reporter=_REPORTER.of(row) if sees and one.reporter_id else None,
        name=one.reporter_name if sees else "",
        email=one.reporter_email if sees else "",
    )


def kinds(viewer: Viewer) -> dict[str, str]:
    """What can be reported, in words."""
    return {"post": _("A post"), "thread": _("A thread"), "member": _("A member"),
            "message": _("A private message")}  # fmt: skip
