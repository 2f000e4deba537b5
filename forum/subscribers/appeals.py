"""What follows from a decision, an appeal and its answer: everybody concerned is told."""

from collections.abc import Iterable

from flask import Flask
from sqlalchemy import select

from forum import events
from forum.extensions import db
from forum.models import Appeal, Decision, ModerationCase, Statement, Viewer
from forum.queries import statements
from forum.services import jobs

FEW = 10  # who is told by a job of their own


def connect(app: Flask) -> None:
    events.decision_made.listen(app, _decided)
    events.appeal_made.listen(app, _appealed)
    events.appeal_decided.listen(app, _answered)


def _decided(decision: Decision, case: ModerationCase, actor: Viewer | None) -> None:
    """Each their own; a spammer's statement is written and not sent (services.spammers)."""
    found = statements.told_by(None, decision.id, 0, FEW + 1, also_author=not decision.is_untold)
    if len(found) <= FEW:
        _one_by_one(found)
    else:  # many have reported it: one job, which tells some and asks for the next
        jobs.enqueue("notify.statements", decision_id=decision.id, after=0,
                     also_author=not decision.is_untold)  # fmt: skip


def _appealed(appeal: Appeal, decision: Decision) -> None:
    jobs.enqueue("notify.appeal", appeal_id=appeal.id, once=f"notify.appeal:{appeal.id}")
    jobs.enqueue("notify.appeal_waits", appeal_id=appeal.id,
                 once=f"notify.appeal_waits:{appeal.id}")  # fmt: skip


def _answered(appeal: Appeal, decision: Decision, actor: Viewer) -> None:
    _tell(Statement.answers_id == appeal.statement_id)
    if appeal.state == "reversed" and appeal.by_role == "author" and appeal.user_id is not None:
        # What a level asks for is met again; that of somebody suspended was not.
        jobs.enqueue("trust.judge", user_ids=[appeal.user_id])


def _tell(*which: object) -> None:
    _one_by_one(db.session.scalars(select(Statement.id).where(*which)).all())  # type: ignore[arg-type]


def _one_by_one(ids: Iterable[int]) -> None:
    for id_ in ids:
        jobs.enqueue("notify.statement", statement_id=id_, once=f"notify.statement:{id_}")
