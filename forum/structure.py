"""What changes rarely and is asked all the time, kept in memory under its version.

Categories with their permissions, groups, settings, kinds of reaction and the number of the current
guidelines. A process reads them once per version (a few small statements), not once per request.
"""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from forum import database, settings
from forum.extensions import db
from forum.lib.watching import Rule, Watch
from forum.models import (
    Category,
    CategoryAccess,
    Group,
    GroupMember,
    GuidelineVersion,
    Incident,
    Page,
    PageVersion,
    Post,
    ReactionKind,
    SettingValue,
    Setup,
    Thread,
    User,
    WatchedWord,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS
from forum.models.guidelines import COMMUNITY
from forum.models.pages import IN_FOOTER, TO_ACCEPT, ToAccept
from forum.plugins.registry import offers
from forum.versions import Snapshot

NAME = "structure"
# What `current` found last, while the unit of work is the same.
_here: ContextVar[tuple[Snapshot, "Structure"] | None] = ContextVar("structure", default=None)
STAFF = frozenset({COMMUNITY_MANAGERS, ADMINS})  # they see and moderate everywhere


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category as it is configured. Its counters are not here: they change with every post."""

    id: int
    parent_id: int | None
    name: str
    slug: str
    description: str
    colour: str
    icon: str
    template: str
    kinds: tuple[str, ...]
    default_kind: str
    tags_wanted: int
    tags_limited: bool
    is_archived: bool
    holds: str  # what waits here for a moderator: "", threads or posts
    programme_id: int | None  # of which this is the room of ambassadors
    search_percent: int  # how much it counts in the search
    hold_back_hours: int  # in which the brand leaves a thread to its members
    cover_key: str  # of the picture on top of its page; ""
    default_sort: str  # the list that its page begins with
    version: int
    depth: int
    children: tuple[int, ...]
    see: frozenset[int]  # ids of the groups that may
    reply: frozenset[int]
    start: frozenset[int]
    moderate: frozenset[int]

    @property
    def is_private(self) -> bool:
        return 1 not in self.see


@dataclass(frozen=True, slots=True)
class KindOfReaction:
    key: str
    symbol: str
    label: str
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Guidelines:
    """A published version of the community's guidelines, in force or soon to be."""

    id: int
    number: int
    is_major: bool  # the first one, or a significant change: everybody accepts it
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched word or pattern, and what happens to a text that has it."""

    id: int
    text: str
    is_pattern: bool
    action: str
    replacement: str
    message: str


@dataclass(frozen=True, slots=True)
class Guarded:
    """Incident mode: what is on, until when, and what everybody is told."""

    id: int
    message: str
    ends_at: datetime
    holds: bool
    slow_seconds: int
    closes: bool


@dataclass(frozen=True)
class Structure:
    categories: Mapping[int, CategoryNode]  # in the order in which they are shown
    by_slug: Mapping[str, CategoryNode]
    groups: Mapping[int, str]
    values: Mapping[str, Any]
    reactions: Mapping[str, KindOfReaction]
    published: tuple[Guidelines, ...]  # the oldest first; each comes into force by itself
    words: Mapping[int, Watched]  # watched, those that are switched on
    incidents: tuple[Guarded, ...]  # not ended by anybody; each ends by itself
    is_unfounded: bool  # it waits for its setup page
    pages: tuple[tuple[str, str], ...] = ()  # of the footer: slug and title
    pages_to_accept: tuple[ToAccept, ...] = ()

    @property
    def incident(self) -> Guarded | None:
        """Incident mode as it is at this moment."""
        now = utcnow()
        return next((one for one in self.incidents if one.ends_at > now), None)

    @property
    def guidelines(self) -> int:
        """Id of the version of the community's guidelines that is in force; 0: there is none."""
        return next((one.id for one in reversed(self._in_force())), 0)

    @property
    def guidelines_to_accept(self) -> int:
        """Number of the newest significant version in force; 0: there is none."""
        return max((one.number for one in self._in_force() if one.is_major), default=0)

    @property
    def guidelines_to_come(self) -> Guidelines | None:
        """The significant version that was announced and is not in force yet."""
        moment = utcnow()
        waiting = (one for one in self.published if one.is_major and one.effective_at > moment)
        return next(waiting, None)

    def _in_force(self) -> list[Guidelines]:
        moment = utcnow()
        return [one for one in self.published if one.effective_at <= moment]

    def setting(self, name: str) -> Any:
        """The value of a declared setting; KeyError for any other."""
        declared = settings.BY_NAME[name]
        return self.values.get(name, declared.default)

    @cached_property
    def watch(self) -> Watch:
        """The watched words, ready to be looked for."""
        return Watch(Rule(word.id, word.text, word.is_pattern) for word in self.words.values())

    @cached_property
    def rewrites(self) -> bool:
        """Whether any watched word changes a text."""
        return any(word.action in {"replace", "link"} for word in self.words.values())

    def visible(self, group_ids: frozenset[int]) -> frozenset[int]:
        """Ids of the categories that somebody in these groups may see, with all above them."""
        if group_ids not in self._visible:
            found: set[int] = set()
            for node in self.categories.values():
                above = node.parent_id is None or node.parent_id in found
                if above and (node.see & group_ids or STAFF & group_ids):
                    found.add(node.id)
            self._visible[group_ids] = frozenset(found)
        return self._visible[group_ids]

    def moderated(self, group_ids: frozenset[int]) -> frozenset[int]:
        """Ids of the categories in which somebody in these groups may moderate."""
        if group_ids not in self._moderated:
            self._moderated[group_ids] = frozenset(
                node.id
                for node in self.categories.values()
                if node.moderate & group_ids or STAFF & group_ids
            ) & self.visible(group_ids)
        return self._moderated[group_ids]

    def with_children(self, category_id: int) -> frozenset[int]:
        """The category and everything below it."""
        found = {category_id}
        for node in self.categories.values():  # parents come before their children
            if node.parent_id in found:
                found.add(node.id)
        return frozenset(found)

    def path(self, category_id: int) -> tuple[CategoryNode, ...]:
        """From the top down to the category itself."""
        found: list[CategoryNode] = []
        node = self.categories.get(category_id)
        while node is not None:
            found.append(node)
            node = self.categories.get(node.parent_id) if node.parent_id else None
        return tuple(reversed(found))

    _visible: dict[frozenset[int], frozenset[int]] = field(default_factory=dict)
    _moderated: dict[frozenset[int], frozenset[int]] = field(default_factory=dict)


def init_app(app: Flask) -> None:
    app.extensions["forum.structure"] = None
    if not event.contains(db.session, "before_flush", _notice_changes):
        event.listen(db.session, "before_flush", _notice_changes)


def current() -> Structure:
    """The structure as this unit of work sees it: as committed, or with its own changes."""
    if database.touched(NAME):
        db.session.flush()
        return _load()
    snapshot = database.snapshot()
    here = _here.get()
    if here is not None and here[0] is snapshot:
        return here[1]
    found = _kept(snapshot.current(NAME))
    _here.set((snapshot, found))
    return found


def _kept(version: tuple[int, ...]) -> Structure:
    kept: tuple[tuple[int, ...], Structure] | None = current_app.extensions["forum.structure"]
    if kept is None or kept[0] != version:
        kept = (version, _load())
        current_app.extensions["forum.structure"] = kept
    return kept[1]


def setting(name: str) -> Any:
    return current().setting(name)


_WATCHED = (
    select(*(getattr(WatchedWord, name) for name in Watched.__slots__))
    .where(WatchedWord.is_enabled)
    .order_by(WatchedWord.id)
)


def _load() -> Structure:
    access: dict[int, dict[str, set[int]]] = {}
    for row in db.session.execute(select(CategoryAccess.__table__)):
        rights = access.setdefault(row.category_id, {})
        for right in RIGHTS:
            if getattr(row, f"may_{right}"):
                rights.setdefault(right, set()).add(row.group_id)
    rows = db.session.execute(
        select(Category.__table__).order_by(Category.position, Category.id)
    ).all()
    nodes = {node.id: node for node in _tree(rows, access)}
    kinds = db.session.execute(select(ReactionKind.__table__).order_by(ReactionKind.position)).all()
    return Structure(
        categories=nodes,
        by_slug={node.slug: node for node in nodes.values()},
        groups={row.id: row.name for row in db.session.execute(select(Group.id, Group.name))},
        values={
            row.name: row.value
            for row in db.session.execute(select(SettingValue.name, SettingValue.value))
        },
        reactions={k.key: KindOfReaction(k.key, k.symbol, k.label, offers(k)) for k in kinds},
        published=_published(),
        incidents=_incidents(),
        is_unfounded=db.session.scalar(select(Setup.finished_at.is_(None))) or False,
        pages=tuple((row.slug, row.title) for row in db.session.execute(IN_FOOTER)),
        pages_to_accept=tuple(ToAccept(*row) for row in db.session.execute(TO_ACCEPT)),
        words={row.id: Watched(*row) for row in db.session.execute(_WATCHED)},
    )


def _incidents() -> tuple[Guarded, ...]:
    rows = db.session.execute(
        select(Incident.id, Incident.message, Incident.ends_at, Incident.measures)
        .where(Incident.ended_at.is_(None), Incident.ends_at > utcnow())
        .order_by(Incident.ends_at.desc())
    )
    return tuple(
        Guarded(row.id, row.message, row.ends_at, bool(row.measures.get("holds")),
                int(row.measures.get("slow_seconds", 0)), bool(row.measures.get("closes")))
        for row in rows
    )  # fmt: skip


def _published() -> tuple[Guidelines, ...]:
    version = GuidelineVersion
    rows = db.session.execute(
        select(version.id, version.number, version.significance, version.effective_at)
        .where(version.document_id == COMMUNITY, version.state == "published")
        .where(version.effective_at.is_not(None))
        .order_by(version.number)
    ).all()
    return tuple(
        Guidelines(row.id, row.number, not place or row.significance == "major", row.effective_at)
        for place, row in enumerate(rows)
        if row.effective_at is not None
    )


RIGHTS = ("see", "reply", "start", "moderate")
# Of a node what stands in the row as it is here.
_AS_KEPT = tuple(
    name
    for name in CategoryNode.__slots__
    if name not in {*RIGHTS, "kinds", "cover_key", "depth", "children"}
)


def _tree(rows: Iterable[Any], access: dict[int, dict[str, set[int]]]) -> Iterable[CategoryNode]:
    """The categories, each followed by what is below it. A circle or an orphan is left out."""
    below: dict[int | None, list[Any]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent_id: int | None, depth: int) -> Iterable[CategoryNode]:
        for row in below.get(parent_id, ()):
            rights = {right: frozenset(ids) for right, ids in access.get(row.id, {}).items()}
            none: frozenset[int] = frozenset()
            yield CategoryNode(
                **{name: getattr(row, name) for name in _AS_KEPT},
                see=rights.get("see", none),
                reply=rights.get("reply", none),
                start=rights.get("start", none),
                moderate=rights.get("moderate", none),
                kinds=tuple(row.kinds.split()),
                cover_key=row.cover_key or "",
                depth=depth,
                children=tuple(child.id for child in below.get(row.id, ())),
            )
            yield from walk(row.id, depth + 1)

    return walk(None, 0)


_STRUCTURAL = (Category, CategoryAccess, Group, SettingValue, ReactionKind, GuidelineVersion,
               WatchedWord, Incident, Setup, Page, PageVersion)  # fmt: skip
# A post moves these counters; they are no part of the structure.
_COUNTERS = {"thread_count", "post_count", "last_post_at", "last_thread_id", "last_poster_id"}
# What others see of a member wherever the member is named.
_SEEN_OF_A_MEMBER = {
    "name", "display_name", "avatar_key", "byline", "title", "pronouns", "location", "website",
    "bio_html", "active", "suspended_until", "claimed_at", "interests", "hides_activity",
    "hides_presence", "is_unlisted",
}  # fmt: skip


def _notice_changes(session: Session, *_: Any) -> None:
    """Whatever goes through the session says by itself what it makes new."""
    for thing in session.dirty:
        if isinstance(thing, _STRUCTURAL):
            if _changed(thing) - _COUNTERS:
                database.touch(NAME)
        elif isinstance(thing, User):
            if _changed(thing) & _SEEN_OF_A_MEMBER:
                database.touch("members")
        elif isinstance(thing, Thread | Post) and _changed(thing):
            _touch_thread(thing)
    if any(isinstance(t, GroupMember) for t in [*session.new, *session.dirty, *session.deleted]):
        database.touch("members")  # in which capacity somebody speaks today
    for thing in [*session.new, *session.deleted]:
        if isinstance(thing, _STRUCTURAL):
            database.touch(NAME)
        elif isinstance(thing, Thread | Post):
            _touch_thread(thing)


def _touch_thread(thing: Thread | Post) -> None:
    thread_id = thing.id if isinstance(thing, Thread) else thing.thread_id
    database.touch("lists", *([f"thread:{thread_id}"] if thread_id else []))


def _changed(thing: Any) -> set[str]:
    return {each.key for each in inspect(thing).attrs if each.history.has_changes()}
