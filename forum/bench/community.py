"""A generated community of a stated size, always the same one."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from forum import database
from forum.extensions import db
from forum.lib import markdown, names, tokens
from forum.models import (
    Category,
    CategoryAccess,
    Post,
    ReactionCount,
    Tag,
    Thread,
    ThreadTag,
    User,
)
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS, MODERATORS
from forum.models.users import OPERATOR
from forum.services import recounting

LONG = 5_000  # posts in the one long thread
MEMBERS_COUNT = 2_000
CATEGORIES = 12
TAGS = 40
BATCH = 2_000
LONG_THREAD, USUAL_THREAD = 1, 2  # ids
_SAID = """
the a of to and in we you tent rain stove path hill morning light pack weight boots sock map
river stone wind night warm dry small long first last good better never always maybe because
under over with without before after season route water bread tea knot line peg seam zip
"""
_WORDS = _SAID.split()


@dataclass(frozen=True)
class Size:
    """How many posts in all, and in threads of how many on average."""

    posts: int = 100_000
    in_thread: int = 19


def is_there(size: Size) -> bool:
    with database.unit("read"):
        return (db.session.scalar(select(func.count()).select_from(Post)) or 0) >= size.posts


def make(size: Size, advance: Callable[[int], Any]) -> None:
    """Fill an empty, migrated database. `advance(n)` is told of each `n` posts written."""
    chance = random.Random(20)  # noqa: S311 - the same community each time
    texts = [_text(chance) for _n in range(200)]
    with database.unit("write"):
        _lay(chance)
        _write(Thread, _threads(size, chance), lambda n: None)
        _write(ThreadTag, _tagged(size, chance), lambda n: None)
    with database.unit("write"):
        _write(Post, _posts(size, chance, texts), advance)
    with database.unit("write"):
        _write(ReactionCount, _reactions(size, chance), lambda n: None)
        recounting.recount(OPERATOR)
    with database.unit("write"):
        if db.engine.dialect.name == "sqlite":
            db.session.execute(db.text("ANALYZE"))


def _write(table: Any, rows: Iterator[dict[str, Any]], advance: Callable[[int], Any]) -> None:
    while batch := list(islice(rows, BATCH)):
        db.session.execute(insert(table), batch)
        advance(len(batch))


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize()


def _text(chance: random.Random) -> tuple[str, Any]:
    """A post as people write them: two to five paragraphs, now and then a list, code or a quote."""
    parts = [f"{_sentence(chance, chance.randint(12, 60))}." for _n in range(chance.randint(2, 5))]
    if chance.random() < 0.3:
        parts.append("\n".join(f"- {_sentence(chance, 6)}" for _n in range(4)))
    if chance.random() < 0.2:
        parts.append(f"> {_sentence(chance, 20)}\n\n**{_sentence(chance, 3)}**, and `so on`.")
    if chance.random() < 0.1:
        parts.append("```python\nfor peg in tent.pegs:\n    peg.drive(depth=12)\n```")
    body = "\n\n".join(parts)
    return body, markdown.render(body).html


def _lay(chance: random.Random) -> None:
    """Members, categories and tags."""
    now = utcnow()
    db.session.execute(insert(User), [
        {"id": n, "name": f"member-{n}", "name_key": names.skeleton(f"member-{n}"),
         "display_name": f"{_sentence(chance, 1)} {_sentence(chance, 1)}", "trust_level": 1,
         "email": f"member-{n}@example.org", "fs_uniquifier": tokens.new(), "confirmed_at": now,
         "read_before_at": now - timedelta(days=40)}
        for n in range(1, MEMBERS_COUNT + 1)
    ])  # fmt: skip
    db.session.execute(insert(Category), [
        {"id": n, "name": f"{_sentence(chance, 2)} {n}", "slug": f"category-{n}", "position": n,
         "description": f"{_sentence(chance, 14)}.", "parent_id": n - 8 if n > 8 else None}
        for n in range(1, CATEGORIES + 1)
    ])  # fmt: skip
    rights = {EVERYONE: "see", MEMBERS: "see reply start", MODERATORS: "see reply start moderate"}
    db.session.execute(insert(CategoryAccess), [
        {"category_id": n, "group_id": group,
         **{f"may_{right}": right in may.split()
            for right in ("see", "reply", "start", "moderate")}}
        for n in range(1, CATEGORIES + 1) for group, may in rights.items()
    ])  # fmt: skip
    db.session.execute(insert(Tag), [
        {"id": n, "name": f"tag-{n}", "slug": f"tag-{n}"} for n in range(1, TAGS + 1)
    ])  # fmt: skip


def _lengths(size: Size) -> Iterator[tuple[int, int]]:
    """(id, number of posts) of every thread: the long one, a usual one, then the rest."""
    yield LONG_THREAD, min(LONG, size.posts // 2)
    yield USUAL_THREAD, size.in_thread + 1
    left = size.posts - min(LONG, size.posts // 2) - size.in_thread - 1
    chance, number = random.Random(21), USUAL_THREAD  # noqa: S311
    while left > 0:
        number += 1
        length = min(left, chance.randint(1, 2 * size.in_thread - 1))
        left -= length
        yield number, length


def _threads(size: Size, chance: random.Random) -> Iterator[dict[str, Any]]:
    now = utcnow()
    for number, length in _lengths(size):
        title = _sentence(chance, chance.randint(4, 10))
        author = chance.randint(1, MEMBERS_COUNT)
        at = now - timedelta(minutes=number)
        yield {
            "id": number, "category_id": 1 + number % CATEGORIES, "author_id": author,
            "last_poster_id": author, "title": title, "slug": names.slug(title),
            "kind": "question" if number % 5 == 0 else "discussion", "highest_number": length,
            "excerpt": _sentence(chance, 30), "created_at": at - timedelta(days=30),
            "last_post_at": at, "view_count": chance.randint(0, 5_000),
        }  # fmt: skip


def _tagged(size: Size, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number, _length in _lengths(size):
        for position, tag in enumerate(chance.sample(range(1, TAGS + 1), chance.randint(0, 3))):
            yield {"thread_id": number, "tag_id": tag, "position": position}


def _posts(
    size: Size, chance: random.Random, texts: list[tuple[str, Any]]
) -> Iterator[dict[str, Any]]:
    now, post_id = utcnow(), 0
    for thread_id, length in _lengths(size):
        end = now - timedelta(minutes=thread_id)
        for number in range(1, length + 1):
            post_id += 1
            body, html = chance.choice(texts)
            answers = number > 2 and chance.random() < 0.3
            yield {
                "id": post_id, "thread_id": thread_id, "number": number, "body": body,
                "author_id": chance.randint(1, MEMBERS_COUNT), "html": html,
                "html_version": markdown.VERSION,
                "reply_to_id": post_id - chance.randint(1, number - 1) if answers else None,
                "created_at": end - timedelta(seconds=(length - number) * 400),
            }  # fmt: skip


def _reactions(size: Size, chance: random.Random) -> Iterator[dict[str, Any]]:
    for post_id in range(1, size.posts + 1):
        for kind in ("heart", "thanks", "helpful")[: max(0, chance.randint(-3, 3))]:
            yield {"post_id": post_id, "kind": kind, "count": 0,
                   "from_elsewhere": chance.randint(1, 20)}  # fmt: skip
