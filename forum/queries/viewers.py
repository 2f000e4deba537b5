"""Who is asking: the account behind a signed-in browser."""

from datetime import timedelta

from sqlalchemy import String, bindparam, cast, func, or_, select

from forum.extensions import db
from forum.models import (
    Conversation,
    GroupMember,
    MemberSession,
    Notification,
    Participant,
    Thread,
    User,
)
from forum.models.columns import UtcDateTime, utcnow
from forum.policies import categories
from forum.policies import notifications as notification_policy

MOST_COUNTED = 99
TALKS_COUNTED = timedelta(days=40)
# The categories of what is unread, "4,4,17" (0: of no thread): which of them the member may see is
# known once their groups are, so that what they lost sight of is not counted (T21).
_UNREAD = (
    select(func.coalesce(Thread.category_id, 0).label("category"))
    .select_from(Notification)
    .outerjoin(Thread, Thread.id == Notification.thread_id)
    .where(
        Notification.user_id == User.id,
        Notification.read_at.is_(None),
        or_(Notification.thread_id.is_(None), Thread.state == "visible"),
        notification_policy.is_there(),
        ~notification_policy.is_kept_away(User.id, bindparam("now", type_=UtcDateTime)),
    )
    .limit(MOST_COUNTED)
    .correlate(User)
    .subquery()
)
_UNREAD_IN = select(
    func.aggregate_strings(cast(_UNREAD.c.category, String(12)), ",")
).scalar_subquery()

# Conversations with something unread. What is older counts as read, so it never looks at many.
_UNREAD_TALKS = (
    select(func.count())
    .select_from(Participant)
    .join(Conversation, Conversation.id == Participant.conversation_id)
    .where(
        Participant.user_id == User.id,
        Participant.left_at.is_(None),
        Participant.last_message_at > bindparam("oldest", type_=UtcDateTime),
        Participant.is_muted.is_(False),
        Participant.last_read_number < Conversation.highest_number,
    )
    .correlate(User)
    .scalar_subquery()
)

# Put together once: every page of a member begins with it.
_LOAD = (
    select(User, MemberSession.id, GroupMember.group_id, _UNREAD_IN, _UNREAD_TALKS)
    .join(MemberSession, MemberSession.user_id == User.id)
    .outerjoin(
        GroupMember,
        (GroupMember.user_id == User.id)
        & or_(GroupMember.until.is_(None), GroupMember.until > bindparam("now", type_=UtcDateTime)),
    )
    .where(
        MemberSession.token_hash == bindparam("token"),
        MemberSession.revoked_at.is_(None),
        MemberSession.expires_at > bindparam("now", type_=UtcDateTime),
        User.fs_uniquifier == bindparam("uniquifier"),
        User.active.is_(True),
    )
)


def load(viewer: None, uniquifier: str, token_hash: str) -> User | None:
    """The member of a live session, with their groups, in one statement. None when it is over."""
    now = utcnow()
    rows = db.session.execute(
        _LOAD,
        {"now": now, "oldest": now - TALKS_COUNTED, "token": token_hash, "uniquifier": uniquifier},
    ).all()
    if not rows:
        return None
    user: User = rows[0][0]
    session_id, unread = rows[0][1], rows[0][3]
    user.session_id = session_id
    user.join(*(row[2] for row in rows if row[2] is not None))
    user.unread_count = _seen_of(user, unread)
    user.unread_talks = rows[0][4]
    return user


def _seen_of(viewer: User, unread: str | None) -> int:
    if not unread:
        return 0
    visible = categories.visible_ids(viewer) | {0}
    return sum(int(category) in visible for category in unread.split(","))


def with_groups(viewer: object, user: User) -> User:
    """The same member with their groups filled in, so that policies can be asked about them."""
    now = utcnow()
    found = db.session.scalars(
        select(GroupMember.group_id).where(
            GroupMember.user_id == user.id,
            or_(GroupMember.until.is_(None), GroupMember.until > now),
        )
    )
    return user.join(*found)
