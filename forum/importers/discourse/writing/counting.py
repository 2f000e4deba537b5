"""Adds up what a unit of work brings, and raises the forum's counters by it, in SQL.

Rows are changed in the order that `services.counters` asks for: thread, category, tag, post, user.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from forum.extensions import db
from forum.models import Category, Post, Tag, Thread, User
from forum.services import counters

_QUIETLY = {"synchronize_session": False}


@dataclass(slots=True)
class Counts:
    """What came with one unit of work. Only what readers can see is counted."""

    categories: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    threads: list[int] = field(default_factory=list)  # ids of those that have newer posts now
    tags: Counter[int] = field(default_factory=Counter)
    replies: Counter[int] = field(default_factory=Counter)
    users: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    public: frozenset[int] = field(default_factory=counters.public_categories)

    def thread(self, category_id: int, author_id: int) -> None:
        """A visible thread."""
        self.categories[category_id]["thread_count"] += 1
        self._of(author_id, category_id, "thread_count")

    def post(self, category_id: int, author_id: int, reactions: int) -> None:
        """A visible post of a visible thread."""
        self.categories[category_id]["post_count"] += 1
        self._of(author_id, category_id, "post_count")
        self._of(author_id, category_id, "reactions_received_count", reactions)

    def answer(self, category_id: int, author_id: int) -> None:
        self._of(author_id, category_id, "answer_count")

    def _of(self, user_id: int, category_id: int, name: str, more: int = 1) -> None:
        if category_id in self.public and more:
            self.users[user_id][name] += more

    def apply(self) -> None:
        """Raise the counters."""
        newest = counters.newest_post(Thread.id)
        for thread_id in self.threads:
            _change(Thread, thread_id, newest)
        for category_id in sorted(self.categories):
            _raise(Category, category_id, self.categories[category_id])
            _change(Category, category_id, counters.newest_thread(Category.id))
        for tag_id, more in sorted(self.tags.items()):
            _raise(Tag, tag_id, Counter(thread_count=more))
        for post_id, more in sorted(self.replies.items()):
            _raise(Post, post_id, Counter(reply_count=more))
        for user_id in sorted(self.users):
            _raise(User, user_id, self.users[user_id])


def _raise(table: Any, row_id: int, more: Counter[str]) -> None:
    _change(table, row_id, {name: getattr(table, name) + count for name, count in more.items()})


def _change(table: Any, row_id: int, values: dict[str, Any]) -> None:
    db.session.execute(
        update(table).where(table.id == row_id).values(**values), execution_options=_QUIETLY
    )
