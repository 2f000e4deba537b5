"""What goes along when posts move: notices, levels, places read, drafts, cases, letters.

Called by `services.moving`. What hangs on the post itself (reactions, bookmarks, files, versions)
needs nothing: the post keeps its id. Only of a head that was copied it follows to the copy.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.models import (
    Address,
    BadgeGrant,
    Bookmark,
    Conversation,
    CutReply,
    Draft,
    HeldEdit,
    Mailing,
    ModerationCase,
    MovedPost,
    Notification,
    Post,
    Reaction,
    ReactionCount,
    ReadPosition,
    Revision,
    StaffNote,
    Thread,
    ThreadLevel,
    Told,
    Viewer,
)
from forum.models.columns import utcnow
from forum.services import jobs

EMPTY_FOR = timedelta(days=7)  # then a thread of which only the head is left goes (§4.9)
_QUIETLY = {"synchronize_session": False}
_HANGING: tuple[Any, ...] = (
    Reaction, ReactionCount, Bookmark, Told, Revision, Notification, Mailing, Address, Conversation,
    BadgeGrant, ModerationCase, HeldEdit,
)  # fmt: skip


def follow(head_id: int, copy_id: int) -> None:
    """All that hangs on a head that will go is its copy's from now on."""
    for table in _HANGING:
        _run(update(table).where(table.post_id == head_id).values(post_id=copy_id))
    _run(
        update(ModerationCase).where(ModerationCase.target == f"post:{head_id}")
        .values(target=f"post:{copy_id}")
    )  # fmt: skip
    _run(update(MovedPost).where(MovedPost.post_id == head_id).values(post_id=copy_id))
    _run(update(CutReply).where(CutReply.parent_id == head_id).values(parent_id=copy_id))
    _run(update(Draft).where(Draft.key == f"post:{head_id}").values(key=f"post:{copy_id}"))
    counted = select(Post.reaction_count).where(Post.id == head_id).scalar_subquery()
    _run(update(Post).where(Post.id == copy_id).values(reaction_count=counted))
    _run(update(Post).where(Post.id == head_id).values(reaction_count=0, edit_count=0))


def carry(
    source: Thread, target: Thread, numbers: Mapping[int, int], ids: Mapping[int, int], whole: bool
) -> None:
    """`numbers`: new by old; `ids`: the posts by the number they had; `whole`: all of them."""
    of_post = {post_id: numbers[number] for number, post_id in ids.items()}
    _notifications(source.id, target.id, of_post)
    _run(update(Mailing).where(Mailing.post_id.in_(of_post)).values(thread_id=target.id))
    _run(
        update(ModerationCase).where(ModerationCase.post_id.in_(of_post))
        .values(thread_id=target.id)
    )  # fmt: skip
    _positions(source.id, target, numbers)
    _levels(source.id, target, of_post, whole or target.highest_number == 0)
    if whole:
        _run(update(StaffNote).where(StaffNote.thread_id == source.id).values(thread_id=target.id))
        _run(update(Address).where(Address.thread_id == source.id).values(thread_id=target.id))
        _drafts(source.id, target.id, numbers)


def leave_behind(actor: Viewer, source: Thread, target: Thread) -> None:
    """If only a head is left, which is elsewhere too: closed, leading on, gone in a week."""
    rest = select(Post.id).where(Post.thread_id == source.id, Post.number > 1)
    if db.session.scalar(rest.limit(1)) is not None:
        return
    source.is_closed, source.closed_until, source.merged_into_id = True, None, target.id
    db.session.flush()
    jobs.enqueue("thread.remove_emptied", run_at=utcnow() + EMPTY_FOR, thread_id=source.id,
                 actor_id=actor.id)  # fmt: skip


def tell(actor: Viewer, posts: Iterable[int]) -> None:
    """Each author once, with the first post of theirs."""
    for post_id in posts:
        jobs.enqueue("notify.moved", post_id=post_id, actor_id=actor.id)


def _notifications(before: int, after: int, of_post: Mapping[int, int]) -> None:
    """They name the thread and the number; while unread, one stands for a person and a group."""
    groups = {f"{kind}:{before}": f"{kind}:{after}" for kind in ("thread", "mention")}
    moving = db.session.scalars(
        select(Notification).where(Notification.post_id.in_(of_post))
        .order_by(Notification.id).execution_options(populate_existing=True)
    ).all()  # fmt: skip
    taken = {
        (row.user_id, row.group): row.id
        for row in db.session.execute(
            select(Notification.user_id, Notification.group, Notification.id).where(
                Notification.group.in_(groups.values()), Notification.read_at.is_(None)
            )
        )
    }
    for row in moving:
        row.thread_id = after
        row.details = {**row.details, "first": of_post[row.post_id or 0]}
        group = groups.get(row.group)
        if group is None:
            continue
        other = taken.get((row.user_id, group)) if row.read_at is None else None
        if other is not None and other != row.id:
            _fold(row, other)
            continue
        row.group = group
        if row.read_at is None:
            taken[row.user_id, group] = row.id
    db.session.flush()


def _fold(row: Notification, other_id: int) -> None:
    """Two that are one now: the newer thing to tell stands, the number counts both."""
    count = Notification.count + row.count
    _run(update(Notification).where(Notification.id == other_id).values(count=count))
    _run(update(Mailing).where(Mailing.notification_id == row.id).values(notification_id=other_id))
    db.session.delete(row)


def _positions(before: int, target: Thread, numbers: Mapping[int, int]) -> None:
    """Who had read these posts and all of the target has read them there as well."""
    mine = dict(
        db.session.execute(
            select(ReadPosition.user_id, ReadPosition.last_number).where(
                ReadPosition.thread_id == target.id
            )
        ).all()
    )
    by_new = sorted((new, old) for old, new in numbers.items())
    for user_id, last in db.session.execute(
        select(ReadPosition.user_id, ReadPosition.last_number)
        .where(ReadPosition.thread_id == before)
    ).all():  # fmt: skip
        known = mine.get(user_id)
        if target.highest_number and (known is None or known < target.highest_number):
            continue
        reached = known or 0
        for new, old in by_new:
            if old > last:
                break
            reached = new
        if reached > (known or 0):
            database.upsert(ReadPosition, ("user_id", "thread_id"), user_id=user_id,
                            thread_id=target.id, last_number=reached, read_at=utcnow())  # fmt: skip


def _levels(before: int, target: Thread, of_post: Mapping[int, int], everybody: bool) -> None:
    """The greater of both levels; of some posts in a thread that was there, their authors' only."""
    wanted = select(ThreadLevel).where(ThreadLevel.thread_id == before)
    if not everybody:
        authors = select(Post.author_id).where(Post.id.in_(of_post))
        wanted = wanted.where(ThreadLevel.user_id.in_(authors))
    for row in db.session.scalars(wanted).all():
        values = {"level": row.level, "is_by_hand": row.is_by_hand, "changed_at": row.changed_at}
        if not database.insert_missing(
            ThreadLevel, user_id=row.user_id, thread_id=target.id, **values
        ):
            _run(
                update(ThreadLevel)
                .where(
                    ThreadLevel.user_id == row.user_id,
                    ThreadLevel.thread_id == target.id,
                    ThreadLevel.level < row.level,
                )
                .values(**values)
            )


def _drafts(before: int, after: int, numbers: Mapping[int, int]) -> None:
    """A reply that somebody is typing is one to the target; with one there, both texts are kept."""
    here, there = f"thread:{before}", f"thread:{after}"
    for draft in db.session.scalars(select(Draft).where(Draft.key == here)).all():
        payload = dict(draft.payload or {})
        to = payload.get("reply_to", "")
        if to.isascii() and to.isdigit():
            payload["reply_to"] = str(numbers.get(int(to), "")) if len(to) < 10 else ""
        other = db.session.scalar(
            select(Draft).where(Draft.user_id == draft.user_id, Draft.key == there)
        )
        if other is None:
            draft.key = there
            draft.payload = payload if draft.payload else None
            continue
        if payload.get("body"):
            kept = dict(other.payload or {})
            texts = [kept.get("body", ""), payload["body"]]
            other.payload = {**payload, **kept, "body": "\n\n".join(filter(None, texts))}
            other.sequence += 1
        db.session.delete(draft)
    db.session.flush()


def _run(statement: Any) -> None:
    db.session.execute(statement, execution_options=_QUIETLY)
