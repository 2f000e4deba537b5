"""Watched words: the list, one of them, a text to try them on, and the rehearsal of a rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from forum import links, structure
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.lib.watching import Hit, Rule, Watch
from forum.models import Post, Thread, User, Viewer, WatchedWord
from forum.models.columns import utcnow
from forum.models.groups import TRUST_0
from forum.policies import guarding as policy
from forum.policies import posts as post_policy
from forum.structure import Watched, setting

DAYS = 30
EXAMPLES = 20
MOST_POSTS, MOST_CHARACTERS = 20_000, 2_000_000  # that a rehearsal looks at, the newest first
_BATCH = 500
_AROUND = 40  # characters beside a passage


@dataclass(frozen=True, slots=True)
class Example:
    """A post that a rule would have met: where, and the passage with a little around it."""

    title: str
    href: str
    author: str
    created_at: datetime
    before: str
    passage: str
    after: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rule would have done. `is_whole`: every post of the last 30 days was looked at."""

    count: int
    looked_at: int
    is_whole: bool
    examples: tuple[Example, ...]


def every(viewer: Viewer) -> Sequence[WatchedWord]:
    """All of them, in the order of the alphabet."""
    require(policy.can_watch(viewer))
    found: Sequence[WatchedWord] = db.session.scalars(
        select(WatchedWord).order_by(WatchedWord.is_pattern, WatchedWord.text, WatchedWord.id)
    ).all()
    return found


def get(viewer: Viewer, word_id: int) -> WatchedWord:
    """One of them. Raises Denied."""
    require(policy.can_watch(viewer))
    found: WatchedWord | None = db.session.get(WatchedWord, word_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def tried(viewer: Viewer, text: str) -> list[tuple[Watched, str]]:
    """Which of the rules that are on meet a text, each once, with the passage."""
    require(policy.can_watch(viewer))
    now = structure.current()
    found: dict[int, str] = {}
    for hit in now.watch.find(text):
        found.setdefault(hit.number, text[hit.start : hit.end])
    return [(now.words[number], passage) for number, passage in found.items()]


def rehearsal(viewer: Viewer, text: str, is_pattern: bool, action: str) -> Rehearsal:
    """What a rule would have done in the last 30 days, to posts that the viewer may read.

    `text` has been checked. Stops after so many posts or characters, so that trying a rule costs no
    more in a large community than in a small one.
    """
    require(policy.can_watch(viewer))
    watch = Watch([Rule(0, text, is_pattern)])
    count = looked_at = characters = 0
    examples: list[Example] = []
    rows = _rows(viewer, action)
    for row in rows:
        looked_at += 1
        characters += len(row.body)
        whole = f"{row.title}\n{row.body}" if row.number == 1 else row.body
        hits = watch.find(whole)
        if hits:
            count += 1
            if len(examples) < EXAMPLES:
                examples.append(_example(row, whole, hits[0]))
        if characters > MOST_CHARACTERS:
            break
    is_whole = looked_at < MOST_POSTS and characters <= MOST_CHARACTERS
    return Rehearsal(count, looked_at, is_whole, tuple(examples))


def _rows(viewer: Viewer, action: str) -> Any:
    """Of posts that the rule would have been asked about, the newest first, a batch at a time."""
    past = ["brand", "moderator", "bot"] + (["ambassador"] if action == "hold" else [])
    statement = (
        select(Post.number, Post.thread_id, Post.body, Post.created_at, Thread.title, Thread.slug,
               User.display_name)
        .join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .where(post_policy.listed(viewer), Post.created_at > utcnow() - timedelta(days=DAYS),
               Post.author_capacity.not_in(past))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(MOST_POSTS)
    )  # fmt: skip
    if action == "hold":  # trusted members are past what holds
        levels = [group - TRUST_0 for group in setting("screening.past_groups")
                  if TRUST_0 <= group < TRUST_0 + 5]  # fmt: skip
        if levels:
            statement = statement.where(User.trust_level < min(levels))
    return db.session.execute(statement.execution_options(yield_per=_BATCH))


def _example(row: Any, text: str, hit: Hit) -> Example:
    return Example(
        title=row.title, href=links.post(row.thread_id, row.slug, row.number),
        author=row.display_name, created_at=row.created_at,
        before=text[max(0, hit.start - _AROUND) : hit.start],
        passage=text[hit.start : hit.end][:200], after=text[hit.end : hit.end + _AROUND],
    )  # fmt: skip
