"""Who may decide what of a case (community.md §0.3): never about oneself, never alone where two are
needed, and nothing beyond one's category."""

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from forum.extensions import db
from forum.lib import diff
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Decision, ModerationCase, Post, Report, StaffAction, User, Viewer
from forum.policies import moderation, products
from forum.policies.reports import is_of_moderation

# What can be decided about what: kinds of case, and of its target.
OF_MEMBERS = ("reminder", "warning", "restriction", "suspension", "termination")
OF_POSTS = ("none", "edit", "lock", "hide", "remove", *OF_MEMBERS)
OF_HELD = ("approve", "remove", *OF_MEMBERS)
OF_STAFF = ("suspension", "termination")
TAKING = ("hide", "remove", "suspension", "restriction", "termination")


def offered(case: ModerationCase) -> tuple[str, ...]:
    """What can be decided in a case of this kind at all, whoever asks."""
    if case.kind in {"held", "edit"}:
        return OF_HELD
    if case.kind in {"sign-up", "claim"}:
        return ("approve", "remove")
    return OF_POSTS if case.post_id is not None else ("none", *OF_MEMBERS)


def may_add(case: ModerationCase, action: str) -> bool:
    """Whether beside this step of the ladder the post can be hidden or removed."""
    return case.post_id is not None and action in OF_MEMBERS and case.kind == "report"


def can_decide(actor: Viewer, case: ModerationCase, action: str) -> Verdict:
    """Decide `action` in this case. Moderators of a category up to a restriction; suspensions are
    staff's, and so is what is about no category."""
    verdict = moderation.can_work(actor, case)
    if not verdict:
        return verdict
    if case.state == "waiting":
        return deny(_("A decision here is waiting for a second person."))
    if not is_offered(actor, case):
        return deny(_("You have already decided about this. Somebody else should do this."))
    if not actor.is_staff and action in OF_STAFF:
        return deny(_("Only community managers and admins suspend members."))
    return ALLOW


def is_offered(actor: Viewer, case: ModerationCase) -> bool:
    """Whether the actor is far enough from the member it is about."""
    return (
        db.session.scalar(
            select(ModerationCase.id).where(ModerationCase.id == case.id, moderation.offered(actor))
        )
        is not None
    )


def needs_two(actor: Viewer, case: ModerationCase, choice: Any) -> bool:
    """Terminations, and what is taken from somebody in a case about the brand (§4.6); also where
    it is about the brand no longer because the actor says so: that takes a second person too."""
    if choice.action == "termination":
        return True
    if not (case.is_about_brand or _says_it_is_not(actor, case)):
        return False
    return choice.action in TAKING or bool(choice.also) or _takes_words(case, choice)


def acts_first(case: ModerationCase, action: str) -> bool:
    """Whether what needs two people works before the second has agreed: somebody is in danger
    (§4.6); but not again where such a decision about the same ended because nobody agreed."""
    return case.severity == 1 and action in {"hide", "remove"} and not found_nobody(case)


def found_nobody(case: ModerationCase) -> bool:
    """Whether something was done about this at once before, and no second person agreed."""
    alone = (
        select(Decision.id)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(ModerationCase.target == case.target, Decision.state == "ended",
               Decision.restores_at.is_not(None), Decision.second_by_id.is_(None))
    )  # fmt: skip
    return db.session.scalar(alone.limit(1)) is not None


def _says_it_is_not(actor: Viewer, case: ModerationCase) -> bool:
    """Whether the actor once took the mark from this case, by which others would be asked."""
    line = select(StaffAction.id).where(
        StaffAction.actor_id == actor.id, StaffAction.verb == "not-about-brand",
        StaffAction.user_id == case.user_id,
        StaffAction.details["case"].as_string() == case.reference,
    )  # fmt: skip
    return db.session.scalar(line.limit(1)) is not None


def _takes_words(case: ModerationCase, choice: Any) -> bool:
    """Whether a changed text says less than the post does: a way of taking it away, too."""
    if choice.action != "edit" or case.post_id is None:
        return False
    post = db.session.get(Post, case.post_id)
    return post is not None and diff.takes_away(post.body, choice.body)


def waits() -> ColumnElement[bool]:
    """Decisions that wait for a second person, or stand only until one agrees."""
    return or_(
        Decision.state == "proposed",
        and_(Decision.state == "in_force", Decision.restores_at.is_not(None)),
    )


def secondable(viewer: Viewer) -> ColumnElement[bool]:
    """Those with which the viewer may agree, joined with their cases: the twin of `can_second`."""
    if not viewer.is_staff or viewer.is_suspended or viewer.id is None:
        return false()
    wrote = exists(
        select(1)
        .where(Post.thread_id == ModerationCase.thread_id, Post.author_id == viewer.id)
        .correlate(ModerationCase)
    )
    said = exists(
        select(1).where(Report.case_id == ModerationCase.id, Report.reporter_id == viewer.id)
    ).correlate(ModerationCase)
    other = or_(
        and_(Decision.decided_by_id.is_(None), ~said), Decision.decided_by_id != viewer.id
    )  # fmt: skip
    apart = ~products.is_theirs(viewer)
    return and_(moderation.readable(viewer), waits(), other, ~wrote, apart)


def can_second(actor: Viewer, case: ModerationCase, decision: Decision) -> Verdict:
    """Be the second person: staff who did not propose it, are not concerned and wrote nothing in
    the thread."""
    if not actor.is_staff or actor.is_suspended or not moderation.can_read(actor, case):
        return NOT_FOUND
    waits = decision.state == "proposed" or (
        decision.state == "in_force" and decision.restores_at is not None
    )
    if not waits:
        return deny(_("This has been answered already."))
    if actor.id == decision.decided_by_id:
        return deny(_("Somebody else has to agree with what you propose."))
    if decision.decided_by_id is None and _reported(actor, case):
        return deny(_("This was done because of what you reported. Somebody else should agree."))
    if _makes_it(actor, case):
        return deny(_("This is about something your own team makes. Hand it to somebody else."))
    if _took_part(actor, case):
        return deny(_("You have written in this thread. Somebody who has not should look at it."))
    return ALLOW


def _reported(actor: Viewer, case: ModerationCase) -> bool:
    said = select(Report.id).where(Report.case_id == case.id, Report.reporter_id == actor.id)
    return db.session.scalar(said.limit(1)) is not None


def _makes_it(actor: Viewer, case: ModerationCase) -> bool:
    its = select(ModerationCase.id).where(
        ModerationCase.id == case.id, products.is_theirs(actor)
    )  # fmt: skip
    return db.session.scalar(its) is not None


def _took_part(actor: Viewer, case: ModerationCase) -> bool:
    if case.thread_id is None:
        return False
    wrote = select(Post.id).where(Post.thread_id == case.thread_id, Post.author_id == actor.id)
    return db.session.scalar(wrote.limit(1)) is not None


def can_mark(actor: Viewer, case: ModerationCase) -> Verdict:
    """Say that a case is about the brand, or is not: staff."""
    verdict = moderation.can_work(actor, case)
    if verdict and not actor.is_staff:
        return deny(_("Only community managers and admins can do this."))
    return verdict


def can_lift(actor: Viewer, case: ModerationCase, decision: Decision) -> Verdict:
    """End a decision early and give back what it took: its second person, who says no, and staff
    who are not concerned."""
    if can_second(actor, case, decision):
        return ALLOW
    if not actor.is_staff or actor.is_suspended:
        return NOT_FOUND
    return moderation.can_read(actor, case)


def can_automate(actor: Viewer) -> Verdict:
    """What the forum does by itself: the operator behind its jobs."""
    return ALLOW if actor.is_authenticated and not isinstance(actor, User) else NOT_FOUND


def can_enforce(actor: Viewer, decision: Decision) -> Verdict:
    """What is decided without a case being worked on: whoever signs it, a moderator at least."""
    is_theirs = actor.is_authenticated and decision.decided_by_id == actor.id
    return ALLOW if is_theirs and is_of_moderation(actor) else NOT_FOUND


def can_reverse(actor: Viewer, decision: Decision) -> Verdict:
    """Take back what somebody else decided: staff who took no part in it."""
    if can_automate(actor):
        return ALLOW
    if not actor.is_staff or actor.is_suspended:
        return NOT_FOUND
    if actor.id in {decision.decided_by_id, decision.second_by_id}:
        return deny(_("Nobody handles an appeal against their own decision."))
    return ALLOW
