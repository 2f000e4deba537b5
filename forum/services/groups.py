"""Groups: made by staff, joined, asked for and left by members, kept by their owners."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from forum import database, events
from forum.extensions import db
from forum.lib import emails, names
from forum.lib.verdict import Refused, require
from forum.models import Group, GroupMember, GroupRequest, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import affiliations
from forum.policies import groups as policy
from forum.queries.badges import ICONS
from forum.services import product_teams

JOINING = ("closed", "request", "open")
LONGEST_MESSAGE = 1000
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Described:
    """What somebody typed about a group."""

    name: str
    description: str = ""
    joining: str = "closed"
    is_hidden: bool = False
    title: str = ""
    icon: str = ""  # after the title; of static/img/badges.svg
    email_domain: str = ""


def define(actor: Viewer, described: Described, group: Group | None = None) -> Group:
    """Make a group, or change one. The automatic ones keep their names and ways in."""
    require(policy.can_define(actor))
    name = names.clean(described.name)
    if not 2 <= len(name) <= 64:
        raise Refused(_("A group has a name of 2 to 64 characters."), "name")
    if described.joining not in JOINING:
        raise Refused(_("Choose one of the options."), "joining")
    if described.icon and described.icon not in ICONS:
        raise Refused(_("Choose one of the options."), "icon")
    domain = _domain(described.email_domain)
    is_new = group is None
    group = group or Group(slug=_slug(name), is_automatic=False)
    if group.is_automatic:
        raise Refused(_("This group belongs to the forum and stays as it is."), "name")
    before, called = group.title or "", group.name
    group.name, group.description = name, described.description.strip()[:1000]
    group.joining, group.is_hidden = described.joining, described.is_hidden
    group.icon = described.icon
    group.title, group.email_domain = names.clean(described.title)[:64], domain
    db.session.add(group)
    db.session.flush()
    if before and before != group.title:  # who had chosen it has the new one
        inside = select(GroupMember.user_id).where(GroupMember.group_id == group.id)
        db.session.execute(
            update(User).where(User.title == before, User.id.in_(inside))
            .values(title=group.title)
        )  # fmt: skip
    if not is_new and called != name:
        product_teams.group_renamed(actor, called, name)
    database.touch("structure", "members")
    _log(actor, "make-group" if is_new else "change-group", group)
    return group


def _domain(typed: str) -> str:
    domain = emails.domain(typed) if typed.strip() else ""
    if domain is None:
        raise Refused(_("Write the domain like this: fernway.example."), "email_domain")
    return domain


def _slug(name: str) -> str:
    slug = names.slug(name)
    alike = Group.slug.startswith(slug[: names.NUMBERED], autoescape=True)
    return names.not_taken(slug, db.session.scalars(select(Group.slug).where(alike)))


def join(actor: Viewer, group: Group) -> None:
    require(policy.can_join(actor, group))
    assert isinstance(actor, User)
    _put(group, actor, "joined")


def leave(actor: Viewer, group: Group) -> None:
    require(policy.can_leave(actor, group))
    assert isinstance(actor, User)
    _take(group, actor)


def request(actor: Viewer, group: Group, message: str) -> None:
    """Ask to be let in. Asking again says it in new words."""
    require(policy.can_request(actor, group))
    assert isinstance(actor, User)
    is_new = db.session.get(GroupRequest, (group.id, actor.id)) is None
    database.upsert(
        GroupRequest, ("group_id", "user_id"), group_id=group.id, user_id=actor.id,
        message=message.strip()[:LONGEST_MESSAGE], created_at=utcnow(),
    )  # fmt: skip
    if is_new:
        events.group_asked.send(group=group, user=actor)


def answer(actor: Viewer, group: Group, user: User, is_welcome: bool) -> None:
    """Let somebody in who has asked, or not. Raises Refused when nobody waits any more."""
    require(policy.can_manage(actor, group))
    gone = db.session.execute(
        delete(GroupRequest)
        .where(GroupRequest.group_id == group.id, GroupRequest.user_id == user.id)
        .returning(GroupRequest.user_id)
    ).scalar_one_or_none()
    if gone is None:
        raise Refused(_("Somebody has already answered this."), "name")
    if is_welcome:
        _put(group, user, "hand")
    what = "let-in" if is_welcome else "not-let-in"
    _log(actor, what, group, user)
    events.group_answered.send(group=group, user=user, what=what)


def add(actor: Viewer, group: Group, user: User, is_owner: bool = False) -> None:
    """Put somebody in, or make one who is in it an owner."""
    require(policy.can_add(actor, group, user))
    is_new = _put(group, user, "hand")
    db.session.execute(
        update(GroupMember)
        .where(GroupMember.group_id == group.id, GroupMember.user_id == user.id)
        .values(is_owner=is_owner)
    )
    _log(actor, "put-into-group", group, user)
    if is_new and actor.id != user.id:
        events.group_answered.send(group=group, user=user, what="added")


def remove(actor: Viewer, group: Group, user: User) -> None:
    """Put somebody out. Raises Refused when they are not in it."""
    require(policy.can_manage(actor, group))
    if not _take(group, user):
        raise Refused(_("%(name)s is not in this group.", name=user.display_name), "name")
    _log(actor, "put-out-of-group", group, user)


def settle(actor: Viewer, user_id: int | None = None) -> int:
    """Put members with confirmed addresses at a group's domain into it, and others out of it.

    Everybody, or one member; how many memberships changed. Who is in by hand stays; who has left
    the company is not brought back by an address that is still theirs.
    """
    require(policy.can_settle(actor))
    changed = 0
    for group in db.session.scalars(
        select(Group).where(Group.email_domain != "").order_by(Group.id)
    ):
        there = User.email.endswith(f"@{group.email_domain}", autoescape=True)
        fits = [there, User.confirmed_at.is_not(None), User.erased_at.is_(None), User.active]
        inside = select(GroupMember.user_id).where(GroupMember.group_id == group.id)
        coming = (
            select(User)
            .where(*fits, User.id.not_in(inside), ~affiliations.has_left())
            .order_by(User.id)
        )
        going = (
            select(User)
            .join(GroupMember, GroupMember.user_id == User.id)
            .where(
                GroupMember.group_id == group.id,
                GroupMember.source == "domain",
                User.id.not_in(select(User.id).where(*fits)),
            )
        )
        if user_id is not None:
            coming, going = coming.where(User.id == user_id), going.where(User.id == user_id)
        for user in db.session.scalars(coming.limit(_BATCH)).all():
            changed += _put(group, user, "domain")
        for user in db.session.scalars(going.limit(_BATCH)).all():
            changed += _take(group, user)
    return changed


def _put(group: Group, user: User, source: str) -> bool:
    is_new = database.insert_missing(
        GroupMember, group_id=group.id, user_id=user.id, since=utcnow(), is_owner=False,
        source=source,
    )  # fmt: skip
    db.session.execute(
        delete(GroupRequest).where(
            GroupRequest.group_id == group.id, GroupRequest.user_id == user.id
        )
    )
    database.touch("members", f"member:{user.id}")
    return is_new


def _take(group: Group, user: User) -> bool:
    gone = db.session.execute(
        delete(GroupMember)
        .where(GroupMember.group_id == group.id, GroupMember.user_id == user.id)
        .returning(GroupMember.user_id)
    ).scalar_one_or_none()
    if gone is not None and group.title and user.title == group.title:
        user.title = ""
    database.touch("members", f"member:{user.id}")
    db.session.flush()
    return gone is not None


def choose_title(actor: Viewer, user: User, group: Group) -> None:
    """Put the title of a group one is in beside one's own name."""
    require(policy.can_leave(actor, group))
    if actor.id != user.id or not group.title:
        raise Refused(_("This group has no title."), "group")
    user.title = group.title
    database.touch("members", f"member:{user.id}")
    db.session.flush()


def _log(actor: Viewer, verb: str, group: Group, user: User | None = None) -> None:
    if actor.id is not None:
        db.session.add(
            StaffAction(actor_id=actor.id, verb=verb, user_id=user.id if user else None,
                        details={"group": group.slug})
        )  # fmt: skip
    db.session.flush()
