"""For what something can be reported: the sections in force when it was written, and a few more."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select

from forum.extensions import db
from forum.lib.reasons import AGAINST_LAW, AMBASSADOR, FIXED, STAFF, Reason
from forum.models import (
    GroupMember,
    Post,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, AMBASSADORS, COMMUNITY_MANAGERS, MODERATORS
from forum.queries import guidelines

TEAM = frozenset({MODERATORS, COMMUNITY_MANAGERS, ADMINS})


def of_post(viewer: Viewer, post: Post) -> tuple[Reason, ...]:
    """What `post`, which the viewer may read, can be reported for; thread and author are loaded."""
    spoke = {"brand": STAFF, "moderator": STAFF, "ambassador": AMBASSADOR}.get(post.author_capacity)
    roles = _roles(post.author_id) | ({spoke} - {None})
    return _offered(viewer, post.created_at, post.thread.category_id, roles)


def of_member(viewer: Viewer, user: User) -> tuple[Reason, ...]:
    return _offered(viewer, utcnow(), None, _roles(user.id))


def of_notices(viewer: Viewer) -> tuple[Reason, ...]:
    """What somebody without an account can say of anything: that it is against the law."""
    return tuple(
        Reason(key, str(_(words)), "", None, severity)
        for key, (words, severity) in FIXED.items()
        if key in AGAINST_LAW
    )


def passed_on(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Who besides members and guests can have said it, for staff who passes it on."""
    return (
        ("authority", str(_("An authority: it is an order"))),
        ("trusted", str(_("A trusted flagger"))),
    )


def of_message(viewer: Viewer, author_id: int, sent_at: datetime) -> tuple[Reason, ...]:
    return _offered(viewer, sent_at, None, _roles(author_id))


def _roles(user_id: int) -> set[str | None]:
    """As whom this member can be complained about: of the team, as an ambassador."""
    live = or_(GroupMember.until.is_(None), GroupMember.until > utcnow())
    groups = set(
        db.session.scalars(
            select(GroupMember.group_id).where(
                GroupMember.user_id == user_id, GroupMember.group_id.in_([*TEAM, AMBASSADORS]), live
            )
        )
    )
    found: set[str | None] = {STAFF} if groups & TEAM else set()
    return found | {AMBASSADOR} if AMBASSADORS in groups else found


def _offered(
    viewer: Viewer, written_at: datetime, category_id: int | None, roles: set[str | None]
) -> tuple[Reason, ...]:
    found = {
        one.anchor: Reason(one.anchor, one.reason, one.title, one.id, one.severity)
        for one in reversed(guidelines.applying(viewer, category_id, written_at))
        if one.reason and one.anchor not in FIXED
    }
    fixed = [
        Reason(key, str(_(words)), "", None, severity)
        for key, (words, severity) in FIXED.items()
        if key not in {STAFF, AMBASSADOR} or key in roles
    ]
    return (*reversed(found.values()), *fixed)
