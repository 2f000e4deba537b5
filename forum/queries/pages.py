"""The pages of the team: one as it is or was, all for who writes them, what versions differ by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from sqlalchemy import select

from forum import links
from forum.extensions import db
from forum.lib import diff, markdown
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Page, PageVersion, User, Viewer
from forum.policies import pages as policy
from forum.queries.meta import absolute
from forum.search import words


@dataclass(frozen=True, slots=True)
class Shown:
    """A page with one of its versions. `is_old`: another one is in force."""

    page: Page
    version: PageVersion
    html: Markup
    is_old: bool
    may_change: bool
    meta: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page among all of them. `is_bound`: it is for admins to change."""

    page: Page
    is_bound: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    title: str
    note: str
    at: datetime
    who: str


def one(viewer: Viewer, slug: str, number: int = 0) -> Shown:
    """The page at this address, as it is or as its version `number`. Raises Denied."""
    found = db.session.execute(
        select(Page, PageVersion)
        .join(PageVersion, PageVersion.page_id == Page.id)
        .where(Page.slug == slug, PageVersion.number == (number or Page.number))
        .where(policy.readable(viewer), policy.readable_version(viewer))
    ).first()
    if found is None:
        raise Denied(NOT_FOUND)
    page, version = found
    html = version.html
    if version.html_version != markdown.VERSION:
        html = markdown.render(version.body).html
    is_old = version.number != page.number
    meta = {"canonical": absolute(links.page(page.slug)), "title": version.title}
    if is_old or not page.is_published:
        meta["robots"] = "noindex"
    return Shown(page, version, html, is_old, bool(policy.can_change(viewer, page)), meta)


def with_words(viewer: Viewer, sought: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Address and title of the published pages with all these words in title or text, those with
    all in the title first. There are few pages, so all are looked through: no database folds."""
    rows = db.session.execute(
        select(Page.slug, Page.title, PageVersion.body)
        .join(PageVersion, PageVersion.page_id == Page.id)
        .where(policy.readable(viewer), Page.is_published, PageVersion.number == Page.number)
        .order_by(Page.title, Page.id)
    )
    plain = [_plain(word) for word in sought]
    begun = [re.compile(f"{_begin(word)}{re.escape(word)}") for word in plain]
    in_title, in_text = [], []
    for slug, title, body in rows:
        named, text = _plain(title), _plain(body)
        if all(word in named for word in plain):
            in_title.append((links.page(slug), title))
        elif all(
            word in named or begin.search(text) for word, begin in zip(plain, begun, strict=True)
        ):
            in_text.append((links.page(slug), title))
    return (in_title + in_text)[:most]


@lru_cache(maxsize=64)  # more than there are pages; each search looks at the same
def _plain(text: str) -> str:
    """As it is compared: small, without accents, each space one."""
    return words.fold(" ".join(text.casefold().split()))


def _begin(word: str) -> str:
    """Where a word of a text begins, in scripts that part words: "tent" is not in "content"."""
    return "" if words.is_paired(word[:1]) or not word[:1].isalnum() else r"(?<!\w)"


def versions(viewer: Viewer, page: Page) -> list[Line]:
    """All that the viewer may read, the newest first. Who wrote them is for the team."""
    require(policy.can_read(viewer, page))
    rows = db.session.execute(
        select(PageVersion.number, PageVersion.title, PageVersion.note, PageVersion.created_at,
               User.display_name)
        .join(User, User.id == PageVersion.author_id)
        .where(PageVersion.page_id == page.id, policy.readable_version(viewer))
        .order_by(PageVersion.number.desc())
    )  # fmt: skip
    knows = bool(policy.can_write(viewer))
    return [Line(n, title, note, at, who if knows else "") for n, title, note, at, who in rows]


def compared(viewer: Viewer, before: Shown, after: Shown) -> Sequence[diff.Piece]:
    """What was added and taken out between two versions, in words."""
    require(policy.can_read(viewer, after.page))
    return diff.folded(diff.words(before.version.body, after.version.body), 200)


def published(viewer: Viewer) -> Sequence[Page]:
    """Those that everybody reads, as they stand in the footer."""
    found: Sequence[Page] = db.session.scalars(
        select(Page)
        .where(policy.readable(viewer), Page.is_published.is_(True))
        .order_by(Page.is_in_footer.desc(), Page.position, Page.title)
    ).all()
    return found


def every(viewer: Viewer) -> list[Listed]:
    """All pages, those in the footer first, as they stand there."""
    require(policy.can_write(viewer))
    found = db.session.scalars(
        select(Page).order_by(Page.is_in_footer.desc(), Page.position, Page.title)
    )
    return [
        Listed(page, policy.is_bound(page), bool(policy.can_change(viewer, page))) for page in found
    ]


def get(viewer: Viewer, page_id: int) -> tuple[Page, PageVersion]:
    """One with its newest version, to change it. Raises Denied."""
    require(policy.can_write(viewer))
    found = db.session.execute(
        select(Page, PageVersion)
        .join(PageVersion, PageVersion.page_id == Page.id)
        .where(Page.id == page_id, PageVersion.number == Page.number)
    ).first()
    if found is None:
        raise Denied(NOT_FOUND)
    return found[0], found[1]
