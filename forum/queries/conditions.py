"""What the operators of a search mean in SQL, for the viewer who uses them.

One place for the search and for `/filter`. Names are looked up among what the viewer may know of:
what is hidden from them is "not there", in the same words as what never was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, String, and_, exists, false, func, or_, select, type_coerce

from forum import structure
from forum.extensions import db
from forum.lib import operators
from forum.lib.phrases import N_
from forum.lib.searches import Asked, Condition, Problem, Search
from forum.models import (
    Bookmark,
    CategoryLevel,
    Group,
    GroupMember,
    Post,
    Tag,
    Thread,
    ThreadLevel,
    ThreadTag,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.notifications import WATCHING
from forum.policies import categories as category_policy
from forum.policies import members as member_policy
from forum.queries import lists

NO_CATEGORY = N_("There is no category called “%(piece)s”.")
NO_MEMBER = N_("There is no member called “%(piece)s”.")
NO_GROUP = N_("There is no group called “%(piece)s”.")
KEPT = N_("“%(piece)s” keeps their activity to themselves, so it cannot be searched.")
SIGN_IN = N_("“%(piece)s” is about what you have done here: sign in to use it.")

_ENGINES = {"by", "before", "after", "thread", "order"}  # what they know by themselves
_MARKS = {
    "images": "<img", "links": 'href="http', "code": "<code",
}  # what our own renderer writes, and nothing that a member types gets past it  # fmt: skip


@dataclass(frozen=True, slots=True)
class Understood:
    """A search with its names looked up. `of_posts` are conditions on Post and Thread.

    `category_ids` is what may be looked in: all that the viewer sees unless the search says where.
    `finds_nothing`: a name in it is nobody's, so there is nothing to look for.
    """

    search: Search
    problems: tuple[Problem, ...]
    category_ids: frozenset[int]
    author_ids: frozenset[int] | None = None
    not_author_ids: frozenset[int] = frozenset()
    of_posts: tuple[ColumnElement[bool], ...] = ()
    finds_nothing: bool = False

    @property
    def asks_the_database(self) -> bool:
        """Whether something is asked that no engine knows."""
        return not all(_is_for_engines(one) for one in self.search.conditions)

    @property
    def is_in_categories(self) -> bool:
        return bool(self.search.values("category"))


def _is_for_engines(one: Condition) -> bool:
    if one.name == "category":
        return True
    known = one.name in _ENGINES or (one.name == "in" and one.value in {"first", "title"})
    return known and not one.is_excluded


def understood(viewer: Viewer, asked: Asked) -> Understood:
    """The search for this viewer; a statement when members are named in it, and one for
    groups."""
    search = asked.search
    names = {*search.values("by"), *search.values("by", True)}
    members = _members(viewer, names) if names else {}
    problems = [*asked.problems, *_said_of_members(viewer, names, members)]
    where, wrong = _where(viewer, search)
    problems += wrong
    if not viewer.is_authenticated:
        own = [v for v in search.values("in") if v in operators.OF_ONES_OWN]
        problems += [Problem(SIGN_IN, f"in:{value}") for value in own]
    groups, wrong = _groups(viewer, search)
    problems += wrong
    found = Understood(
        search=search,
        problems=tuple(problems),
        category_ids=where,
        of_posts=(*_conditions(viewer, search.conditions), *groups),
        finds_nothing=len(problems) > len(asked.problems),
    )
    by = search.values("by")
    if by:
        found = replace(found, author_ids=frozenset(members[n].id for n in by if n in members))
    not_by = (members[n].id for n in search.values("by", True) if n in members)
    return replace(found, not_author_ids=frozenset(not_by))


def _members(viewer: Viewer, names: set[str]) -> dict[str, User]:
    rows = db.session.scalars(
        select(User).where(func.lower(User.name).in_(names), member_policy.readable(viewer))
    )
    return {user.name.casefold(): user for user in rows}


def _said_of_members(
    viewer: Viewer, names: set[str], members: dict[str, User]
) -> Iterable[Problem]:
    for name in sorted(names):
        if name not in members:
            yield Problem(NO_MEMBER, name)
        elif not member_policy.can_see_activity(viewer, members[name]):
            yield Problem(KEPT, f"@{name}")


def _where(viewer: Viewer, search: Search) -> tuple[frozenset[int], list[Problem]]:
    """The categories to look in, and those asked for that are not there."""
    visible = category_policy.visible_ids(viewer)
    found, problems = visible, []
    wanted = search.values("category")
    if wanted:
        inside: set[int] = set()
        for name in (name for value in wanted for name in value.split(",")):
            ids = _category(name, visible)
            if not ids:
                problems.append(Problem(NO_CATEGORY, name))
            inside |= ids
        found = visible & inside
    for name in (n for value in search.values("category", True) for n in value.split(",")):
        ids = _category(name, visible)
        if not ids:
            problems.append(Problem(NO_CATEGORY, name))
        found -= ids
    return found, problems


def _category(name: str, visible: frozenset[int]) -> frozenset[int]:
    """The ids of the category with this slug or name, and of all below it."""
    now = structure.current()
    for node in now.categories.values():
        if node.id in visible and name in {node.slug.casefold(), node.name.casefold()}:
            return now.with_children(node.id) & visible
    return frozenset()


def _conditions(viewer: Viewer, conditions: Iterable[Condition]) -> Iterable[ColumnElement[bool]]:
    for one in conditions:
        made = _MAKERS.get(one.name)
        if made is not None:
            condition = made(viewer, one.value)
            yield ~condition if one.is_excluded else condition


def _in(viewer: Viewer, value: str) -> ColumnElement[bool]:
    me = viewer.id or 0
    if value == "first":
        return Post.number == 1
    if value == "title":
        return Post.number >= 1  # which words are looked for in titles is the engine's to know
    if not viewer.is_authenticated:
        return false()
    if value == "bookmarks":
        kept = select(Bookmark.post_id).where(Bookmark.user_id == me)
        return Post.id.in_(kept)
    if value == "posted":
        mine = select(Post.thread_id).where(Post.author_id == me, Post.state == "visible")
        return Thread.id.in_(mine)
    if value == "watching":
        return _watched(me)
    return Thread.id.in_(lists.unread(viewer))


def _watched(me: int) -> ColumnElement[bool]:
    """Chosen for the thread, or for its category where the thread has no choice of its own."""
    own = select(ThreadLevel.thread_id).where(ThreadLevel.user_id == me)
    watched = own.where(ThreadLevel.level == WATCHING)
    places = select(CategoryLevel.category_id).where(
        CategoryLevel.user_id == me, CategoryLevel.level == WATCHING
    )
    return or_(Thread.id.in_(watched), and_(Thread.category_id.in_(places), Thread.id.not_in(own)))


def _status(viewer: Viewer, value: str) -> ColumnElement[bool]:
    closed = or_(
        Thread.is_archived.is_(True),
        and_(
            Thread.is_closed.is_(True),
            or_(Thread.closed_until.is_(None), Thread.closed_until > utcnow()),
        ),
    )
    found: dict[str, ColumnElement[bool]] = {
        "open": ~closed,
        "closed": closed,
        "solved": Thread.answer_id.is_not(None),
        "unsolved": and_(Thread.kind == "question", Thread.answer_id.is_(None)),
        "noreplies": Thread.post_count <= 1,
    }
    return found[value]


def _groups(viewer: Viewer, search: Search) -> tuple[list[ColumnElement[bool]], list[Problem]]:
    """Written by somebody who is in one of these groups now, as far as the viewer knows of them."""
    asked = [one for one in search.conditions if one.name == "group"]
    names = {name for one in asked for name in one.value.split(",")}
    if not names:
        return [], []
    ids: dict[str, int] = {}
    for row in db.session.execute(
        select(Group.id, Group.slug, Group.name).where(
            member_policy.known_groups(viewer), _called(Group, names)
        )
    ):
        ids |= {row.name.casefold(): row.id, row.slug.casefold(): row.id}
    found = [
        ~inside if one.is_excluded else inside
        for one in asked
        for inside in [_inside({ids[n] for n in one.value.split(",") if n in ids})]
    ]
    return found, [Problem(NO_GROUP, name) for name in sorted(names) if name not in ids]


def _called(noun: Any, names: Iterable[str]) -> ColumnElement[bool]:
    return or_(noun.slug.in_(names), func.lower(noun.name).in_(names))


def _inside(ids: set[int]) -> ColumnElement[bool]:
    return exists(
        select(1).where(
            GroupMember.user_id == Post.author_id, GroupMember.group_id.in_(ids),
            or_(GroupMember.until.is_(None), GroupMember.until > utcnow()),
        )
    )  # fmt: skip


def _tag(viewer: Viewer, value: str) -> ColumnElement[bool]:
    names = value.split(",")
    tagged = (
        select(ThreadTag.thread_id).join(Tag, Tag.id == ThreadTag.tag_id).where(_called(Tag, names))
    )
    return Thread.id.in_(tagged)


def _before(viewer: Viewer, value: str) -> ColumnElement[bool]:
    return Post.created_at < operators.moment(value, utcnow())


def _after(viewer: Viewer, value: str) -> ColumnElement[bool]:
    return Post.created_at >= operators.moment(value, utcnow())


def _with(viewer: Viewer, value: str) -> ColumnElement[bool]:
    return type_coerce(Post.html, String).contains(_MARKS[value], autoescape=True)


_MAKERS: dict[str, Any] = {
    "in": _in,
    "status": _status,
    "tag": _tag,
    "before": _before,
    "after": _after,
    "with": _with,
    "min_posts": lambda viewer, value: Thread.post_count >= int(value),
    "min_reactions": lambda viewer, value: Post.reaction_count >= int(value),
    "thread": lambda viewer, value: Thread.id == int(value),
}
