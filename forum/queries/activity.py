"""What a member does here, as its reader may see it: the tabs of their page, and what they know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_

from forum import links, structure
from forum.extensions import db
from forum.lib import keyset
from forum.lib.verdict import require
from forum.memory import remembered
from forum.models import Post, Reaction, Tag, Thread, ThreadTag, User, Viewer
from forum.policies import categories as category_policy
from forum.policies import members as policy
from forum.policies import threads as thread_policy
from forum.queries import badges as badge_queries
from forum.queries import categories, lists, posts
from forum.queries.shapes import CategoryRef, PostSnippet, TagRef, ThreadRow

TABS = ("threads", "replies", "answers", "given", "received", "badges")
PER_PAGE = 20
LATEST = 5  # of each kind on the overview
RECENT = 300  # replies that are looked at to say what somebody helps with
_MOST_SUBJECTS = 4


@dataclass(frozen=True, slots=True)
class Doing:
    """A post on a tab; `given` says which reaction the member gave it."""

    post: PostSnippet
    given: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """A page of a tab."""

    tab: str
    threads: tuple[ThreadRow, ...] = ()
    doings: tuple[Doing, ...] = ()
    badges: tuple[badge_queries.Held, ...] = ()
    next_href: str | None = None
    first_href: str | None = None  # back to the newest, on later pages


@dataclass(frozen=True, slots=True)
class HelpsWith:
    """What somebody answers others about: no score, only subjects, the most frequent first."""

    tags: tuple[TagRef, ...]
    categories: tuple[CategoryRef, ...]


def tab(viewer: Viewer, user: User, name: str, after: str | None) -> Activity:
    """One of TABS. Raises Denied when the member keeps them to themselves."""
    require(policy.can_see_activity(viewer, user))
    first = links.member(user.name, name) if after else None
    if name == "threads":
        wanted = lists.Wanted("latest", author_id=user.id, after=after)
        page = lists.page(viewer, wanted, lambda **to: links.member(user.name, name, **to))
        return Activity(name, threads=page.items, next_href=page.next_href, first_href=first)
    if name == "badges":
        return Activity(name, badges=badge_queries.of_member(viewer, user))
    doings, cursor = (_given if name == "given" else _posts)(viewer, user, name, after)
    next_href = links.member(user.name, name, after=cursor) if cursor else None
    return Activity(name, doings=doings, next_href=next_href, first_href=first)


Part = tuple[tuple[Doing, ...], str | None]


def _posts(viewer: Viewer, user: User, name: str, after: str | None) -> Part:
    found = posts.of_author(viewer, user.id, PER_PAGE + 1, which=name, after=after)
    shown = found[:PER_PAGE]
    last = shown[-1] if len(found) > PER_PAGE else None
    cursor = keyset.encode(last.created_at, last.id) if last else None
    return tuple(Doing(post) for post in shown), cursor


def _given(viewer: Viewer, user: User, name: str, after: str | None) -> Part:
    place = (Reaction.created_at, Reaction.post_id, Reaction.kind)
    statement = (
        select(*place)
        .join(Post, Post.id == Reaction.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            Reaction.user_id == user.id, Post.state == "visible", thread_policy.listed(viewer)
        )
        .order_by(*(column.desc() for column in place))
        .limit(PER_PAGE + 1)
    )  # fmt: skip
    if cursor := keyset.decode(after, datetime, int, str):
        statement = statement.where(tuple_(*place) < tuple_(*cursor))
    rows = db.session.execute(statement).all()
    shown, kinds = rows[:PER_PAGE], structure.current().reactions
    by_id = {post.id: post for post in posts.some(viewer, {row.post_id for row in shown})}
    doings = tuple(
        Doing(by_id[row.post_id], f"{kinds[row.kind].symbol} {kinds[row.kind].label}")
        for row in shown
        if row.post_id in by_id
    )
    return doings, keyset.encode(*shown[-1]) if len(rows) > PER_PAGE else None


def helps_with(viewer: Viewer, user: User) -> HelpsWith:
    """Subjects of the member's latest replies to others, an accepted answer counting thrice."""
    if not policy.can_see_activity(viewer, user):
        return HelpsWith((), ())
    key = ("helps", user.id, category_policy.visible_ids(viewer))
    return remembered(key, ("lists", "members", "structure"), lambda: _helps_with(viewer, user))


def _helps_with(viewer: Viewer, user: User) -> HelpsWith:
    recent = (
        select(
            Post.thread_id, Thread.category_id, Thread.author_id,
            (1 + 2 * func.coalesce(Thread.answer_id == Post.id, False).cast(db.Integer)).label("n"),
        )
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            Post.author_id == user.id, Post.state == "visible", Post.number > 1,
            thread_policy.listed(viewer), Thread.author_id != user.id,
        )
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(RECENT)
        .subquery()
    )  # fmt: skip
    often = func.sum(recent.c.n).desc()
    several = func.count(recent.c.author_id.distinct()) > 1  # two people, or it says nothing yet
    tags = db.session.execute(
        select(Tag.name, Tag.slug)
        .join(ThreadTag, ThreadTag.tag_id == Tag.id)
        .join(recent, recent.c.thread_id == ThreadTag.thread_id)
        .group_by(Tag.id, Tag.name, Tag.slug)
        .having(several)
        .order_by(often, Tag.name)
        .limit(_MOST_SUBJECTS)
    ).all()
    places = db.session.scalars(
        select(recent.c.category_id)
        .group_by(recent.c.category_id)
        .having(several)
        .order_by(often, recent.c.category_id)
        .limit(_MOST_SUBJECTS - 1)
    ).all()
    refs = categories.refs(viewer)
    return HelpsWith(
        tuple(TagRef(row.name, row.slug, links.tag(row.slug)) for row in tags),
        tuple(refs[place] for place in places if place in refs),
    )


def latest(viewer: Viewer, user: User) -> tuple[Activity, Activity]:
    """The newest threads and replies, for the overview; nothing where it is kept to oneself."""
    if not policy.can_see_activity(viewer, user):
        return Activity("threads"), Activity("replies")
    written: Any = posts.of_author(viewer, user.id, LATEST, which="replies")
    return (
        Activity("threads", threads=lists.of_author(viewer, user.id, LATEST)),
        Activity("replies", doings=tuple(Doing(post) for post in written)),
    )
