"""What waits for a moderator: keeping it, publishing it at last, or letting it go.

A reply that waits has a number below zero, which nobody but its author and moderators ever meets:
no gap, no "new posts", no count says that it is there. It gets the next number and the moment at
which it is approved, so it stands where readers have not been yet. A thread that waits is not
counted anywhere. What follows from a new post follows when it is approved.

Called by verbs and by the effects of decisions, which have asked already.
"""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from forum import database, events
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused
from forum.models import HeldEdit, ModerationCase, Post, Snapshot, Thread, User
from forum.models.columns import utcnow
from forum.services import cases, counters, jobs, publishing, rendering, screening
from forum.services.rendering import Drawn
from forum.services.screening import Findings

SEVERITY = 4  # of a case that software opens (community.md §4.7: spam, off-topic)


def keep_reply(
    author: User,
    thread: Thread,
    drawn: Drawn,
    at: datetime,
    reply_to: Post | None,
    submission_key: str | None,
    found: Findings,
    is_personal: bool = False,
) -> Post:
    """The reply as a post that waits, with its case. Touches no counter and tells nobody."""
    counters.hold(thread)  # of two who are held at once each gets a number of their own
    lowest = db.session.scalar(
        select(func.min(Post.number)).where(Post.thread_id == thread.id, Post.number < 0)
    )
    number = (lowest or 0) - 1
    post = publishing.add_post(
        author, thread, number, drawn, at, reply_to, submission_key, "pending", is_personal
    )
    _open(post, thread.title, found)
    publishing.ask_again(author)
    return post


def keep_first(post: Post, found: Findings) -> Post:
    """The case of a thread that waits with its first post, which is returned."""
    _open(post, post.thread.title, found)
    publishing.ask_again(post.author)
    return post


def flagged(post: Post, found: Findings) -> None:
    """Somebody looks at a published post because of what is in it."""
    if found.flags:
        case = cases.open_case(cases.of_post(post), "report", SEVERITY, found.flags)
        cases.keep(case, post, post.thread.title if post.number == 1 else "")
    screening.count(found.words)
    _look_later(found, f"post:{post.id}", post.body)


def keep_edit(
    editor: User,
    post: Post,
    body: str,
    version: int,
    reason: str,
    first: tuple[str | None, list[str] | None, str | None],
    found: Findings,
) -> HeldEdit:
    """The edit as something that waits; the post stays as it is.

    `first` is title, tags and kind. A later edit of the same editor takes the place of theirs.
    Raises Conflict when somebody else's waits.
    """
    values = {"version": version, "body": body, "title": first[0], "tags": first[1],
              "kind": first[2], "reason": reason[:200], "created_at": utcnow()}  # fmt: skip
    database.insert_missing(HeldEdit, post_id=post.id, editor_id=editor.id, **values)
    held = db.session.scalars(
        select(HeldEdit).where(HeldEdit.post_id == post.id).with_for_update()
    ).one()
    if held.editor_id != editor.id:
        raise Conflict(_("Another change to this post is already waiting for a moderator."), "body")
    for name, value in values.items():
        setattr(held, name, value)
    db.session.flush()
    case = cases.open_case(cases.of_edit(held, post), "edit", SEVERITY, found.holds)
    cases.look_for_criticism(case, body)
    db.session.add(Snapshot(
        case_id=case.id, version=version, title=first[0] or "", body=body,
        sha256=cases.digest(body, first[0] or ""),
    ))  # fmt: skip
    screening.count(found.words)
    _look_later(found, f"edit:{held.id}", body)
    db.session.flush()
    return held


def publish(actor: User, post: Post) -> None:
    """A post that waited is there: number, time, counters, and all that a new post brings.

    `post.thread` and `post.author` have to be loaded, and `post.thread` be held. Raises Refused
    when the thread is not there any more, Conflict when the post waits no longer.
    """
    thread = post.thread
    if post.state != "pending":
        raise Conflict(_("This post is no longer waiting."))
    if post.number != 1 and thread.state != "visible":
        raise Refused(_("The thread of this post is not public."))
    post.state, post.created_at, post.version = "visible", utcnow(), Post.version + 1
    take_number(post)
    db.session.flush()
    if post.number == 1:
        thread.state, thread.version = "visible", Thread.version + 1
        thread.created_at = thread.last_post_at = post.created_at
        db.session.flush()
        counters.change(Thread, thread.id, post_count=Thread.post_count + 1)
        counters.reread(thread)
        counters.thread_changed(thread, 1)
        rendering.readers_changed(thread)
        events.thread_created.send(thread=thread, post=post)
    else:
        counters.post_changed(post, 1)
    publishing.reach(post.author, thread.id, post.number)
    events.post_created.send(post=post)
    events.post_approved.send(post=post, actor=actor)
    database.touch(f"thread:{thread.id}", "lists")


def take_number(post: Post) -> None:
    """Give a post that had none among the others the next one."""
    if post.number < 1:
        post.number = db.session.execute(
            update(Thread).where(Thread.id == post.thread_id)
            .values(highest_number=Thread.highest_number + 1)
            .returning(Thread.highest_number),
            execution_options={"synchronize_session": False},
        ).scalar_one()  # fmt: skip
        db.session.expire(post.thread, counters.OF_LAST_POST)


def withdrawn(target: cases.Target) -> None:
    """Its author took back what waits: there is nothing left to decide."""
    db.session.execute(
        update(ModerationCase)
        .where(ModerationCase.target == target.key, ModerationCase.closed_at.is_(None),
               ModerationCase.kind.in_(("held", "edit")))
        .values(closed_at=utcnow(), state="closed", version=ModerationCase.version + 1),
        execution_options={"synchronize_session": False},
    )  # fmt: skip


def _open(post: Post, title: str, found: Findings) -> None:
    case = cases.open_case(cases.of_post(post), "held", SEVERITY, found.holds + found.flags)
    cases.keep(case, post, title if post.number == 1 else "")
    screening.count(found.words)
    _look_later(found, f"post:{post.id}", post.body)


def _look_later(found: Findings, target: str, body: str) -> None:
    """Ask for the second looks: each at this text, as it is now (`services.later`)."""
    for name, reason in found.later:
        jobs.enqueue("screening.later", by=name, target=target, reason=reason,
                     digest=cases.digest(body))  # fmt: skip
