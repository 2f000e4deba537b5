"""Notifications: a member's own list, and where one leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Select, select, tuple_

from forum import links
from forum.extensions import db
from forum.lib import dates, keyset
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import Badge, Notification, Post, Thread, Viewer
from forum.models.columns import utcnow
from forum.policies import notifications as policy
from forum.queries import groups, guideline_news
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PER_PAGE = 40
_ACTOR = PersonColumns("actor")
Named = Mapping[int, tuple[str, str]]  # groups: name and address


@dataclass(frozen=True, slots=True)
class Row:
    """`target` is the title or name it is about; `href` leads there and marks it read; `sentence`
    says it all, where it is not said by the template."""

    id: int
    event: str
    count: int
    actor: Person | None
    target: str
    href: str
    created_at: datetime
    is_unread: bool
    details: dict[str, Any]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    days: tuple[Day, ...]
    next_href: str | None
    has_unread: bool


def page(viewer: Viewer, after: str | None = None) -> Page:
    """The newest first."""
    place = tuple_(Notification.created_at, Notification.id)
    statement = _select(viewer)
    if cursor := keyset.decode(after, datetime, int):
        statement = statement.where(place < tuple_(*cursor))
    statement = statement.order_by(Notification.created_at.desc(), Notification.id.desc())
    found = db.session.execute(statement.limit(PER_PAGE + 1)).all()
    known = groups.named(viewer, _groups(found))
    rows = tuple(_row(row, known) for row in found[:PER_PAGE])
    next_href = None
    if len(found) > PER_PAGE:
        last = rows[-1]
        next_href = links.notifications(after=keyset.encode(last.created_at, last.id))
    return Page(_days(rows), next_href, viewer.unread_count > 0)


def _days(rows: tuple[Row, ...]) -> tuple[Day, ...]:
    """By the day of UTC, as dates are shown everywhere without a script."""
    today = utcnow().date()
    named = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}
    language = str(get_locale() or "en")
    return tuple(
        Day(named.get(day) or dates.short(day_rows[0].created_at, language), day_rows)
        for day, group in groupby(rows, lambda row: row.created_at.date())
        for day_rows in [tuple(group)]
    )


def target(viewer: Viewer, notification_id: int) -> str:
    """Where one of the viewer's own leads. Raises Denied when there is none for them now."""
    row = db.session.execute(
        _select(viewer).where(Notification.id == notification_id)
    ).one_or_none()
    if row is None:
        raise Denied(NOT_FOUND)
    return _place(row, groups.named(viewer, _groups([row])))


def _groups(rows: Sequence[Any]) -> set[int]:
    """The groups that some of these are about: named to who may know of them now."""
    return {row.details["group_id"] for row in rows if "group_id" in (row.details or {})}


def _select(viewer: Viewer) -> Select[Any]:
    return (
        select(
            Notification.id, Notification.event, Notification.count, Notification.created_at,
            Notification.read_at, Notification.details, Notification.conversation_id,
            Notification.thread_id, Thread.title, Thread.slug, Post.number,
            Post.author_id, Post.author_capacity, Post.author_byline, Post.house_name,
            Badge.name.label("badge_name"), Badge.slug.label("badge_slug"), *_ACTOR.columns,
        )
        .outerjoin(Thread, Thread.id == Notification.thread_id)
        .outerjoin(Post, Post.id == Notification.post_id)
        .outerjoin(Badge, Badge.id == Notification.badge_id)
        .outerjoin(_ACTOR.user, _ACTOR.user.id == Notification.actor_id)
        .where(policy.readable(viewer))
    )  # fmt: skip


def _row(row: Any, known: Named) -> Row:
    actor = None
    if row.actor_id is not None:
        is_author = row.actor_id == row.author_id
        actor = _ACTOR.of(
            row, row.author_capacity if is_author else "member",
            row.author_byline if is_author else None, (row.house_name or "") if is_author else "",
        )  # fmt: skip
    is_rules = row.event == guideline_news.EVENT
    name = guideline_news.category_name(None, row.details) if is_rules else ""
    about = _group(row, known)
    return Row(
        id=row.id,
        event=row.event,
        count=row.count,
        actor=actor,
        target=row.title or (row.badge_name if row.count == 1 else "") or name or about[0],
        href=links.notifications(row.id),
        created_at=row.created_at,
        is_unread=row.read_at is None,
        details=row.details or {},
        sentence=guideline_news.sentence(None, row.details) if is_rules else "",
    )


def _group(row: Any, known: Named) -> tuple[str, str]:
    """Name and address of the group it is about, for who may know of it."""
    return known.get((row.details or {}).get("group_id", 0), ("", ""))


def _place(row: Any, known: Named) -> str:
    """A post, one badge, else what the details say (a rooted path), else the list itself."""
    if row.thread_id is not None:
        first = (row.details or {}).get("first")
        number = first if row.read_at is None and row.count > 1 and first else row.number
        return links.post(row.thread_id, row.slug, number or 1)
    if row.badge_slug is not None and row.count == 1:
        return links.badge(row.badge_slug)
    said = row.details or {}
    path = said.get("many" if row.count > 1 else "path") or said.get("path", "")
    path = path or _group(row, known)[1]
    return path if path.startswith("/") and not path.startswith("//") else links.notifications()
