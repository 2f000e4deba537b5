"""Letters: what one is about as far as its reader may know, and whom a stopping link means."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from forum import links, structure, wording
from forum.extensions import db
from forum.lib import markdown, occasions, stops
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import (
    Badge,
    CategoryLevel,
    MailAddressHealth,
    Mailing,
    Notification,
    Post,
    ReadPosition,
    TagLevel,
    Thread,
    ThreadLevel,
    ThreadTag,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.notifications import MUTED
from forum.policies import badges as badge_policy
from forum.policies import notifications as policy
from forum.policies import threads as thread_policy
from forum.queries import people, viewers
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

_AUTHOR = PersonColumns("author")


@dataclass(frozen=True, slots=True)
class Stop:
    """What a link stops, and for whom. `title` is the thread's, where they may still read it."""

    user: User
    what: str
    label: str
    title: str


def stop(viewer: Viewer, word: str) -> Stop:
    """Raises Denied for a word that was not made by us for somebody who is here."""
    said = stops.parse(word)
    user = db.session.get(User, said[0]) if said else None
    if said is None or user is None or user.erased_at is not None:
        raise Denied(NOT_FOUND)
    if not stops.holds(current_app.config["SECRET_KEY"], user.mail_key, word):
        raise Denied(NOT_FOUND)
    what = said[1]
    if what == "digest" or what in occasions.BY_NAME:
        return Stop(user, what, _(occasions.BY_NAME[what].label) if what != "digest" else "", "")
    thread_id = int(what[1:]) if what[1:].isdigit() else 0
    if db.session.scalar(select(Thread.id).where(Thread.id == thread_id)) is None:
        raise Denied(NOT_FOUND)
    viewers.with_groups(viewer, user)
    title = select(Thread.title).where(Thread.id == thread_id, thread_policy.listed(user))
    return Stop(user, what, "", db.session.scalar(title) or "")


def is_healthy(viewer: Viewer, email: str, most_points: int, forgotten: timedelta) -> bool:
    """Whether letters to this address have not come back too often."""
    ill = select(MailAddressHealth.id).where(
        MailAddressHealth.email == email,
        or_(
            MailAddressHealth.complained_at.is_not(None),
            (MailAddressHealth.points >= most_points)
            & (MailAddressHealth.last_bounce_at > utcnow() - forgotten),
        ),
    )
    return db.session.scalar(ill.limit(1)) is None


def sent_today(viewer: User) -> int:
    """How many letters this member got within a day."""
    return (
        db.session.scalar(
            select(func.count()).select_from(Mailing).where(
                Mailing.user_id == viewer.id,
                Mailing.state == "sent",
                Mailing.kind.not_like("account.%"),
                Mailing.settled_at > utcnow() - timedelta(days=1),
            )
        )
        or 0
    )  # fmt: skip


def unread(viewer: User, notification_id: int | None) -> Notification | None:
    """The notification of a letter, if its reader has not read it and may see it now."""
    found: Notification | None = db.session.scalar(
        select(Notification).where(
            Notification.id == notification_id,
            Notification.read_at.is_(None),
            policy.readable(viewer),
        )
    )
    return found


def has_read(viewer: User, thread_id: int, number: int) -> bool:
    reached = db.session.scalar(
        select(ReadPosition.last_number).where(
            ReadPosition.user_id == viewer.id, ReadPosition.thread_id == thread_id
        )
    )
    return (reached or 0) >= number


def person(viewer: User, user_id: int | None) -> Person | None:
    row = db.session.execute(
        select(*_AUTHOR.columns).where(_AUTHOR.user.id == user_id)
    ).one_or_none()
    return _AUTHOR.of(row) if row else None


def badge(viewer: User, row: Notification) -> str:
    """What the badge of a notification is called, as it ships or as it is called here; "" where
    several were folded into one."""
    if row.badge_id is None or row.count > 1:
        return ""
    found = select(Badge.name).where(Badge.id == row.badge_id, badge_policy.readable(viewer))
    return wording.shipped(db.session.scalar(found) or "")


# --- the digest ----------------------------------------------------------------------------------

_LOOKED_AT = 300  # of the threads with something new; the best of them are shown


@dataclass(frozen=True, slots=True)
class Worth:
    """A thread worth opening."""

    title: str
    href: str
    excerpt: str
    by: str  # who began it, with the role in which they spoke
    told: str  # what stands above a text of an ambassador who receives what it is about
    reply_count: int
    reaction_count: int


def worth_opening(viewer: User, since: datetime, most: int) -> tuple[Worth, ...]:
    """The liveliest threads with something new that this member has not read, best first."""
    away = select(ThreadLevel.thread_id).where(
        ThreadLevel.user_id == viewer.id, ThreadLevel.level == MUTED
    )
    tagged = (
        select(ThreadTag.thread_id)
        .join(TagLevel, TagLevel.tag_id == ThreadTag.tag_id)
        .where(TagLevel.user_id == viewer.id, TagLevel.level == MUTED)
    )
    read = select(ReadPosition.thread_id).where(
        ReadPosition.user_id == viewer.id,
        ReadPosition.thread_id == Thread.id,
        ReadPosition.last_number >= Thread.highest_number,
    )
    latest = (
        select(Thread.id, Thread.title, Thread.slug, Thread.post_count, Thread.reaction_count,
               Thread.author_capacity, Post.html, Post.author_byline, Thread.house_name,
               *_AUTHOR.columns)
        .join(_AUTHOR.user, _AUTHOR.user.id == Thread.author_id)
        .join(Post, (Post.thread_id == Thread.id) & (Post.number == 1))
        .where(
            thread_policy.listed(viewer), Thread.last_post_at > since,
            Thread.author_id != viewer.id, Post.state == "visible",
            Thread.id.not_in(away), Thread.id.not_in(tagged),
            Thread.category_id.not_in(_shut(viewer)), ~read.exists(),
            ~policy.keeps_away(viewer.id, Thread.author_id, utcnow()),
        )
        .order_by(Thread.last_post_at.desc())
        .limit(_LOOKED_AT)
    )  # fmt: skip
    rows = db.session.execute(latest).all()
    rows = sorted(rows, key=lambda row: -(row.reaction_count + 2 * row.post_count))[:most]
    return tuple(
        Worth(
            row.title, links.thread(row.id, row.slug), markdown.excerpt(row.html.striptags(), 200),
            people.spoken(author), people.at_length(author), row.post_count - 1, row.reaction_count,
        )
        for row in rows
        for author in [
            _AUTHOR.of(row, row.author_capacity, row.author_byline, row.house_name)
        ]
    )  # fmt: skip


def _shut(viewer: User) -> list[int]:
    """The categories that are muted for this member: by a level of their own, or of the nearest one
    above."""
    levels = dict(
        db.session.execute(
            select(CategoryLevel.category_id, CategoryLevel.level).where(
                CategoryLevel.user_id == viewer.id
            )
        ).all()
    )  # fmt: skip
    now = structure.current()
    found = []
    for place in now.categories if MUTED in levels.values() else ():
        chosen = [levels[node.id] for node in now.path(place) if node.id in levels]
        if chosen and chosen[-1] == MUTED:
            found.append(place)
    return found
