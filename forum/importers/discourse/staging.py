"""What was read from an archive, on disk and in order, until it has been written.

An archive of one file per post is in no useful order, holds older copies of the same post, and may
be larger than memory. So it is read once into a temporary SQLite file; from there threads come in
the order in which they were started, posts by their numbers, and each thing remembers what it has
become here.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from forum.importers.discourse.records import (
    REGULAR,
    WHISPER,
    Category,
    Member,
    Post,
    Problem,
    Thread,
)
from forum.importers.discourse.tally import Report

POSTS, THREADS = TypeAdapter(Post), TypeAdapter(Thread)
_MOST_HOSTS = 50

_TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE member (number INTEGER PRIMARY KEY, username TEXT NOT NULL, name TEXT NOT NULL,
    first_at TEXT NOT NULL, last_at TEXT NOT NULL, ours INTEGER, handle TEXT, display TEXT);
CREATE TABLE category (number INTEGER PRIMARY KEY, name TEXT NOT NULL, slug TEXT NOT NULL,
    description TEXT NOT NULL, colour TEXT NOT NULL, parent INTEGER, position INTEGER,
    rank INTEGER NOT NULL, told_by INTEGER NOT NULL, ours INTEGER, our_slug TEXT);
CREATE TABLE thread (number INTEGER PRIMARY KEY, payload BLOB NOT NULL, as_of TEXT NOT NULL,
    reads INTEGER NOT NULL, category INTEGER, private INTEGER NOT NULL, skipped TEXT,
    first INTEGER, ours INTEGER, our_slug TEXT, our_title TEXT, our_category INTEGER,
    is_open INTEGER NOT NULL DEFAULT 0, base INTEGER NOT NULL DEFAULT 0, last INTEGER,
    finished INTEGER NOT NULL DEFAULT 0, again INTEGER NOT NULL DEFAULT 0);
CREATE TABLE post (id INTEGER PRIMARY KEY, thread INTEGER NOT NULL, number INTEGER NOT NULL,
    author INTEGER NOT NULL, payload BLOB NOT NULL, as_of TEXT NOT NULL, version INTEGER NOT NULL,
    reads INTEGER NOT NULL, reactions INTEGER NOT NULL, skipped TEXT, ours INTEGER,
    our_number INTEGER);
CREATE INDEX member_username ON member (username COLLATE NOCASE);
CREATE INDEX member_handle ON member (handle COLLATE NOCASE);
CREATE INDEX thread_ours ON thread (ours);
CREATE INDEX post_place ON post (thread, number, id);
CREATE INDEX post_author ON post (author);
CREATE INDEX post_here ON post (thread, our_number);
"""
NOTE = "it is a note by a moderator or the software, not a post"
FOR_STAFF = "it was for staff only"
DELETED = "it was deleted there"
OLDER_COPY = "the archive holds this post again; the newer copy counts"


class Reader:
    """Looks things up in a staging file that another process fills."""

    def __init__(self, file: Path) -> None:
        self.db = sqlite3.connect(file, isolation_level=None)

    def row(self, statement: str, *values: Any) -> Any:
        """The first row, or None."""
        return self.db.execute(statement, values).fetchone()

    def close(self) -> None:
        self.db.close()


class Staging(Reader):
    """The temporary file. Counts in `report` what it is given, and what of it is left aside."""

    def __init__(self, folder: Path, report: Report) -> None:
        self.file = folder / "archive.db"
        super().__init__(self.file)
        self.db.executescript(_TABLES)
        self.db.execute("BEGIN")
        self.report = report
        self._hosts: Counter[str] = Counter()

    def share(self) -> None:
        """All has been taken: from now on every change can be read by others at once."""
        self.db.execute("COMMIT")

    @property
    def host(self) -> str:
        """The host of the old forum, as most avatars tell; "" when none does."""
        return max(sorted(self._hosts), key=self._hosts.__getitem__, default="")

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """All rows; for statements with a LIMIT, or of a table that cannot be large."""
        return self.db.execute(statement, values).fetchall()

    def pages(self, statement: str, *values: Any, size: int = 500) -> Iterator[list[Any]]:
        """The rows in pages. The first `?` is what the first column must exceed."""
        after = -(2**62)
        while page := self.rows(f"{statement} LIMIT {size}", after, *values):
            yield page
            after = page[-1][0]

    def change(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute `statement` for each of `rows`, all in one transaction."""
        if self.db.in_transaction:
            self.db.executemany(statement, rows)
            return
        self.db.execute("BEGIN")
        self.db.executemany(statement, rows)
        self.db.execute("COMMIT")

    def take(self, record: Member | Category | Thread | Post | Problem, where: str) -> None:
        """Keep a record, or the newer of two with one number."""
        if isinstance(record, Post):
            self._take_post(record, where)
        elif isinstance(record, Member):
            self._take_member(record)
        elif isinstance(record, Thread):
            self._take_thread(record)
        elif isinstance(record, Category):
            self._take_category(record)
        elif record.kind == "posts":
            self.report.count_read("posts")
            self.report.skip("posts", record.reason, record.where)
        else:
            self.report.note(record.kind, record.where, record.reason)

    def _take_member(self, member: Member) -> None:
        if member.host and (member.host in self._hosts or len(self._hosts) < _MOST_HOSTS):
            self._hosts[member.host] += 1
        self.db.execute(
            """INSERT INTO member (number, username, name, first_at, last_at)
            VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT (number) DO UPDATE SET
                username = iif(?4 >= last_at, ?2, username), name = iif(?4 >= last_at, ?3, name),
                first_at = min(first_at, ?4), last_at = max(last_at, ?4)""",
            (member.number, member.username, member.name, member.seen_at.isoformat()),
        )

    def _take_category(self, new: Category) -> None:
        """The better told of two; what it does not say is taken from the other."""
        self.db.execute(
            """INSERT INTO category (number, name, slug, description, colour, parent, position,
                rank, told_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (number) DO UPDATE SET
                name = iif((?8, -?9) >= (rank, -told_by), ?2, name),
                description = iif(?4 <> '' AND (description = '' OR (?8, -?9) >= (rank, -told_by)),
                    ?4, description),
                slug = iif(?3 <> '' AND (slug = '' OR ?8 >= rank), ?3, slug),
                colour = iif(?5 <> '', ?5, colour), parent = coalesce(?6, parent),
                position = coalesce(?7, position),
                told_by = iif((?8, -?9) >= (rank, -told_by), ?9, told_by), rank = max(rank, ?8)""",
            (new.number, new.name, new.slug, new.description, new.colour, new.parent,
             new.position, new.rank, new.told_by),
        )  # fmt: skip

    def _take_thread(self, new: Thread) -> None:
        self.db.execute(
            """INSERT INTO thread (number, payload, as_of, reads, category, private)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (number) DO UPDATE SET
                payload = iif((?3, ?4) >= (as_of, reads), ?2, payload),
                category = coalesce(iif((?3, ?4) >= (as_of, reads), ?5, category), category, ?5),
                private = max(private, ?6),
                reads = iif((?3, ?4) >= (as_of, reads), ?4, reads), as_of = max(as_of, ?3)""",
            (new.number, THREADS.dump_json(new), new.as_of.isoformat(), new.reads, new.category,
             new.private),
        )  # fmt: skip

    def _take_post(self, new: Post, where: str) -> None:
        reactions = sum(count for _, count in new.reactions)
        self.report.count_read("posts")
        self.report.count_read("reactions", reactions)
        fresh = (new.updated_at.isoformat(), new.version, new.reads)
        old = self.row("SELECT as_of, version, reads, reactions FROM post WHERE id = ?", new.id)
        if old:
            is_newer = fresh >= tuple(old[:3])
            self.report.skip("posts", OLDER_COPY, where)
            self.report.skip("reactions", OLDER_COPY, count=old[3] if is_newer else reactions)
            if not is_newer:
                return
        self.db.execute(
            """INSERT OR REPLACE INTO post (id, thread, number, author, payload, as_of, version,
                reads, reactions, skipped) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (new.id, new.thread, new.number, new.author, POSTS.dump_json(new), *fresh, reactions,
             _reason(new)),
        )  # fmt: skip


def _reason(post: Post) -> str | None:
    """Why a post is not brought over, or None."""
    if post.deleted:
        return DELETED
    if post.kind == WHISPER:
        return FOR_STAFF
    return None if post.kind == REGULAR else NOTE
