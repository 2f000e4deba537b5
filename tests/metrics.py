"""The small community that the definitions of metrics are tried on: nine people in spring 2025.

The same people, threads, posts and reactions as in the fixture of the specification, in the shapes
of this forum: internal people have a byline, spam is switched off, the staff's thread stands in a
category of its own, and "like" is called heart here.
"""

from datetime import UTC, datetime
from types import SimpleNamespace

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.models import Post, Reaction, Thread, User
from forum.models.groups import COMMUNITY_MANAGERS
from forum.policies import counted
from tests import factories


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


PEOPLE = {  # number: (name, joined, more)
    1: ("maya-acme", "2024-01-01 09:00", {"byline": "Community manager, Acme"}),
    2: ("ann", "2024-06-01 09:00", {}),
    3: ("ben", "2024-06-01 09:00", {}),
    4: ("cy", "2025-03-03 10:00", {}),
    5: ("dee", "2025-03-04 10:00", {}),
    6: ("eve", "2024-09-01 10:00", {"erased_at": at("2025-03-10 10:00"), "active": False}),
    7: ("spammer", "2025-03-05 10:00", {"active": False}),
    8: ("botty", "2024-01-01 09:00", {"is_bot": True}),
    9: ("fay", "2025-03-20 10:00", {}),
}
THREADS = {  # number: (author, kind, category, state, number of the answer's post, answered)
    1: (4, "question", "open", "visible", 102, "2025-03-04 09:00"),
    2: (5, "question", "open", "visible", None, None),
    3: (1, "discussion", "open", "visible", None, None),
    4: (2, "question", "open", "visible", 403, "2025-03-13 08:00"),
    5: (3, "discussion", "staff", "visible", None, None),
    6: (3, "discussion", "open", "removed", None, None),
    7: (9, "discussion", "open", "visible", None, None),
    8: (2, "discussion", "open", "visible", None, None),
}
POSTS = (  # number, thread, author, answers, capacity, written; the first of a thread opens it
    (801, 8, 2, None, "member", "2025-02-10 08:00"),
    (802, 8, 3, None, "ambassador", "2025-02-10 09:00"),
    (101, 1, 4, None, "member", "2025-03-03 12:00"),
    (104, 1, 8, None, "bot", "2025-03-03 12:00:01"),
    (102, 1, 2, None, "member", "2025-03-03 14:00"),
    (103, 1, 4, 102, "member", "2025-03-03 15:00"),
    (201, 2, 5, None, "member", "2025-03-05 12:00"),
    (202, 2, 1, None, "brand", "2025-03-07 12:00"),
    (301, 3, 1, None, "brand", "2025-03-10 09:00"),
    (302, 3, 2, None, "member", "2025-03-10 10:00"),
    (303, 3, 3, 302, "ambassador", "2025-03-10 11:00"),
    (304, 3, 4, 303, "member", "2025-03-10 12:00"),
    (305, 3, 7, None, "member", "2025-03-10 12:30"),
    (401, 4, 2, None, "member", "2025-03-12 08:00"),
    (402, 4, 2, 401, "member", "2025-03-12 08:10"),
    (403, 4, 3, None, "ambassador", "2025-03-12 20:00"),
    (501, 5, 3, None, "member", "2025-03-12 08:00"),
    (601, 6, 3, None, "member", "2025-03-12 08:00"),
    (701, 7, 9, None, "member", "2025-03-21 08:00"),
)
REACTIONS = (  # post, who, kind, given, voided
    (102, 4, "thanks", "2025-03-03 15:00", None),
    (403, 5, "heart", "2025-03-13 15:00", None),
    (403, 3, "heart", "2025-03-13 15:00", None),
    (102, 6, "heart", "2025-03-03 15:00", "2025-03-04 03:00"),
)


def load() -> SimpleNamespace:
    """Make them all. `people` and `posts` are found by the numbers above."""
    people = {
        number: factories.user(name=name, created_at=at(joined), **more)
        for number, (name, joined, more) in PEOPLE.items()
    }
    places = {
        "open": factories.category(slug="open"),
        "staff": factories.category(slug="staff", access={COMMUNITY_MANAGERS: "see reply start"}),
    }
    threads, posts = {}, {}
    for number, thread, author, to, capacity, written in POSTS:
        if thread not in threads:
            who, kind, where, state, _answer, _when = THREADS[thread]
            threads[thread] = factories.thread(
                author=people[who], category=places[where], kind=kind, state=state,
                created_at=at(written), author_capacity=capacity, last_post_at=at(written),
            )  # fmt: skip
            posts[number] = db.session.scalar(_first_of(threads[thread].id))
            posts[number].author_capacity = capacity
            continue
        posts[number] = factories.post(
            thread=threads[thread], author=people[author], author_capacity=capacity,
            reply_to=posts[to] if to else None, created_at=at(written),
        )  # fmt: skip
    for number, (asker, _kind, _where, _state, answer, when) in THREADS.items():
        if answer:
            threads[number].answer_id, threads[number].answered_at = posts[answer].id, at(when)
            threads[number].answered_by_id = people[asker].id
    for post, who, kind, given, voided in REACTIONS:
        factories._save(
            Reaction(post_id=posts[post].id, user_id=people[who].id, kind=kind,
                     created_at=at(given), voided_at=at(voided) if voided else None)
        )  # fmt: skip
    db.session.flush()
    return SimpleNamespace(people=people, threads=threads, posts=posts)


def _first_of(thread_id: int):
    return select(Post).where(Post.thread_id == thread_id, Post.number == 1)


def participation(since: str, until: str) -> tuple[dict[int, int], float]:
    """(posts per person, M13) of community.md §2.4 in this window, over the forum's own tables: what
    M12's shares are made of. Gini as it is defined there, without the correction for small numbers."""
    author = aliased(User)
    rows = db.session.execute(
        select(Post.author_id, func.count())
        .join(Thread, Thread.id == Post.thread_id)
        .join(author, author.id == Post.author_id)
        .where(
            counted.is_open(Thread), counted.is_live(Post, author),
            Post.author_capacity.in_(counted.MEMBERS_SIDE),
            Post.created_at >= at(since), Post.created_at < at(until),
        )
        .group_by(Post.author_id)
    ).all()  # fmt: skip
    posts = sorted(count for _author, count in rows)
    weighed = sum(place * count for place, count in enumerate(posts, 1))
    people = len(posts)
    return dict(map(tuple, rows)), 2 * weighed / (people * sum(posts)) - (people + 1) / people
