"""A spammer, in one action: all they wrote is hidden, their sessions end, the account is closed and
its address does not come back. One more action puts everything where it was.

It is one decision with its statement, like every restriction. Of a new account the statement is
written and not sent: the law leaves out deceptive commercial content in high volume (Digital
Services Act, article 17, 2), and a letter would tell the spammer what to do better. They can still
ask the team.

A member who has been here for longer, has written more, or criticises the brand, is told; and it
stands for 24 hours only, unless a second person of the team agrees (docs/moderation.md).
"""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.lib.markdown import plain
from forum.lib.verdict import Conflict, Verdict, require
from forum.models import (
    BlockedAddress,
    Decision,
    ModerationCase,
    Post,
    StaffAction,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import spammers as policy
from forum.queries import guidelines
from forum.security import addresses
from forum.services import cases, decisions, effects, statements
from forum.structure import setting

BLOCKED_FOR = timedelta(days=730)  # 24 months (community.md §4.8)
SEVERITY = 3
LONGEST_NOTE = 1000
MOST_CASES = 500  # that are closed with it; nobody has as many


def mark(actor: Viewer, user: User, note: str = "") -> Decision:
    """Say that `user` is a spammer. The first posts are hidden at once, the rest by jobs.

    Raises Denied; Conflict where somebody was faster.
    """
    require(_asked(actor, user))
    assert isinstance(actor, User)
    db.session.refresh(user, with_for_update=True)  # of two at the same moment one gets here
    if user.terminated_at is not None:
        raise Conflict(_("Somebody has done this a moment ago. Nothing was done twice."))
    case = cases.open_case(
        cases.of_member(user), "report", SEVERITY, [str(_("Reported as a spammer."))]
    )
    cases.keep_profile(case, user)
    why = policy.why_two(user)
    case.is_about_brand = case.is_about_brand or why == policy.CRITICISM
    decision = _decision(actor, user, case, note, needs_two=bool(why))
    db.session.add(decision)
    db.session.flush()
    closed = _close_others(actor, case, decision)
    decisions.enforce(actor, case, decision)
    decision.before = {**decision.before, "closed": closed}
    _block_address(user, decision)
    return decision


def _asked(actor: Viewer, user: User) -> Verdict:
    """Whether they may, as the policy says; Conflict where it is done already."""
    verdict = policy.can_mark(actor, user)
    if not verdict and not verdict.hidden and policy.mark_of(user) is not None:
        raise Conflict(_("Somebody has done this a moment ago. Nothing was done twice."))
    return verdict


def undo(actor: Viewer, user: User) -> None:
    """They were none: posts, numbers, answers, account and address are as they were."""
    require(policy.can_undo(actor, user))
    decision = policy.mark_of(user)
    if decision is None:
        raise Conflict(_("This has already been taken back."))
    case = db.session.get_one(ModerationCase, decision.case_id)
    assert isinstance(actor, User)
    db.session.refresh(decision, with_for_update=True)
    if decision.state != "in_force":
        raise Conflict(_("This has already been taken back."))
    decision.state, decision.reversed_at = "reversed", utcnow()
    db.session.flush()
    effects.undo(actor, case, decision)
    effects.lifted(decision, decision.reversed_at)
    db.session.add(
        StaffAction(actor_id=actor.id, verb="reverse", user_id=user.id,
                    details={"case": case.reference, "decision": decision.id})
    )  # fmt: skip
    db.session.flush()


def _decision(
    actor: User, user: User, case: ModerationCase, note: str, *, needs_two: bool
) -> Decision:
    now = utcnow()
    section = next(
        (one for one in guidelines.applying(actor, None)
         if one.anchor in str(setting("reports.spam_reasons")).split()), None,
    )  # fmt: skip
    posts = db.session.scalar(
        select(func.count(Post.id)).where(Post.author_id == user.id, Post.state == "visible")
    )
    facts = _("The account was used for spam. It had %(posts)s public posts when it was closed.",
              posts=posts)  # fmt: skip
    return Decision(
        case_id=case.id, state="in_force", action="suspension", also=effects.ALL,
        ground="guideline" if section else "none", section_id=section.id if section else None,
        facts=facts, explanation=plain.readable(note).strip()[:LONGEST_NOTE], jump="spam",
        starts_at=now, ends_at=None, origin="own_initiative", automation="no",
        decided_by_id=actor.id, decided_at=now, before={},
        restores_at=now + decisions.ALONE if needs_two else None,
    )  # fmt: skip


def _close_others(actor: User, own: ModerationCase, decision: Decision) -> list[int]:
    """Everything else that is open about the member is decided by this: their ids. Who reported
    something is answered. What waits stays unpublished; what somebody is deciding at this moment,
    or waits for a second person, is left to them."""
    now = decision.decided_at
    others = db.session.scalars(
        select(ModerationCase)
        .where(ModerationCase.user_id == own.user_id, ModerationCase.closed_at.is_(None),
               ModerationCase.id != own.id, ModerationCase.state != "waiting",
               ModerationCase.kind.in_(("report", "held", "edit")))
        .order_by(ModerationCase.id)
        .limit(MOST_CASES)
        .with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    for one in others:
        one.state, one.closed_at, one.version = "decided", now, ModerationCase.version + 1
        one.claimed_by_id = one.claimed_until = None
        statements.answer(actor, one, decision, now)
    db.session.flush()
    return [one.id for one in others]


def _block_address(user: User, decision: Decision) -> None:
    """A keyed hash of it; one that was blocked before stays so when this is undone."""
    if not user.email:
        return
    hashed = addresses.hashed(user.email)
    if db.session.get(BlockedAddress, hashed) is None:
        database.insert_missing(BlockedAddress, address_hash=hashed, until=utcnow() + BLOCKED_FOR)
        decision.before = {**decision.before, "blocked": hashed}
    db.session.flush()
