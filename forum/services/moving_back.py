"""Taking back a split or a merge: the posts stand again where they stood (community.md §1.E7).

Called by `undoing`. What moved on since stays where it is; what came after a split into a thread
that was made for it comes along, to the end. A first post that was copied for a merge is the first
post of its thread again, with everything that hangs on it meanwhile, and the copy goes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, inspect, literal, select, update

from forum import database, events
from forum.extensions import db
from forum.lib import markdown
from forum.lib.verdict import Refused, require
from forum.models import (
    Address,
    CutReply,
    MovedPost,
    Post,
    PostUpload,
    StaffAction,
    StaffNote,
    SweptPost,
    Thread,
    ThreadEvent,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.stale import POST
from forum.policies import embargoes
from forum.policies import threads as policy
from forum.policies import uploads as upload_policy
from forum.services import (
    counters,
    indexing,
    jobs,
    moving,
    moving_along,
    rendering,
    thread_events,
    versions,
)

OF_SOURCE = {"split-off": "split-from", "merged": "merged-from"}  # the line in the other thread
VERBS = frozenset({*OF_SOURCE, *OF_SOURCE.values()})
_QUIETLY = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class _Back:
    """What is left of a move. `home`: the number each post had, by its number now; `later`: others
    in a thread that was made by the split; `copy`: of a first post, none: it was not moved."""

    source: Thread
    target: Thread
    line: ThreadEvent  # in the target
    home: dict[int, int]
    later: tuple[int, ...]
    copy_id: int | None

    @property
    def is_merge(self) -> bool:
        return self.line.verb == "merged-from"

    @property
    def is_all(self) -> bool:
        """Whether the thread was made for these posts, and has nothing of its own."""
        return self.line.after_number == 0


def take_back(actor: Viewer, thread: Thread, event: ThreadEvent) -> None:
    """Move back what `event`, a line of this thread, says was moved. Raises Denied, Refused."""
    require(policy.can_moderate(actor, thread))
    source, target, line = _sides(thread, event)
    for each in sorted((source, target), key=lambda one: one.id):
        counters.hold(each)
    require(policy.can_move_posts(actor, target, source.category_id))
    require(policy.can_move_posts(actor, source, target.category_id))
    require(embargoes.can_part(actor, target))
    _be_the_last(thread, event)
    if source.state not in {"visible", "deleted"} or target.state != "visible":
        raise Refused(_("One of the two threads is no longer there."), "event")
    back = _left(source, target, line)
    posts = _posts(actor, back)
    _return(actor, back, posts)


def _sides(thread: Thread, event: ThreadEvent) -> tuple[Thread, Thread, ThreadEvent]:
    """The thread that posts were taken from, the one they went to, and the line in that one."""
    other = db.session.get(Thread, event.other_id or 0)
    if other is None or event.details.get("is_back"):
        raise Refused(_("This cannot be taken back from here."), "event")
    if event.verb not in OF_SOURCE:
        return other, thread, event
    line = db.session.scalar(
        select(ThreadEvent)
        .where(ThreadEvent.thread_id == other.id, ThreadEvent.other_id == thread.id,
               ThreadEvent.verb == OF_SOURCE[event.verb], ThreadEvent.id > event.id)
        .order_by(ThreadEvent.id).limit(1)
    )  # fmt: skip
    if line is None:
        raise Refused(_("This cannot be taken back from here."), "event")
    return thread, other, line


def _be_the_last(thread: Thread, event: ThreadEvent) -> None:
    newer = select(ThreadEvent.id).where(
        ThreadEvent.thread_id == thread.id, ThreadEvent.family == event.family,
        ThreadEvent.id > event.id,
    )  # fmt: skip
    if db.session.scalar(newer.limit(1)) is not None:
        raise Refused(_("Something else has been done to this thread since."), "event")


def _left(source: Thread, target: Thread, line: ThreadEvent) -> _Back:
    """What of it is still where it was moved to."""
    first = line.after_number + 1
    last = line.after_number + int(line.details.get("count", 0))
    rows = db.session.execute(
        select(Post.id, Post.number, MovedPost.number.label("old"))
        .outerjoin(MovedPost, (MovedPost.post_id == Post.id) & (MovedPost.thread_id == source.id))
        .where(Post.thread_id == target.id, Post.number >= first)
        .order_by(Post.number, MovedPost.created_at)
    ).all()
    home = {row.number: row.old for row in rows if row.number <= last and row.old is not None}
    of_head = [row.id for row in rows if row.number <= last and home.get(row.number, 1) == 1]
    if line.verb == "split-from" and of_head and line.after_number:
        raise Refused(
            _("The first post was copied there with the others. Move the others back by hand."),
            "event",
        )
    later = {row.number for row in rows if row.number > last} if not line.after_number else set()
    copies = {row.number for row in rows if row.id in of_head}
    return _Back(
        source, target, line, {now: old for now, old in home.items() if now not in copies},
        tuple(sorted(later)), of_head[0] if of_head else None,
    )  # fmt: skip


def _posts(actor: Viewer, back: _Back) -> list[Post]:
    """The posts to be moved, which nobody loses by that. Raises Refused."""
    numbers = [*back.home, *back.later]
    posts = list(
        db.session.scalars(
            select(Post).where(Post.thread_id == back.target.id, Post.number.in_(numbers))
            .execution_options(populate_existing=True)
        )
    )  # fmt: skip
    if not posts and back.copy_id is None:
        raise Refused(_("These posts have been moved on since."), "event")
    widens = upload_policy.widens(back.target.category_id, back.source.category_id)
    if back.later and widens:  # what was written for few would be read by many
        raise Refused(
            _("Somebody has written there since, and other people can read that category. Move the"
              " posts back by hand."), "event",
        )  # fmt: skip
    ids = [post.id for post in posts]
    if back.is_merge and back.copy_id is not None:
        ids.append(back.copy_id)
    moving.keep_in_sight(actor, back.target, back.source.category_id, "event", ids)
    if back.is_merge and back.copy_id is not None:
        _be_free(back.copy_id)
    return posts


def _be_free(copy_id: int) -> None:
    """A copy that the team has done something to is named in its log, and stays."""
    for table in (StaffAction, SweptPost):
        if db.session.scalar(select(literal(1)).where(table.post_id == copy_id).limit(1)):
            raise Refused(
                _("Something has been decided about the first post since. Move the others back by"
                  " hand."), "event",
            )  # fmt: skip


def _return(actor: Viewer, back: _Back, posts: list[Post]) -> None:
    """Uncount both threads, carry the posts home with all that hangs on them, count both again."""
    source, target = back.source, back.target
    takes = moving.answer_taken(target, source, posts, "kept")
    moving.lock_what_counts(source, target)
    for thread in (source, target):
        if thread.state == "visible":
            counters.thread_changed(thread, -1)
    _open(back)
    end = source.highest_number + 1
    places = {**back.home, **{now: end + place for place, now in enumerate(back.later)}}
    if posts:
        moved = moving.carry(target, source, posts, follows=back.is_all, numbers=places)
        moving.settle_answers(target, source, moved, takes)
        _forget_detour(source, places)
    else:
        moved = moving.Moved({}, {})
    if back.is_merge:
        _unmerge(back)
    for thread in (source, target):
        db.session.refresh(thread)
        moving.count_anew(thread)
    if back.is_all:
        moving_along.leave_behind(actor, target, source)
    _say(actor, back, places)
    for thread in (source, target):
        if thread.state == "visible":
            counters.thread_changed(thread, 1)
        rendering.readers_changed(thread)
        events.thread_changed.send(thread=thread, actor=actor, what="split")
    moving_along.tell(actor, moved.first_of_authors)
    database.touch("lists", f"thread:{source.id}", f"thread:{target.id}")


def _open(back: _Back) -> None:
    """What was left of a merged thread is a thread again."""
    source, said = back.source, back.line.details
    source.state = "visible"
    if source.merged_into_id == back.target.id:
        source.merged_into_id = None
        source.is_closed, source.closed_until = bool(said.get("was_closed")), None
    db.session.flush()


def _forget_detour(source: Thread, places: dict[int, int]) -> None:
    """At home they are found at their own numbers."""
    at_home = (MovedPost.thread_id == source.id, MovedPost.number.in_(places.values()))
    db.session.execute(delete(MovedPost).where(*at_home), execution_options=_QUIETLY)


def _unmerge(back: _Back) -> None:
    """The first post is its thread's again, and so is what hung on the whole thread."""
    source, target, said = back.source, back.target, back.line.details
    for table, key in ((StaffNote, "notes"), (Address, "addresses")):
        theirs = (table.id.in_(said.get(key, ())), table.thread_id == target.id)
        db.session.execute(
            update(table).where(*theirs).values(thread_id=source.id), execution_options=_QUIETLY
        )
    if back.copy_id is not None:
        head_id = db.session.scalar(
            select(Post.id).where(Post.thread_id == source.id, Post.number == 1)
        )
        assert head_id is not None
        _fold(source, target, back.copy_id, head_id)
    _mark_again(source, said.get("answer"))


def _mark_again(thread: Thread, was: dict[str, Any] | None) -> None:
    """The answer that the thread had, where the other thread had kept its own. Counted later."""
    db.session.refresh(thread)
    post = db.session.get(Post, was["post"]) if was else None
    if was is None or post is None or thread.answer_id is not None:
        return
    if post.thread_id == thread.id and post.state == "visible":
        thread.answer_id, thread.answered_by_id = post.id, was["by"]
        thread.answered_at = datetime.fromisoformat(was["at"]) if was["at"] else None
        db.session.flush()


def _fold(source: Thread, target: Thread, copy_id: int, head_id: int) -> None:
    """What hangs on the copy of a first post is the first post's again; the copy goes."""
    copy = db.session.get_one(Post, copy_id)
    names = [column.key for column in inspect(Post).column_attrs]
    words = {name: getattr(copy, name) for name in names if name not in moving.NOT_COPIED}
    replies = select(Post.id, literal(head_id)).where(Post.reply_to_id == copy_id)
    moving.note_cut(replies)
    for table, values in (
        (update(Post).where(Post.id == head_id), {**words, "version": copy.version + 1}),
        (update(Post).where(Post.reply_to_id == copy_id), {"reply_to_id": None}),
    ):
        db.session.execute(table.values(**values), execution_options=_QUIETLY)
    source.excerpt = markdown.excerpt(copy.html.striptags(), versions.LONGEST_EXCERPT)
    edits = copy.edit_count
    moving_along.follow(copy_id, head_id)
    number = copy.number
    db.session.expunge(copy)
    run: list[Any] = [
        update(Post).where(Post.id == head_id).values(edit_count=edits),
        delete(PostUpload).where(PostUpload.post_id == head_id),
        update(PostUpload).where(PostUpload.post_id == copy_id).values(post_id=head_id),
        delete(MovedPost).where(MovedPost.thread_id == source.id, MovedPost.number == 1),
        delete(CutReply).where(CutReply.reply_id == copy_id),
        delete(Post).where(Post.id == copy_id),
    ]
    for statement in run:
        db.session.execute(statement, execution_options=_QUIETLY)
    database.upsert(MovedPost, ("thread_id", "number"), thread_id=target.id, number=number,
                    post_id=head_id, created_at=utcnow())  # fmt: skip
    moving.join_replies((source.id, target.id))
    indexing.mark(POST, copy_id)
    db.session.expire_all()


def _say(actor: Viewer, back: _Back, places: dict[int, int]) -> None:
    """A line in both threads; nothing more can be taken back by it."""
    source, target = back.source, back.target
    count = len(places) + (1 if back.is_merge and back.copy_id is not None else 0)
    begins = min(places.values(), default=1)
    for thread in (source, target):
        thread.version = Thread.version + 1
    thread_events.say(actor, target, "split-off", after=max(1, back.line.after_number),
                      other_id=source.id, count=count, is_back=True)  # fmt: skip
    thread_events.say(actor, source, "split-from", after=max(1, begins - 1), other_id=target.id,
                      count=count, is_back=True)  # fmt: skip
    verb = "unmerge" if back.is_merge else "unsplit"
    thread_events.log(actor, target, verb, target=source.id, count=count)
    if upload_policy.widens(target.category_id, source.category_id):
        jobs.enqueue("thread.render", thread_id=source.id, once=f"thread.render:{source.id}")
