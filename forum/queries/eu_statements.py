"""Statements that could go into a file for the EU's database: redacted, for a person to read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import links, structure
from forum.extensions import db
from forum.lib import eu_database, redacting, rulebooks
from forum.lib.eu_database import Restriction
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import (
    Decision,
    EuStatement,
    GuidelineDocument,
    GuidelineSection,
    GuidelineVersion,
    Message,
    ModerationCase,
    Post,
    Report,
    Snapshot,
    Statement,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE
from forum.policies import transparency as policy
from forum.queries.meta import absolute

PAGE = 10
STANDS = ("in_force", "ended", "reversed")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One statement as it would leave. `is_reversed`: it was taken back since."""

    id: int
    case: str
    told: Restriction
    sent_at: datetime
    is_reversed: bool


class File(NamedTuple):
    number: int
    statements: int
    made_at: datetime


def waiting(viewer: Viewer, most: int = PAGE) -> list[Proposal]:
    """Those that nobody has looked at, the oldest first."""
    require(policy.can_export(viewer))
    rows = db.session.execute(_rows().where(_is_open()).order_by(Statement.id).limit(most)).all()
    return [_proposal(viewer, row) for row in rows]


def count(viewer: Viewer) -> tuple[int, int]:
    """How many wait for somebody to look at them, and how many for the next file."""
    require(policy.can_export(viewer))
    is_open = select(func.count()).select_from(_rows().where(_is_open()).subquery())
    ready = select(func.count()).where(EuStatement.state == "approved", EuStatement.file.is_(None))
    return db.session.scalar(is_open) or 0, db.session.scalar(ready) or 0


def get(viewer: Viewer, statement_id: int) -> Proposal:
    """One that nobody has looked at. Raises Denied."""
    require(policy.can_export(viewer))
    row = db.session.execute(_rows().where(_is_open(), Statement.id == statement_id)).first()
    if row is None:
        raise Denied(NOT_FOUND)
    return _proposal(viewer, row)


def files(viewer: Viewer) -> list[File]:
    """What was made so far, the newest first."""
    require(policy.can_export(viewer))
    rows = db.session.execute(
        select(EuStatement.file, func.count(), func.max(EuStatement.filed_at))
        .where(EuStatement.file.is_not(None))
        .group_by(EuStatement.file)
        .order_by(EuStatement.file.desc())
    )
    return [File(int(row[0] or 0), row[1], row[2] or utcnow()) for row in rows]


def file(viewer: Viewer, number: int) -> dict[str, Any]:
    """One file: the body of one call to the database, a hundred statements at most."""
    require(policy.can_export(viewer))
    rows = db.session.scalars(
        select(EuStatement.payload).where(EuStatement.file == number).order_by(EuStatement.id)
    ).all()
    if not rows:
        raise Denied(NOT_FOUND)
    return {"statements": list(rows)}


def names_in(viewer: Viewer, *texts: str) -> set[str]:
    """Which of the words of these texts members are called, and what the texts' own cases are."""
    require(policy.can_export(viewer))
    words = sorted(set().union(*(redacting.words_of(text) for text in texts)))
    found: set[str] = set()
    for start in range(0, len(words), 400):
        some = words[start : start + 400]
        found |= set(db.session.scalars(select(User.name).where(User.name.in_(some))))
        found |= set(
            db.session.scalars(select(User.display_name).where(User.display_name.in_(some)))
        )
    return found


def _rows() -> Any:
    return (
        select(Statement, Decision, ModerationCase, User.name, User.display_name, User.created_at,
               Post.created_at.label("posted_at"), Message.created_at.label("message_at"))
        .join(Decision, Decision.id == Statement.decision_id)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .join(User, User.id == ModerationCase.user_id)
        .outerjoin(Post, Post.id == ModerationCase.post_id)
        .outerjoin(Message, Message.id == ModerationCase.message_id)
        .where(Statement.recipient == "author", Decision.state.in_(STANDS),
               Decision.action.in_(eu_database.EXPORTED)
               | Decision.also.in_(eu_database.BESIDE))
    )  # fmt: skip


def _is_open() -> Any:
    looked_at = select(EuStatement.id).where(EuStatement.statement_id == Statement.id)
    return ~looked_at.exists()


def _proposal(viewer: Viewer, row: Any) -> Proposal:
    statement, decision, case = row.Statement, row.Decision, row.ModerationCase
    names = names_in(viewer, decision.facts, decision.explanation, decision.law)
    names |= {row.name, row.display_name} | _reporters(case)
    body = db.session.scalars(
        select(Snapshot.body).where(Snapshot.case_id == case.id).order_by(Snapshot.id.desc())
    ).first()
    told = Restriction(
        puid=statement.puid, action=decision.action, also=decision.also, ground=decision.ground,
        reference="", reference_url="", category=rulebooks.OTHER,
        facts=redacting.redacted(decision.facts, names, [decision.quote])
        or str(_("See the explanation.")),
        explanation=redacting.redacted(decision.explanation, names, [decision.quote]),
        origin=decision.origin, is_illegal_notice=_is_illegal(case),
        is_detected_by_software=decision.is_detected_by_software, automation=decision.automation,
        starts_on=decision.starts_at.date(),
        ends_on=decision.ends_at.date() if decision.ends_at else None,
        content_on=(row.posted_at or row.message_at or row.created_at).date(),
        has_pictures="![" in (body or ""),
        is_profile=case.post_id is None and case.message_id is None,
    )  # fmt: skip
    return Proposal(statement.id, case.reference, _grounded(told, decision, names),
                    statement.sent_at, decision.reversed_at is not None)  # fmt: skip


def _grounded(told: Restriction, decision: Decision, names: set[str]) -> Restriction:
    """With the rule or the law, its address where everybody may open it, and the category."""
    if decision.section_id is None:
        law = redacting.redacted(decision.law, names)
        return replace(told, reference=law, category="NOT_SPECIFIED_NOTICE")
    section, version, document = db.session.execute(
        select(GuidelineSection, GuidelineVersion, GuidelineDocument)
        .join(GuidelineVersion, GuidelineVersion.id == GuidelineSection.version_id)
        .join(GuidelineDocument, GuidelineDocument.id == GuidelineVersion.document_id)
        .where(GuidelineSection.id == decision.section_id)
    ).one()  # fmt: skip
    category = section.eu_category or rulebooks.OTHER
    open_to_all = structure.current().visible(frozenset({EVERYONE}))
    if document.category_id is not None and document.category_id not in open_to_all:
        return replace(told, reference=str(_("A rule of a private category")), category=category)
    place = f"{links.guidelines(version.number, document.slug)}#{section.anchor}"
    return replace(told, reference=section.title, reference_url=absolute(place), category=category)


def _reporters(case: ModerationCase) -> set[str]:
    rows: Sequence[Any] = db.session.execute(
        select(Report.reporter_name, User.name, User.display_name)
        .outerjoin(User, User.id == Report.reporter_id)
        .where(Report.case_id == case.id)
    ).all()
    return {one for row in rows for one in row if one}


def _is_illegal(case: ModerationCase) -> bool:
    illegal = select(Report.id).where(Report.case_id == case.id, Report.is_illegal)
    return db.session.scalar(illegal.limit(1)) is not None
