"""A colleague who leaves the company, and who could take over from them."""

import re
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import require
from forum.models import Conversation, Group, GroupMember, OldName, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS
from forum.policies import affiliations as policy
from forum.queries import people
from forum.queries.accounts import brand_words
from forum.queries.shapes import Person


@dataclass(frozen=True, slots=True)
class Membership:
    """A group that somebody made, which does not end by itself."""

    id: int
    name: str
    is_hidden: bool
    email_domain: str

    @property
    def key(self) -> str:
        """The field of the form in which it is ticked."""
        return f"group-{self.id}"

    @property
    def is_suggested(self) -> bool:
        """Hidden, or the company's by address: hardly meant for everybody."""
        return self.is_hidden or bool(self.email_domain)


@dataclass(frozen=True, slots=True)
class HandOver:
    person: Person
    byline: str
    open_count: int  # conversations of the team they look after
    successors: tuple[tuple[str, str], ...]  # name, display name
    groups: tuple[Membership, ...]
    new_name: str  # offered where the name says the brand or an office; "" where it need not go


def hand_over(viewer: Viewer, user: User) -> HandOver:
    """What ends with `user`, whose groups are loaded, and who may take over. Raises Denied."""
    require(policy.can_end(viewer, user))
    looked_after = select(func.count()).where(
        Conversation.kind == "team", Conversation.state != "solved",
        Conversation.assignee_id == user.id,
    )  # fmt: skip
    office = select(GroupMember.user_id).where(
        GroupMember.group_id.in_((ADMINS, COMMUNITY_MANAGERS)),
        or_(GroupMember.until.is_(None), GroupMember.until > utcnow()),
    )
    others = db.session.execute(
        select(User.name, User.display_name)
        .where(User.id.in_(office), User.id != user.id, User.active.is_(True))
        .order_by(User.display_name, User.id)
    ).all()
    return HandOver(
        people.person(user), user.byline, db.session.scalar(looked_after) or 0,
        tuple((row.name, row.display_name) for row in others), _groups(user),
        new_name(viewer, user),
    )  # fmt: skip


def new_name(viewer: Viewer, user: User) -> str:
    """The name without the words that are kept for the team: "maya" of "maya-acme"."""
    brand = brand_words(viewer)
    if names.problem(user.name, brand) != names.KEPT:
        return ""
    parts = re.split(r"[-_.]", user.name)
    rest = "-".join(part for part in parts if part and not names.is_reserved(part, brand))
    wished = rest if rest and not names.problem(rest, brand) else f"member-{user.id}"
    taken = select(User.name_key).union(select(OldName.name_key)).subquery()
    tries = (wished if n == 1 else f"{wished[: names.LONGEST - 4]}-{n}" for n in range(1, 100))
    keys = select(taken.c.name_key)
    return next(
        (each for each in tries
         if db.session.scalar(keys.where(taken.c.name_key == names.skeleton(each))) is None), "",
    )  # fmt: skip


def _groups(user: User) -> tuple[Membership, ...]:
    rows = db.session.execute(
        select(Group.id, Group.name, Group.is_hidden, Group.email_domain)
        .join(GroupMember, GroupMember.group_id == Group.id)
        .where(
            GroupMember.user_id == user.id, GroupMember.source.in_(policy.BY_DECISION),
            or_(GroupMember.until.is_(None), GroupMember.until > utcnow()),
            Group.is_automatic.is_(False), Group.id.not_in(policy.moderating()),
        )
        .order_by(Group.name, Group.id)
    )  # fmt: skip
    return tuple(Membership(*row) for row in rows)
