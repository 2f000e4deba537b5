"""What moves when posts go to another thread: the rows of the posts, and where they are counted.

Called by `services.movers`, which has asked the policy and holds both threads.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, delete, func, insert, literal, select, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from forum import database, events, structure
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused
from forum.models import (
    Category,
    CutReply,
    MovedPost,
    Post,
    PostUpload,
    Reaction,
    SweptPost,
    Tag,
    Thread,
    ThreadEvent,
    ThreadTag,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import categories
from forum.policies import moving as policy
from forum.queries import viewers
from forum.services import counters, moving_along, rendering, thread_events

_QUIETLY = {"synchronize_session": False}
# A copy is a post of its own: nobody sent it, and nothing outside knows it.
NOT_COPIED = {"id", "thread_id", "number", "submission_key", "external_ref", "reply_to_id",
               "reply_count", "reaction_count"}  # fmt: skip


@dataclass(slots=True)
class Moved:
    """What was done: where each post is now, by the number it had; the copy of the head, if any."""

    numbers: dict[int, int]
    ids: dict[int, int]  # post ids by the number they had; of the head, its copy's
    copy_id: int | None = None
    head_id: int | None = None
    first_of_authors: list[int] = field(default_factory=list)


def in_order(post: Post) -> tuple[datetime, int]:
    """Posts stand in the order in which they were written."""
    return post.created_at, post.number


def keep_in_sight(
    actor: Viewer, thread: Thread, category_id: int, field: str,
    posts: Collection[int] | None = None,
) -> None:  # fmt: skip
    """Raises Refused where that category would take the thread, or these posts of it, from somebody
    who wrote them. Called with the thread's row held, so that nobody writes there meanwhile."""
    verdict = policy.can_take_to(actor, thread, category_id, posts)
    if not verdict:
        raise Refused(str(verdict.reason), field)


def put(thread: Thread, category_id: int) -> None:
    """Put the thread, whose row is held, into this category, with everything that counts it."""
    before, shown = thread.category_id, thread.state == "visible"
    if not counters.lock(Category, [before, category_id]):
        raise category_is_gone()
    if shown:
        counters.thread_changed(thread, -1)
    thread.category_id = category_id
    db.session.flush()
    db.session.expire(thread, ["category"])
    counters.change(Category, before, **counters.newest_thread(before))
    if shown:
        counters.thread_changed(thread, 1)
    rendering.readers_changed(thread, before)


def category_is_gone() -> Conflict:
    """What is said to who wrote or moved something into a category that was merged meanwhile."""
    return Conflict(
        _("This category has just been merged or deleted. Choose another one."), "category"
    )


def back_in_sight(actor: Viewer, thread: Thread, category_id: int) -> None:
    """What is given back is where its author can read it: where it was, if it was moved since."""
    nodes = structure.current().categories
    if category_id in nodes and thread.category_id != category_id:
        author = viewers.with_groups(None, db.session.get_one(User, thread.author_id))
        if not categories.can_read(author, nodes[thread.category_id]):
            said: dict[str, Any] = {"from": thread.category_id, "to": category_id}
            put(thread, category_id)
            thread_events.say(actor, thread, "move", **said)


def people_of(threads: Collection[int]) -> Sequence[int]:
    """Whose numbers may change: authors, and who reacted, in any of these threads."""
    posts = select(Post.id).where(Post.thread_id.in_(threads))
    return db.session.scalars(
        union(
            select(Post.author_id).where(Post.thread_id.in_(threads)),
            select(Reaction.user_id).where(Reaction.post_id.in_(posts)),
            select(Thread.author_id).where(Thread.id.in_(threads)),
        )
    ).all()


def lock_what_counts(source: Thread, target: Thread) -> None:
    """In the order of all verbs: categories, tags, members."""
    both = (source.id, target.id)
    counters.lock(Category, [source.category_id, target.category_id])
    used = select(ThreadTag.tag_id).where(ThreadTag.thread_id.in_(both))
    counters.lock(Tag, db.session.scalars(used).all())
    counters.lock(User, people_of(both))


def answer_taken(source: Thread, target: Thread, posts: Sequence[Post], answer: str) -> bool:
    """Whether the answer of the source becomes the target's. Raises Refused when both have one."""
    comes = next((post for post in posts if post.id == source.answer_id), None)
    if comes is None or target.kind != "question":
        return False
    if target.answer_id is None or answer == "moved":
        return True
    if answer == "kept":
        return False
    raise Refused(_("Both threads have an answer. Choose which one it is."), "answer")


def home_again(actor: Viewer, stood: Mapping[int, tuple[int, int]]) -> bool:
    """Posts of one author that are given back, and that nobody sees yet, go where they stood when
    they were taken, if they were split off since. `stood`: thread and number by the post's id.

    What moved along with others' posts stays with them, where its author can read it. Called with
    all these threads held. Returns whether any has moved; they have to be loaded again then.
    """
    strayed: dict[tuple[int, int], dict[int, int]] = {}
    for post in db.session.execute(
        select(Post.id, Post.thread_id, Post.number).where(Post.id.in_(stood)).order_by(Post.id)
    ):
        home, number = stood[post.id]
        if home and home != post.thread_id and min(number, post.number) > 1:
            strayed.setdefault((post.thread_id, home), {})[post.id] = number
    taken = [_take_home(actor, *ways, numbers) for ways, numbers in strayed.items()]
    return any(taken)


def _take_home(actor: Viewer, away_id: int, home_id: int, numbers: dict[int, int]) -> bool:
    away, home = db.session.get_one(Thread, away_id), db.session.get(Thread, home_id)
    if home is None or home.merged_into_id:
        return False
    there = select(Post.number).where(Post.thread_id == home_id, Post.number.in_(numbers.values()))
    free = set(numbers.values()) - set(db.session.scalars(there))
    wanted = [post_id for post_id, number in numbers.items() if number in free]
    posts = list(db.session.scalars(select(Post).where(Post.id.in_(wanted))))
    if not posts or not _belong_home(away, home, posts[0].author_id):
        return False
    places = {post.number: numbers[post.id] for post in posts}
    carry(away, home, posts, follows=False, numbers=places)
    at_home = (MovedPost.thread_id == home_id, MovedPost.number.in_(places.values()))
    db.session.execute(delete(MovedPost).where(*at_home), execution_options=_QUIETLY)
    for thread, other, verb in ((away, home, "split-off"), (home, away, "split-from")):
        db.session.refresh(thread)
        count_anew(thread)
        after = min(places.values()) - 1 if thread is home else None
        thread_events.say(actor, thread, verb, after=after, other_id=other.id, count=len(places),
                          is_back=True)  # fmt: skip
        rendering.readers_changed(thread)
        events.thread_changed.send(thread=thread, actor=actor, what="split")
    return True


def _belong_home(away: Thread, home: Thread, author_id: int) -> bool:
    """Their author reads them at home; and cannot where they are, or nobody else's came along."""
    author = viewers.with_groups(None, db.session.get_one(User, author_id))
    nodes = structure.current().categories
    here, there = (
        bool(categories.can_read(author, nodes[one.category_id])) for one in (away, home)
    )
    along = (
        select(Post.id).join(MovedPost, MovedPost.post_id == Post.id)
        .where(MovedPost.thread_id == home.id, Post.thread_id == away.id,
               Post.author_id != author_id, Post.state == "visible")
    )  # fmt: skip
    return there and (not here or db.session.scalar(along.limit(1)) is None)


def carry(
    source: Thread, target: Thread, posts: list[Post], follows: bool,
    numbers: dict[int, int] | None = None,
) -> Moved:  # fmt: skip
    """Move the posts to the end of `target`, or to where `numbers` says by those they have;
    `follows`: what hangs on a copied head goes to its copy."""
    posts = sorted(posts, key=in_order)
    start = target.highest_number + 1
    numbers = numbers or {post.number: start + place for place, post in enumerate(posts)}
    head = next((post for post in posts if post.number == 1), None)
    moved = Moved(numbers, {post.number: post.id for post in posts})
    authors: dict[int, int] = {}
    if head is not None:
        moved.head_id, moved.copy_id = head.id, _copy(head, target, numbers[1])
        moved.ids[1] = moved.copy_id
    rows = [
        {"of": post.id, "to": numbers[post.number]} for post in posts if post.number > 1
    ]  # fmt: skip
    table: Any = Post.__table__
    if rows:
        db.session.execute(
            update(table).where(table.c.id == bindparam("of"))
            .values(thread_id=target.id, number=bindparam("to"), version=table.c.version + 1),
            rows,
        )  # fmt: skip
    for post in posts:
        authors.setdefault(post.author_id, moved.ids[post.number])
    moved.first_of_authors = list(authors.values())
    _remember(source, moved, follows)
    _cut_replies(source, target, moved, follows)
    if follows and moved.head_id and moved.copy_id:
        moving_along.follow(moved.head_id, moved.copy_id)
    join_replies((source.id, target.id))
    moving_along.carry(source, target, moved.numbers, moved.ids, follows)
    _move_lines(source, target, moved)
    for loaded in list(db.session.identity_map.values()):
        if isinstance(loaded, Post | Thread):
            db.session.expire(loaded)
    return moved


def _copy(head: Post, target: Thread, number: int) -> int:
    values = {
        column.key: getattr(head, column.key)
        for column in Post.__mapper__.column_attrs
        if column.key not in NOT_COPIED
    }
    made = db.session.execute(
        insert(Post)
        .values(**values, thread_id=target.id, number=number, reply_count=0, reaction_count=0)
        .returning(Post.id)
    ).scalar_one()
    shown = select(PostUpload.upload_id).where(PostUpload.post_id == head.id)
    for upload_id in db.session.scalars(shown).all():
        db.session.execute(insert(PostUpload).values(post_id=made, upload_id=upload_id))
    _sweep_copy(head.id, int(made))
    return int(made)


def _sweep_copy(head_id: int, copy_id: int) -> None:
    """What hid the head together with more of its author hides its copy as long."""
    values = [SweptPost.decision_id, literal(copy_id), SweptPost.was, SweptPost.thread_was]
    names = ["decision_id", "post_id", "was", "thread_was"]
    same = select(*values).where(SweptPost.post_id == head_id)
    db.session.execute(insert(SweptPost).from_select(names, same))


def _remember(source: Thread, moved: Moved, follows: bool) -> None:
    """So that old addresses lead on. The head's own does only when nothing else is left there."""
    for number, post_id in moved.ids.items():
        if number == 1 and not follows:
            continue
        database.upsert(MovedPost, ("thread_id", "number"), thread_id=source.id, number=number,
                        post_id=post_id, created_at=utcnow())  # fmt: skip


def _cut_replies(source: Thread, target: Thread, moved: Moved, follows: bool) -> None:
    """A reply whose parent is in another thread now has none, until they are in one again; one to a
    copied head has the copy."""
    if moved.copy_id is not None:
        to_head = (Post.reply_to_id == moved.head_id, Post.thread_id == target.id)
        if not follows:
            note_cut(select(Post.id, Post.reply_to_id).where(*to_head))
        db.session.execute(
            update(Post).where(*to_head).values(reply_to_id=moved.copy_id),
            execution_options=_QUIETLY,
        )
    parent = aliased(Post)
    elsewhere = select(parent.id).where(
        parent.id == Post.reply_to_id, parent.thread_id != Post.thread_id
    )
    cut = (Post.thread_id.in_((source.id, target.id)), elsewhere.exists())
    note_cut(select(Post.id, Post.reply_to_id).where(*cut))
    db.session.execute(
        update(Post).where(*cut).values(reply_to_id=None), execution_options=_QUIETLY
    )


def note_cut(replies: Select[int, int | None]) -> None:
    """To whom they were replies, unless it is known from an earlier move."""
    insert_ = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    noted = insert_(CutReply).from_select(["reply_id", "parent_id"], replies)
    db.session.execute(noted.on_conflict_do_nothing())


def join_replies(threads: tuple[int, int]) -> None:
    """What was cut, and stands in one thread again; and how many reply to each."""
    parent, reply = aliased(Post), aliased(Post)
    found = (
        select(CutReply.parent_id).join(parent, parent.id == CutReply.parent_id)
        .where(CutReply.reply_id == Post.id, parent.thread_id == Post.thread_id)
        .correlate(Post)
    )  # fmt: skip
    db.session.execute(
        update(Post)
        .where(Post.thread_id.in_(threads), Post.reply_to_id.is_(None), found.exists())
        .values(reply_to_id=found.scalar_subquery()),
        execution_options=_QUIETLY,
    )
    joined = select(Post.id).where(
        Post.id == CutReply.reply_id, Post.reply_to_id == CutReply.parent_id,
        Post.thread_id.in_(threads),
    )  # fmt: skip
    db.session.execute(
        delete(CutReply).where(joined.correlate(CutReply).exists()), execution_options=_QUIETLY
    )
    count = (
        select(func.count()).where(reply.reply_to_id == Post.id, reply.state == "visible")
        .correlate(Post).scalar_subquery()
    )  # fmt: skip
    db.session.execute(
        update(Post).where(Post.thread_id.in_(threads)).values(reply_count=count),
        execution_options=_QUIETLY,
    )


def _move_lines(source: Thread, target: Thread, moved: Moved) -> None:
    """Lines about one post go with it; what was done to the whole thread stays with the thread."""
    for number, post_id in moved.ids.items():
        about = select(ThreadEvent).where(
            ThreadEvent.thread_id == source.id, ThreadEvent.family == f"post:{post_id}"
        )
        for event in db.session.scalars(about).all():
            now = moved.numbers[number]
            event.thread_id, event.after_number = target.id, now
            event.details = {**event.details, "number": now}
    db.session.flush()


def settle_answers(source: Thread, target: Thread, moved: Moved, takes: bool) -> None:
    """The accepted mark goes with its post, or is dropped where the target keeps another."""
    if source.answer_id is None or source.answer_id not in moved.ids.values():
        return
    number = db.session.scalar(select(Post.number).where(Post.id == source.answer_id))
    if takes and number and number > 1:
        target.answer_id = source.answer_id
        target.answered_at, target.answered_by_id = source.answered_at, source.answered_by_id
    source.answer_id = source.answered_at = source.answered_by_id = None
    db.session.flush()


def count_anew(thread: Thread) -> None:
    """What a thread says of its posts, as `services.recounting` would have it."""
    shown = (Post.thread_id == thread.id, Post.state == "visible")
    highest = select(func.max(Post.number)).where(Post.thread_id == thread.id)
    counters.change(
        Thread, thread.id,
        post_count=select(func.count()).where(*shown).scalar_subquery(),
        reaction_count=select(func.coalesce(func.sum(Post.reaction_count), 0)).where(*shown)
        .scalar_subquery(),
        event_count=select(func.count()).where(ThreadEvent.thread_id == thread.id)
        .scalar_subquery(),
        highest_number=max(thread.highest_number, db.session.scalar(highest) or 0),
        **counters.newest_post(thread.id),
    )  # fmt: skip
    counters.reread(thread)
    db.session.expire(thread, ["last_poster"])
