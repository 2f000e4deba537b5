"""What others wrote about somebody who has left: quotes and mentions get another name.

Where a name only stands in a sentence nobody can tell by rule whether it is theirs: such posts are
listed for the team (StaffAction "name-left"), by place and not by name. Each function does a bit
for `services.erasing`, and says whether it has done all of it.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from forum import database
from forum.extensions import db
from forum.lib import leaving, markdown
from forum.lib.verdict import require
from forum.models import (
    Departure,
    Draft,
    Message,
    Post,
    Revision,
    StaffAction,
    Thread,
    User,
    Viewer,
)
from forum.models.columns import fitting
from forum.policies import departures as policy
from forum.queries import references
from forum.services import rendering
from forum.services.erasing_own import called
from forum.services.versions import LONGEST_EXCERPT

WINDOW = 1000  # rows looked through in one unit of work
MOST_LISTED = 200  # posts for the team to look at: a name that is a word is in thousands


def posts(actor: Viewer, user: User, departure: Departure) -> bool:
    """The next posts that quote or mention them are written and drawn again; where a name stands
    in a sentence, or in the title of a thread, the team gets a line."""
    require(policy.can_erase(actor))
    names = called(actor, user, departure)
    here, is_last = _window(Post, departure)
    found = db.session.scalars(
        select(Post).join(Thread, Thread.id == Post.thread_id)
        .where(here, or_(_may_name(Post.body, names),
                         and_(Post.number == 1, _may_name(Thread.title, names))))
        .options(joinedload(Post.thread), joinedload(Post.author)).order_by(Post.id)
        .execution_options(populate_existing=True)
    ).all()  # fmt: skip
    for post in found:
        body = leaving.without(post.body, names, _by(user))
        if body != post.body:
            _rewrite(post, body)
        titled = leaving.places(post.thread.title, names) if post.number == 1 else []
        if (places := leaving.places(body, names)) or titled:
            _list(user, post, places, titled)
    return is_last


def messages(actor: Viewer, user: User, departure: Departure) -> bool:
    """The same of private messages; nobody looks at these by hand."""
    require(policy.can_erase(actor))
    names = called(actor, user, departure)
    here, is_last = _window(Message, departure)
    for message in db.session.scalars(
        select(Message).where(here, _may_name(Message.body, names))
    ).all():
        body = leaving.without(message.body, names, _by(user))
        if body != message.body:
            author = db.session.get_one(User, message.author_id)
            drawn = rendering.redraw_message(author, body)
            message.body, message.html = fitting(Message.body, body), drawn.html
    db.session.flush()
    return is_last


def revisions(actor: Viewer, user: User, departure: Departure) -> bool:
    """The same of what posts were before."""
    require(policy.can_erase(actor))
    return _texts(Revision, ("before", "after"), called(actor, user, departure), user, departure)


def drafts(actor: Viewer, user: User, departure: Departure) -> bool:
    """The same of what is not sent yet."""
    require(policy.can_erase(actor))
    return _texts(Draft, ("payload",), called(actor, user, departure), user, departure)


def members(actor: Viewer, user: User, departure: Departure) -> bool:
    """The same of what members say about themselves, and of the label of what invited them."""
    require(policy.can_erase(actor))
    names = called(actor, user, departure)
    here, is_last = _window(User, departure)
    for other in db.session.scalars(
        select(User).where(
            here,
            User.id != user.id,
            or_(_may_name(User.bio, names), _may_name(User.joined_via, names)),
        )
    ).all():
        other.joined_via = leaving.scrubbed(other.joined_via, names)[:100]
        bio = leaving.without(other.bio, names, _by(user))
        if bio != other.bio:
            other.bio = fitting(User.bio, bio)
            other.bio_html = markdown.render(other.bio).html
            database.touch(f"member:{other.id}")
    db.session.flush()
    return is_last


def _window(table: Any, departure: Departure) -> tuple[ColumnElement[bool], bool]:
    """The next rows by id, and whether there are none after them."""
    begin, departure.after_id = departure.after_id, departure.after_id + WINDOW
    highest = db.session.scalar(select(func.max(table.id))) or 0
    return table.id.between(begin + 1, departure.after_id), departure.after_id >= highest


def _may_name(column: Any, names: leaving.Names) -> ColumnElement[bool]:
    """Texts with one of their names in it, and texts that quote anybody: a quote names a post."""
    said = (column.icontains(name, autoescape=True) for name in names.all)
    return or_(false(), column.icontains("[quote=", autoescape=True), *said)


def _by(user: User) -> Callable[[tuple[int, int]], bool | None]:
    """Whether they wrote the quoted post; None when there is no such post."""

    def is_theirs(post: tuple[int, int]) -> bool | None:
        if max(post) >= 2**31:
            return None
        thread_id, number = references.places_now(user, [post]).get(post, post)
        author_id = db.session.scalar(
            select(Post.author_id).where(Post.thread_id == thread_id, Post.number == number)
        )
        return None if author_id is None else author_id == user.id

    return is_theirs


def _rewrite(post: Post, body: str) -> None:
    """Its version goes up: who edits it at this moment is told that it has changed."""
    post.body, post.version = fitting(Post.body, body), Post.version + 1
    db.session.flush()
    db.session.refresh(post, ["version"])
    drawn = rendering.redraw(post)
    post.html, post.has_math, post.html_version = drawn.html, drawn.has_math, markdown.VERSION
    if post.number == 1:
        post.thread.excerpt = markdown.excerpt(drawn.text, LONGEST_EXCERPT)
    db.session.flush()
    database.touch(f"thread:{post.thread_id}")


def _list(
    user: User, post: Post, places: list[tuple[int, int]], titled: list[tuple[int, int]]
) -> None:
    """By place, not by name. An edit moves the places: they hold while the version does."""
    listed = select(func.count()).where(
        StaffAction.user_id == user.id, StaffAction.verb == "name-left"
    )
    if (db.session.scalar(listed) or 0) < MOST_LISTED:
        db.session.add(
            StaffAction(actor_id=user.id, user_id=user.id, verb="name-left", post_id=post.id,
                        thread_id=post.thread_id, details={"places": [list(at) for at in places],
                                 "in_title": [list(at) for at in titled],
                                 "version": post.version})
        )  # fmt: skip
        db.session.flush()


def _texts(
    table: Any, fields: tuple[str, ...], names: leaving.Names, user: User, departure: Departure
) -> bool:
    """Columns of JSON with texts by name."""
    here, is_last = _window(table, departure)
    # JSON writes some signs in another way, so that such a name is not found by SQL.
    is_plain = all(name.isascii() and name.isprintable() for name in names.all)
    columns = (cast(getattr(table, field), String) for field in fields)
    may = or_(*(_may_name(column, names) for column in columns)) if is_plain else true()
    for row in db.session.scalars(select(table).where(here, may)).all():
        for field in fields:
            known = getattr(row, field) or {}
            new = {key: _text(key, value, names, user) for key, value in known.items()}
            if new != known:
                setattr(row, field, new)
    db.session.flush()
    return is_last


def _text(key: str, value: Any, names: leaving.Names, user: User) -> Any:
    """Whom a draft is to is a list of names."""
    if not isinstance(value, str):
        return value
    return (
        leaving.scrubbed(value, names) if key == "to" else leaving.without(value, names, _by(user))
    )
