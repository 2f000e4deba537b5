"""A notice as who sent it sees it, with the link from the letter: its state, its answer."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select

from forum.extensions import db
from forum.lib import markdown, tokens
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import ModerationCase, Report, Statement, Viewer


@dataclass(frozen=True, slots=True)
class Notice:
    """Nothing of the target but its kind: it may have changed, or not be public any more."""

    report: Report
    kind: str  # post, user
    created_at: datetime
    is_confirmed: bool
    answer: Markup | None
    appeal_until: datetime | None


def one(viewer: Viewer, token: str) -> Notice:
    """The notice of this link. Raises Denied (404) for any other."""
    row = db.session.execute(
        select(Report, ModerationCase.target)
        .join(ModerationCase, ModerationCase.id == Report.case_id)
        .where(Report.token_hash == tokens.hashed(token), Report.source == "guest")
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    told = db.session.scalars(
        select(Statement)
        .where(Statement.report_id == row.Report.id, Statement.recipient == "reporter")
        .order_by(Statement.id.desc())
        .limit(1)
    ).first()
    return Notice(
        row.Report, row.target.partition(":")[0], row.Report.created_at,
        row.Report.email_confirmed_at is not None,
        markdown.render(told.body).html if told else None, told.appeal_until if told else None,
    )  # fmt: skip
