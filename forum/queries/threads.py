"""One thread: its head, and who may do what with it."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from forum import links, structure
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.memory import remembered
from forum.models import Post, Thread, Viewer
from forum.models.columns import utcnow
from forum.policies import categories as category_policy
from forum.policies import posts as post_policy
from forum.policies import threads as policy
from forum.policies import writing
from forum.queries import categories, first_chance, lists, pace, reading
from forum.queries.people import PersonColumns
from forum.queries.shapes import AnswerView, MayThread, Person, ThreadView

_AUTHOR = PersonColumns("author")


def get(viewer: Viewer, thread_id: int) -> Thread:
    """The thread. Raises Denied when there is none for this viewer."""
    thread: Thread | None = db.session.scalar(
        select(Thread).where(Thread.id == thread_id, policy.readable(viewer))
    )
    if thread is None:
        raise Denied(NOT_FOUND)
    return thread


@dataclass(frozen=True, slots=True)
class Seen:
    """A thread as it is, for pages that only show it: what policies and templates ask of it."""

    id: int
    category_id: int
    author_id: int
    author_capacity: str
    author_byline: str
    house_name: str
    title: str
    slug: str
    kind: str
    state: str
    excerpt: str
    created_at: datetime
    last_post_at: datetime
    highest_number: int
    post_count: int
    reaction_count: int
    view_count: int
    is_closed: bool
    closed_until: datetime | None
    slow_seconds: int
    slow_until: datetime | None
    merged_into_id: int | None
    event_count: int
    is_archived: bool
    pin_scope: str
    pinned_until: datetime | None
    answer_id: int | None


_SEEN = [getattr(Thread, each.name) for each in fields(Seen)]


def seen(viewer: Viewer, thread_id: int) -> Seen:
    """The thread to be shown, kept under its version; the policy is asked each time."""
    found = known(viewer, thread_id)
    if found is None:
        raise Denied(NOT_FOUND)
    require(policy.can_read(viewer, found))
    return found


def known(viewer: Viewer, thread_id: int) -> Seen | None:
    """The thread as it is, whoever asks: who shows anything of it asks the policy."""
    return remembered(("thread", thread_id), (f"thread:{thread_id}",), lambda: _seen(thread_id))


def _seen(thread_id: int) -> Seen | None:
    row = db.session.execute(select(*_SEEN).where(Thread.id == thread_id)).one_or_none()
    return Seen(*row) if row else None


def names_of(thread: Seen | Thread) -> tuple[str, ...]:
    """Of what the page of a thread is made."""
    return (f"thread:{thread.id}", "members", "structure")


def view(viewer: Viewer, thread: Seen | Thread) -> ThreadView:
    """What the head of the thread's page shows."""
    base = remembered(("head", thread.id), names_of(thread), lambda: _view(viewer, thread))
    last_read, first_unread, level = reading.position(viewer, thread)
    now = utcnow()
    is_closed = policy.is_closed(thread, now)
    return replace(
        base,
        is_closed=is_closed,
        closed_until=thread.closed_until if is_closed else None,
        slow_words=pace.said(viewer, thread, now),
        members_first=first_chance.until(viewer, thread, now),
        is_slow=bool(thread.slow_seconds) and (not thread.slow_until or thread.slow_until > now),
        may=_may(viewer, thread),
        first_unread_number=first_unread,
        last_read_number=last_read,
        level=level,
    )


def _view(viewer: Viewer, thread: Seen | Thread) -> ThreadView:
    node = structure.current().categories[thread.category_id]
    until = thread.pinned_until
    author, participants, answer = _people(thread)
    return ThreadView(
        id=thread.id,
        title=thread.title,
        slug=thread.slug,
        href=links.thread(thread.id, thread.slug),
        kind=thread.kind,
        category=categories.ref(viewer, node),
        ancestors=categories.ancestors(viewer, node),
        tags=lists.tags_of(viewer, [thread.id]).get(thread.id, ()),
        author=author,
        created_at=thread.created_at,
        last_post_at=thread.last_post_at,
        post_count=thread.post_count,
        highest_number=thread.highest_number,
        view_count=thread.view_count,
        reaction_count=thread.reaction_count,
        excerpt=thread.excerpt,
        participants=participants,
        is_closed=thread.is_closed,
        is_pinned=bool(thread.pin_scope) and (until is None or until > utcnow()),
        is_archived=thread.is_archived,
        state=thread.state,
        answer=answer,
    )


def _may(viewer: Viewer, thread: Seen | Thread) -> MayThread:
    moderates = bool(category_policy.can_moderate(viewer, thread.category_id))
    own = viewer.is_authenticated and thread.author_id == viewer.id
    still = utcnow() - thread.created_at <= post_policy.edit_window(viewer)
    edit = own and still and not (policy.is_closed(thread) or thread.is_archived)
    return MayThread(
        reply=policy.can_reply(viewer, thread),
        edit=(moderates or edit) and bool(writing.can_speak(viewer)), moderate=moderates,
        decide=moderates and not own and thread.state in post_policy.THERE,
        tidy=not moderates and not own and bool(policy.can_tidy(viewer, thread)),
    )  # fmt: skip


MOST_FACES = 8


def _people(
    thread: Seen | Thread,
) -> tuple[Person, tuple[Person, ...], AnswerView | None]:
    """Who started it, who took part most among its first and last hundred posts, the answer."""
    ranges = Post.number.between(1, 100) | (Post.number > thread.highest_number - 100)
    counted = (
        select(Post.author_id, func.count().label("n"), func.min(Post.number).label("first"))
        .where(Post.thread_id == thread.id, Post.state == "visible", ranges)
        .group_by(Post.author_id)
        .order_by(func.count().desc(), func.min(Post.number))
        .limit(MOST_FACES)
        .subquery()
    )
    answer_of = and_(
        Post.id == thread.answer_id, Post.thread_id == thread.id, Post.state == "visible"
    )
    rows = db.session.execute(
        select(counted.c.n, counted.c.first, *_AUTHOR.columns)
        .select_from(_AUTHOR.user)
        .outerjoin(counted, counted.c.author_id == _AUTHOR.user.id)
        .where((_AUTHOR.user.id == thread.author_id) | counted.c.n.is_not(None))
        .order_by(counted.c.n.desc(), counted.c.first)
    ).all()
    author = next(
        _AUTHOR.of(row, thread.author_capacity, thread.author_byline, thread.house_name)
        for row in rows
        if row.author_id == thread.author_id
    )
    faces = tuple(_AUTHOR.of(row) for row in rows if row.n)
    return author, faces, _answer(thread, answer_of) if thread.answer_id else None


def _answer(thread: Seen | Thread, which: Any) -> AnswerView | None:
    row = db.session.execute(
        select(
            Post.number,
            Post.html,
            Post.author_capacity,
            Post.author_byline,
            Post.created_at,
            *_AUTHOR.columns,
        )
        .join(_AUTHOR.user, _AUTHOR.user.id == Post.author_id)
        .where(which)
    ).one_or_none()
    if row is None:
        return None
    return AnswerView(
        row.number,
        _AUTHOR.of(row, row.author_capacity, row.author_byline),
        row.html,
        links.post(thread.id, thread.slug, row.number),
        row.created_at,
    )
