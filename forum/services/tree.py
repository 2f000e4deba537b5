"""What the verbs about categories share: a row held still, its siblings, the line in the log.

Called by verbs that have asked already.
"""

from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database, structure, versions
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Conflict, Denied
from forum.models import Category, CategorySlug, StaffAction, Viewer
from forum.models.groups import EVERYONE
from forum.services import jobs
from forum.structure import Structure

DEEPEST = 5  # levels of categories below each other


def hold(category_id: int, version: int | None = None) -> Category:
    """The category, which nobody else changes until the end. Raises Conflict when `version` is not
    the one that is there: somebody else has changed it since the page was drawn."""
    found = db.session.scalar(
        select(Category).where(Category.id == category_id)
        .with_for_update(key_share=True).execution_options(populate_existing=True)
    )  # fmt: skip
    if found is None:
        raise Denied(NOT_FOUND)
    if version is not None and found.version != version:
        raise Conflict(
            _("Somebody else has just changed this category. Look at it as it is now, "
              "then save again what you want."), "version",
        )  # fmt: skip
    return found


def hold_all() -> Sequence[Category]:
    """Every category in the order of the tree, none of which anybody else changes meanwhile."""
    found = db.session.scalars(
        select(Category).order_by(Category.id)
        .with_for_update(key_share=True).execution_options(populate_existing=True)
    ).all()  # fmt: skip
    return sorted(found, key=lambda one: (one.position, one.id))


def check_slug(slug: str, own: int | None = None) -> None:
    """Raise Conflict when this address is another category's, or leads to one."""
    there = db.session.execute(
        select(Category.id, Category.name).where(Category.slug == slug)
        .union(
            select(Category.id, Category.name)
            .join(CategorySlug, CategorySlug.category_id == Category.id)
            .where(CategorySlug.slug == slug)
        )
    ).all()  # fmt: skip
    for row in there:
        if row.id != own:
            raise Conflict(
                _("This address leads to “%(name)s”. Choose another one.", name=row.name), "slug"
            )


def log(actor: Viewer, verb: str, category: Category, **details: Any) -> None:
    """A line in the staff's log; what the command line does is in none."""
    if actor.id is not None:
        about = {"category": category.name, "category_id": category.id, **details}
        db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=about))
    db.session.flush()


def readers() -> Structure:
    """The structure before a change, for `readers_changed` after it."""
    return structure.current()


def readers_changed(category_id: int, was: Structure) -> None:
    """Others may see the category, and what is below it, than before: what everybody is told of it
    is counted anew, and what is quoted from it, or in it, is drawn again. Jobs do it in steps."""
    now = structure.current()
    inside = sorted(was.with_children(category_id) & now.categories.keys())
    guards = [_guards(of, one) for one in inside for of in (was, now)]
    if guards[::2] == guards[1::2]:
        return
    database.touch(structure.NAME, "lists", "members")
    public = frozenset({EVERYONE})
    if was.visible(public) != now.visible(public):
        jobs.enqueue("category.recount", after=0)
    jobs.enqueue("category.redraw", category_ids=inside, after=0)


def merged(source_id: int, target_id: int, was: Structure) -> None:
    """The same, where all that was in one category, and what stood below it, is in another now."""
    now = structure.current()
    public = frozenset({EVERYONE})
    database.touch(structure.NAME, "lists", "members", *_all_threads())
    if (source_id in was.visible(public)) != (target_id in now.visible(public)):
        jobs.enqueue("category.recount", after=0)
    below = was.with_children(source_id) & now.categories.keys()
    changed = [one for one in sorted(below) if _guards(was, one) != _guards(now, one)]
    if _guards(was, source_id) != _guards(now, target_id):
        changed.append(target_id)
    if changed:
        jobs.enqueue("category.redraw", category_ids=changed, after=0)


@cache
def _all_threads() -> tuple[str, ...]:
    """Names of threads, one in each slot of the versions: with these all of them have a new one."""
    found: dict[int, str] = {}
    for number in count(1):
        name = f"thread:{number}"
        found.setdefault(versions.slot(name), name)
        if len(found) == versions.SLOTS:
            return tuple(found.values())
    raise AssertionError


def _guards(of: Structure, category_id: int) -> frozenset[frozenset[int]]:
    return frozenset(node.see for node in of.path(category_id))
