"""Whether the promises to members hold in the tables, whoever wrote to them (community.md §5.4)."""

from typing import Any

from sqlalchemy import func, or_, select

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import (
    Appeal,
    Decision,
    MisuseMeasure,
    ModerationCase,
    Post,
    Sanction,
    Statement,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.decisions import RESTRICTIVE
from forum.policies import staff_log as policy

STANDS = ("in_force", "ended", "reversed")


def broken(viewer: Viewer) -> dict[str, list[int]]:
    """What breaks a promise, by promise; nothing does: an empty dict. Each with at most 100 ids.

    unstated: decisions that restrict somebody who was told nothing of them, those against who
        reports or appeals without ground among them
    undecided: posts that were removed without a decision about them
    unfounded: sanctions that no decision stands behind
    stopped-unfounded: members whose reports or appeals are not taken, without such a decision
    unanswered: appeals that somebody decided without telling who had appealed
    unexplained: members whose account is restricted without a live sanction
    judged-oneself: appeals that somebody decided who had taken the decision, or made the appeal
    decided-oneself: decisions about whoever took them
    """
    require(policy.can_verify(viewer))
    told = select(Statement.id).where(Statement.decision_id == Decision.id,
                                      Statement.recipient == "author")  # fmt: skip
    found = {
        "unstated": select(Decision.id).where(
            Decision.state.in_(STANDS), ~told.exists(),
            or_(Decision.action.in_(RESTRICTIVE), Decision.also != ""),
        ),
        "undecided": select(Post.id).where(Post.state == "removed", ~_decided().exists()),
        "stopped-unfounded": select(MisuseMeasure.id)
        .outerjoin(Decision, Decision.id == MisuseMeasure.decision_id)
        .where(
            MisuseMeasure.suspended_until > utcnow(),
            or_(Decision.id.is_(None), Decision.action != "misuse_stop",
                Decision.state != "in_force"),
        ),
        "unanswered": select(Appeal.id).where(
            Appeal.decided_at.is_not(None), Appeal.state != "withdrawn", ~_answer().exists()
        ),
        "unfounded": select(Sanction.id)
        .join(Decision, Decision.id == Sanction.decision_id)
        .where(Decision.state.not_in(STANDS)),
        "unexplained": _unexplained(),
        "judged-oneself": select(Appeal.id)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Appeal.reviewer_id.in_(
            (Decision.decided_by_id, Decision.second_by_id, Appeal.user_id)
        )),
        "decided-oneself": select(Decision.id)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(ModerationCase.user_id.in_((Decision.decided_by_id, Decision.second_by_id))),
    }  # fmt: skip
    rows = {name: list(db.session.scalars(each.limit(100))) for name, each in found.items()}
    return {name: ids for name, ids in rows.items() if ids}


def count(viewer: Viewer) -> int:
    """How many decisions there are that took effect."""
    require(policy.can_verify(viewer))
    stands = Decision.state.in_(STANDS)
    return db.session.scalar(select(func.count()).select_from(Decision).where(stands)) or 0


def _decided() -> Any:
    """A decision by which the post went, whatever became of it since."""
    return (
        select(Decision.id)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(ModerationCase.post_id == Post.id, Decision.state.in_(STANDS),
               or_(Decision.action == "remove", Decision.also != ""))
    )  # fmt: skip


def _answer() -> Any:
    """What is said to who appealed: "answer" answers the letter they contradicted."""
    return select(Statement.id).where(
        Statement.answers_id == Appeal.statement_id, Statement.recipient == "answer"
    )


def _unexplained() -> Any:
    now = utcnow()

    def live(*kinds: str) -> Any:
        return (
            select(Sanction.id)
            .where(Sanction.user_id == User.id, Sanction.kind.in_(kinds),
                   Sanction.lifted_at.is_(None),
                   or_(Sanction.expires_at.is_(None), Sanction.expires_at > now))
            .exists()
        )  # fmt: skip

    return select(User.id).where(or_(
        (User.suspended_until > now) & ~live("suspension", "termination"),
        (User.restricted_until > now) & ~live("restriction"),
        User.terminated_at.is_not(None) & ~live("termination"),
    ))  # fmt: skip
