"""Drafts: the one of a place, and the list of one's own."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from forum import links
from forum.extensions import db
from forum.lib import markdown
from forum.models import Conversation, Draft, Post, Thread, Viewer
from forum.policies import conversations as talk_policy
from forum.policies import posts as post_policy
from forum.policies import threads as thread_policy

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class State:
    """What is kept at a place. Sequence 0: nothing ever was; None: nobody looked. An empty payload:
    nothing is kept now."""

    key: str
    sequence: int | None = 0
    payload: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list. `href` leads to the form that it fills."""

    key: str
    sequence: int
    title: str
    excerpt: str
    href: str
    updated_at: datetime


def at(viewer: Viewer, key: str) -> State:
    """The viewer's draft at this place."""
    row = db.session.execute(
        select(Draft.sequence, Draft.payload).where(Draft.user_id == viewer.id, Draft.key == key)
    ).one_or_none()
    return State(key, row.sequence, row.payload or {}) if row else State(key)


def mine(viewer: Viewer) -> tuple[DraftRow, ...]:
    """The viewer's drafts, newest first; of threads they can read no longer only the text."""
    rows = db.session.execute(
        select(Draft.key, Draft.sequence, Draft.payload, Draft.updated_at)
        .where(Draft.user_id == viewer.id, Draft.payload.is_not(None))
        .order_by(Draft.updated_at.desc(), Draft.id.desc())
        .limit(MOST_LISTED)
    ).all()
    rows = [row for row in rows if row.payload]
    threads = _titles(viewer, {_id(row.key, "thread") for row in rows} - {0})
    edited = _edited(viewer, {_id(row.key, "post") for row in rows} - {0})
    talks = _talks(viewer, {_id(row.key, "conversation") for row in rows} - {0})
    titles = {"thread": threads, "post": edited, "conversation": talks}
    return tuple(_row(row, titles) for row in rows)


def _id(key: str, kind: str) -> int:
    name, _colon, number = key.partition(":")
    return int(number) if name == kind and number.isascii() and number.isdigit() else 0


def _titles(viewer: Viewer, ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Thread.id, Thread.title).where(Thread.id.in_(ids), thread_policy.readable(viewer))
    ) if ids else ()  # fmt: skip
    return {row.id: row.title for row in rows}


def _edited(viewer: Viewer, ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Post.id, Thread.title)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.id.in_(ids), post_policy.readable(viewer))
    ) if ids else ()  # fmt: skip
    return {row.id: row.title for row in rows}


def _talks(viewer: Viewer, ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Conversation.id, Conversation.title)
        .where(Conversation.id.in_(ids), talk_policy.readable(viewer))
    ) if ids else ()  # fmt: skip
    return {row.id: row.title or _("A private conversation") for row in rows}


def _row(row: Any, titles: dict[str, dict[int, str]]) -> DraftRow:
    title, href = row.payload.get("title", ""), links.drafted(row.key)
    kind = row.key.partition(":")[0]
    if kind in titles:
        title = titles[kind].get(_id(row.key, kind), "")
        href = href if title else ""  # no longer there for the viewer
    excerpt = markdown.excerpt(row.payload.get("body", ""), 200)
    return DraftRow(row.key, row.sequence, title, excerpt, href, row.updated_at)
