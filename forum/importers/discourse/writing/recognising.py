"""Finds what earlier runs have brought over, so that importing again changes nothing."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.importers.discourse.source import UNFINISHED, Kind, Source
from forum.importers.discourse.staging import Staging
from forum.importers.discourse.tally import Report
from forum.models import Category, Post, Thread, User
from forum.security import addresses
from forum.services import counters

ALREADY = "it is here already"


def recognise(staging: Staging, source: Source, report: Report) -> None:
    """Note in the staging what each thing is here, and count it as skipped."""
    for kind, table, key, named, find in _STEPS:
        statement = f"SELECT {key} FROM {table} WHERE {key} > ? ORDER BY {key}"  # noqa: S608
        for page in staging.pages(statement):
            refs = {source.ref(kind, row[0]): row[0] for row in page}
            with database.unit("read"):
                found = find(staging, refs)
            report.skip(named, ALREADY, count=found)
    reactions = staging.row("SELECT sum(reactions) FROM post WHERE ours IS NOT NULL")[0]
    report.skip("reactions", ALREADY, count=reactions or 0)


Refs = dict[str, int]


def _categories(staging: Staging, refs: Refs) -> int:
    columns = (Category.external_ref, Category.id, Category.slug)
    rows = db.session.execute(select(*columns).where(Category.external_ref.in_(refs))).all()
    staging.change(
        "UPDATE category SET ours = ?, our_slug = ? WHERE number = ?",
        [(row.id, _public_slug(row), refs[row.external_ref]) for row in rows],
    )
    return len(rows)


def _public_slug(row: Any) -> str | None:
    return str(row.slug) if row.id in counters.public_categories() else None


def _members(staging: Staging, refs: Refs) -> int:
    """Also who has left since: what they wrote meanwhile elsewhere is a former member's."""
    both = refs | {addresses.left(ref): number for ref, number in refs.items()}
    columns = (User.external_ref, User.id, User.name, User.display_name)
    rows = db.session.execute(select(*columns).where(User.external_ref.in_(both))).all()
    staging.change(
        "UPDATE member SET ours = ?, handle = ?, display = ? WHERE number = ?",
        [(row.id, row.name, row.display_name, both[row.external_ref]) for row in rows],
    )
    return len(rows)


def _threads(staging: Staging, refs: Refs) -> int:
    """One that is unfinished is looked at again: its first post may point to later threads."""
    both = refs | {ref + UNFINISHED: number for ref, number in refs.items()}
    rows = db.session.execute(
        select(
            Thread.external_ref, Thread.id, Thread.slug, Thread.title, Thread.category_id,
            Thread.state, Thread.highest_number,
        ).where(Thread.external_ref.in_(both))
    ).all()  # fmt: skip
    public = counters.public_categories()
    staging.change(
        """UPDATE thread SET ours = ?, our_slug = ?, our_title = ?, our_category = ?, is_open = ?,
            base = ?, finished = ?, again = NOT ? WHERE number = ?""",
        [
            (row.id, row.slug, row.title, row.category_id,
             row.state == "visible" and row.category_id in public, row.highest_number,
             *[row.external_ref[-1] != UNFINISHED] * 2, both[row.external_ref])
            for row in rows
        ],
    )  # fmt: skip
    return len(rows)


def _posts(staging: Staging, refs: Refs) -> int:
    columns = (Post.external_ref, Post.id, Post.number)
    rows: Sequence[Any] = db.session.execute(
        select(*columns).where(Post.external_ref.in_(refs))
    ).all()
    staging.change(
        "UPDATE post SET ours = ?, our_number = ? WHERE id = ?",
        [(row.id, row.number, refs[row.external_ref]) for row in rows],
    )
    return len(rows)


_STEPS: tuple[tuple[Kind, str, str, str, Callable[[Staging, Refs], int]], ...] = (
    ("c", "category", "number", "categories", _categories),
    ("u", "member", "number", "members", _members),
    ("t", "thread", "number", "threads", _threads),
    ("p", "post", "id", "posts", _posts),
)
