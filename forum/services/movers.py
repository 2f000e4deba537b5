"""Splitting and merging threads: one mover with two targets (features.md §4.9).

Posts are moved and keep who they are; a first post is copied, so that the old thread keeps its
head. Everything that hangs on them goes along in the same unit of work, and old addresses lead to
where the posts are now. Moderators only, with rights in both categories.
"""

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database, events
from forum.extensions import db
from forum.lib import markdown, names
from forum.lib.verdict import NOT_FOUND, Conflict, Denied, Refused, require
from forum.models import Address, Post, StaffNote, Thread, ThreadTag, User, Viewer
from forum.policies import embargoes
from forum.policies import threads as policy
from forum.policies import uploads as upload_policy
from forum.queries import viewers
from forum.services import (
    counters,
    jobs,
    moving,
    moving_along,
    publishing,
    rendering,
    thread_events,
    versions,
)
from forum.services import tags as tag_service
from forum.structure import CategoryNode

MOST = 2000  # posts in one go: others who write wait meanwhile


def split(
    actor: Viewer,
    thread: Thread,
    numbers: Collection[int],
    title: str,
    category: CategoryNode,
    tags: Iterable[str] = (),
    note: str = "",
    mixes: bool = False,
) -> Thread:
    """Move posts of `thread` into a new one, which has the author and time of the first of them.

    `mixes`: yes, other people may read it than before. Raises Denied, Refused.
    """
    require(policy.can_move_posts(actor, thread, category.id))
    require(embargoes.can_part(actor, thread))
    assert isinstance(actor, User)
    words = publishing.accepted_title(title)
    _check_readers(thread.category_id, category.id, mixes)
    chosen = tag_service.choose(actor, category, tags)
    counters.hold(thread)
    require(policy.can_move_posts(actor, thread, category.id))
    posts = _chosen(actor, thread, numbers, category.id)
    first = min(posts, key=moving.in_order)
    if first.state != "visible":  # everybody reads how a thread begins
        raise Refused(_("A thread cannot begin with a post that is hidden or gone."), "numbers")
    kind = category.default_kind if thread.kind not in category.kinds else thread.kind
    made = Thread(
        category_id=category.id, author_id=first.author_id, title=words, slug=names.slug(words),
        author_capacity=first.author_capacity, author_byline=first.author_byline,
        house_name=first.house_name, kind=kind,
        last_poster_id=first.author_id, last_poster_capacity=first.author_capacity,
        created_at=first.created_at, last_post_at=first.created_at, highest_number=0, post_count=0,
        excerpt=markdown.excerpt(first.html.striptags(), versions.LONGEST_EXCERPT),
        state="pending",  # nobody sees it before it is whole
    )  # fmt: skip
    db.session.add(made)
    database.flush_or_raise(moving.category_is_gone())
    db.session.add_all(
        ThreadTag(thread_id=made.id, tag_id=tag.id, position=at) for at, tag in enumerate(chosen)
    )
    db.session.flush()
    _move(actor, thread, made, posts, "split", note, answer="moved")
    return made


def move_posts(
    actor: Viewer,
    thread: Thread,
    numbers: Collection[int],
    target: Thread,
    note: str = "",
    mixes: bool = False,
    answer: str = "",
) -> None:
    """Move posts of `thread` to the end of `target`, in the order in which they were written.

    `answer` decides when both have one: "kept" the target's, "moved" the one that comes. Raises
    Denied, Refused (field "answer": that has to be decided).
    """
    require(policy.can_move_posts(actor, thread, target.category_id))
    require(embargoes.can_part(actor, thread))
    _check_target(actor, thread, target, mixes)
    _hold_both(actor, thread, target)
    posts = _chosen(actor, thread, numbers, target.category_id)
    _move(actor, thread, target, posts, "split", note, answer)


def merge(
    actor: Viewer,
    thread: Thread,
    target: Thread,
    note: str = "",
    mixes: bool = False,
    answer: str = "",
) -> None:
    """Move all posts of `thread` to the end of `target`; what is left of it leads there.

    As `move_posts`. What is left is closed, and gone after seven days.
    """
    require(policy.can_move_posts(actor, thread, target.category_id))
    require(embargoes.can_part(actor, thread))
    _check_target(actor, thread, target, mixes)
    _hold_both(actor, thread, target)
    all_numbers = select(Post.number).where(Post.thread_id == thread.id)
    posts = _chosen(actor, thread, db.session.scalars(all_numbers).all(), target.category_id)
    _move(actor, thread, target, posts, "merge", note, answer)


def remove_emptied(actor: None, thread_id: int, actor_id: int) -> None:
    """For a job: what is left of a thread whose posts are all elsewhere goes."""
    require(policy.can_tend(actor))
    thread, mover = db.session.get(Thread, thread_id), db.session.get(User, actor_id)
    if thread is None or mover is None:
        return
    counters.hold(thread)
    if thread.merged_into_id is None or thread.state != "visible" or thread.post_count > 1:
        return
    thread.state, thread.version = "deleted", Thread.version + 1
    db.session.flush()
    counters.thread_changed(thread, -1)
    viewers.with_groups(None, mover)
    events.thread_changed.send(thread=thread, actor=mover, what="deleted")
    database.touch(f"thread:{thread.id}", "lists")


def _check_target(actor: Viewer, thread: Thread, target: Thread, mixes: bool) -> None:
    if not policy.can_read(actor, target):
        raise Denied(NOT_FOUND)
    require(policy.can_move_posts(actor, target, thread.category_id))
    if thread.id == target.id:
        raise Refused(_("This is the same thread. Choose another one."), "target")
    if target.state != "visible" or target.merged_into_id is not None:
        raise Refused(_("That thread no longer exists. Choose another one."), "target")
    _check_readers(thread.category_id, target.category_id, mixes)


def _check_readers(before: int, after: int, mixes: bool) -> None:
    """What some may read does not get to others by mistake (features.md §4.9)."""
    differ = upload_policy.widens(before, after) or upload_policy.widens(after, before)
    if differ and not mixes:
        raise Refused(
            _("Other people can read that category than this one. Say that this is intended."),
            "mixes",
        )


def _hold_both(actor: Viewer, thread: Thread, target: Thread) -> None:
    """Both rows, smaller id first; then what the policy was asked is asked again."""
    for each in sorted((thread, target), key=lambda one: one.id):
        counters.hold(each)
    require(policy.can_move_posts(actor, thread, target.category_id))
    require(policy.can_move_posts(actor, target, thread.category_id))
    if thread.merged_into_id is not None or target.merged_into_id is not None:
        raise Conflict(_("Somebody has just merged this thread."), "target")


def _chosen(
    actor: Viewer, thread: Thread, numbers: Collection[int], category_id: int
) -> list[Post]:
    """These posts, read now that nobody else can change them, which may all go to that category."""
    if len(numbers) > MOST:
        raise Refused(_("At most %(most)s posts can be moved at once.", most=MOST), "numbers")
    found = list(
        db.session.scalars(
            select(Post).where(Post.thread_id == thread.id, Post.number.in_(numbers))
            .execution_options(populate_existing=True)
        )
    )  # fmt: skip
    if not found:
        raise Refused(_("Choose the posts to move."), "numbers")
    if len(found) != len(set(numbers)):
        raise Conflict(_("Some of these posts are gone. Please look again."), "numbers")
    moving.keep_in_sight(actor, thread, category_id, "numbers", [post.id for post in found])
    return found


def _move(
    actor: Viewer,
    source: Thread,
    target: Thread,
    posts: list[Post],
    what: str,
    note: str,
    answer: str,
) -> None:
    """Uncount both threads, carry the posts over with all that hangs on them, count both again."""
    takes_answer = moving.answer_taken(source, target, posts, answer)
    moving.lock_what_counts(source, target)
    is_new = not target.post_count and target.state == "pending"
    for thread in (source,) if is_new else (source, target):
        if thread.state == "visible":
            counters.thread_changed(thread, -1)
    if is_new:
        target.state = "visible"
    last, hung = target.highest_number, _hung(source) if what == "merge" else {}
    moved = moving.carry(source, target, posts, follows=what == "merge")
    moving.settle_answers(source, target, moved, takes_answer)
    for thread in (source, target):
        moving.count_anew(thread)
    if moved.copy_id is not None:
        moving_along.leave_behind(actor, source, target)
    _say(actor, source, target, moved, what, note, last, hung)
    for thread in (source, target):
        if thread.state == "visible":
            counters.thread_changed(thread, 1)
        rendering.readers_changed(thread)
        events.thread_changed.send(thread=thread, actor=actor, what=what)
    if upload_policy.widens(source.category_id, target.category_id):
        jobs.enqueue("thread.render", thread_id=target.id, once=f"thread.render:{target.id}")
    moving_along.tell(actor, moved.first_of_authors)
    database.touch("lists", f"thread:{source.id}", f"thread:{target.id}")


def _hung(thread: Thread) -> dict[str, Any]:
    """What of the whole thread goes along when it is merged, for who takes that back."""
    at = thread.answered_at.isoformat() if thread.answered_at else None
    answer = {"post": thread.answer_id, "at": at, "by": thread.answered_by_id}
    return {
        "was_closed": thread.is_closed,
        "answer": answer if thread.answer_id is not None else None,
        **{
            name: list(db.session.scalars(select(table.id).where(table.thread_id == thread.id)))
            for name, table in (("notes", StaffNote), ("addresses", Address))
        },
    }


def _say(
    actor: Viewer, source: Thread, target: Thread, moved: moving.Moved, what: str, note: str,
    last: int, hung: dict[str, Any],
) -> None:  # fmt: skip
    """A line in both threads with a link to the other; in the target where the posts begin."""
    there, here = ("merged", "merged-from") if what == "merge" else ("split-off", "split-from")
    count = len(moved.numbers)
    for thread in (source, target):
        thread.version = Thread.version + 1
    first = min(moved.numbers)
    below = max(1, first - 1) if what == "split" else source.highest_number
    thread_events.say(actor, source, there, note, after=below, other_id=target.id, count=count)
    thread_events.say(actor, target, here, note, after=last, other_id=source.id, count=count,
                      **hung)  # fmt: skip
    thread_events.log(actor, source, what, note, target=target.id, count=count)
