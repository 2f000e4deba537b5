"""A colleague leaves the company: their history stays, and somebody else takes over (B5)."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update

from forum import database
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import (
    Affiliation,
    CategoryAccess,
    Conversation,
    GroupMember,
    Programme,
    StaffAction,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, MEMBERS, MODERATORS
from forum.policies import affiliations as policy
from forum.services import sessions

_OFFICES = (ADMINS, COMMUNITY_MANAGERS, MODERATORS)


def end(actor: Viewer, user: User, until: date, successor: User | None = None) -> int:
    """From now on `user` is a member like others, who was with the brand until that day.

    Their byline and staff groups go, the team's open conversations they look after (and programmes
    they own) go to `successor`, or to everybody again. Personal conversations stay theirs, and
    what they wrote says what they were. Returns how many conversations were handed over.
    """
    require(policy.can_end(actor, user))
    if until > utcnow().date():
        raise Refused(_("This day is not over yet. Come back when it is the last one."), "until")
    if successor is not None and (successor.id == user.id or not policy.can_succeed(successor)):
        raise Refused(_("Only another admin or community manager can take over."), "successor")
    _end_employment(user, until)
    user.byline = ""
    moderating = select(CategoryAccess.group_id).where(
        CategoryAccess.may_moderate.is_(True), CategoryAccess.group_id > MEMBERS
    )
    db.session.execute(
        delete(GroupMember).where(
            GroupMember.user_id == user.id,
            or_(GroupMember.group_id.in_(_OFFICES), GroupMember.group_id.in_(moderating)),
        )
    )
    handed = _hand_over(user, successor)
    db.session.add(
        StaffAction(actor_id=actor.id, verb="end-affiliation", user_id=user.id,
                    details={"until": until.isoformat(), "conversations": handed})
    )  # fmt: skip
    sessions.end_all(user, user)
    database.touch("members", "lists", f"member:{user.id}")
    return handed


def _end_employment(user: User, until: date) -> None:
    """A row that says so, where nobody has written one yet."""
    ended = db.session.execute(
        update(Affiliation)
        .where(
            Affiliation.user_id == user.id, Affiliation.kind == "employee",
            or_(Affiliation.valid_to.is_(None), Affiliation.valid_to > until),
            Affiliation.valid_from <= until,
        )
        .values(valid_to=until)
        .returning(Affiliation.id)
    ).all()  # fmt: skip
    if ended:
        return
    since = db.session.scalar(
        select(func.min(GroupMember.since)).where(
            GroupMember.user_id == user.id, GroupMember.group_id.in_(_OFFICES)
        )
    )
    began = min((since or user.created_at).date(), until)
    db.session.add(Affiliation(user_id=user.id, kind="employee", valid_from=began, valid_to=until))
    db.session.flush()


def _hand_over(user: User, successor: User | None) -> int:
    handed: Any = db.session.execute(
        update(Conversation)
        .where(
            Conversation.kind == "team", Conversation.state != "solved",
            Conversation.assignee_id == user.id,
        )
        .values(assignee_id=successor.id if successor else None)
        .returning(Conversation.id),
        execution_options={"synchronize_session": False},
    ).all()  # fmt: skip
    if successor is not None:
        db.session.execute(
            update(Programme).where(Programme.owner_id == user.id)
            .values(owner_id=successor.id), execution_options={"synchronize_session": False},
        )  # fmt: skip
    return len(handed)
