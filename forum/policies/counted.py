"""Who and what counts in numbers about the community: the views of community.md §2.1."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from forum import structure
from forum.models import Affiliation, Departure, GroupMember
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, EVERYONE, MEMBERS

MEMBERS_SIDE = ("member", "ambassador")  # the capacities that are not the brand's


def is_counted(user: Any) -> ColumnElement[bool]:
    """m_user: people outside the company, also those who have left; no bots."""
    team = select(GroupMember.user_id).where(
        GroupMember.group_id.in_((ADMINS, COMMUNITY_MANAGERS)), GroupMember.user_id == user.id
    )
    paid = select(Affiliation.user_id).where(
        Affiliation.kind.in_(("employee", "agency")), Affiliation.valid_to.is_(None),
        Affiliation.user_id == user.id,
    )  # fmt: skip
    return and_(
        user.is_bot.is_(False), user.byline == "", ~team.exists(), ~paid.exists(), _is_real(user)
    )


def _is_real(user: Any) -> ColumnElement[bool]:
    """Also those who have left, and those who are leaving and hidden for their last days."""
    leaving = select(Departure.user_id).where(Departure.user_id == user.id)
    return or_(user.active, user.erased_at.is_not(None), leaving.exists())


def is_open(thread: Any) -> ColumnElement[bool]:
    """m_thread: threads that ordinary members can see."""
    places = structure.current().visible(frozenset({EVERYONE, MEMBERS}))
    return and_(thread.state == "visible", thread.category_id.in_(places))


def is_live(post: Any, author: Any) -> ColumnElement[bool]:
    """m_post, beside its thread: written by somebody and not taken away."""
    return and_(post.state == "visible", post.author_capacity != "bot", _is_real(author))
