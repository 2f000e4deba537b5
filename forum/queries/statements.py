"""What was decided about a member and what they were told: their history, and one of it with the
link from a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app
from markupsafe import Markup
from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import aliased

from forum import links
from forum.extensions import db
from forum.lib import keyset, markdown, proofs
from forum.lib.verdict import NOT_FOUND, Denied, Verdict, require
from forum.models import (
    Appeal,
    Decision,
    ModerationCase,
    Post,
    Statement,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import appeals as policy
from forum.policies import categories

PER_PAGE = 20
_MINE = aliased(Appeal, name="mine")


class AppealView(NamedTuple):
    """An appeal as who made it sees it."""

    reference: str
    state: str
    grounds: str
    submitted_at: datetime
    due_at: datetime
    decided_at: datetime | None


class AnswerView(NamedTuple):
    sent_at: datetime
    body: Markup


class Row(NamedTuple):
    """A decision about the viewer, in the list."""

    id: int
    href: str
    reference: str  # of the case
    action: str
    title: str  # the thread's
    decided_at: datetime
    stands: str  # now, until, over, reversed, done
    ends_at: datetime | None
    appeal_state: str  # "": none


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    next_href: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """One statement in full: what it says, what it means now, what was said to it and answered."""

    id: int
    recipient: str
    action: str
    reference: str
    body: Markup
    sent_at: datetime
    stands: str
    ends_at: datetime | None
    appeal_until: datetime
    may_appeal: Verdict
    appeal: AppealView | None
    may_withdraw: bool
    answers: tuple[AnswerView, ...]


def own(viewer: Viewer, after: str | None = None) -> Page:
    """Every decision about the viewer, the newest first."""
    order = (Statement.sent_at, Statement.id)
    statement = _select(viewer).where(
        policy.readable_statements(viewer), Statement.recipient == "author"
    )
    if place := keyset.decode(after, datetime, int):
        statement = statement.where(tuple_(*order) < tuple_(*place))
    ordered = statement.order_by(*(column.desc() for column in order)).limit(PER_PAGE + 1)
    found = db.session.execute(ordered).all()
    rows = tuple(_row(row) for row in found[:PER_PAGE])
    next_href = None
    if len(found) > PER_PAGE:
        last = found[PER_PAGE - 1].Statement
        next_href = links.decisions(after=keyset.encode(last.sent_at, last.id))
    return Page(rows, next_href)


def _select(viewer: Viewer) -> Any:
    # What a thread is called now is nobody's who may not look where it is now.
    named = and_(
        Thread.id == ModerationCase.thread_id,
        Thread.category_id.in_(categories.visible_ids(viewer)),
    )
    return (
        select(Statement, Decision, ModerationCase.reference, Thread.title,
               _MINE.state.label("appeal_state"))
        .join(Decision, Decision.id == Statement.decision_id)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .outerjoin(Thread, named)
        .outerjoin(_MINE, _MINE.statement_id == Statement.id)
    )  # fmt: skip


def _row(row: Any) -> Row:
    decision: Decision = row.Decision
    return Row(
        row.Statement.id, links.decisions(row.Statement.id), row.reference, decision.action,
        row.title or "", decision.decided_at, stands(None, decision), decision.ends_at,
        row.appeal_state or "",
    )  # fmt: skip


def stands(viewer: Viewer | None, decision: Decision) -> str:
    """What it means now: now (for good), until (its end), over, reversed, done (a reminder)."""
    if decision.state == "reversed":
        return "reversed"
    if decision.state == "ended" or (decision.ends_at and decision.ends_at <= utcnow()):
        return "over"
    if decision.action in {"reminder", "none", "approve", "edit"}:
        return "done"
    return "until" if decision.ends_at else "now"


def get(viewer: Viewer, statement_id: int) -> Statement:
    """One of the viewer's own. Raises Denied (404) for any other."""
    found = db.session.scalar(
        select(Statement).where(Statement.id == statement_id, policy.readable_statements(viewer))
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def by_word(viewer: Viewer, word: str, purpose: str) -> Statement:
    """The statement of a letter's link, whoever comes with it. Raises Denied (404) for a word that
    was not made by us, for another purpose, or is too old."""
    said = proofs.parse(word)
    found = db.session.get(Statement, said[0]) if said else None
    if found is None or utcnow() >= found.appeal_until:
        raise Denied(NOT_FOUND)
    if not proofs.holds(current_app.config["SECRET_KEY"], found.puid, word, purpose):
        raise Denied(NOT_FOUND)
    return found


def told(viewer: Viewer, statement: Statement, *, holds_link: bool = False) -> Told:
    """It in full. `holds_link`: asked for by `by_word`."""
    if not holds_link:
        require(policy.can_read_statement(viewer, statement))
    decision = db.session.get_one(Decision, statement.decision_id)
    appeal = appeal_of(viewer, statement)
    withdraws = appeal is not None and bool(
        policy.can_withdraw(viewer, appeal, holds_link=holds_link)
    )
    return Told(
        statement.id, statement.recipient, decision.action, case_reference(viewer, statement),
        markdown.render(statement.body).html, statement.sent_at, stands(viewer, decision),
        decision.ends_at, statement.appeal_until,
        policy.can_appeal(viewer, statement, holds_link=holds_link),
        _view(appeal) if appeal else None, withdraws, _answers(statement),
    )  # fmt: skip


def _view(appeal: Appeal) -> AppealView:
    return AppealView(
        appeal.reference, appeal.state, appeal.grounds, appeal.submitted_at, appeal.due_at,
        appeal.decided_at,
    )  # fmt: skip


def _answers(statement: Statement) -> tuple[AnswerView, ...]:
    """What was said to this side about the same decision since."""
    whose = (
        Statement.user_id == statement.user_id if statement.user_id is not None
        else and_(Statement.user_id.is_(None), Statement.email == statement.email)
    )  # fmt: skip
    rows = db.session.scalars(
        select(Statement)
        .where(
            Statement.decision_id == statement.decision_id,
            Statement.recipient == "answer",
            whose,
            Statement.id != statement.id,
        )
        .order_by(Statement.id)
        .limit(PER_PAGE)
    )
    return tuple(AnswerView(one.sent_at, markdown.render(one.body).html) for one in rows)


def is_open(viewer: Viewer | None, statement: Statement) -> bool:
    """Whether whom it was sent to can appeal now: whether a letter offers it."""
    asking = viewer if viewer is not None else User()
    return bool(policy.can_appeal(asking, statement, holds_link=True))


def appeal_of(viewer: Viewer | None, statement: Statement) -> Appeal | None:
    """The appeal that was made on this statement."""
    found: Appeal | None = db.session.scalar(
        select(Appeal).where(Appeal.statement_id == statement.id)
    )
    return found


def appeal_answered(viewer: Viewer | None, statement: Statement) -> Appeal | None:
    """The appeal that this statement answers; none: it answers none."""
    found: Appeal | None = db.session.scalar(
        select(Appeal).where(Appeal.statement_id == statement.answers_id)
    )
    return found


def appeal_to_withdraw(viewer: Viewer, statement: Statement) -> Appeal:
    """The same, which has to be there. Raises Denied (404)."""
    found = appeal_of(viewer, statement)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def case_reference(viewer: Viewer | None, statement: Statement) -> str:
    """The name of the case, for letters."""
    found = db.session.scalar(
        select(ModerationCase.reference)
        .join(Decision, Decision.case_id == ModerationCase.id)
        .where(Decision.id == statement.decision_id)
    )
    return found or ""


def of_post(viewer: Viewer, post_id: int) -> str:
    """Where the viewer reads why a post of theirs is hidden or removed; "": nothing says so."""
    found = db.session.scalar(
        select(Statement.id)
        .join(Decision, Decision.id == Statement.decision_id)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(
            ModerationCase.post_id == post_id, policy.readable_statements(viewer),
            Statement.recipient == "author", Decision.state == "in_force",
        )
        .order_by(Statement.id.desc())
        .limit(1)
    )  # fmt: skip
    return links.decisions(found) if found is not None else ""


def of_thread(viewer: Viewer, thread_id: int) -> str:
    """The same of a thread of theirs, which went with its first post."""
    first = select(Post.id).where(Post.thread_id == thread_id, Post.number == 1)
    return of_post(viewer, db.session.scalar(first) or 0)


def told_by(
    viewer: Viewer | None, decision_id: int, after: int, most: int, *, also_author: bool = True
) -> Sequence[int]:
    """Ids of what was said of a decision itself, to whom it is about and who reported, in order."""
    statement = select(Statement.id).where(
        Statement.decision_id == decision_id, Statement.answers_id.is_(None), Statement.id > after
    )
    if not also_author:
        statement = statement.where(Statement.recipient != "author")
    return db.session.scalars(statement.order_by(Statement.id).limit(most)).all()
