"""Whom a message reaches: who is written to, who is of the team, and who is told of it."""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true

from forum.extensions import db
from forum.lib import commas
from forum.lib.verdict import Refused
from forum.models import (
    Conversation,
    Distance,
    GroupMember,
    Message,
    Participant,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, MODERATORS
from forum.policies import conversations as policy
from forum.policies import relations as relation_policy


def named(viewer: Viewer, text: str) -> tuple[User, ...]:
    """The members whose names are in `text`, with or without @. Raises Refused for a name that
    nobody has, and for too many."""
    wanted = list(dict.fromkeys(
        word.removeprefix("@").casefold() for word in commas.plain(text).replace(",", " ").split()
    ))  # fmt: skip
    if len(wanted) >= policy.MOST_PEOPLE:
        raise Refused(_("A conversation has at most %(most)s people.", most=policy.MOST_PEOPLE),
                      "to")  # fmt: skip
    rows = db.session.scalars(
        select(User).where(
            func.lower(User.name).in_(wanted), User.active.is_(True), User.is_bot.is_(False)
        )
    )
    found = {user.name.casefold(): user for user in rows}
    for name in wanted:
        if name not in found:
            raise Refused(_("Nobody here is called %(name)s.", name=name), "to")
    return tuple(found[name] for name in wanted)


def team_among(viewer: Viewer, ids: Iterable[int]) -> frozenset[int]:
    """Of these members those who help to run the community."""
    in_team = _in_groups(MODERATORS, COMMUNITY_MANAGERS, ADMINS)
    found = select(User.id).where(User.id.in_(ids), or_(User.byline != "", in_team))
    return frozenset(db.session.scalars(found))


def blocking(viewer: Viewer, ids: Collection[int]) -> frozenset[int]:
    """Of these members those whom the viewer's words do not reach any more."""
    if relation_policy.is_team(viewer):
        return frozenset()
    found = select(Distance.user_id).where(
        Distance.user_id.in_(ids), Distance.other_id == viewer.id,
        Distance.kind == "block", relation_policy.still(),
    )  # fmt: skip
    return frozenset(db.session.scalars(found))


def told(viewer: Viewer, conversation: Conversation) -> frozenset[int]:
    """Ids of those who may be told that the viewer has written here."""
    reached: ColumnElement[bool] = exists(
        select(1).where(
            Participant.conversation_id == conversation.id, Participant.user_id == User.id,
            Participant.left_at.is_(None), Participant.is_muted.is_(False),
        )
    )  # fmt: skip
    if conversation.kind == "team" and viewer.id == conversation.starter_id:
        theirs = User.id == conversation.assignee_id if conversation.assignee_id else true()
        reached = or_(reached, and_(_in_groups(COMMUNITY_MANAGERS, ADMINS), theirs))
    heard = and_(User.id != viewer.id, User.active.is_(True), relation_policy.hears(viewer))
    return frozenset(db.session.scalars(select(User.id).where(reached, heard)))


def have_read(viewer: Viewer, message: Message) -> frozenset[int]:
    """Who need not be told of a message. For telling alone: no page shows it."""
    found = select(Participant.user_id).where(
        Participant.conversation_id == message.conversation_id,
        Participant.last_read_number >= message.number,
    )
    return frozenset(db.session.scalars(found))


def _in_groups(*groups: int) -> ColumnElement[bool]:
    return exists(
        select(1).where(
            GroupMember.user_id == User.id,
            GroupMember.group_id.in_(groups),
            or_(GroupMember.until.is_(None), GroupMember.until > utcnow()),
        )
    )
