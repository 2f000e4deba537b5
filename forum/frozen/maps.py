"""Where old addresses lead in the archive, and what search engines are told of it."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from sqlalchemy import select

from forum import links, structure
from forum.extensions import db
from forum.frozen.places import INDEX, Places
from forum.frozen.rewriting import addressed
from forum.models import Address, CategorySlug, MovedPost, OldName, Post, TagSlug, Thread, User
from forum.policies import posts as post_policy

MOST = 50_000  # addresses in one sitemap (sitemaps.org)
NGINX, NETLIFY = "redirects.map", "_redirects"
# What stands in a line of a server's configuration without meaning anything there.
_PLAIN = re.compile(r"/[A-Za-z0-9/_.~%+,=&?:@!*()-]*")
_BY_RULE = (
    (r"~^/t/(?<t>\d+)/(?<s>[^/?]+)/(?<n>\d+)(?:\?.*)?$", "/t/$t/$s/#post-$n"),
    (r"~^/t/(?<t>\d+)/(?<s>[^/?]+)\?page=(?<n>\d+)$", "/t/$t/$s/page-$n/"),
    (r"~^/uploads/(?<k>[^/?]+)/thumbnail$", "/uploads/$k/thumbnail.webp"),
    (r"~^/avatar/(?<k>\d+)/", "/avatar/$k.svg"),
)
_BY_RULE_TOO = (
    ("/t/:t/:s/:n", "/t/:t/:s/#post-:n"),
    ("/uploads/:k/thumbnail", "/uploads/:k/thumbnail.webp"),
    ("/avatar/:k/:n", "/avatar/:k.svg"),
)


class Maps:
    """Written line by line while pages are drawn. Whole when it is left without an error."""

    def __init__(self, folder: Path, places: Places, address: str, is_unlisted: bool) -> None:
        self._folder, self._places = folder, places
        self._address, self._is_unlisted = address.rstrip("/"), is_unlisted
        self._count = 0
        self._sitemap: IO[str] | None = None

    def __enter__(self) -> Self:
        self._nginx = (self._folder / NGINX).open("x", encoding="utf-8")
        self._netlify = (self._folder / NETLIFY).open("x", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if kind is None:
            self._by_rule()
            self._close_sitemap()
            self._for_robots()
        for file in (self._nginx, self._netlify, self._sitemap):
            if file is not None:
                file.close()

    def add(self, place: str, changed: datetime | None) -> None:
        """A page that search engines may find."""
        if self._is_unlisted:
            return
        if self._count % MOST == 0:
            self._close_sitemap()
            name = f"sitemap-{self._count // MOST + 1}.xml"
            self._sitemap = (self._folder / name).open("x", encoding="utf-8")
            self._sitemap.write('<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns='
                                '"http://www.sitemaps.org/schemas/sitemap/0.9">\n')  # fmt: skip
        at = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
        where = self._address + _served(place)
        assert self._sitemap is not None
        self._sitemap.write(f"<url><loc>{escape(where)}</loc>{at}</url>\n")
        self._count += 1

    def thread(self, thread_id: int, slug: str, highest: int) -> None:
        """Posts that are on later pages: where they are cannot be told by a rule."""
        if self._places.thread(thread_id, slug) != f"t/{thread_id}/{slug}/{INDEX}":
            self._lead(links.thread(thread_id, slug), self._places.thread(thread_id, slug))
        for number in range(self._places.per_page + 1, highest + 1):
            old = links.post(thread_id, slug, number).partition("#")[0]
            self._lead(old, self._places.post(thread_id, slug, number))

    def write_redirects(self) -> None:
        """What moved, was renamed, or has an address from elsewhere."""
        for old, now in self._moved():
            if (place := self._places.of(now)) is not None:
                self._lead(old, place)

    def _moved(self) -> Iterator[tuple[str, str]]:
        """Old address and today's. What the viewer may not read is looked for in vain."""
        for row in db.session.execute(
            select(MovedPost.thread_id, MovedPost.number, Thread.id, Thread.slug,
                   Post.number.label("now"), Post.id.label("post"))
            .join(Post, Post.id == MovedPost.post_id)
            .join(Thread, Thread.id == Post.thread_id)
            .where(post_policy.readable(self._places.viewer))
            .order_by(MovedPost.thread_id, MovedPost.number)
        ):  # fmt: skip
            yield (
                f"/t/{row.thread_id}/{row.slug}/{row.number}",
                links.post(row.id, row.slug, row.now),
            )
        for kind, old, now in (
            (links.category, CategorySlug.slug, CategorySlug.slug),
            (links.tag, TagSlug.slug, TagSlug.slug),
        ):
            for slug in db.session.scalars(select(old).order_by(now)).all():
                yield kind(slug), kind(slug)
        for old_name, name in db.session.execute(
            select(OldName.name, User.name)
            .join(User, User.id == OldName.user_id)
            .order_by(OldName.id)
        ):
            yield links.member(old_name), links.member(name)
        yield from self._from_elsewhere()

    def _from_elsewhere(self) -> Iterator[tuple[str, str]]:
        named: Any = (
            select(Address.path, Thread.id.label("thread_id"), Thread.slug, Post.number,
                   User.name, Address.category_id)
            .outerjoin(Post, Post.id == Address.post_id)
            .outerjoin(Thread, (Thread.id == Address.thread_id) | (Thread.id == Post.thread_id))
            .outerjoin(User, User.id == Address.user_id)
            .order_by(Address.id)
        )  # fmt: skip
        nodes = structure.current().categories
        for row in db.session.execute(named, execution_options={"yield_per": 500}):
            if row.thread_id:
                post = links.post(row.thread_id, row.slug, row.number) if row.number else ""
                yield row.path, post or links.thread(row.thread_id, row.slug)
            elif row.name:
                yield row.path, links.member(row.name)
            elif row.category_id in nodes:
                yield row.path, links.category(nodes[row.category_id].slug)

    def _lead(self, old: str, place: str) -> None:
        now = _served(place)
        if _PLAIN.fullmatch(old) and old.rstrip("/") != now.partition("#")[0].rstrip("/"):
            self._nginx.write(f'"{old}" "{now}";\n')
            if "?" not in old and "*" not in old and "/:" not in old:
                self._netlify.write(f"{old} {now} 301\n")

    def _by_rule(self) -> None:
        for old, now in _BY_RULE:
            self._nginx.write(f'"{old}" "{now}";\n')
        for old, now in _BY_RULE_TOO:
            self._netlify.write(f"{old} {now} 301\n")

    def _close_sitemap(self) -> None:
        if self._sitemap is not None:
            self._sitemap.write("</urlset>\n")
            self._sitemap.close()

    def _for_robots(self) -> None:
        robots = "User-agent: *\nDisallow: /\n"
        if not self._is_unlisted:
            robots = f"User-agent: *\nAllow: /\nSitemap: {self._address}/sitemap.xml\n"
            parts = -(-self._count // MOST)
            listed = "".join(
                f"<sitemap><loc>{escape(f'{self._address}/sitemap-{n}.xml')}</loc></sitemap>\n"
                for n in range(1, parts + 1)
            )
            (self._folder / "sitemap.xml").write_text(
                '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns='
                f'"http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</sitemapindex>\n'
            )
        (self._folder / "robots.txt").write_text(robots)


def _served(place: str) -> str:
    """A place as a web host serves it: a folder by its name."""
    path, mark, fragment = place.partition("#")
    return "/" + addressed(path.removesuffix(INDEX) + mark + fragment)
