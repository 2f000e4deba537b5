"""Reports: who may make one, who sees those of a case, and who sees by whom they are."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from forum import structure
from forum.extensions import db
from forum.lib.reasons import FOR_STAFF
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import MisuseMeasure, ModerationCase, Post, Report, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.models.moderation import OF_OFFICE
from forum.policies import categories, members, posts

UNFOUNDED = "unfounded_notices"


def can_file(actor: Viewer) -> Verdict:
    """Report anything at all. A suspended member may: what is illegal is so whoever says it.

    Not while the team has suspended their reporting (Digital Services Act, article 23).
    """
    if not actor.is_authenticated:
        return deny(_("Please sign in first."))
    if stopped_until(actor) is not None:
        return deny(_("The team does not take reports from you at the moment."))
    return ALLOW


def stopped_until(actor: Viewer) -> datetime | None:
    """Until when nothing that this member reports is looked at; None: it is."""
    now = utcnow()
    found: datetime | None = db.session.scalar(
        select(func.max(MisuseMeasure.suspended_until)).where(
            MisuseMeasure.user_id == actor.id,
            MisuseMeasure.kind == UNFOUNDED,
            MisuseMeasure.suspended_from <= now,
            MisuseMeasure.suspended_until > now,
        )
    )
    return found


def can_report_post(actor: Viewer, post: Post) -> Verdict:
    """Report a post, or by its first one a thread."""
    if not posts.can_read(actor, post):
        return NOT_FOUND
    if actor.is_authenticated and post.author_id == actor.id:
        return deny(_("This is your own post or profile."))
    if post.state != "visible" or post.thread.state != "visible":
        return deny(_("Others no longer see this."))
    return can_file(actor)


def can_report_member(actor: Viewer, user: User) -> Verdict:
    if not members.can_read(actor, user):
        return NOT_FOUND
    if actor.is_authenticated and user.id == actor.id:
        return deny(_("This is you."))
    return can_file(actor)


def can_notify_of_post(actor: Viewer, post: Post) -> Verdict:
    """Say without an account that a post is illegal (community.md E2): what a guest can read."""
    if not posts.can_read(actor, post) or post.state != "visible":
        return NOT_FOUND
    return _without_account(actor)


def can_notify_of_member(actor: Viewer, user: User) -> Verdict:
    return _without_account(actor) if members.can_read(actor, user) else NOT_FOUND


def can_confirm_notice(actor: Viewer) -> Verdict:
    """Come back with the link from the letter about a notice: whoever has it."""
    return ALLOW


def _without_account(actor: Viewer) -> Verdict:
    if actor.is_authenticated:
        return deny(_("You are signed in: please report it with your account."))
    return ALLOW


def can_read(viewer: Viewer, report: Report) -> Verdict:
    """See what became of a report: whoever made it."""
    own = viewer.is_authenticated and report.reporter_id == viewer.id
    return ALLOW if own else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    return Report.reporter_id == viewer.id if viewer.is_authenticated else false()


def can_read_of_case(viewer: Viewer, case: ModerationCase) -> Verdict:
    """Read what was said of a target: moderators, and never about themselves."""
    if not is_of_moderation(viewer) or case.user_id == viewer.id:
        return NOT_FOUND
    if can_see_reporters(viewer):
        return ALLOW
    is_closed_to_them = case.message_id is not None or db.session.scalar(
        select(ModerationCase.id).where(ModerationCase.id == case.id, is_for_staff())
    )
    return NOT_FOUND if is_closed_to_them else ALLOW


def is_for_staff() -> ColumnElement[bool]:
    """Cases in which somebody complains of how a person with an office behaves, or in which one was
    taken from them: never for other ambassadors or for volunteers, who may be their friends
    (community.md F6)."""
    complained = exists(
        select(1).where(Report.case_id == ModerationCase.id, Report.reason.in_(FOR_STAFF))
    ).correlate(ModerationCase)
    return or_(complained, ModerationCase.kind == OF_OFFICE)


def is_of_moderation(viewer: Viewer) -> bool:
    if not viewer.is_authenticated or viewer.is_suspended:
        return False
    office = viewer.is_staff or viewer.is_moderator
    return bool(office or categories.moderated_ids(viewer))


def within_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Cases of the places where the viewer moderates; query ModerationCase with its Thread."""
    if viewer.is_staff:
        return ModerationCase.id.is_not(None)
    here = Thread.category_id.in_(categories.moderated_ids(viewer))
    return and_(or_(ModerationCase.thread_id.is_(None), here), ~is_for_staff())


def can_see_reporters(viewer: Viewer) -> Verdict:
    """See who reported: community managers and admins. Volunteers do not (community.md §4.3)."""
    if viewer.is_staff and not viewer.is_suspended:
        return ALLOW
    return deny(_("Only the team sees who reported something."))


def can_pass_on(actor: Viewer) -> Verdict:
    """Bring in what an authority or a trusted flagger has said to the team: staff."""
    if actor.is_staff and not actor.is_suspended:
        return ALLOW
    return deny(_("Only the team passes on what others have told it."))


def can_act_at_once(actor: Viewer, category_id: int | None) -> bool:
    """Whether a report of theirs may hide at once, and weighs as one of staff."""
    if not actor.is_authenticated or actor.is_suspended:
        return False
    if category_id is None:
        return bool(actor.is_staff or actor.is_moderator)
    return category_id in structure.current().moderated(actor.group_ids)
