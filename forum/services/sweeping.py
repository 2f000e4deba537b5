"""Hiding all that a member wrote, by one decision, and bringing it back as it was by one more.

A step does so many posts and asks for the next, so it costs no more at once for 10,000 posts. Each
post keeps how it was (`SweptPost`); what somebody changed meanwhile stays as they left it.

Called by the effects of decisions and by jobs, never without a decision.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import aliased, joinedload

from forum.extensions import db
from forum.models import (
    BlockedAddress,
    Decision,
    ModerationCase,
    Post,
    Report,
    SweptPost,
    Thread,
    Viewer,
)
from forum.services import counters, jobs, moving, states

STEP = 50
LATELY = timedelta(hours=24)  # features.md §4.2 point 6


def sweep(actor: Viewer, decision: Decision, *, since: datetime | None = None) -> None:
    """Hide the first step of what the member wrote, since a moment if one is given."""
    _hide(actor, decision, since)


def go_on(actor: Viewer, decision_id: int, since: str | None = None) -> None:
    """The next step, unless the decision was taken back meanwhile."""
    decision = db.session.get(Decision, decision_id, with_for_update=True)
    if decision is not None and decision.state == "in_force":
        _hide(actor, decision, datetime.fromisoformat(since) if since else None)


def bring_back(actor: Viewer, decision_id: int) -> None:
    """A step back: what is still as the decision left it is as it was before."""
    decision = db.session.get(Decision, decision_id, with_for_update=True)
    if decision is None or decision.state == "in_force":
        return
    rows = db.session.scalars(
        select(SweptPost)
        .where(SweptPost.decision_id == decision_id)
        .order_by(SweptPost.post_id)
        .limit(STEP)
    ).all()
    swept = {row.post_id: row for row in rows}
    _home_again(actor, rows)
    for post in _held(Post.id.in_(swept)):
        _show(actor, post, swept[post.id])
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    if len(rows) == STEP:
        jobs.enqueue("sweep.back", decision_id=decision_id)


def _home_again(actor: Viewer, rows: Sequence[SweptPost]) -> None:
    """What somebody took to another thread while it was hidden goes where it stood."""
    stood = {
        row.post_id: (row.thread_id, row.number) for row in rows
        if row.thread_id is not None and row.number is not None
    }  # fmt: skip
    now = select(Post.thread_id).where(Post.id.in_(stood))
    counters.lock(Thread, {home for home, _number in stood.values()} | set(db.session.scalars(now)))
    hidden = select(Post.id).where(Post.id.in_(stood), Post.state == "hidden")
    moving.home_again(actor, {post_id: stood[post_id] for post_id in db.session.scalars(hidden)})


def give_all_back(actor: Viewer, decision_id: int) -> None:
    """All that closing a spammer's account took: posts, the cases closed with it, the address."""
    bring_back(actor, decision_id)
    decision = db.session.get_one(Decision, decision_id)
    _open_again(decision)
    if hashed := decision.before.get("blocked"):
        db.session.execute(delete(BlockedAddress).where(BlockedAddress.address_hash == hashed))
    db.session.flush()


def _open_again(decision: Decision) -> None:
    """What was closed with it waits for a person again, unless it has been opened anew."""
    ids = decision.before.get("closed", [])
    newer = aliased(ModerationCase)
    is_anew = exists(
        select(1).where(newer.target == ModerationCase.target, newer.closed_at.is_(None))
    )
    db.session.execute(
        update(ModerationCase)
        .where(ModerationCase.id.in_(ids), ModerationCase.closed_at.is_not(None), ~is_anew)
        .values(state="open", closed_at=None, version=ModerationCase.version + 1)
    )
    db.session.execute(
        update(Report).where(Report.case_id.in_(ids), Report.answered_at == decision.decided_at)
        .values(is_upheld=None)
    )  # fmt: skip
    db.session.flush()


def _hide(actor: Viewer, decision: Decision, since: datetime | None) -> None:
    case = db.session.get_one(ModerationCase, decision.case_id)
    within = [Post.created_at >= since] if since is not None else []
    ids = db.session.scalars(
        select(Post.id)
        .where(Post.author_id == case.user_id, Post.state == "visible", *within)
        .order_by(Post.id)
        .limit(STEP)
    ).all()
    for post in _held(Post.id.in_(ids)):
        if post.state == "visible":
            _take(actor, post, decision)
    if len(ids) == STEP:
        jobs.enqueue("sweep.on", decision_id=decision.id,
                     since=since.isoformat() if since else None)  # fmt: skip


def _held(which: object) -> Sequence[Post]:
    """These posts, all their threads locked in order before anything is changed."""
    found = db.session.scalars(
        select(Post).where(which)  # type: ignore[arg-type]
        .options(joinedload(Post.thread), joinedload(Post.author))
        .order_by(Post.thread_id, Post.id)
    ).all()  # fmt: skip
    for thread, posts in _by_thread(found):
        counters.hold(thread, *posts)
    return found


def _by_thread(posts: Iterable[Post]) -> list[tuple[Thread, list[Post]]]:
    found: dict[int, tuple[Thread, list[Post]]] = {}
    for post in posts:
        found.setdefault(post.thread_id, (post.thread, []))[1].append(post)
    return list(found.values())


def _take(actor: Viewer, post: Post, decision: Decision) -> None:
    db.session.add(
        SweptPost(decision_id=decision.id, post_id=post.id, was=post.state,
                  thread_was=post.thread.state, answer=states.answer_of(post),
                  thread_id=post.thread_id, number=post.number,
                  category_id=post.thread.category_id)
    )  # fmt: skip
    was = post.state
    if post.number == 1:
        states.change_thread(actor, post.thread, "hidden")
    states.change(actor, post, "hidden")
    states.withdraw_answer(post, was)


def _show(actor: Viewer, post: Post, was: SweptPost) -> None:
    if post.state != "hidden":
        return
    states.change(actor, post, was.was)
    if post.number == 1 and post.thread.state == "hidden":
        states.change_thread(actor, post.thread, was.thread_was)
        moving.back_in_sight(actor, post.thread, was.category_id or 0)
    states.mark_again(post, was.answer)
