"""What is decided, and what is said to an appeal: telling each whom it concerns, once."""

from forum import links
from forum.extensions import db
from forum.models import Appeal, Report, Statement
from forum.queries import statements as queries
from forum.services import jobs, telling

AT_ONCE = 50


def tell(statement_id: int) -> None:
    """At the bell and by mail. Whom a decision is about and who appealed is always told; who
    reported something as they chose."""
    found = db.session.get(Statement, statement_id)
    if found is None:
        return
    if found.report_id is not None and found.recipient == "reporter":
        reference = _reference(found.report_id)
        telling.deliver(found, "report", links.reports(reference), is_owed=False,
                        reference=reference, is_answer=True)  # fmt: skip
        return
    place = links.decisions(found.id)
    if found.answers_id is None:
        telling.deliver(found, "decision", place, is_owed=True)
        return
    appeal = queries.appeal_answered(None, found)
    if appeal is None:
        return
    is_theirs = _is_of(found, appeal)
    reference = appeal.reference if is_theirs else _reference(found.report_id)
    telling.deliver(found, "appeal" if is_theirs else "report", place, is_owed=is_theirs,
                    reference=reference, is_answer=True)  # fmt: skip


def tell_many(decision_id: int, after: int, also_author: bool) -> None:
    """Some of those that many have to be told, and a job for the next."""
    ids = queries.told_by(None, decision_id, after, AT_ONCE, also_author=also_author)
    for id_ in ids:
        tell(id_)
    if len(ids) == AT_ONCE:
        jobs.enqueue("notify.statements", decision_id=decision_id, after=ids[-1],
                     also_author=also_author)  # fmt: skip


def acknowledge(appeal_id: int) -> None:
    """To whoever appeals: the reference, and until when they are answered."""
    appeal = db.session.get(Appeal, appeal_id)
    if appeal is not None:
        telling.write_of(db.session.get_one(Statement, appeal.statement_id), "appeal_got")


def _is_of(statement: Statement, appeal: Appeal) -> bool:
    """Whether it is said to who appealed, not to the other side."""
    if appeal.user_id is not None:
        return statement.user_id == appeal.user_id
    return statement.user_id is None and statement.email == appeal.email


def _reference(report_id: int | None) -> str:
    found = db.session.get(Report, report_id) if report_id else None
    return found.reference if found is not None else ""
