"""What is forgotten when its time is over (community.md §4.8, docs/data.md): visits, addresses,
acceptance of rules, and what was decided about members who have left. A little at a time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, Table, case, delete, func, insert, or_, select, update

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import (
    Appeal,
    Decision,
    GuidelineAcceptance,
    MemberSession,
    MisuseMeasure,
    ModerationCase,
    PageAcceptance,
    PastAppeal,
    PastCase,
    PastDecision,
    PastNotice,
    Report,
    StaffNote,
    Statement,
    User,
    Viewer,
    Visit,
    VisitTotal,
)
from forum.models.columns import utcnow
from forum.policies import retention as policy
from forum.policies.counted import is_counted
from forum.queries import figure_sources as sources
from forum.structure import setting

AT_ONCE = 50
_QUARTER = 15  # minutes
# Rows that go with what they point to, although they could stand without it.
_GO_ALONG = {"staff_note", "statement"}


def forget_visits(actor: Viewer, at: datetime | None = None) -> bool:
    """Days long past become one number each. Whether there is more to do."""
    require(policy.can_forget(actor))
    now = at or utcnow()
    before = _months_ago(now, int(setting("retention.visit_months"))).date()
    days = db.session.scalars(
        select(Visit.day).where(Visit.day < before).distinct().order_by(Visit.day).limit(AT_ONCE)
    ).all()
    for day in days:
        member = case((is_counted(User), Visit.user_id))
        row = db.session.execute(
            select(func.count(member.distinct()), func.sum(Visit.threads_opened),
                   func.sum(Visit.posts_read), func.sum(Visit.seconds_reading))
            .join(User, User.id == Visit.user_id)
            .where(Visit.day == day)
        ).one()  # fmt: skip
        kept = db.session.get(VisitTotal, day) or VisitTotal(
            day=day, members=0, threads_opened=0, posts_read=0, seconds_reading=0
        )
        for name, value in zip(
            ("members", "threads_opened", "posts_read", "seconds_reading"), row, strict=True
        ):
            setattr(kept, name, getattr(kept, name) + int(value or 0))
        db.session.add(kept)
    db.session.execute(delete(Visit).where(Visit.day.in_(days)))
    db.session.flush()
    return len(days) == AT_ONCE


def forget_addresses(actor: Viewer, at: datetime | None = None) -> None:
    """Network addresses and browsers of sessions that began long ago."""
    require(policy.can_forget(actor))
    old = (at or utcnow()) - timedelta(days=int(setting("retention.address_days")))
    db.session.execute(
        update(MemberSession)
        .where(MemberSession.created_at < old,
               or_(MemberSession.address != "", MemberSession.user_agent != ""))
        .values(address="", user_agent="")
    )  # fmt: skip


def forget_acceptances(actor: Viewer, at: datetime | None = None) -> None:
    """Which rules somebody accepted who left years ago."""
    require(policy.can_forget(actor))
    old = _months_ago(at or utcnow(), 12 * int(setting("retention.acceptance_years")))
    left = select(User.id).where(User.erased_at < old)
    db.session.execute(delete(GuidelineAcceptance).where(GuidelineAcceptance.user_id.in_(left)))
    db.session.execute(delete(PageAcceptance).where(PageAcceptance.user_id.in_(left)))


def forget_decisions(actor: Viewer, at: datetime | None = None) -> bool:
    """What was reported and decided about members who left, a year after the last of it: only that
    it happened is kept, about nobody. Whether there is more to do."""
    require(policy.can_forget(actor))
    old = _months_ago(at or utcnow(), int(setting("retention.decision_months")))
    people = db.session.scalars(
        select(User.id)
        .where(User.erased_at < old, ~_something_since(old), _has_something())
        .order_by(User.id)
        .limit(AT_ONCE)
    ).all()
    for user_id in people:
        _forget_about(actor, user_id)
    _forget_reporters(old)
    db.session.flush()
    return len(people) == AT_ONCE


def _has_something() -> Any:
    about = select(ModerationCase.id).where(ModerationCase.user_id == User.id)
    notes = select(StaffNote.id).where(StaffNote.user_id == User.id)
    return or_(about.exists(), notes.exists())


def _something_since(old: datetime) -> Any:
    """A case that is open or was lately; a decision, or an appeal that is open or was lately."""
    case_, decision, appeal = ModerationCase, Decision, Appeal
    lately = (
        select(case_.id)
        .outerjoin(decision, decision.case_id == case_.id)
        .outerjoin(appeal, appeal.decision_id == decision.id)
        .where(
            case_.user_id == User.id,
            or_(case_.closed_at.is_(None), case_.closed_at >= old, decision.decided_at >= old,
                decision.ended_at >= old, decision.reversed_at >= old,
                (appeal.id.is_not(None)) & (appeal.decided_at.is_(None)),
                appeal.decided_at >= old),
        )
    )  # fmt: skip
    return lately.exists()


def _forget_about(actor: Viewer, user_id: int) -> None:
    ids = db.session.scalars(
        select(ModerationCase.id).where(ModerationCase.user_id == user_id)
    ).all()
    _keep_numbers(actor, ids)
    _remove(ModerationCase.__table__, ids, set())  # type: ignore[arg-type]
    db.session.execute(delete(StaffNote).where(StaffNote.user_id == user_id))


def _keep_numbers(actor: Viewer, ids: Sequence[int]) -> None:
    of_case = Decision.case_id.in_(ids)
    _copied(PastDecision, sources.live_restrictions(actor).where(of_case), {
        "at": "decided_at", "about_brand": "is_about_brand", "reversed": "is_reversed",
        "wrong": "is_wrong", "not_agreed": "is_not_agreed"})  # fmt: skip
    _copied(PastNotice, sources.live_notices(actor).where(Report.case_id.in_(ids)), {
        "at": "created_at", "illegal": "is_illegal", "upheld": "is_upheld"})  # fmt: skip
    _copied(PastAppeal, sources.live_appeals(actor).where(of_case), {
        "at": "submitted_at", "key": "by_role", "same": "is_by_same"})  # fmt: skip
    _copied(PastCase, sources.live_cases(actor).where(ModerationCase.id.in_(ids)), {
        "at": "opened_at", "about_brand": "is_about_brand", "published": "is_published",
    })  # fmt: skip


def _copied(model: Any, rows: Select[Any], renamed: dict[str, str]) -> None:
    found = []
    for row in db.session.execute(rows).mappings():
        line = {renamed.get(name, name): value for name, value in row.items()}
        for name, value in line.items():
            if isinstance(value, datetime):
                line[name] = _quarter(value)
            elif name.startswith(("is_", "takes_")):
                line[name] = bool(value)
            elif name == "seconds" and value is not None:
                line[name] = int(value)
        found.append(line)
    if found:
        db.session.execute(insert(model), found)


def _remove(table: Table, ids: Iterable[int], above: set[str]) -> None:
    """Delete these rows and what cannot be without them, whatever tables there are; what can is
    cut from them. `above` are the tables on the way here."""
    chosen = list(ids)
    if not chosen:
        return
    way = above | {table.name}
    for child in db.metadata.tables.values():
        for key in child.foreign_keys:
            if key.column.table is not table or child.name in above:
                continue
            is_theirs = key.parent.in_(chosen)
            if key.parent.nullable and child.name not in _GO_ALONG:
                db.session.execute(child.update().where(is_theirs).values({key.parent: None}))
            elif "id" in child.c and child is not table:
                _remove(child, db.session.scalars(select(child.c.id).where(is_theirs)).all(), way)
            else:
                db.session.execute(child.delete().where(is_theirs))
    db.session.execute(table.delete().where(table.c.id.in_(chosen)))


def _forget_reporters(old: datetime) -> None:
    """Reports and appeals of members who left, about others: their words, and that it was they."""
    left = select(User.id).where(User.erased_at < old)
    db.session.execute(
        update(MisuseMeasure).where(MisuseMeasure.user_id.in_(left)).values(assessment={})
    )
    closed = select(ModerationCase.id).where(ModerationCase.closed_at < old)
    decided = select(Decision.id).where(Decision.case_id.in_(closed))
    for model, who, where, words in (
        (Report, Report.reporter_id, Report.case_id.in_(closed), {"explanation": ""}),
        (Statement, Statement.user_id, Statement.decision_id.in_(decided), {"body": ""}),
        (Appeal, Appeal.user_id, Appeal.decision_id.in_(decided), {"grounds": "", "reasons": ""}),
    ):
        db.session.execute(
            update(model).where(who.in_(left), where).values({who.key: None, **words})
        )


def _quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute - moment.minute % _QUARTER, second=0, microsecond=0)


def _months_ago(moment: datetime, months: int) -> datetime:
    """The first day of the month so many months before."""
    number = moment.year * 12 + moment.month - 1 - months
    return moment.replace(year=number // 12, month=number % 12 + 1, day=1, hour=0, minute=0,
                          second=0, microsecond=0)  # fmt: skip
