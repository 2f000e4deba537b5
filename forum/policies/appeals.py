"""Who may read what was said of a decision, contradict it, and look at what others contradict."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, exists, false, func, not_, or_, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import (
    Appeal,
    Decision,
    MisuseMeasure,
    ModerationCase,
    Report,
    Statement,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.decisions import OF_MISUSE

UNFOUNDED = "unfounded_complaints"
OPEN = ("submitted", "in_review")
STANDING = ("in_force", "ended")  # what can still be taken back
NOT_ACTED_ON = ("none", "approve")  # what somebody who reported can contradict
_THREAD = aliased(Thread, name="thread_of_appeal")


def can_read_statement(viewer: Viewer, statement: Statement) -> Verdict:
    """What one was told oneself, suspended or not. Who holds the link from the letter is asked by
    `queries.statements.by_word`."""
    own = viewer.is_authenticated and statement.user_id == viewer.id
    return ALLOW if own else NOT_FOUND


def readable_statements(viewer: Viewer) -> ColumnElement[bool]:
    return Statement.user_id == viewer.id if viewer.is_authenticated else false()


def can_appeal(actor: Viewer, statement: Statement, *, holds_link: bool = False) -> Verdict:
    """Contradict a decision (community.md §4.5): the member it is about, and who reported something
    that was not acted on; once, within 183 days, suspended or terminated as well.

    `holds_link`: who came with the word from the letter, which stands for whom it was sent to.
    """
    if not holds_link and not can_read_statement(actor, statement):
        return NOT_FOUND
    if statement.recipient not in {"author", "reporter"}:
        return deny(_("This was already an answer to an appeal. It cannot be appealed again."))
    decision = db.session.get_one(Decision, statement.decision_id)
    if statement.recipient == "reporter" and decision.action not in NOT_ACTED_ON:
        return deny(_("The team has acted on what you reported."))
    if decision.state not in STANDING:
        return deny(_("This decision no longer stands."))
    if utcnow() >= statement.appeal_until:
        return deny(_("The time for appealing is over."))
    if _of(statement) is not None:
        return deny(_("You have already appealed against this decision."))
    if decision.action not in OF_MISUSE and stopped_until(statement.user_id) is not None:
        return deny(_("The team does not take appeals from you at the moment."))
    return ALLOW


def _of(statement: Statement) -> int | None:
    """The appeal of this side, by whatever letter."""
    same = [Appeal.statement_id == statement.id]
    if statement.user_id is not None:
        same.append(Appeal.user_id == statement.user_id)
    elif statement.email:
        same.append(Appeal.email == statement.email)
    mine = select(Appeal.id).where(Appeal.decision_id == statement.decision_id, or_(*same))
    return db.session.scalar(mine.limit(1))


def stopped_until(user_id: int | None) -> datetime | None:
    """Until when nothing that this member contradicts is looked at; None: it is (DSA, art. 23)."""
    now = utcnow()
    found: datetime | None = db.session.scalar(
        select(func.max(MisuseMeasure.suspended_until)).where(
            MisuseMeasure.user_id == user_id, MisuseMeasure.kind == UNFOUNDED,
            MisuseMeasure.suspended_from <= now, MisuseMeasure.suspended_until > now,
        )
    )  # fmt: skip
    return found


def can_withdraw(actor: Viewer, appeal: Appeal, *, holds_link: bool = False) -> Verdict:
    """Take one's own appeal back while nobody has answered it."""
    own = actor.is_authenticated and appeal.user_id == actor.id
    if not own and not holds_link:
        return NOT_FOUND
    if appeal.state not in OPEN:
        return deny(_("This appeal has been answered."))
    return ALLOW


def can_see_appeals(viewer: Viewer) -> Verdict:
    """Whether there are appeals to look at for this viewer: staff, never volunteers or software."""
    if isinstance(viewer, User) and viewer.is_staff and not viewer.is_suspended:
        return ALLOW
    return deny(_("Only community managers and admins look at appeals."))


def can_review(actor: Viewer, appeal: Appeal) -> Verdict:
    """Look at an appeal and answer it: staff who decided nothing of it and are not concerned."""
    if not can_see_appeals(actor):
        return NOT_FOUND
    found = db.session.scalar(select(Appeal.id).where(Appeal.id == appeal.id, reviewable(actor)))
    return ALLOW if found is not None else NOT_FOUND


def can_decide(actor: Viewer, appeal: Appeal) -> Verdict:
    """The same, while it waits for an answer."""
    verdict = can_review(actor, appeal)
    if verdict and appeal.state not in OPEN:
        return deny(_("This appeal has been answered."))
    return verdict


def reviewable(viewer: Viewer) -> ColumnElement[bool]:
    """Appeals the viewer may look at: not against what they decided or agreed to, not about
    themselves, what they reported or what was said in their own thread."""
    if not can_see_appeals(viewer) or viewer.id is None:
        return false()
    return not_(_takes_part(viewer.id))


def _takes_part(user_id: int) -> ColumnElement[bool]:
    reported = exists().where(
        Report.case_id == ModerationCase.id, Report.reporter_id == user_id
    ).correlate(ModerationCase)  # fmt: skip
    wrote = exists().where(
        _THREAD.id == ModerationCase.thread_id, _THREAD.author_id == user_id
    ).correlate(ModerationCase)  # fmt: skip
    concerned = or_(
        Decision.decided_by_id == user_id, Decision.second_by_id == user_id,
        ModerationCase.user_id == user_id, reported, wrote,
    )  # fmt: skip
    its = (
        select(1)
        .select_from(Decision)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(Decision.id == Appeal.decision_id, concerned)
        .correlate(Appeal)
    )
    return exists(its)
