"""What a change to the tree of categories means for people: how many gain and lose what.

The rules of `policies.categories` in SQL: one statement, whoever is in however many groups.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_, select, true

from forum import structure
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Group, GroupMember, Post, Thread, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS, TRUST_0
from forum.policies import affiliations
from forum.policies import structure as policy
from forum.structure import RIGHTS, STAFF, CategoryNode, Structure

Grid = Mapping[int, frozenset[str]]  # rights by the id of the group that has them
Coming = Mapping[int, str]  # groups into which whoever has an address of this domain comes
NOBODY: Coming = {}
_LEVELS = range(TRUST_0, TRUST_0 + 5)


class Row(NamedTuple):
    """A group and what it may do in a category."""

    id: int
    name: str
    rights: frozenset[str]


class Place(NamedTuple):
    """A category as a file wants it, by addresses. Groups that the file makes have ids below 0."""

    slug: str
    name: str
    parent: str
    grid: Grid
    is_archived: bool


class Change(NamedTuple):
    """How many members gain and lose a right in a category; `place` is its name."""

    category_id: int
    place: str
    right: str
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`guests` is "gained" or "lost" when guests come to see something or see it no longer;
    `authors` are the members who can no longer see what they wrote themselves."""

    own: tuple[Change, ...]  # of the category itself, all rights
    below: tuple[Change, ...]  # of what stands below it, where anything changes
    guests: str
    authors: int = 0

    @property
    def lost(self) -> int:
        return sum(one.lost for one in (*self.own, *self.below))


def grid(viewer: Viewer, node: CategoryNode) -> Grid:
    """What every group may do there now; groups that may nothing are left out."""
    require(policy.can_shape(viewer))
    groups = frozenset().union(*(getattr(node, right) for right in RIGHTS))
    return {
        one: frozenset(right for right in RIGHTS if one in getattr(node, right)) for one in groups
    }


def rows(viewer: Viewer, wanted: Grid) -> tuple[Row, ...]:
    """Every group that can be given rights, those that have some first."""
    require(policy.can_shape(viewer))
    found = db.session.execute(select(Group.id, Group.name).order_by(Group.id)).all()
    listed = [Row(row.id, row.name, wanted.get(row.id, frozenset()))
              for row in found if row.id not in STAFF]  # fmt: skip
    return tuple(sorted(listed, key=lambda row: not row.rights))


def granted(viewer: Viewer, category_id: int, wanted: Grid) -> Structure:
    """The structure as it would be with these rights in the category."""
    require(policy.can_shape(viewer))
    groups = {right: frozenset(one for one, has in wanted.items() if right in has)
              for right in RIGHTS}  # fmt: skip
    now = structure.current()
    node = replace(now.categories[category_id], see=groups["see"], reply=groups["reply"],
                   start=groups["start"], moderate=groups["moderate"])  # fmt: skip
    return _with(now, node)


def placed(viewer: Viewer, category_id: int, parent_id: int | None) -> Structure | None:
    """The structure as it would be with the category below that one; None where that is itself or
    stands below it."""
    require(policy.can_shape(viewer))
    now = structure.current()
    if parent_id in now.with_children(category_id):
        return None
    return _with(now, replace(now.categories[category_id], parent_id=parent_id))


def planned(viewer: Viewer, places: Sequence[Place]) -> Structure:
    """The structure as it would be with all these at once; new ones have ids below 0. Only good for
    `path`, as the others."""
    require(policy.can_shape(viewer))
    now = structure.current()
    nodes = dict(now.categories)
    ids = {node.slug: node.id for node in nodes.values()}
    for number, place in enumerate(places, start=1):
        ids.setdefault(place.slug, -number)
    for place in places:
        one = ids[place.slug]
        groups = {right: frozenset(group for group, has in place.grid.items() if right in has)
                  for right in RIGHTS}  # fmt: skip
        wanted: dict[str, Any] = {
            "parent_id": ids.get(place.parent),
            "is_archived": place.is_archived,
            **groups,
        }
        known = nodes.get(one) or _unmade(one, place)
        nodes[one] = replace(known, **wanted)
    return replace(now, categories=nodes, _visible={}, _moderated={})


def _unmade(number: int, place: Place) -> CategoryNode:
    nothing: dict[str, Any] = dict.fromkeys(CategoryNode.__slots__, "")
    named = {"id": number, "name": place.name, "slug": place.slug}
    return CategoryNode(**{**nothing, **named})


def begun(
    viewer: Viewer, place: str, after: Structure, coming: Coming = NOBODY
) -> tuple[tuple[tuple[str, int], ...], bool]:
    """Of a category that is not there yet: how many members have which right in it then, and
    whether guests see it."""
    require(policy.can_shape(viewer))
    node = next(one for one in after.categories.values() if one.slug == place)
    sums = [_sum(_may(after, node.id, right, coming)) for right in RIGHTS]
    counts = [number for pair in _people([*sums]) for number in pair]
    is_seen = bool(after.setting("guests.may_read")) and _is_public(after, node.id)
    return tuple(zip(RIGHTS, counts, strict=True)), is_seen


def _with(now: Structure, node: CategoryNode) -> Structure:
    """Only good for `path`: the order of the tree and its children stay as they were."""
    return replace(now, categories={**now.categories, node.id: node}, _visible={}, _moderated={})


def preview(viewer: Viewer, category_id: int, after: Structure, coming: Coming = NOBODY) -> Preview:
    """How many members gain and lose what in the category and below it, and how many of them wrote
    there. One statement. `coming`: who will be in groups that are not there yet."""
    require(policy.can_shape(viewer))
    now = structure.current()
    below = [one for one in now.categories if one in now.with_children(category_id)]
    asked = [(category_id, right) for right in RIGHTS]
    asked += [(one, "see") for one in below if one != category_id]
    own = _sum(_loses_own(now, after, below, coming))
    counts = _people([*_counted(now, after, asked, coming), own, literal(0)])
    changes = [
        Change(one, now.categories[one].name, right, *count)
        for (one, right), count in zip(asked, counts[:-1], strict=True)
    ]
    rest = changes[len(RIGHTS) :]
    return Preview(
        tuple(changes[: len(RIGHTS)]),
        tuple(one for one in rest if one.gained or one.lost),
        _guests(now, after, below),
        counts[-1][0],
    )


def between(viewer: Viewer, source_id: int, target_id: int) -> tuple[int, int, str]:
    """How many members see the second category and not the first, and the other way round; and
    whether guests do."""
    require(policy.can_shape(viewer))
    now = structure.current()
    before, then = _may(now, source_id, "see"), _may(now, target_id, "see")
    gained, lost = _people([_sum(and_(then, ~before)), _sum(and_(before, ~then))])[0]
    open_before, open_then = _is_public(now, source_id), _is_public(now, target_id)
    guests = "" if open_before == open_then else "gained" if open_then else "lost"
    return gained, lost, guests


def _guests(now: Structure, after: Structure, ids: Collection[int]) -> str:
    if not now.setting("guests.may_read"):
        return ""
    for one in ids:
        before, then = _is_public(now, one), _is_public(after, one)
        if before != then:
            return "gained" if then else "lost"
    return ""


def _is_public(of: Structure, category_id: int) -> bool:
    return all(EVERYONE in node.see for node in of.path(category_id))


def _counted(
    now: Structure, after: Structure, asked: Collection[tuple[int, str]], coming: Coming
) -> list[ColumnElement[Any]]:
    """What sums up who gains and who loses, for each pair of a category and a right."""
    columns = []
    for category_id, right in asked:
        before, then = _may(now, category_id, right), _may(after, category_id, right, coming)
        columns += [_sum(and_(then, ~before)), _sum(and_(before, ~then))]
    return columns


def _loses_own(
    now: Structure, after: Structure, ids: Collection[int], coming: Coming
) -> ColumnElement[bool]:
    """Whether a member sees a category no longer in which a post of theirs is to be seen."""
    found: list[ColumnElement[bool]] = []
    for one in ids:
        wrote = (
            select(Post.id).join(Thread, Thread.id == Post.thread_id)
            .where(Post.author_id == User.id, Post.state == "visible", Thread.category_id == one)
            .correlate(User).exists()
        )  # fmt: skip
        found.append(and_(_may(now, one, "see"), ~_may(after, one, "see", coming), wrote))
    return or_(false(), *found)


def _people(columns: Sequence[ColumnElement[Any]]) -> list[tuple[int, int]]:
    """Of everybody who can sign in: the sums, in pairs."""
    row = db.session.execute(
        select(*columns).where(User.active.is_(True), User.erased_at.is_(None))
    ).one()
    return list(zip(row[::2], row[1::2], strict=True))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _may(
    of: Structure, category_id: int, right: str, coming: Coming = NOBODY
) -> ColumnElement[bool]:
    """`policies.categories`: see, reply, start, moderate, for a row of members."""
    path = of.path(category_id)
    staff = _in(STAFF)
    seen = or_(staff, and_(*(_in(node.see, coming) for node in path)))
    if right == "see":
        return seen
    has = and_(seen, or_(staff, _in(getattr(path[-1], right), coming)), ~_is_suspended())
    if right == "moderate":
        return has
    return false() if path[-1].is_archived else and_(has, _may_write(of))


def _in(ids: frozenset[int], coming: Coming = NOBODY) -> ColumnElement[bool]:
    """Whether a member is in one of these groups, or comes into it by their address."""
    if ids & {EVERYONE, MEMBERS}:
        return true()
    found: list[ColumnElement[bool]] = []
    if levels := [one for one in ids if one in _LEVELS]:
        found.append(User.trust_level >= min(levels) - TRUST_0)
    if hand := [one for one in ids if one not in _LEVELS]:
        found.append(exists(select(1).where(
            GroupMember.user_id == User.id, GroupMember.group_id.in_(sorted(hand)),
            or_(GroupMember.until.is_(None), GroupMember.until > utcnow()),
        )))  # fmt: skip
    for one in ids & coming.keys():
        there = User.email.endswith(f"@{coming[one]}", autoescape=True)
        found.append(and_(there, User.confirmed_at.is_not(None), ~affiliations.has_left()))
    return or_(false(), *found)


def _is_suspended() -> ColumnElement[bool]:
    now = utcnow()
    return or_(
        and_(User.terminated_at.is_not(None), User.terminated_at <= now),
        and_(User.suspended_until.is_not(None), User.suspended_until > now),
    )


def _may_write(of: Structure) -> ColumnElement[bool]:
    restricted = and_(User.restricted_until.is_not(None), User.restricted_until > utcnow())
    newest = max((one.id for one in of.pages_to_accept), default=0)
    accepted = and_(User.accepted_number >= of.guidelines_to_accept, User.accepted_page >= newest)
    return and_(User.waits_since.is_(None), ~restricted, or_(User.is_bot.is_(True), accepted))
