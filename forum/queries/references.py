"""What a text refers to, looked up for the renderer: people, files, quoted posts, categories."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select, tuple_

from forum import links, plugins, structure
from forum.extensions import db
from forum.lib import markdown, names
from forum.models import MovedPost, OldName, Post, Thread, Upload, User, Viewer
from forum.models.groups import EVERYONE
from forum.policies import abilities
from forum.policies import quotes as quote_policy
from forum.queries import people, uploads


@dataclass(frozen=True, slots=True)
class Found:
    """What the renderer is told, and the files behind the keys that the text names."""

    context: markdown.Context
    uploads: dict[str, Upload]


def of_text(
    viewer: Viewer, author: User, category_id: int, body: str, post: Post | None = None
) -> Found:
    """What `body` may refer to in a post of `author` in this category.

    `viewer` is who writes; `post` the one being edited, if there is one. `author.group_ids` say
    whether search engines may follow the links.
    """
    wanted = markdown.scan(body)
    files = uploads.attachable(viewer, category_id, wanted.uploads, post)
    context = markdown.Context(
        members=members(viewer, wanted.mentions),
        uploads=uploads.references(viewer, files),
        quotes=_quotes(viewer, category_id, wanted.quotes),
        categories=_categories(wanted.categories),
        trusted=abilities.has(author, "links.followed_groups"),
        own_hosts=frozenset({urlsplit(current_app.config["FORUM"].base_url).netloc}),
        rules=plugins.current().markdown,
    )
    return Found(context, files)


def members(viewer: Viewer, wanted: Iterable[str]) -> dict[str, markdown.MemberRef]:
    """Members by casefolded name as it was typed, earlier names included."""
    typed = {name: names.skeleton(name) for name in wanted}
    if not typed:
        return {}
    keys = set(typed.values())
    found = {
        key: markdown.MemberRef(links.member(name), name)
        for key, name in db.session.execute(
            select(User.name_key, User.name).where(User.name_key.in_(keys), User.active.is_(True))
        )
    }
    current = {
        name: found[key]
        for name, key in typed.items()
        if key in found and found[key].name.casefold() == name
    }
    return {**_by_old_name(typed.keys() - current.keys()), **current}


def _by_old_name(wanted: Iterable[str]) -> dict[str, markdown.MemberRef]:
    keys = {names.skeleton(name) for name in wanted}
    if not keys:
        return {}
    rows = db.session.execute(
        select(OldName.name, User.name)
        .join(User, User.id == OldName.user_id)
        .where(OldName.name_key.in_(keys), User.active.is_(True))
    )
    return {
        old.casefold(): markdown.MemberRef(links.member(name), name)
        for old, name in rows
        if old.casefold() in wanted
    }


def _quotes(
    viewer: Viewer, category_id: int, wanted: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], markdown.QuoteRef]:
    # Beyond 32 bits there is no post, and SQLite cannot even be asked.
    pairs = [pair for pair in wanted if max(pair) < 2**31]
    if not pairs:
        return {}
    moved = places_now(viewer, pairs)
    asked = {moved.get(pair, pair): pair for pair in pairs}
    rows = db.session.execute(
        select(
            Post.thread_id,
            Post.number,
            Thread.slug,
            User.display_name,
            Post.author_capacity,
            Post.author_byline,
            Post.house_name,
        )
        .join(Thread, Thread.id == Post.thread_id)
        .join(User, User.id == Post.author_id)
        .where(
            tuple_(Post.thread_id, Post.number).in_(asked),
            quote_policy.quotable(viewer, category_id),
        )
    )
    return {
        asked[row.thread_id, row.number]: markdown.QuoteRef(
            links.post(row.thread_id, row.slug, row.number), _spoken(row)
        )
        for row in rows
    }


def places_now(
    viewer: Viewer, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Where those of these posts (thread, number) are now that were moved to another thread."""
    rows = db.session.execute(
        select(MovedPost.thread_id, MovedPost.number, Post.thread_id, Post.number)
        .join(Post, Post.id == MovedPost.post_id)
        .where(tuple_(MovedPost.thread_id, MovedPost.number).in_(pairs))
    )
    return {(old, n): (new, m) for old, n, new, m in rows}


def _spoken(row: Any) -> str:
    """A quote says in which capacity its author spoke, as the post does."""
    said = people.label(row.author_capacity, row.author_byline)
    name = people.announced(row.display_name, row.house_name)
    return f"{name} ({said})" if said else name


def _categories(wanted: Iterable[str]) -> dict[str, markdown.CategoryRef]:
    """Only those that everyone may see."""
    now = structure.current()
    open_to_all = now.visible(frozenset({EVERYONE}))
    return {
        slug: markdown.CategoryRef(links.category(node.slug), node.name)
        for slug in wanted
        if (node := now.by_slug.get(slug)) is not None and node.id in open_to_all
    }
