"""Notifications: one's own, about what one may read now, from nobody one keeps away from.

Asked when they are shown, counted and mailed, whatever was so when they were made (T21).
"""

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, exists, false, or_

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import (
    Conversation,
    Distance,
    GroupMember,
    Notification,
    Post,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, MODERATORS
from forum.policies import categories, conversations, posts, threads

RULES = "guidelines"  # the event: a new version of guidelines
TEAM = (MODERATORS, COMMUNITY_MANAGERS, ADMINS)  # whom nobody can keep from telling them something


def can_have(actor: Viewer) -> Verdict:
    """Notifications, bookmarks, levels: every member has their own, a suspended one as well."""
    return ALLOW if actor.is_authenticated else deny(_("Please sign in first."))


def can_be_told(user: User, post: Post) -> Verdict:
    """Of this post, whose thread is loaded: what everybody may see who may see the category."""
    if post.state != "visible" or post.thread.state != "visible":
        return deny(_("There is nothing to tell."))
    return posts.can_read(user, post)


def rules_of(category_id: int | None) -> str:
    """The group of what is told about guidelines; it says whose they are."""
    return f"{RULES}:{category_id or 0}"


def readable(viewer: Viewer) -> ColumnElement[bool]:
    """The same for what was told already."""
    if not viewer.is_authenticated:
        return false()
    within = exists().where(Thread.id == Notification.thread_id, threads.listed(viewer))
    within = within.correlate(Notification)  # a query may join threads for what it shows
    inside = exists().where(
        Conversation.id == Notification.conversation_id, conversations.readable(viewer)
    )
    return and_(
        Notification.user_id == viewer.id,
        or_(Notification.thread_id.is_(None), within),
        or_(
            Notification.event != RULES,
            Notification.group.in_(map(rules_of, categories.visible_ids(viewer) | {0})),
        ),
        or_(Notification.conversation_id.is_(None), inside.correlate(Notification)),
        is_there(),
        ~is_kept_away(Notification.user_id, utcnow()),
    )


def is_there() -> ColumnElement[bool]:
    """The post it is about, if it is about one, is visible."""
    shown = exists().where(Post.id == Notification.post_id, Post.state == "visible")
    return or_(Notification.post_id.is_(None), shown.correlate(Notification))


def is_kept_away(owner: Any, now: Any) -> ColumnElement[bool]:
    """The owner has muted or blocked who did it; of the team everybody hears."""
    return keeps_away(owner, Notification.actor_id, now)


def keeps_away(owner: Any, other: Any, now: Any) -> ColumnElement[bool]:
    """`owner` has muted or blocked `other`, who is not of the team."""
    team = exists().where(
        GroupMember.user_id == other,
        GroupMember.group_id.in_(TEAM),
        or_(GroupMember.until.is_(None), GroupMember.until > now),
    )
    away = exists().where(
        Distance.user_id == owner,
        Distance.other_id == other,
        or_(Distance.until.is_(None), Distance.until > now),
        ~team.correlate(Notification, Thread, Distance),
    )
    return away.correlate(Notification, Thread, User)


def can_stop_mail(actor: Viewer) -> Verdict:
    """Have letters stopped: whoever holds the link from a letter, signed in or not."""
    return ALLOW


def can_report_mail(actor: Viewer) -> Verdict:
    """Say how letters fared: the operator's mail provider, which knows the secret of its door."""
    return ALLOW if actor.is_admin else deny(_("Only admins can do this."))
