"""Who is to be told of a post: the people it speaks to, and those who watch.

`viewer` is who wrote it. Everything is asked for many people at once; who may read is worked out
from their sets of groups, of which there are few.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal, or_, select, union
from sqlalchemy.orm import joinedload

from forum import structure
from forum.extensions import db
from forum.lib import markdown
from forum.models import (
    CategoryLevel,
    Distance,
    Follow,
    Group,
    GroupMember,
    Post,
    TagLevel,
    Thread,
    ThreadLevel,
    ThreadTag,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.notifications import MUTED, NORMAL, WATCHING, WATCHING_FIRST
from forum.policies import abilities
from forum.policies import notifications as policy
from forum.policies import relations as relation_policy
from forum.queries import references, relations
from forum.structure import STAFF

LARGEST_GROUP = 100  # people; a larger one is not told of its name being said


def post(viewer: Viewer | None, post_id: int) -> Post | None:
    """A post that can be told of, with its thread and author."""
    return db.session.scalar(
        select(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id == post_id, Post.state == "visible", Thread.state == "visible")
        .options(joinedload(Post.thread), joinedload(Post.author))
    )


# --- the people a post speaks to -----------------------------------------------------------------


def addressed(viewer: User, post: Post) -> list[tuple[str, list[int]]]:
    """(event, ids of members) in the order in which one event goes before another."""
    wanted = markdown.scan(post.body)
    members, groups = _named(viewer, post.body, wanted.mentions)
    return [
        ("mention", _reachable(viewer, members)),
        ("group_mention", _reachable(viewer, _inside(viewer, groups))),
        ("reply", _replied_to(viewer, post)),
        ("quote", _quoted(viewer, wanted.quotes)),
    ]


def _named(viewer: User, body: str, typed: Collection[str]) -> tuple[list[int], list[int]]:
    """Ids of members and of groups that the text really mentions: not in code, not in a quote."""
    members = references.members(viewer, typed)
    groups = {
        slug: group_id
        for slug, group_id in db.session.execute(
            select(Group.slug, Group.id).where(Group.slug.in_(typed), Group.is_hidden.is_(False))
        )
        if slug not in members
    } if typed and abilities.has(viewer, "mentions.group_groups") else {}  # fmt: skip
    if not members and not groups:
        return [], []
    known = {**members, **{slug: markdown.MemberRef("/", slug) for slug in groups}}
    said = markdown.render(body, markdown.Context(members=known)).mentions
    called = [members[name].name for name in said if name in members]
    found = db.session.execute(select(User.name, User.id).where(User.name.in_(called)))
    ids = {row.name: row.id for row in found}
    return [ids[name] for name in called], [groups[name] for name in said if name in groups]


def _inside(viewer: User, groups: Collection[int]) -> list[int]:
    """The people in these groups, without those of the groups that are too large."""
    if not groups:
        return []
    now = utcnow()
    inside = (
        select(GroupMember.group_id, GroupMember.user_id)
        .where(
            GroupMember.group_id.in_(groups),
            or_(GroupMember.until.is_(None), GroupMember.until > now),
        )
        .limit((LARGEST_GROUP + 1) * len(groups))
    )
    found: dict[int, list[int]] = {}
    for group_id, user_id in db.session.execute(inside):
        found.setdefault(group_id, []).append(user_id)
    return [i for people in found.values() if len(people) <= LARGEST_GROUP for i in people]


def _reachable(viewer: User, ids: list[int]) -> list[int]:
    """Those who let themselves be mentioned by this member."""
    if not ids:
        return []
    willing = relations.mentionable(viewer, ids)
    return [user_id for user_id in dict.fromkeys(ids) if user_id in willing]


def _replied_to(viewer: User, post: Post) -> list[int]:
    if post.reply_to_id is None:
        return []
    return list(db.session.scalars(select(Post.author_id).where(Post.id == post.reply_to_id)))


def _quoted(viewer: User, pairs: Iterable[tuple[int, int]]) -> list[int]:
    known = [pair for pair in pairs if max(pair) < 2**31]
    if not known:
        return []
    moved = references.places_now(viewer, known)
    now = {moved.get(pair, pair) for pair in known}
    same = [(Post.thread_id == thread) & (Post.number == number) for thread, number in now]
    return list(db.session.scalars(select(Post.author_id).where(or_(*same)).distinct()))


# --- watchers ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands, as levels see it: its category with those above, and its tags."""

    thread_id: int
    categories: tuple[int, ...]  # the nearest last
    tags: tuple[int, ...]
    is_first: bool


def place(viewer: User, post: Post) -> Place:
    return place_of(viewer, post.thread, post.number == 1)


def place_of(viewer: User, thread: Thread, is_first: bool = False) -> Place:
    tags = db.session.scalars(select(ThreadTag.tag_id).where(ThreadTag.thread_id == thread.id))
    path = structure.current().path(thread.category_id)
    return Place(thread.id, tuple(node.id for node in path), tuple(tags), is_first)


def watchers(viewer: User, at: Place, after: int, most: int) -> list[int]:
    """The next `most` members, by id, who may be watching: `levels` says what they really do."""
    closely = (WATCHING, WATCHING_FIRST) if at.is_first else (WATCHING,)
    parts: list[Select[Any]] = [
        select(ThreadLevel.user_id).where(
            ThreadLevel.thread_id == at.thread_id, ThreadLevel.level == WATCHING
        )
    ]
    for table, column, ids in (
        (CategoryLevel, CategoryLevel.category_id, at.categories),
        (TagLevel, TagLevel.tag_id, at.tags),
    ):
        parts += [
            select(table.user_id).where(column == each, table.level == level)
            for each in ids
            for level in closely
        ]
    if at.is_first:
        parts.append(select(Follow.user_id).where(Follow.followed_id == viewer.id))
    every = union(*(part.where(part.selected_columns[0] > after) for part in parts)).subquery()
    return list(db.session.scalars(select(every).order_by(every.c[0]).limit(most)))


def levels(viewer: User, at: Place, ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """For each of these members (level by the thread, level by category and tags).

    What was chosen for the thread decides alone; what followed by rule, the nearest category and
    the tags count by the highest of them.
    """
    by_thread = {
        row.user_id: row
        for row in db.session.execute(
            select(ThreadLevel.user_id, ThreadLevel.level, ThreadLevel.is_by_hand).where(
                ThreadLevel.thread_id == at.thread_id, ThreadLevel.user_id.in_(ids)
            )
        )
    }
    around = _around(viewer, at, ids)
    found = {}
    for user_id in ids:
        row = by_thread.get(user_id)
        outside = NORMAL if row is not None and row.is_by_hand else around.get(user_id, NORMAL)
        own = NORMAL if row is None else row.level
        if outside == MUTED and own > NORMAL:
            outside = NORMAL
        found[user_id] = (own, outside)
    return found


def _around(viewer: User, at: Place, ids: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    nearest: dict[int, int] = {}
    for row in db.session.execute(
        select(CategoryLevel.user_id, CategoryLevel.category_id, CategoryLevel.level).where(
            CategoryLevel.category_id.in_(at.categories), CategoryLevel.user_id.in_(ids)
        )
    ):
        depth = at.categories.index(row.category_id)
        if depth >= nearest.get(row.user_id, -1):
            nearest[row.user_id], found[row.user_id] = depth, row.level
    if at.tags:
        for tagged in db.session.execute(
            select(TagLevel.user_id, func.max(TagLevel.level).label("level"))
            .where(TagLevel.tag_id.in_(at.tags), TagLevel.user_id.in_(ids))
            .group_by(TagLevel.user_id)
        ):
            found[tagged.user_id] = max(found.get(tagged.user_id, MUTED), tagged.level)
    return found


def followers(viewer: User, ids: Collection[int]) -> set[int]:
    """Those of these members who follow the author and are not blocked by them."""
    mine = select(Follow.user_id).where(
        Follow.followed_id == viewer.id,
        Follow.user_id.in_(ids),
        Follow.user_id.not_in(relation_policy.blocked_by(viewer)),
    )
    return set(db.session.scalars(mine))


# --- who may hear --------------------------------------------------------------------------------


def hearing(
    viewer: User, post: Post, ids: Collection[int], at: Place | None = None
) -> dict[int, User]:
    """Those of these members who may and want to hear of the post from `viewer`, by id.

    Not the one who did it, nobody who is away for good or suspended, who has muted the thread or
    its category, who keeps away from `viewer`, or who may not read the post.
    """
    wanted = [user_id for user_id in dict.fromkeys(ids) if user_id != viewer.id]
    if not wanted:
        return {}
    people = present(viewer, wanted)
    away = keeping_away(viewer, people)
    level = levels(viewer, at or place(viewer, post), list(people))
    return {
        user_id: user
        for user_id, user in people.items()
        if user_id not in away and MUTED not in level[user_id] and policy.can_be_told(user, post)
    }


def staff(viewer: Viewer | None, most: int) -> list[User]:
    """Community managers and admins who are here, with their groups."""
    now = utcnow()
    ids = db.session.scalars(
        select(GroupMember.user_id)
        .where(GroupMember.group_id.in_(STAFF),
               or_(GroupMember.until.is_(None), GroupMember.until > now))
        .distinct().order_by(GroupMember.user_id).limit(most)
    ).all()  # fmt: skip
    return list(present(viewer, ids).values())


def present(
    viewer: Viewer | None, ids: Collection[int], *, also_suspended: bool = False
) -> dict[int, User]:
    """Members who are here and can be told something, with their groups, in one statement.

    `also_suspended`: of what concerns themselves they hear while they are suspended as well.
    """
    now = utcnow()
    rows = db.session.execute(
        select(User, GroupMember.group_id)
        .outerjoin(
            GroupMember,
            (GroupMember.user_id == User.id)
            & or_(GroupMember.until.is_(None), GroupMember.until > now),
        )
        .where(
            User.id.in_(ids),
            User.active.is_(True),
            User.is_bot.is_(False),
            User.claimed_at.is_not(None),
            User.erased_at.is_(None),
            or_(
                User.suspended_until.is_(None), User.suspended_until <= now, literal(also_suspended)
            ),
        )
    ).all()
    groups: dict[int, list[int]] = {}
    people: dict[int, User] = {}
    for user, group_id in rows:
        people[user.id] = user
        groups.setdefault(user.id, []).extend([group_id] if group_id is not None else [])
    return {i: people[i].join(*groups[i]) for i in ids if i in people}


def keeping_away(viewer: User, ids: Collection[int]) -> set[int]:
    """Those who have muted or blocked `viewer`; nobody can keep from hearing of the team."""
    if viewer.group_ids & set(policy.TEAM):
        return set()
    return set(
        db.session.scalars(
            select(Distance.user_id).where(
                Distance.user_id.in_(ids),
                Distance.other_id == viewer.id,
                or_(Distance.until.is_(None), Distance.until > utcnow()),
            )
        )
    )
