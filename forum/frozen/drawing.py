"""Draws the pages: every thread, category, tag and member, the pages of the team, the first page.

Threads come one after the other, by their numbers, and nothing of one is kept when the next is
drawn, so memory stays the same however many there are.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import and_, or_, select, true

from forum import memory, structure
from forum.blueprints.brand import BRAND
from forum.blueprints.looks import own_links
from forum.blueprints.pages import footer_pages
from forum.extensions import db
from forum.frozen import rewriting
from forum.frozen.files import Symbols
from forum.frozen.maps import Maps
from forum.frozen.places import INDEX, Places
from forum.frozen.thawing import Tell
from forum.models import Guest, Page, Tag, Thread, ThreadTag, User
from forum.policies import members as member_policy
from forum.policies import pages as page_policy
from forum.policies import threads as thread_policy
from forum.queries import categories, guidelines, lists, members, pages, posts, tags, threads
from forum.queries.shapes import ThreadRow

SOME = 100  # threads or members read in one go
MOST_OF_MEMBER = 50  # threads on a member's page
LATEST = 30  # threads on the first page


class Sheet:
    """Draws a template as a page of the archive and puts it into its folder."""

    def __init__(
        self, app: Flask, folder: Path, places: Places, home: str, is_unlisted: bool, at: datetime
    ) -> None:
        self.app, self.folder, self.places, self.home = app, folder, places, home.rstrip("/")
        self.symbols = Symbols(app)
        self.count = 0
        self.always = {
            "viewer": Guest(),
            "brand": BRAND,
            "is_unlisted": is_unlisted,
            "made_at": at,
            "own_links": own_links,
            "footer_pages": footer_pages,
            "has_own_styles": bool(structure.setting("looks.css")),
        }

    def draw(self, template: str, place: str, **shown: Any) -> None:
        drawn = self.app.jinja_env.get_template(template).render(**self.always, **shown)
        html = rewriting.page(drawn, place, self.home, self.places.of, self.symbols.one)
        put(self.folder, place, html.encode())
        self.count += 1
        if self.count % SOME == 0:  # what was kept of pages is asked for no more
            memory.init_app(self.app)


def put(folder: Path, place: str, data: bytes) -> None:
    """A new file; FileExistsError where one has that place."""
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)


def everything(sheet: Sheet, listed: Maps, tell: Tell) -> tuple[int, int]:
    """Returns how many threads and posts there are."""
    tell("threads")
    counts = [_thread(sheet, listed, thread_id) for thread_id in _thread_ids(sheet)]
    tell("categories and tags")
    for ref in categories.refs(sheet.places.viewer).values():
        _category(sheet, listed, ref.slug)
    for tag in db.session.scalars(select(Tag).order_by(Tag.id)).all():
        _tag(sheet, listed, tag)
    tell("members and pages")
    for user in _members():
        _member(sheet, listed, user)
    _pages(sheet, listed)
    _first_page(sheet, listed)
    return len(counts), sum(counts)


def _thread_ids(sheet: Sheet) -> Iterator[int]:
    last = 0
    while some := db.session.scalars(
        select(Thread.id)
        .where(Thread.id > last, thread_policy.readable(sheet.places.viewer))
        .order_by(Thread.id)
        .limit(SOME)
    ).all():
        yield from some
        last = some[-1]
        db.session.expunge_all()


def _thread(sheet: Sheet, listed: Maps, thread_id: int) -> int:
    viewer, places = sheet.places.viewer, sheet.places
    seen = threads.seen(viewer, thread_id)
    view, number, count = threads.view(viewer, seen), 1, 0
    while True:
        page = posts.page(viewer, seen, number)
        place = places.thread(seen.id, seen.slug, number)
        sheet.draw("frozen/thread.html", place, thread=view, page=page)
        listed.add(place, seen.last_post_at)
        count += len(page.posts)
        if number >= page.last:
            listed.thread(seen.id, seen.slug, seen.highest_number)
            return count
        number += 1


def _category(sheet: Sheet, listed: Maps, slug: str) -> None:
    viewer = sheet.places.viewer
    node = categories.get(viewer, slug)
    shown = {
        "category": categories.row(viewer, node),
        "ancestors": categories.ancestors(viewer, node),
    }
    inside = Thread.category_id.in_(structure.current().with_children(node.id))
    _list(sheet, listed, "c", slug, inside, "frozen/category.html", shown)


def _tag(sheet: Sheet, listed: Maps, tag: Tag) -> None:
    inside = Thread.id.in_(select(ThreadTag.thread_id).where(ThreadTag.tag_id == tag.id))
    if sheet.places.of(f"/tag/{tag.slug}") is not None:
        _list(sheet, listed, "tag", tag.slug, inside, "frozen/tag.html", {"tag": tag})


def _list(
    sheet: Sheet, listed: Maps, kind: str, slug: str, inside: Any, template: str, shown: Any
) -> None:
    """All pages of a list, the newest first."""
    number, after = 1, None
    size = int(structure.setting("lists.per_page"))
    while True:
        rows = _rows(sheet, inside, after, size + 1)
        more, rows = len(rows) > size, rows[:size]
        place = sheet.places.listed(kind, slug, number)
        sheet.draw(
            template, place, rows=rows, number=number,
            back=f"/{kind}/{slug}?page={number - 1}" if number > 1 else "",
            more=f"/{kind}/{slug}?page={number + 1}" if more else "", **shown,
        )  # fmt: skip
        listed.add(place, rows[0].last_post_at if rows else None)
        if not more:
            return
        number, after = number + 1, rows[-1]


def _rows(sheet: Sheet, inside: Any, after: ThreadRow | None, most: int) -> Sequence[ThreadRow]:
    viewer = sheet.places.viewer
    wanted = lists.base(viewer).where(inside)
    if after is not None:
        wanted = wanted.where(
            or_(
                Thread.last_post_at < after.last_post_at,
                and_(Thread.last_post_at == after.last_post_at, Thread.id < after.id),
            )
        )
    found = wanted.order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(most)
    return lists.rows_of(viewer, db.session.execute(found).all())


def _members() -> Iterator[User]:
    """Those whom anybody may find."""
    last = 0
    while some := db.session.scalars(
        select(User)
        .where(User.id > last, member_policy.listed(Guest()))
        .order_by(User.id)
        .limit(SOME)
    ).all():
        last = some[-1].id
        yield from some
        db.session.expunge_all()


def _member(sheet: Sheet, listed: Maps, user: User) -> None:
    view = members.view(Guest(), user)
    rows: Sequence[ThreadRow] = ()
    if view.shows_activity:
        rows = _rows(sheet, Thread.author_id == user.id, None, MOST_OF_MEMBER)
    place = sheet.places.member(user.name)
    sheet.draw("frozen/member.html", place, member=view, rows=rows)
    listed.add(place, None)


def _pages(sheet: Sheet, listed: Maps) -> None:
    known = select(Page.slug).where(page_policy.readable(Guest())).order_by(Page.id)
    for slug in db.session.scalars(known).all():
        found = pages.one(Guest(), slug)
        place = sheet.places.of(f"/p/{slug}") or ""
        sheet.draw("frozen/page.html", place, title=found.version.title, html=found.html,
                   at=found.version.created_at)  # fmt: skip
        listed.add(place, found.version.created_at)
    rules = guidelines.in_force(Guest())
    place = f"guidelines/{INDEX}"
    sheet.draw("frozen/guidelines.html", place, html=rules.html if rules else "",
               at=rules.effective_at if rules else None)  # fmt: skip
    listed.add(place, None)


def _first_page(sheet: Sheet, listed: Maps) -> None:
    viewer = sheet.places.viewer
    sheet.draw("frozen/home.html", INDEX, board=categories.board(viewer),
               rows=_rows(sheet, true(), None, LATEST), tags=tags.all_used(viewer))  # fmt: skip
    listed.add(INDEX, None)
