"""Who may say that a member is a spammer, which takes everything of theirs at once, and undo it."""

from datetime import timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from forum.extensions import db
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Decision, GroupMember, ModerationCase, Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, AMBASSADORS, COMMUNITY_MANAGERS, MODERATORS
from forum.policies import brand, categories
from forum.policies.reports import is_of_moderation
from forum.structure import setting

# Nobody is a spammer who speaks for the community or its brand: for them there is the queue.
_KNOWN = (ADMINS, COMMUNITY_MANAGERS, MODERATORS, AMBASSADORS)
KNOWN, CRITICISM = "known", "criticism"


def can_mark(actor: Viewer, user: User) -> Verdict:
    """Staff, of every member; moderators of new ones alone, who have written little and nothing
    where they do not moderate. Where it needs a second person, nobody says so twice of whom no
    colleague agreed about."""
    if not is_of_moderation(actor):
        return NOT_FOUND
    if user.id == actor.id:
        return deny(_("This is you."))
    if user.erased_at is not None or user.terminated_at is not None:
        return deny(_("This account is already closed."))
    if user.is_bot or _is_known(user):
        return deny(
            _("This is somebody on the team, an ambassador or a program. Please report them.")
        )
    if not actor.is_staff and not _is_within(actor, user):
        return deny(_("They wrote where you do not moderate. Please report them to the team."))
    why = why_two(user)
    if not why:
        return ALLOW
    if not actor.is_staff and why == CRITICISM:
        return deny(_("What this member wrote may criticise us. Please report them to the team."))
    if not actor.is_staff:
        return deny(_("This member has been here for a while. Please report them to the team."))
    if _found_nobody(actor, user):
        return deny(_("You have said so before, and nobody agreed. Somebody else should look."))
    return ALLOW


def can_undo(actor: Viewer, user: User) -> Verdict:
    """Take it back: staff, and whoever did it; nobody for themselves."""
    if not is_of_moderation(actor) or user.id == actor.id:
        return NOT_FOUND
    decision = mark_of(user)
    if actor.is_staff or (decision is not None and decision.decided_by_id == actor.id):
        return ALLOW
    return deny(_("Only the team, or the person who did it, can take this back."))


def mark_of(user: User) -> Decision | None:
    """The decision by which this member is a spammer, while it stands."""
    found: Decision | None = db.session.scalar(
        select(Decision)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(ModerationCase.user_id == user.id, Decision.also == "hide-all",
               Decision.state == "in_force")
        .order_by(Decision.id.desc())
        .limit(1)
    )  # fmt: skip
    return found


def case_of(decision: Decision | None) -> str:
    """The reference of its case, where somebody can agree; "" where nobody is asked."""
    if decision is None or decision.restores_at is None:
        return ""
    case = db.session.get_one(ModerationCase, decision.case_id)
    return str(case.reference)


def why_two(user: User) -> str:
    """Why one person is not enough: the account is KNOWN for longer or has written more, or there
    is CRITICISM of the brand in what it wrote, which nobody takes away alone (community.md §4.6).
    "": one is."""
    if utcnow() - user.created_at > timedelta(days=int(setting("spammers.days"))):
        return KNOWN
    most = int(setting("spammers.posts"))
    wrote = select(Post).where(Post.author_id == user.id).options(joinedload(Post.thread))
    posts = db.session.scalars(wrote.order_by(Post.id).limit(most + 1)).all()
    if len(posts) > most:
        return KNOWN
    return CRITICISM if any(_criticises(post) for post in posts) else ""


def _is_within(actor: Viewer, user: User) -> bool:
    """Whether the actor moderates every place where the member wrote; of who wrote nothing, the
    moderators of the whole forum are."""
    wrote = select(Thread.category_id).join(Post, Post.thread_id == Thread.id)
    places = set(db.session.scalars(wrote.where(Post.author_id == user.id).distinct()))
    return places <= categories.moderated_ids(actor) if places else actor.is_moderator


def _criticises(post: Post) -> bool:
    title = post.thread.title if post.number == 1 else ""
    return brand.is_criticised(post.thread_id, post.author_id, f"{title}\n{post.body}")


def _found_nobody(actor: Viewer, user: User) -> bool:
    """Whether the actor said so before, and no second person agreed."""
    alone = (
        select(Decision.id)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(ModerationCase.user_id == user.id, Decision.also == "hide-all",
               Decision.state == "ended", Decision.restores_at.is_not(None),
               Decision.decided_by_id == actor.id)
    )  # fmt: skip
    return db.session.scalar(alone.limit(1)) is not None


def _is_known(user: User) -> bool:
    live = or_(GroupMember.until.is_(None), GroupMember.until > utcnow())
    return db.session.scalar(
        select(GroupMember.user_id)
        .where(GroupMember.user_id == user.id, GroupMember.group_id.in_(_KNOWN), live)
        .limit(1)
    ) is not None  # fmt: skip
