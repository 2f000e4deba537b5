"""Approving statements for the EU's database and putting them into files. Nothing is sent."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from forum.extensions import db
from forum.lib import eu_database, redacting, rulebooks
from forum.lib.markdown import plain
from forum.lib.verdict import Conflict, Refused, require
from forum.models import EuStatement, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import transparency as policy
from forum.queries import eu_statements as queries
from forum.queries.eu_statements import Proposal
from forum.structure import setting

MANY = 1000  # statements that one command approves where none are held


def approve(
    actor: Viewer, statement_id: int, facts: str, explanation: str, category: str
) -> EuStatement:
    """This is how it may leave. Raises Denied, Refused with the field."""
    require(policy.can_export(actor))
    found = queries.get(actor, statement_id)
    for name, text, most in (
        ("facts", facts, eu_database.LONGEST_FACTS),
        ("explanation", explanation, eu_database.LONGEST_EXPLANATION),
    ):
        _check(name, text, most)
    if category not in rulebooks.EU_CATEGORIES:
        raise Refused(_("Choose one of the options."), "category")
    told = replace(
        found.told, facts=plain.readable(facts).strip(), category=category,
        explanation=plain.readable(explanation).strip(),
    )  # fmt: skip
    return _kept(actor, found, "approved", eu_database.payload(told))


def leave_out(actor: Viewer, statement_id: int) -> EuStatement:
    """It goes into no file: spam in bulk, for example, needs none (article 17, paragraph 2)."""
    require(policy.can_export(actor))
    return _kept(actor, queries.get(actor, statement_id), "left-out", {})


def make_files(actor: Viewer) -> list[int]:
    """Put what is approved into files of a hundred; the numbers of those made.

    Where `transparency.eu_held` is off, what nobody has looked at is approved as it was redacted.
    """
    require(policy.can_export(actor))
    if not setting("transparency.eu_held"):
        for found in queries.waiting(actor, MANY):
            _kept(actor, found, "approved", eu_database.payload(found.told))
    now, made = utcnow(), []
    ready = list(
        db.session.scalars(
            select(EuStatement)
            .where(EuStatement.state == "approved", EuStatement.file.is_(None))
            .order_by(EuStatement.id)
            .with_for_update()
        )
    )
    last = db.session.scalar(select(func.coalesce(func.max(EuStatement.file), 0))) or 0
    for start in range(0, len(ready), eu_database.AT_ONCE):
        last += 1
        for one in ready[start : start + eu_database.AT_ONCE]:
            one.file, one.filed_at = last, now
        made.append(last)
    if made:
        _log(actor, "make-eu-files", {"files": made})
    db.session.flush()
    return made


def _check(name: str, text: str, most: int) -> None:
    if not text.strip():
        raise Refused(_("Please fill this in."), name)
    if len(text) > most:
        raise Refused(_("At most %(most)s characters.", most=most), name)
    if redacting.is_telling(text):
        raise Refused(_("There is an e-mail address or a member's name with an @ in it. Nothing"
                        " that says who somebody is may leave."), name)  # fmt: skip


def _kept(actor: Viewer, found: Proposal, state: str, payload: dict[str, Any]) -> EuStatement:
    row = EuStatement(statement_id=found.id, state=state, payload=payload,
                      approved_by_id=actor.id if isinstance(actor, User) else None)  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise Conflict(_("Somebody else has looked at this one a moment ago.")) from error
    _log(actor, f"eu-{state}", {"case": found.case, "puid": found.told.puid})
    return row


def _log(actor: Viewer, verb: str, details: dict[str, Any]) -> None:
    if isinstance(actor, User):
        db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details))
        db.session.flush()
