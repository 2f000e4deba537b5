"""Decisions: ending what ends by itself, and telling colleagues what waits for them."""

from forum import links
from forum.extensions import db
from forum.models import OPERATOR, Decision, ModerationCase, User
from forum.policies import deciding as policy
from forum.policies import moderation
from forum.queries import audiences, viewers
from forum.services import decisions, telling

MOST = 50  # colleagues who are told of one proposal


def end_due() -> None:
    """Hidden posts, locks, restrictions and suspensions whose time is over, and what was done in
    danger and nobody agreed with within a day."""
    decisions.end_due(OPERATOR)


def tell_waiting(decision_id: int) -> None:
    """Whoever could be the second person."""
    decision = db.session.get(Decision, decision_id)
    if decision is None:
        return
    case = db.session.get_one(ModerationCase, decision.case_id)
    people = [
        user for user in audiences.staff(None, MOST)
        if policy.can_second(viewers.with_groups(None, user), case, decision)
    ]  # fmt: skip
    _tell("waits", case, people, decision.decided_by_id)


def tell_declined(decision_id: int) -> None:
    """Who proposed it: somebody else did not agree, and wrote why into the notes of the case."""
    decision = db.session.get(Decision, decision_id)
    if decision is not None and decision.decided_by_id is not None:
        case = db.session.get_one(ModerationCase, decision.case_id)
        _tell_readers("declined", case, [decision.decided_by_id], None)


def tell_escalated(case_id: int, user_id: int, actor_id: int) -> None:
    """Whom a colleague asked by name, as long as the case is open and theirs to look at."""
    case = db.session.get(ModerationCase, case_id)
    if case is not None and case.closed_at is None and case.escalated_to_id == user_id:
        _tell_readers("asked", case, [user_id], actor_id)


def _tell_readers(kind: str, case: ModerationCase, ids: list[int], actor_id: int | None) -> None:
    people = [
        user for user in audiences.present(None, ids).values()
        if moderation.can_read(viewers.with_groups(None, user), case)
    ]  # fmt: skip
    _tell(kind, case, people, actor_id)


def _tell(kind: str, case: ModerationCase, people: list[User], actor_id: int | None) -> None:
    actor = db.session.get(User, actor_id) if actor_id is not None else None
    if actor is not None:
        viewers.with_groups(None, actor)
    details = {"path": links.case(case.reference), "reference": case.reference, "kind": kind}
    telling.tell("moderation", f"case:{case.id}:{kind}", people, actor=actor, details=details)
