"""Makes small archives in the two shapes of Discourse's public JSON. All of it is invented."""

import io
import json
import tarfile
from itertools import count
from pathlib import Path
from typing import Any

HOST = "old.example"
_ids = count(1000)


def post(thread: int = 62, number: int = 1, **with_: Any) -> dict[str, Any]:
    """One post as a file of its own holds it."""
    who = with_.pop("username", "wren")
    user_id = with_.pop("user_id", 1 + sum(map(ord, who)))
    made = {
        "id": next(_ids),
        "name": who.title(),
        "username": who,
        "avatar_template": f"/user_avatar/{HOST}/{who}/{{size}}/1_2.png",
        "created_at": f"2024-01-{number:02}T10:00:00.000Z"
        if number < 30
        else "2024-02-01T10:00:00Z",
        "updated_at": "2024-03-01T10:00:00.000Z",
        "raw": f"Post {number} of thread {thread}.",
        "cooked": f"<p>Post {number} of thread {thread}.</p>",
        "post_number": number,
        "post_type": 1,
        "reply_to_post_number": None,
        "topic_id": thread,
        "topic_slug": f"thread-{thread}",
        "topic_title": f"Thread number {thread}",
        "category_id": 7,
        "user_id": user_id,
        "version": 1,
        "reads": 3,
        "hidden": False,
        "reactions": [],
    }
    return {**made, **with_}


def topic(
    number: int = 62, posts: list[dict[str, Any]] | None = None, **with_: Any
) -> dict[str, Any]:
    """A topic with its posts, as a file of its own holds it: their text as HTML only."""
    held = posts if posts is not None else [post(number)]
    for one in held:
        one.pop("raw", None)
    made = {
        "id": number,
        "title": f"Thread number {number}",
        "slug": f"thread-{number}",
        "post_stream": {"posts": held, "stream": [one.get("id") for one in held]},
        "posts_count": len(held),
        "created_at": "2024-01-01T10:00:00.000Z",
        "last_posted_at": "2024-01-20T10:00:00.000Z",
        "views": 321,
        "visible": True,
        "closed": False,
        "archived": False,
        "archetype": "regular",
        "category_id": 7,
        "pinned": False,
        "pinned_at": None,
    }
    return {**made, **with_}


def folder(where: Path, *contents: Any) -> Path:
    """A folder with a file for each of `contents`: an object, or bytes as they are."""
    where.mkdir(parents=True, exist_ok=True)
    for n, content in enumerate(contents):
        (where / f"{n:03}.json").write_bytes(_bytes(content))
    return where


def tar(where: Path, *contents: Any, mode: str = "w:gz") -> Path:
    """The same as a tar."""
    where.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(where, mode) as made:
        for n, content in enumerate(contents):
            add(made, f"archive/{n:03}.json", _bytes(content))
    return where


def add(made: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    made.addfile(member, io.BytesIO(data))


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else json.dumps(content).encode()
