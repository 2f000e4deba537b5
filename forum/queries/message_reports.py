"""Messages that were reported out of private conversations: the list, and one that is opened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_

from forum import links
from forum.extensions import db
from forum.lib import keyset
from forum.lib.markdown.references import UploadRef
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Message, MessageReport, Viewer
from forum.policies import conversations as policy
from forum.queries import uploads
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PER_PAGE = 30
_AUTHOR, _REPORTER = PersonColumns("author"), PersonColumns("reporter")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Who reported whom and why; the message itself is for who opens it."""

    id: int
    href: str
    author: Person
    reporter: Person
    reason: str
    created_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class ReportsPage:
    rows: tuple[ReportRow, ...]
    next_href: str | None


@dataclass(frozen=True, slots=True)
class OpenedReport:
    """A report with the message as it was when it was reported."""

    row: ReportRow
    text: str
    sent_at: datetime
    files: tuple[UploadRef, ...]


def page(viewer: Viewer, after: str | None = None) -> ReportsPage:
    """The newest first."""
    require(policy.can_read_reports(viewer))
    order = (MessageReport.created_at, MessageReport.id)
    statement = _rows(viewer).order_by(*(column.desc() for column in order)).limit(PER_PAGE + 1)
    if place := keyset.decode(after, datetime, int):
        statement = statement.where(tuple_(*order) < tuple_(*place))
    rows = db.session.execute(statement).all()
    found = tuple(_row(row) for row in rows[:PER_PAGE])
    if len(rows) <= PER_PAGE:
        return ReportsPage(found, None)
    cursor = keyset.encode(found[-1].created_at, found[-1].id)
    return ReportsPage(found, links.message_reports(after=cursor))


def get(viewer: Viewer, report_id: int) -> MessageReport:
    """To open it with `services.message_reports.read`. Raises Denied."""
    require(policy.can_read_reports(viewer))
    row = db.session.execute(_rows(viewer).where(MessageReport.id == report_id)).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    found: MessageReport = row.MessageReport
    return found


def opened(viewer: Viewer, report: MessageReport) -> OpenedReport:
    """What it shows, once the opening is written down."""
    require(policy.can_read_reports(viewer))
    row = db.session.execute(_rows(viewer).where(MessageReport.id == report.id)).one()
    files = uploads.of_message(viewer, report.message_id)
    return OpenedReport(_row(row), report.snapshot, row.sent_at, files)


def of_message(viewer: Viewer, message_id: int) -> tuple[ReportRow, ...]:
    """Those of one message, for a case about it; the doors at which it is opened."""
    require(policy.can_read_reports(viewer))
    rows = db.session.execute(
        _rows(viewer).where(MessageReport.message_id == message_id).order_by(MessageReport.id)
    )
    return tuple(_row(row) for row in rows)


def _rows(viewer: Viewer) -> Any:
    """Of what others wrote: nobody learns what was reported of themselves."""
    return (
        select(MessageReport, Message.created_at.label("sent_at"), *_AUTHOR.columns,
               *_REPORTER.columns)
        .join(Message, Message.id == MessageReport.message_id)
        .join(_AUTHOR.user, _AUTHOR.user.id == Message.author_id)
        .join(_REPORTER.user, _REPORTER.user.id == MessageReport.reporter_id)
        .where(Message.author_id != viewer.id)
    )  # fmt: skip


def _row(row: Any) -> ReportRow:
    one: MessageReport = row.MessageReport
    return ReportRow(
        one.id, links.message_reports(one.id), _AUTHOR.of(row), _REPORTER.of(row), one.reason,
        one.created_at, one.read_at is None,
    )  # fmt: skip
