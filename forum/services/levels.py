"""Levels: how closely somebody follows a thread, a category, a tag. Muted to watching."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, update

from forum import database
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import CategoryLevel, Tag, TagLevel, Thread, ThreadLevel, User, Viewer
from forum.models.columns import utcnow
from forum.models.notifications import MUTED, NORMAL, TRACKING, WATCHING, WATCHING_FIRST
from forum.policies import levels as policy
from forum.queries import audiences

OF_THREADS = (WATCHING, TRACKING, NORMAL, MUTED)
OF_PLACES = (WATCHING, WATCHING_FIRST, TRACKING, NORMAL, MUTED)


def choose_for_thread(actor: Viewer, thread: Thread, level: int) -> None:
    """Chosen by hand: no rule changes it any more."""
    require(policy.can_follow_thread(actor, thread))
    _check(level, OF_THREADS)
    database.upsert(
        ThreadLevel, ("user_id", "thread_id"), user_id=actor.id, thread_id=thread.id,
        level=level, is_by_hand=True, changed_at=utcnow(),
    )  # fmt: skip


def raise_for_thread(actor: Viewer, thread: Thread, level: int) -> None:
    """What follows by rule from starting a thread or replying: never less than before."""
    require(policy.can_follow_thread(actor, thread))
    if not database.insert_missing(
        ThreadLevel, user_id=actor.id, thread_id=thread.id, level=level, is_by_hand=False,
        changed_at=utcnow(),
    ):  # fmt: skip
        db.session.execute(
            update(ThreadLevel)
            .where(ThreadLevel.user_id == actor.id, ThreadLevel.thread_id == thread.id,
                   ThreadLevel.is_by_hand.is_(False), ThreadLevel.level < level)
            .values(level=level, changed_at=utcnow()),
            execution_options={"synchronize_session": False},
        )  # fmt: skip


def track_by_reading(actor: User, thread: Thread) -> None:
    """What follows by rule from reading there for long (features.md §4.4): they track it, unless
    they do not want that, or have muted the category or a tag."""
    require(policy.can_follow_thread(actor, thread))
    at = audiences.place_of(actor, thread)
    if (
        not actor.is_read_untracked
        and MUTED not in audiences.levels(actor, at, [actor.id])[actor.id]
    ):
        raise_for_thread(actor, thread, TRACKING)


def choose_for_category(actor: Viewer, category_id: int, level: int) -> None:
    """For the category and everything below it that has no level of its own."""
    require(policy.can_follow_category(actor, category_id))
    _check(level, OF_PLACES)
    _keep(CategoryLevel, level, user_id=actor.id, category_id=category_id)


def choose_for_tag(actor: Viewer, tag: Tag, level: int) -> None:
    require(policy.can_follow_tag(actor))
    _check(level, OF_PLACES)
    _keep(TagLevel, level, user_id=actor.id, tag_id=tag.id)


def _check(level: int, offered: tuple[int, ...]) -> None:
    if level not in offered:
        raise Refused(_("Choose one of the options."), "level")


def _keep(table: Any, level: int, **key: Any) -> None:
    """The usual level of a tag is no row; of a category it is one, since those above may differ."""
    if level == NORMAL and table is TagLevel:
        db.session.execute(delete(table).filter_by(**key))
        return
    database.upsert(table, tuple(key), **key, level=level, changed_at=utcnow())
