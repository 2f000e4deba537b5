"""Who is asking: the account behind a signed-in browser."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import String, bindparam, case, cast, func, or_, select

from forum import wording
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import (
    Conversation,
    Group,
    GroupMember,
    Guest,
    Lookalike,
    MemberSession,
    Notification,
    Participant,
    Passkey,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import UtcDateTime, utcnow
from forum.models.groups import ADMINS, EVERYONE, MEMBERS, TRUST_0
from forum.policies import categories, second_factor
from forum.policies import notifications as notification_policy
from forum.policies import structure as structure_policy

MOST_COUNTED = 99
TALKS_COUNTED = timedelta(days=40)
# The categories of what is unread, "4,4,17" (0: of none): which of them the member may see is
# known once their groups are, so that what they lost sight of is not counted (T21).
_UNREAD = (
    select(
        case(
            (
                Notification.event == notification_policy.RULES,
                func.substr(Notification.group, len(notification_policy.RULES) + 2),
            ),
            else_=cast(func.coalesce(Thread.category_id, 0), String(12)),
        ).label("category")
    )
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
_UNREAD_IN = select(func.aggregate_strings(_UNREAD.c.category, ",")).scalar_subquery()

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
    select(
        User,
        MemberSession.id,
        GroupMember.group_id,
        _UNREAD_IN,
        _UNREAD_TALKS,
        MemberSession.is_strong,
    )
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
    join_as_proven(None, user, (row[2] for row in rows if row[2] is not None), rows[0][5])
    user.unread_count = _seen_of(user, unread)
    user.unread_talks = rows[0][4]
    return user


def join_as_proven(
    viewer: None, user: User, group_ids: Iterable[int], is_strong: bool | None = None
) -> None:
    """Say which groups `user` is in, for what they do themselves: without a second factor where one
    is asked of them, they are none of the team (`owes_factor`: "now", or "soon").

    `is_strong`: one was shown in this session; None: it is a program that acts for them.
    """
    ids = frozenset(group_ids)
    if owing := _owing(user, ids, is_strong):
        user.owes_factor = owing
        if owing == "now":
            ids -= second_factor.offices()
    user.join(*ids)


def _owing(user: User, ids: frozenset[int], is_strong: bool | None) -> str:
    is_asked = not user.is_bot and not is_strong and bool(second_factor.asked_of() & ids)
    if not is_asked or _is_proven(user, is_strong):
        return ""
    return "soon" if second_factor.asked_from() else "now"


def owes_factor(viewer: object, user: User) -> bool:
    """Whether a program that acts for `user`, or that they answer for, may do nothing of the team's
    for want of a second factor. Changes nothing in `user`, who may be the one that asks."""
    return _owing(user, frozenset(_group_ids(user)), None) == "now"


def _is_proven(user: User, is_strong: bool | None) -> bool:
    """Codes are asked for whenever they sign in. A passkey they have shows nothing where they came
    with the password alone."""
    return bool(user.tf_primary_method) or (is_strong is None and has_factor(None, user))


def has_factor(viewer: Viewer | None, user: User) -> bool:
    """Whether they have shown that they have a second factor: an app's codes, or a passkey."""
    if user.tf_primary_method:
        return True
    mine = select(Passkey.id).where(Passkey.user_id == user.id).limit(1)
    return db.session.scalar(mine) is not None


def _seen_of(viewer: User, unread: str | None) -> int:
    if not unread:
        return 0
    visible = categories.visible_ids(viewer) | {0}
    return sum(int(category) in visible for category in unread.split(","))


def with_groups(viewer: object, user: User) -> User:
    """The same member with their groups filled in, so that policies can be asked about them."""
    return user.join(*_group_ids(user))


def _group_ids(user: User) -> Iterable[int]:
    now = utcnow()
    return db.session.scalars(
        select(GroupMember.group_id).where(
            GroupMember.user_id == user.id,
            or_(GroupMember.until.is_(None), GroupMember.until > now),
        )
    )


class LookedAs(NamedTuple):
    """As whom an admin looks: what policies are asked about, and what it is called on the page."""

    viewer: Guest
    called: str


def looked_as(viewer: Viewer, kind: str, key: int, by: int) -> LookedAs | None:
    """As whom the admin `viewer` looks, as it is now; none when they may not, or it was `by`
    somebody else, or who is looked as has gone or become an admin."""
    if not structure_policy.can_view_as(viewer) or viewer.id != by:
        return None
    if kind == "guest":
        found = Guest()
        found.scheme = viewer.scheme
        return LookedAs(found, str(_("a guest")))
    if kind == "group":
        name = wording.groups().get(key)
        return _lookalike(viewer, _with_lower(key), name) if name is not None else None
    user = db.session.scalar(
        select(User).where(User.id == key, User.active.is_(True), User.erased_at.is_(None))
    )
    if user is None:
        return None
    with_groups(viewer, user)
    return _lookalike(viewer, user.group_ids, user.display_name, user)


def _with_lower(group_id: int) -> frozenset[int]:
    """A member of this group alone; who has a trust level has those below it."""
    all_levels = range(TRUST_0, TRUST_0 + 5)
    levels = {one for one in all_levels if group_id in all_levels and one <= group_id}
    return frozenset({EVERYONE, MEMBERS, TRUST_0, group_id, *levels})


def _lookalike(
    viewer: Viewer, group_ids: frozenset[int], name: str, like: User | None = None
) -> LookedAs | None:
    if not structure_policy.can_be_looked_as(viewer, group_ids):
        return None
    made = Lookalike(group_ids, name, like)
    made.scheme, made.locale, made.time_zone = viewer.scheme, viewer.locale, viewer.time_zone
    return LookedAs(made, name)


def groups_to_look_as(viewer: Viewer) -> list[tuple[str, str]]:
    """A guest and every group but the admins, as pairs for a form."""
    require(structure_policy.can_view_as(viewer))
    rows = db.session.execute(
        select(Group.slug, Group.name)
        .where(Group.id.not_in((ADMINS, EVERYONE))).order_by(Group.id)
    )  # fmt: skip
    return [("guest", str(_("A guest"))), *((row.slug, wording.shipped(row.name)) for row in rows)]


def group_to_look_as(viewer: Viewer, slug: str) -> Group:
    """Raises Refused where there is none."""
    require(structure_policy.can_view_as(viewer))
    found: Group | None = db.session.scalar(select(Group).where(Group.slug == slug))
    if found is None:
        raise Refused(_("Choose one of the options."), "group")
    return found
