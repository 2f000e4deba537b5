"""Every counter that a verb moves, in SQL. What each one is exactly stands in `recounting`.

A thread counts its own visible posts. A category counts visible threads and their visible posts. A
member's numbers and a tag's are shown to everyone, so they count only what everyone may see.

Rows are locked in one order (thread with its posts, category, tag, user; smaller id first), so that
two units of work never wait for each other.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, case, func, inspect, or_, select, text, union, update
from sqlalchemy.orm import aliased

from forum import structure
from forum.extensions import db
from forum.lib.verdict import Conflict
from forum.models import Category, Post, Reaction, Tag, Thread, ThreadTag, User
from forum.models.groups import EVERYONE

_QUIETLY = {"synchronize_session": False}
# What a thread says of its newest post.
OF_LAST_POST = (
    "highest_number", "post_count", "reaction_count", "last_post_at", "last_poster_id",
    "last_poster_capacity", "last_poster",
)  # fmt: skip


def public_categories() -> frozenset[int]:
    """Categories that everyone may see."""
    return structure.current().visible(frozenset({EVERYONE}))


def later(column: Any, at: datetime) -> Any:
    """The later of a moment in the row and `at`."""
    return case((column > at, column), else_=at)


def post_added(post: Post, is_first: bool = False, tag_ids: Iterable[int] = ()) -> None:
    """Count a new visible post of a visible thread, whose own row the caller has updated."""
    thread, more_threads = post.thread, int(is_first)
    change(
        Category, thread.category_id, thread_count=Category.thread_count + more_threads,
        post_count=Category.post_count + 1, **_of_newest(post),
    )  # fmt: skip
    if post.reply_to_id is not None:
        change(Post, post.reply_to_id, reply_count=Post.reply_count + 1)
    if thread.category_id in public_categories():
        for tag_id in sorted(tag_ids):
            change(Tag, tag_id, thread_count=Tag.thread_count + 1)
        change(
            User,
            post.author_id,
            thread_count=User.thread_count + more_threads,
            post_count=User.post_count + 1,
        )


def _of_newest(post: Post) -> dict[str, Any]:
    """What the category says of its newest post, if this is it."""
    older = or_(Category.last_post_at.is_(None), Category.last_post_at <= post.created_at)
    new = {"last_post_at": post.created_at, "last_thread_id": post.thread_id,
           "last_poster_id": post.author_id}  # fmt: skip
    return {
        name: case((older, value), else_=getattr(Category, name)) for name, value in new.items()
    }


def post_changed(post: Post, step: int) -> None:
    """Count (`step` 1) or count no longer (-1) a post whose state has just been changed.

    The caller holds the lock on its thread, so no reaction comes in between.
    """
    thread = post.thread
    change(Thread, thread.id, post_count=Thread.post_count + step,
           reaction_count=Thread.reaction_count + step * post.reaction_count,
           **newest_post(thread.id))  # fmt: skip
    db.session.expire(thread, OF_LAST_POST)
    visible = thread.state == "visible"
    if visible:
        lock(Category, [thread.category_id])
        change(Category, thread.category_id, post_count=Category.post_count + step,
               **newest_thread(thread.category_id))  # fmt: skip
    if post.reply_to_id is not None:
        change(Post, post.reply_to_id, reply_count=Post.reply_count + step)
    if visible and thread.category_id in public_categories():
        _count_for_members(select(Post.id).where(Post.id == post.id).correlate(None), step)


def thread_changed(thread: Thread, step: int) -> None:
    """Count (`step` 1) or count no longer (-1) a thread with all its visible posts.

    Because its state has just been changed, or because it leaves or enters its category.
    """
    lock(Category, [thread.category_id])
    change(
        Category, thread.category_id, thread_count=Category.thread_count + step,
        post_count=Category.post_count + step * thread.post_count,
        **newest_thread(thread.category_id),
    )  # fmt: skip
    if thread.category_id not in public_categories():
        return
    used = db.session.scalars(
        select(ThreadTag.tag_id).where(ThreadTag.thread_id == thread.id).order_by(ThreadTag.tag_id)
    ).all()
    for tag_id in used:
        change(Tag, tag_id, thread_count=Tag.thread_count + step)
    shown = select(Post.id).where(Post.thread_id == thread.id, Post.state == "visible")
    _count_for_members(shown.correlate(None), step, thread)


def _count_for_members(posts: Select[Any], step: int, thread: Thread | None = None) -> None:
    """For authors and who reacted: count these posts; with `thread`, that one and its answer."""
    people: list[Select[Any]] = [
        select(Post.author_id).where(Post.id.in_(posts)),
        select(Reaction.user_id).where(Reaction.post_id.in_(posts)),
    ]
    if thread is not None:
        people.append(select(Thread.author_id).where(Thread.id == thread.id))
    among = User.id.in_(union(*people))
    _lock_where(User, among)
    own = select(func.count()).where(Post.id.in_(posts), Post.author_id == User.id)
    received = select(func.coalesce(func.sum(Post.reaction_count), 0)).where(
        Post.id.in_(posts), Post.author_id == User.id
    )
    given = select(func.count()).where(Reaction.post_id.in_(posts), Reaction.user_id == User.id)
    db.session.execute(
        update(User).where(among).values(
            post_count=User.post_count + step * own.scalar_subquery(),
            reactions_received_count=User.reactions_received_count
            + step * received.scalar_subquery(),
            reactions_given_count=User.reactions_given_count + step * given.scalar_subquery(),
        ),
        execution_options=_QUIETLY,
    )  # fmt: skip
    if thread is not None:
        change(User, thread.author_id, thread_count=User.thread_count + step)
        answer_counted(thread, step)
    _forget_members()


def answer_counted(thread: Thread, step: int) -> None:
    """Count, or count no longer, the thread's answer for its author."""
    if thread.answer_id is None or thread.category_id not in public_categories():
        return
    author_id = db.session.scalar(
        select(Post.author_id).where(Post.id == thread.answer_id, Post.state == "visible")
    )
    if author_id is not None:
        change(User, author_id, answer_count=User.answer_count + step)


def newest_post(thread_id: Any) -> dict[str, Any]:
    """What a thread says of its newest visible post; as before when there is none."""
    post = aliased(Post)
    names = {"last_post_at": post.created_at, "last_poster_id": post.author_id,
             "last_poster_capacity": post.author_capacity}  # fmt: skip
    return {
        name: func.coalesce(
            select(column)
            .where(post.thread_id == thread_id, post.state == "visible")
            .order_by(post.number.desc())
            .limit(1)
            .correlate_except(post)
            .scalar_subquery(),
            getattr(Thread, name),
        )
        for name, column in names.items()
    }


def newest_thread(category_id: Any) -> dict[str, Any]:
    """What a category says of its visible thread with the newest post; nothing without one."""
    thread = aliased(Thread)
    names = {"last_post_at": thread.last_post_at, "last_thread_id": thread.id,
             "last_poster_id": thread.last_poster_id}  # fmt: skip
    return {
        name: select(column)
        .where(thread.category_id == category_id, thread.state == "visible")
        .order_by(thread.last_post_at.desc(), thread.id.desc())
        .limit(1)
        .correlate_except(thread)
        .scalar_subquery()
        for name, column in names.items()
    }


def threads_with(tag_id: Any) -> Any:
    """How many threads with a tag everyone may see."""
    return (
        select(func.count())
        .where(
            ThreadTag.tag_id == tag_id, ThreadTag.thread_id == Thread.id,
            Thread.state == "visible", Thread.category_id.in_(public_categories()),
        )
        .correlate_except(ThreadTag, Thread)
        .scalar_subquery()
    )  # fmt: skip


def lock(table: Any, ids: Iterable[int]) -> bool:
    """Hold these rows until the end, in order. What is read afterwards is what others committed.
    Returns whether all of them are there."""
    wanted = sorted(set(ids))
    return _lock_where(table, table.id.in_(wanted)) in (None, wanted)


def _lock_where(table: Any, condition: Any) -> list[int] | None:
    if db.engine.dialect.name != "postgresql":  # on SQLite this unit of work holds everything
        return None
    rows = select(table.id).where(condition).order_by(table.id).with_for_update(key_share=True)
    return list(db.session.scalars(rows))


def hold_all_threads() -> None:
    """Nobody else writes into any thread until the end; who writes at this moment is waited for.
    To be called before any row is held."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE thread IN EXCLUSIVE MODE"))


def hold(thread: Thread, *posts: Post) -> None:
    """Lock a thread, and read it and posts of it again as they are now that nobody changes them.

    Ask the policy again afterwards: what it was asked about may have changed while we waited.
    """
    if db.engine.dialect.name == "postgresql":  # on SQLite nobody has written since we began
        _lock_where(Thread, Thread.id == thread.id)
        for thing in (thread, *posts):
            reread(thing)
        if any(post.thread_id != thread.id for post in posts):
            raise Conflict(_("This post has just been moved to another thread. Please look again."))


def reread(thing: Any) -> None:
    """Read the columns of a loaded object again."""
    db.session.refresh(thing, [column.key for column in inspect(type(thing)).column_attrs])


def change(table: Any, row_id: int, **values: Any) -> None:
    """Give one row these values in SQL; a loaded object reads them again when it is asked."""
    db.session.execute(
        update(table).where(table.id == row_id).values(**values), execution_options=_QUIETLY
    )
    loaded = db.session.identity_map.get(db.session.identity_key(table, row_id))
    if loaded is not None:
        db.session.expire(loaded, list(values))


def _forget_members() -> None:
    """Loaded members read their counters again when they are asked."""
    names = [column.name for column in User.__table__.columns if column.name.endswith("_count")]
    for loaded in list(db.session.identity_map.values()):
        if isinstance(loaded, User):
            db.session.expire(loaded, names)
