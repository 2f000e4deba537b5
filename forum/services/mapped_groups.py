"""Groups by what a provider says of somebody. Called by verbs that have let them in.

Only groups that are mapped are touched, and only memberships that came about like this end like
this. Nobody becomes an admin by what another server says.
"""

from collections.abc import Collection

from sqlalchemy import delete, select

from forum import database
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Group, GroupMember, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import accounts as policy
from forum.policies import second_factor
from forum.queries import identities as queries
from forum.services import sessions

SOURCE = "provider"


def apply(actor: Viewer, user: User, slugs: Collection[str]) -> None:
    """Put `user` into the groups of these slugs and out of the other mapped ones. Who becomes one
    of the team by it is signed out everywhere: a browser that was signed in as less is not signed
    in as more. The session that begins now comes afterwards."""
    require(policy.can_enter(user))
    every = queries.groups_with(actor, tuple(set(queries.mapped(actor).values())))
    offices, is_raised = second_factor.offices(), False
    for group in every:
        if not queries.is_mappable(actor, group):
            continue
        if group.slug not in slugs:
            _take(user, group)
        elif _put(user, group) and group.id in offices:
            is_raised = True
    db.session.flush()
    if is_raised:
        sessions.end_all(user, user)


def _put(user: User, group: Group) -> bool:
    """Whether they were not in it."""
    is_new = database.insert_missing(
        GroupMember, group_id=group.id, user_id=user.id, since=utcnow(), is_owner=False,
        source=SOURCE,
    )  # fmt: skip
    if is_new:
        _note(user, group, "put-into-group")
    return bool(is_new)


def _take(user: User, group: Group) -> None:
    mine = (GroupMember.group_id == group.id, GroupMember.user_id == user.id)
    if db.session.scalar(select(GroupMember.source).where(*mine)) == SOURCE:
        db.session.execute(delete(GroupMember).where(*mine))
        if group.title and user.title == group.title:
            user.title = ""
        _note(user, group, "put-out-of-group")


def _note(user: User, group: Group, verb: str) -> None:
    """Under their own name: it was their coming in that did it."""
    details = {"group": group.slug, "by": "sign-in"}
    db.session.add(StaffAction(actor_id=user.id, verb=verb, user_id=user.id, details=details))
    database.touch("members", f"member:{user.id}")
