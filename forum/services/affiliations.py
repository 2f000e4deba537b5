"""A colleague leaves the company: their history stays, and somebody else takes over (B5)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import delete, func, or_, select, update

from forum import database
from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import Refused, require
from forum.models import (
    Affiliation,
    Conversation,
    Group,
    GroupMember,
    Programme,
    StaffAction,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS
from forum.policies import affiliations as policy
from forum.policies import offices
from forum.queries import viewers
from forum.queries.accounts import brand_words
from forum.services import names as name_service
from forum.services import sessions


def end(
    actor: Viewer, user: User, until: date, successor: User | None = None,
    groups: Collection[int] = (), new_name: str = "",
) -> int:  # fmt: skip
    """From now on `user` is a member like others, who was with the brand until that day.

    What makes them look like the team goes, and so do their offices and those of their other
    `groups` that are named. The team's open conversations they look after go to `successor`, or to
    everybody again; the programme they own to `successor`, or to `actor`. Personal conversations
    stay theirs, and what they wrote says what they were. With `new_name` they are called by it,
    where their handle says the brand. Returns how many conversations were handed over.
    """
    require(policy.can_end(actor, user))
    hold(actor, user)
    require(policy.can_end(actor, user))
    if successor is not None and (successor.id == user.id or not policy.can_succeed(successor)):
        raise Refused(_("Only another admin or community manager can take over."), "successor")
    _end_employment(user, until)
    left = _leave_groups(user, groups)
    _look_like_a_member(actor, user, left)
    if new_name.strip():
        _rename(actor, user, new_name)
    handed = _hand_over(actor, user, successor)
    db.session.add(
        StaffAction(actor_id=actor.id, verb="end-affiliation", user_id=user.id,
                    details={"until": until.isoformat(), "conversations": handed,
                             "groups": sorted(left)})
    )  # fmt: skip
    sessions.end_all(user, user)
    database.touch("members", "lists", f"member:{user.id}")
    return handed


def hold(actor: Viewer, user: User) -> None:
    """Of two admins who change each other's offices the second waits until the first is done, and
    asks again then what they are."""
    require(policy.can_end(actor, user) or offices.can_give(actor, user))
    db.session.execute(select(Group.id).where(Group.id == ADMINS).with_for_update())
    for one in (actor, user):
        if isinstance(one, User):
            db.session.refresh(one, ["active", "suspended_until", "byline"])
            viewers.with_groups(None, one)


def _end_employment(user: User, until: date) -> None:
    """No employment goes on after `until`; a row says so, where nobody has written one yet."""
    today, mine = utcnow().date(), (Affiliation.user_id == user.id, Affiliation.kind == "employee")
    if until > today:
        raise Refused(_("That day is not over yet. Come back on the last day itself."), "until")
    latest = db.session.scalar(
        select(func.max(Affiliation.valid_from)).where(*mine, Affiliation.valid_from <= today)
    )
    began = max(user.created_at.date(), latest or date.min)
    if until < began:
        sentence = _("They began later than that. The last day is %(day)s or after it.",
                     day=format_date(began, "long"))  # fmt: skip
        raise Refused(sentence, "until")
    # What was to begin in days to come never does.
    db.session.execute(delete(Affiliation).where(*mine, Affiliation.valid_from > today))
    ended = db.session.execute(
        update(Affiliation)
        .where(*mine, or_(Affiliation.valid_to.is_(None), Affiliation.valid_to > until))
        .values(valid_to=until)
        .returning(Affiliation.id)
    ).all()
    if not ended:
        _write_employment(user, until)


def _write_employment(user: User, until: date) -> None:
    since = db.session.scalar(
        select(func.min(GroupMember.since)).where(
            GroupMember.user_id == user.id, GroupMember.group_id.in_(policy.OFFICES)
        )
    )
    began = min((since or user.created_at).date(), until)
    db.session.add(Affiliation(user_id=user.id, kind="employee", valid_from=began, valid_to=until))
    db.session.flush()


def _leave_groups(user: User, others: Collection[int]) -> set[int]:
    """Offices, groups that moderate, and those of `others` that somebody made. What was left."""
    named = select(Group.id).where(Group.id.in_(others), Group.is_automatic.is_(False))
    left = db.session.scalars(
        delete(GroupMember)
        .where(
            GroupMember.user_id == user.id,
            or_(
                GroupMember.group_id.in_(policy.OFFICES),
                GroupMember.group_id.in_(policy.moderating()),
                GroupMember.group_id.in_(named) & GroupMember.source.in_(policy.BY_DECISION),
            ),
        )
        .returning(GroupMember.group_id),
        execution_options={"synchronize_session": False},
    )
    return set(left)


def _look_like_a_member(actor: Viewer, user: User, left: Collection[int]) -> None:
    """No byline, no title of a group they left, no name that only the team may have."""
    user.byline = ""
    titles = select(Group.title).where(Group.id.in_(left), Group.title != "")
    if user.title in set(db.session.scalars(titles)):
        user.title = ""
    problem = names.display_problem(user.display_name, brand_words(actor))
    if problem == names.KEPT and user.display_name != user.name:
        user.display_name = user.name
    db.session.flush()
    viewers.with_groups(None, user)


def _rename(actor: Viewer, user: User, name: str) -> None:
    """Called by another name, which no member could not have; the old one leads to them."""
    try:
        name_service.give(actor, user, name)
    except Refused as error:
        raise Refused(str(error), "new_name") from error


def _hand_over(actor: Viewer, user: User, successor: User | None) -> int:
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
    owner = (successor or actor).id
    if owner is not None:
        db.session.execute(
            update(Programme).where(Programme.owner_id == user.id).values(owner_id=owner),
            execution_options={"synchronize_session": False},
        )
    return len(handed)
