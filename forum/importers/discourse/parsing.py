"""Turns the JSON of one file into records: a post, a topic with its posts, or categories.

The fields are those of Discourse's public JSON (`/posts/1.json`, `/t/62.json`, `/site.json`).
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bs4 import Tag

from forum.importers.discourse import fields
from forum.importers.discourse.fields import Json, Missing
from forum.importers.discourse.records import Category, Member, Poll, Post, Problem, Thread
from forum.importers.discourse.soup import soup

Record = Member | Category | Thread | Post | Problem
LIKE = 2  # Discourse's `PostActionType`: the like, in archives from before reactions
_COLOUR = re.compile(r"[0-9a-fA-F]{6}\Z")
_ABOUT = re.compile(r"About the (.{1,80}) category\Z")
_AVATAR = re.compile(r"(?:https?://[\w.\-]{1,100})?/(?:\w+/)?user_avatar/([a-z0-9.\-]{1,60})/")
# A link to a category in a post's HTML, with its address, its number and, later, its name.
_LINK = re.compile(
    r'<a (?=[^<>]{0,400}?class="(?:hashtag-cooked|badge-wrapper))[^<>]{0,400}?'
    r'href="/c/([^"<>]{1,200}?)/(\d{1,9})"[^<>]{0,400}>(.{0,1500}?)</a>',
    re.DOTALL,
)
_UNFILLED = "(Replace this first paragraph"


def parse(name: str, data: bytes) -> Iterator[Record]:
    """The records in a file. What cannot be read comes out as a `Problem` with its reason."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else "it is no JSON"
        yield Problem("files", name, reason)
        return
    if not isinstance(content, dict):
        yield Problem("files", name, "it holds no object")
    elif "post_stream" in content:
        yield from _topic(name, content)
    elif "topic_id" in content and "post_number" in content:
        yield from _single(name, content)
    elif found := list(_categories(content)):
        yield from found
    else:
        yield Problem("files", name, "it is neither a post, nor a topic, nor a list of categories")


def _single(name: str, content: Json) -> Iterator[Record]:
    """One post in a file of its own, with what it says of its thread."""
    try:
        post, member = _post(content, fields.needed(content, "topic_id", 1))
    except Missing as error:
        yield Problem("posts", name, str(error))
        return
    thread = Thread(
        number=post.thread,
        slug=fields.line(content, "topic_slug"),
        title=_title(content, "topic_title"),
        category=fields.number(content, "category_id", 1),
        as_of=post.updated_at,
        reads=post.reads,
    )
    yield member
    yield thread
    yield post
    yield from _about(thread, post)
    yield from _linked(post)


def _topic(name: str, content: Json) -> Iterator[Record]:
    """A topic with its posts."""
    posts = fields.records(fields.record(content, "post_stream"), "posts")
    try:
        thread = _thread(content)
    except Missing as error:
        yield Problem("threads", name, str(error))
        return
    yield thread
    for item in posts:
        try:
            post, member = _post(item, thread.number)
        except Missing as error:
            yield Problem("posts", f"{name} #{item.get('post_number')!s:.12}", str(error))
            continue
        yield member
        yield post
        yield from _about(thread, post)
        yield from _linked(post)


def _thread(content: Json) -> Thread:
    return Thread(
        number=fields.needed(content, "id", 1),
        slug=fields.line(content, "slug"),
        title=_title(content, "title"),
        category=fields.number(content, "category_id", 1),
        as_of=fields.moment(content, "last_posted_at") or datetime.now(UTC),
        reads=fields.count(content, "views"),
        private=content.get("archetype", "regular") != "regular",
        created_at=fields.moment(content, "created_at"),
        views=fields.count(content, "views"),
        closed=fields.flag(content, "closed"),
        archived=fields.flag(content, "archived"),
        listed=content.get("visible") is not False,
        deleted=isinstance(content.get("deleted_at"), str),
        pinned_at=_pinned_at(content),
        pinned_until=fields.moment(content, "pinned_until"),
        pinned_everywhere=fields.flag(content, "pinned_globally"),
        answer=fields.number(fields.record(content, "accepted_answer"), "post_number", 1),
        tags=tuple(_tags(content)),
        expected=fields.number(content, "posts_count"),
    )


def _pinned_at(content: Json) -> datetime | None:
    """`pinned` alone says that it is still pinned for whoever made the archive."""
    is_pinned = fields.flag(content, "pinned") or fields.flag(content, "pinned_globally")
    return fields.moment(content, "pinned_at") or (
        fields.moment(content, "created_at") if is_pinned else None
    )


def _title(content: Json, name: str) -> str:
    return fields.line(content, "unicode_title") or fields.line(content, name)


def _tags(content: Json) -> Iterator[str]:
    """Tags are names, or, since 2025, objects with a name."""
    value = content.get("tags")
    for tag in value[:100] if isinstance(value, list) else []:
        name = fields.line(tag, "name") if isinstance(tag, dict) else fields.line({"": tag}, "")
        if name:
            yield name


def _post(content: Json, thread: int) -> tuple[Post, Member]:
    created_at = fields.moment(content, "created_at")
    username = fields.line(content, "username", 60)
    if created_at is None:
        raise Missing("it has no created_at that can be read")
    if not username:
        raise Missing("it has no username")
    if not isinstance(content.get("raw"), str) and not isinstance(content.get("cooked"), str):
        raise Missing("it has neither raw nor cooked text")
    post = Post(
        id=fields.needed(content, "id", 1),
        thread=thread,
        number=fields.needed(content, "post_number", 1),
        author=fields.needed(content, "user_id", -fields.LARGEST_NUMBER),
        username=username,
        created_at=created_at,
        updated_at=fields.moment(content, "updated_at") or created_at,
        raw=fields.text(content, "raw") if isinstance(content.get("raw"), str) else None,
        cooked=fields.text(content, "cooked"),
        kind=fields.number(content, "post_type") or 1,
        version=fields.number(content, "version", 1) or 1,
        edit_reason=fields.line(content, "edit_reason", 200),
        reply_to=fields.number(content, "reply_to_post_number", 1),
        reads=fields.count(content, "reads"),
        hidden=fields.flag(content, "hidden"),
        deleted=isinstance(content.get("deleted_at"), str),
        reactions=tuple(_reactions(content)),
        polls=tuple(_poll(poll) for poll in fields.records(content, "polls")),
    )
    name, avatar = fields.line(content, "name"), fields.line(content, "avatar_template", 1000)
    host = _AVATAR.match(avatar)
    return post, Member(post.author, username, name, created_at, host[1] if host else "")


def _reactions(content: Json) -> Iterator[tuple[str, int]]:
    """Emoji and count. Archives from before reactions have likes, which are hearts."""
    if "reactions" in content:
        given = [(fields.line(r, "id", 60), r) for r in fields.records(content, "reactions")]
    else:
        actions = fields.records(content, "actions_summary")
        given = [("heart", a) for a in actions if fields.number(a, "id") == LIKE]
    for emoji, reaction in given[:100]:
        if emoji and fields.count(reaction, "count"):
            yield emoji, fields.count(reaction, "count")


def _poll(content: Json) -> Poll:
    choices = fields.records(content, "options")[:100]
    return Poll(
        fields.line(content, "name") or "poll",
        tuple((fields.text(c, "html")[:1000], fields.number(c, "votes")) for c in choices),
    )


def _categories(content: Any, parent: int | None = None) -> Iterator[Category]:
    """The categories in `/site.json`, `/categories.json` or `/c/7/show.json`, with children."""
    listed = content.get("category_list") or content
    found = fields.records(listed, "categories") or [fields.record(content, "category")]
    for item in found:
        key = fields.number(item, "id", 1)
        name = fields.line(item, "name", 80)
        if key is None or not name:
            continue
        colour = fields.text(item, "color")
        above = fields.number(item, "parent_category_id", 1) or parent
        yield Category(
            number=key,
            name=name,
            slug=fields.line(item, "slug", 80),
            description=fields.line(item, "description_text", 1000),
            colour=f"#{colour}" if _COLOUR.match(colour) else "",
            parent=above,
            position=fields.number(item, "position"),
            rank=2,
        )
        below = {"categories": item.get("subcategory_list")}
        if below["categories"]:
            yield from _categories(below, key)


def _about(thread: Thread, post: Post) -> Iterator[Category]:
    """The category that a thread "About the … category" describes: Discourse starts each so."""
    named = _ABOUT.match(thread.title)
    if not named or post.number != 1 or thread.category is None:
        return
    first = (post.raw or "").split("\n\n")[0].strip()
    described = "" if first.startswith(_UNFILLED) else " ".join(first.split())[:1000]
    name = named.group(1).strip()
    yield Category(thread.category, name, description=described, rank=1, told_by=thread.number)


def _linked(post: Post) -> Iterator[Category]:
    """The categories that a post links to by name."""
    if 'href="/c/' not in post.cooked:
        return
    for found in _LINK.finditer(post.cooked):
        link = soup(found[0])
        name = " ".join(link.get_text().split())[:80]
        badge = link.find(class_="badge-category")
        described = str(badge.get("title") or "")[:1000] if isinstance(badge, Tag) else ""
        slug = found[1].split("/")[-1][:80]
        if name:
            yield Category(int(found[2]), name, slug, " ".join(described.split()), rank=0)
