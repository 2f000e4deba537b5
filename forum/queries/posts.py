"""Posts: a page of a thread by numbers, one post, a member's posts, the newest for a feed.

A page is a range of numbers, so page 5,000 costs what page 1 costs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, literal, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from forum import links, structure
from forum.extensions import db
from forum.lib import keyset
from forum.lib.markdown import excerpt
from forum.lib.verdict import NOT_FOUND, Denied
from forum.memory import remembered
from forum.models import (
    Badge,
    Group,
    Post,
    Reaction,
    ReactionCount,
    Thread,
    ThreadTag,
    User,
    Viewer,
)
from forum.policies import posts as policy
from forum.policies import threads as thread_policy
from forum.queries.people import PersonColumns, announced
from forum.queries.shapes import (
    MayPost,
    Person,
    PostSnippet,
    PostsPage,
    PostView,
    ReactionView,
)
from forum.queries.threads import Seen, names_of

_AUTHOR = PersonColumns("author")
_TITLE = _AUTHOR.user.title.label("author_title")
# The drawing of the badge or, if one was chosen, of the group whose title it is.
_MARK = func.coalesce(
    select(Badge.icon).where(Badge.name == _AUTHOR.user.title, Badge.is_title)
    .order_by(Badge.id).limit(1).scalar_subquery(),
    select(Group.icon).where(Group.title == _AUTHOR.user.title, Group.icon != "")
    .order_by(Group.id).limit(1).scalar_subquery(),
).label("author_mark")  # fmt: skip
_PARENT = aliased(Post, name="parent")
_PARENT_AUTHOR = aliased(User, name="parent_author")
_COLUMNS = [
    getattr(Post, name)
    for name in (
        "id", "number", "author_id", "author_capacity", "author_byline", "house_name", "html",
        "has_math", "state", "created_at", "edited_at", "edit_count", "version", "is_continued",
        "reply_count", "deleted_by_id", "is_locked", "is_official",
    )
]  # fmt: skip


def get(viewer: Viewer, post_id: int) -> Post:
    """The post with its thread and author. Raises Denied when there is none for this viewer."""
    post: Post | None = db.session.scalar(
        select(Post)
        .where(Post.id == post_id, policy.readable(viewer))
        .options(joinedload(Post.thread), joinedload(Post.author))
    )
    if post is None:
        raise Denied(NOT_FOUND)
    return post


def first(viewer: Viewer, thread: Thread) -> Post:
    """The post that a thread begins with. Raises Denied when the viewer may not read it."""
    found = db.session.scalar(select(Post.id).where(Post.thread_id == thread.id, Post.number == 1))
    return get(viewer, found or 0)


def per_page(viewer: Viewer) -> int:
    return viewer.posts_per_page or int(structure.setting("posts.per_page"))


def page_of(viewer: Viewer, number: int) -> int:
    """Which page holds the post with this number."""
    return (max(1, number) - 1) // per_page(viewer) + 1


def number_at(viewer: Viewer, thread: Thread | Seen, moment: datetime) -> int:
    """The number of the first post at or after `moment`; of the last one when all are earlier."""
    found = db.session.scalar(
        select(func.min(Post.number)).where(
            Post.thread_id == thread.id, Post.state == "visible", Post.created_at >= moment
        )
    )
    return found or thread.highest_number


def newest_number(viewer: Viewer, thread: Thread | Seen) -> int:
    """The number of the last post of the thread."""
    return thread.highest_number


def page(viewer: Viewer, thread: Thread | Seen, number: int) -> PostsPage:
    """The `number`th page of the thread, with all that its posts show."""
    size = per_page(viewer)
    last = max(1, -(-thread.highest_number // size))
    number = min(max(1, number), last)
    first = (number - 1) * size + 1
    posts = remembered(
        ("posts", thread.id, first, size, number == last),
        names_of(thread),
        lambda: _views(thread, first, first + size - 1, number == last),
    )
    slug = thread.slug
    return PostsPage(
        posts=_for(viewer, thread, posts),
        number=number,
        last=last,
        first_number=first,
        last_number=min(first + size - 1, thread.highest_number),
        href_of=lambda n: links.thread(thread.id, slug, n),
    )


def _views(
    thread: Thread | Seen, first: int, last: int, with_waiting: bool
) -> tuple[PostView, ...]:
    """All posts of the range, whatever their state, as everybody sees them who may; at the end of
    the thread those that wait for a moderator as well, which are numbered below zero."""
    rows = _rows(thread, first, last, with_waiting)
    counts = _counts([row.id for row in rows])
    base = links.thread(thread.id, thread.slug)
    return tuple(
        PostView(
            id=row.id,
            thread_id=thread.id,
            number=row.number,
            author=_with_title(row),
            created_at=row.created_at,
            edited_at=row.edited_at,
            edit_count=row.edit_count,
            reply_to=_to(row, base),
            is_continued=row.is_continued,
            reply_count=row.reply_count,
            html=row.html,
            source_href=links.act_on_post(row.id, "source"),
            permalink=links.post(thread.id, thread.slug, row.number),
            state=row.state,
            is_answer=row.id == thread.answer_id,
            has_math=row.has_math,
            version=row.version,
            deleted_by_id=row.deleted_by_id,
            is_locked=row.is_locked,
            is_official=row.is_official,
            reactions=_given(counts.get(row.id, {})),
            may=MayPost(see_revisions=True),
        )
        for row in rows
    )


def _with_title(row: Any) -> Person:
    """Who wrote it, with one thing after the name: the capacity, else the title."""
    author = _AUTHOR.of(row, row.author_capacity, row.author_byline, row.house_name)
    if author.capacity != "member" or not row.author_title:
        return author
    return author._replace(title=row.author_title, mark=row.author_mark or "")


def _to(row: Any, base: str) -> tuple[int, str, str] | None:
    n = row.parent_number
    name = announced(row.parent_name or "", row.parent_house or "")
    return (n, name, f"{base}/{n}#post-{n}") if n else None


def _rows(thread: Thread | Seen, first: int, last: int, with_waiting: bool) -> Sequence[Any]:
    within: ColumnElement[bool] = Post.number.between(first, last)
    if with_waiting:
        within = within | (Post.number < 0)
    return db.session.execute(
        select(
            *_COLUMNS, *_AUTHOR.columns, _TITLE, _MARK, literal(thread.title).label("title"),
            _PARENT.number.label("parent_number"),
            _PARENT_AUTHOR.display_name.label("parent_name"),
            _PARENT.house_name.label("parent_house"),
        )
        .join(_AUTHOR.user, _AUTHOR.user.id == Post.author_id)
        .outerjoin(_PARENT, (_PARENT.id == Post.reply_to_id) & (_PARENT.state == "visible"))
        .outerjoin(_PARENT_AUTHOR, _PARENT_AUTHOR.id == _PARENT.author_id)
        .where(Post.thread_id == thread.id, within)
        .order_by(Post.number < 0, func.abs(Post.number))
    ).all()  # fmt: skip


def _for(
    viewer: Viewer, thread: Thread | Seen, posts: tuple[PostView, ...]
) -> tuple[PostView, ...]:
    """Of these posts those that the viewer may read, with what they may do and did."""
    rights = policy.RightsIn(viewer, thread)
    posts = tuple(
        post if rights.read(post) else post.emptied()
        for post in posts if rights.read(post) or rights.sees_gap(post)
    )  # fmt: skip
    if not viewer.is_authenticated:
        return posts
    may_reply = bool(thread_policy.can_reply(viewer, thread))
    may_accept = bool(thread_policy.can_accept(viewer, thread))
    mine = _mine(viewer, [post.id for post in posts if any(r.count for r in post.reactions)])
    return tuple(
        post._replace(
            reactions=_marked(post, mine),
            may=MayPost(read_statement=True) if not rights.read(post) else MayPost(
                edit=bool(rights.edit(post)),
                delete=bool(rights.delete(post)),
                restore=bool(rights.restore(post)),
                react=bool(rights.react(post)),
                reply=may_reply and post.number > 0,
                quote=may_reply and post.number > 0,
                see_revisions=True,
                read_statement=post.author.id == viewer.id and post.state == "hidden",
                report=post.author.id != viewer.id and post.state == "visible",
                mute=post.author.id != viewer.id,
                accept=may_accept and post.number > 1 and post.state == "visible",
                unlock=bool(rights.unlock()),
                moderate=bool(rights.moderate(post)),
                official=bool(rights.speak_officially(post, post.author.capacity)),
            ),
        )
        for post in posts
    )  # fmt: skip


def reactions_of(viewer: Viewer, post_id: int) -> tuple[ReactionView, ...]:
    """The reactions of one post which the viewer is known to be able to read."""
    given = _given(_counts([post_id]).get(post_id, {}))
    mine = _mine(viewer, [post_id])
    return tuple(each._replace(mine=(post_id, each.key) in mine) for each in given)


def _given(counts: dict[str, int]) -> tuple[ReactionView, ...]:
    """Every kind that is offered or was given, with its count."""
    return tuple(
        ReactionView(kind.key, kind.symbol, kind.label, counts.get(kind.key, 0), False)
        for kind in structure.current().reactions.values()
        if kind.is_offered or kind.key in counts
    )


def _marked(post: PostView, mine: set[tuple[int, str]]) -> tuple[ReactionView, ...]:
    if not any((post.id, each.key) in mine for each in post.reactions):
        return post.reactions
    return tuple(each._replace(mine=(post.id, each.key) in mine) for each in post.reactions)


def _counts(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    if ids:
        for row in db.session.execute(
            select(ReactionCount.post_id, ReactionCount.kind, ReactionCount.count.label("n")).where(
                ReactionCount.post_id.in_(ids), ReactionCount.count > 0
            )
        ):
            found.setdefault(row.post_id, {})[row.kind] = row.n
    return found


# Put together once, from the table: every page of a thread asks it for a member.
_REACTION = Reaction.__table__.c
_MINE_AMONG = select(_REACTION.post_id, _REACTION.kind).where(
    _REACTION.user_id == bindparam("me", type_=Integer),
    _REACTION.post_id.in_(bindparam("ids", expanding=True)),
)


def _mine(viewer: Viewer, ids: Sequence[int]) -> set[tuple[int, str]]:
    if not ids or not viewer.is_authenticated:
        return set()
    return {
        (row.post_id, row.kind)
        for row in db.session.execute(_MINE_AMONG, {"me": viewer.id, "ids": ids})
    }


# Of a member's posts: all of them, replies, accepted answers, those that got a reaction.
_WHICH: dict[str, tuple[Any, ...]] = {
    "": (),
    "replies": (Post.number > 1,),
    "answers": (Thread.answer_id == Post.id,),
    "received": (Post.reaction_count > 0,),
}


def of_author(
    viewer: Viewer, author_id: int, most: int, which: str = "", after: str | None = None
) -> tuple[PostSnippet, ...]:
    """A member's latest posts, as far as the viewer may read them."""
    conditions = [Post.author_id == author_id, *_WHICH[which]]
    if place := keyset.decode(after, datetime, int):
        conditions.append(tuple_(Post.created_at, Post.id) < tuple_(*place))
    return _snippets(viewer, conditions, most)


def some(viewer: Viewer, ids: Collection[int]) -> tuple[PostSnippet, ...]:
    """These posts, those of them that the viewer may find in lists."""
    return _snippets(viewer, [Post.id.in_(ids)], len(ids)) if ids else ()


def latest(
    viewer: Viewer,
    most: int,
    thread_id: int | None = None,
    category_id: int | None = None,
    tag_id: int | None = None,
) -> tuple[PostSnippet, ...]:
    """The newest posts of the site, a thread, a tag, or a category with what is below it."""
    conditions: list[Any] = []
    if thread_id is not None:
        conditions.append(Post.thread_id == thread_id)
    if tag_id is not None:
        tagged = select(ThreadTag.thread_id).where(ThreadTag.tag_id == tag_id)
        conditions.append(Post.thread_id.in_(tagged))
    if category_id is not None:
        inside = structure.current().with_children(category_id)
        conditions.append(Thread.category_id.in_(inside))
    return _snippets(viewer, conditions, most)


def _snippets(viewer: Viewer, conditions: list[Any], most: int) -> tuple[PostSnippet, ...]:
    rows = db.session.execute(
        select(
            Post.id,
            Post.number,
            Post.html,
            Post.created_at,
            Post.edited_at,
            Post.reaction_count,
            Post.author_capacity,
            Post.author_byline,
            Post.house_name,
            Thread.id.label("thread_id"),
            Thread.title,
            Thread.slug,
            *_AUTHOR.columns,
        )
        .join(Thread, Thread.id == Post.thread_id)
        .join(_AUTHOR.user, _AUTHOR.user.id == Post.author_id)
        .where(thread_policy.listed(viewer), Post.state == "visible", *conditions)
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(most)
    )
    return tuple(
        PostSnippet(
            row.id,
            row.title,
            links.post(row.thread_id, row.slug, row.number),
            row.number,
            _AUTHOR.of(row, row.author_capacity, row.author_byline, row.house_name),
            row.created_at,
            row.edited_at,
            excerpt(row.html.striptags(), 240),
            row.html,
            row.reaction_count,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Given:
    """A kind of reaction on a post: how many, and by whom as far as it is known."""

    symbol: str
    label: str
    count: int
    people: tuple[Person, ...]


MOST_PEOPLE = 200


def who_reacted(viewer: Viewer, post: Post) -> tuple[Given, ...]:
    """Who gave which reaction to a post that the viewer is known to be able to read."""
    by_kind: dict[str, list[Person]] = {}
    for row in db.session.execute(
        select(Reaction.kind, *_AUTHOR.columns)
        .join(_AUTHOR.user, _AUTHOR.user.id == Reaction.user_id)
        .where(Reaction.post_id == post.id)
        .order_by(Reaction.created_at)
        .limit(MOST_PEOPLE)
    ):
        by_kind.setdefault(row.kind, []).append(_AUTHOR.of(row))
    shown = _given(_counts([post.id]).get(post.id, {}))
    return tuple(
        Given(r.symbol, r.label, r.count, tuple(by_kind.get(r.key, ()))) for r in shown if r.count
    )
