"""The directory of an import: asks the staging what each thing of the archive has become here."""

from collections.abc import Iterable

from forum import links
from forum.importers.discourse.directory import Page, is_of
from forum.importers.discourse.source import Place, place
from forum.importers.discourse.staging import Reader
from forum.lib import markdown


class Here:
    """Implements `Directory`. Only what everyone may see is linked to by its title or author.

    `missed` becomes true when something was asked for that will be here but is not yet.
    """

    def __init__(self, staging: Reader, host: str) -> None:
        self._staging = staging
        self.host = host
        self.missed = False

    def member(self, username: str) -> str | None:
        row = self._staging.row(
            """SELECT handle FROM member WHERE username = ? COLLATE NOCASE
            ORDER BY last_at DESC LIMIT 1""",
            username,
        )
        return row[0] if row else None

    def post(self, thread: int, number: int) -> tuple[int, int] | None:
        row = self._staging.row(
            """SELECT thread.ours, post.our_number FROM post JOIN thread ON thread.number = thread
            WHERE thread = ? AND post.number = ? AND post.skipped IS NULL
            ORDER BY id LIMIT 1""",
            thread, number,
        )  # fmt: skip
        if row is None:
            return None
        self.missed |= row[0] is None
        return None if None in row else (row[0], row[1])

    def page(self, address: str) -> Page | None:
        if not address.startswith("/") and not is_of(address, self.host):
            return None
        found = place(address)
        if found is None:
            return None
        if found.kind == "t":
            return self._thread(found)
        if found.kind == "u":
            handle = self.member(found.name)
            return Page(links.member(handle), f"@{handle}") if handle else None
        row = self._staging.row(
            "SELECT our_slug, name FROM category WHERE number = ? AND our_slug IS NOT NULL",
            found.number,
        )
        return Page(links.category(row[0]), row[1]) if row else None

    def _thread(self, found: Place) -> Page | None:
        row = self._staging.row(
            "SELECT ours, our_slug, our_title, is_open FROM thread WHERE number = ?"
            " AND skipped IS NULL",
            found.number,
        )
        if row is None or row[0] is None:
            self.missed |= row is not None
            return None
        if not row[3]:
            return None
        at = self.post(found.number, found.post) if found.post and found.post > 1 else None
        href = links.post(row[0], row[1], at[1]) if at else links.thread(row[0], row[1])
        return Page(href, row[2])

    def context(self, body: str, category: int, own_hosts: frozenset[str]) -> markdown.Context:
        """What the renderer is told of the names in `body`, a post in this category of ours."""
        wanted = markdown.scan(body)
        return markdown.Context(
            members=dict(self._members(wanted.mentions)),
            quotes=dict(self._quotes(wanted.quotes, category)),
            own_hosts=own_hosts,
            is_import=True,
        )

    def _members(self, names: Iterable[str]) -> Iterable[tuple[str, markdown.MemberRef]]:
        for name in names:
            row = self._staging.row(
                "SELECT handle FROM member WHERE handle = ? COLLATE NOCASE", name
            )
            if row:
                yield name, markdown.MemberRef(links.member(row[0]), row[0])

    def _quotes(
        self, posts: Iterable[tuple[int, int]], category: int
    ) -> Iterable[tuple[tuple[int, int], markdown.QuoteRef]]:
        for thread, number in posts:
            row = self._staging.row(
                """SELECT thread.our_slug, member.display, is_open OR our_category = ?
                FROM thread JOIN post ON post.thread = thread.number
                JOIN member ON member.number = author
                WHERE thread.ours = ? AND our_number = ?""",
                category, thread, number,
            )  # fmt: skip
            if row and row[2]:
                href = links.post(thread, row[0], number)
                yield (thread, number), markdown.QuoteRef(href, row[1] or "")
