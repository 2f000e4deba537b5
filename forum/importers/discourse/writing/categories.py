"""Brings categories over: readable by everyone, as they were in a public archive."""

from typing import Any

from sqlalchemy import func, select

from forum.extensions import db
from forum.importers.discourse.source import Source, category_paths
from forum.importers.discourse.staging import Staging
from forum.importers.discourse.writing import addresses
from forum.importers.discourse.writing.units import written
from forum.lib import names
from forum.models import Category, CategoryAccess, CategorySlug
from forum.models.groups import EVERYONE, MEMBERS, MODERATORS

# As in any public category: everyone reads, members write, moderators moderate.
_RIGHTS = {
    EVERYONE: ("may_see",),
    MEMBERS: ("may_see", "may_reply", "may_start"),
    MODERATORS: ("may_see", "may_reply", "may_start", "may_moderate"),
}
_LONGEST_NAME, _DEEPEST = 80, 5
_KINDS = "discussion question"


def write(staging: Staging, source: Source) -> None:
    """Make the categories that are not here yet, each below its parent, in their old order."""
    waiting = staging.rows(
        """SELECT number, name, slug, description, colour, parent FROM category
        WHERE ours IS NULL ORDER BY position IS NULL, position, number"""
    )
    for _ in range(_DEEPEST):
        known = {number for number, *_ in waiting}
        now = [row for row in waiting if row[-1] not in known]
        for row in now:
            _write(staging, source, row, row[-1])
        waiting = [row for row in waiting if row[-1] in known]
    for row in waiting:  # a circle, or deeper than anybody sorts things
        _write(staging, source, row, None)


def _write(staging: Staging, source: Source, row: Any, parent: int | None) -> None:
    number, name, slug, description, colour, _ = row
    above = staging.row("SELECT ours FROM category WHERE number = ?", parent)
    name = name[:_LONGEST_NAME] or f"Category {number}"
    values = {
        "parent_id": above[0] if above else None, "name": name, "description": description[:1000],
        "external_ref": source.ref("c", number), "kinds": _KINDS,
        **({"colour": colour} if colour else {}),
    }  # fmt: skip
    ours, our_slug = written(lambda: _make(number, slug, values))
    staging.change(
        "UPDATE category SET ours = ?, our_slug = ?, name = ? WHERE number = ?",
        [(ours, our_slug, name, number)],
    )
    staging.report.count_imported("categories")


def _make(number: int, old_slug: str, values: dict[str, Any]) -> tuple[int, str]:
    last = db.session.scalar(select(func.max(Category.position)))
    category = Category(
        slug=_free(names.slug(old_slug or values["name"])),
        position=0 if last is None else last + 1,
        **values,
    )
    db.session.add(category)
    db.session.flush()
    db.session.add_all(
        CategoryAccess(category_id=category.id, group_id=group, **dict.fromkeys(rights, True))
        for group, rights in _RIGHTS.items()
    )
    db.session.flush()
    addresses.keep([(category_paths(number, old_slug), {"category_id": category.id})])
    return category.id, category.slug


def _free(slug: str) -> str:
    """`slug`, or with a number behind it when another category has or had that address."""
    base = slug if slug != "-" else "category"
    free, n = base, 2
    while db.session.scalar(
        select(
            select(Category.id).where(Category.slug == free).exists()
            | select(CategorySlug.slug).where(CategorySlug.slug == free).exists()
        )
    ):
        free, n = f"{base[:70]}-{n}", n + 1
    return free
