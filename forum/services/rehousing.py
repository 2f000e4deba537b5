"""Archiving, moving, merging and deleting categories: old addresses lead on, nothing is lost.

A merge changes 100,000 threads by some twenty statements, however many they are: nobody else writes
meanwhile, for a second or two. What can wait (the search index, what members' pages count, quotes)
is left to jobs in steps.
"""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Integer, cast, delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import aliased

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import (
    Address,
    ApiToken,
    Category,
    CategoryAccess,
    CategoryLevel,
    CategoryRead,
    CategorySlug,
    CategoryTag,
    Programme,
    StaleEntry,
    Thread,
    Viewer,
    Webhook,
)
from forum.models.columns import UtcDateTime, utcnow
from forum.models.stale import THREAD
from forum.policies import structure as policy
from forum.queries import rehousing as queries
from forum.services import counters, product_teams, tree, uploads

_QUIETLY = {"synchronize_session": False}


def archive(actor: Viewer, category_id: int, is_archived: bool, version: int) -> Category:
    """Everything in it stays readable, and nobody writes there; or open it again."""
    require(policy.can_shape(actor))
    category = tree.hold(category_id, version)
    if category.is_archived != is_archived:
        category.is_archived = is_archived
        category.version += 1
        verb = "archive-category" if is_archived else "unarchive-category"
        tree.log(actor, verb, category)
    return category


def merge(
    actor: Viewer, category_id: int, target_id: int, version: int, mixes: bool = False
) -> Category:
    """Put all that is in a category, and what stands below it, into another; then it is gone, and
    its addresses lead there. `mixes`: yes, other people may read it there.

    Raises Refused, and Conflict when somebody else has changed the category since `version`.
    """
    require(policy.can_shape(actor))
    counters.hold_all_threads()
    source, target = _both(category_id, target_id, version)
    now = structure.current()
    _check(actor, source, target)
    nodes = now.categories[source.id], now.categories[target.id]
    if queries.readers(actor, *nodes).differ and not mixes:
        raise Refused(
            _("Other people can read that category than this one. Say that this is intended."),
            "mixes",
        )
    was = tree.readers()
    moved = _move_threads(source.id, target.id)
    _lift_children(source, target)
    _carry(source, target)
    _count(target.id)
    name, slug = source.name, source.slug
    cover = _remove(source, target.id, is_merged=True)
    target.version += 1
    db.session.flush()
    product_teams.thing_renamed(actor, slug, target.slug)
    tree.merged(category_id, target_id, was)
    tree.log(actor, "merge-category", target, merged=name, address=slug, threads=moved)
    if cover:
        uploads.forget(actor, cover)
    return target


def remove(actor: Viewer, category_id: int, version: int) -> None:
    """Delete an empty category. Below another one, its address leads to that; at the top it leads
    nowhere from now on. Raises Refused where there is anything in it."""
    require(policy.can_shape(actor))
    counters.hold_all_threads()
    category = tree.hold(category_id, version)
    found = queries.contents(actor, structure.current().categories[category.id])
    if found.threads or found.children:
        raise Refused(_("There is something in it. Merge it into another category."), "version")
    if found.has_guidelines or found.is_room:
        raise Refused(_why_not(found), "version")
    tree.log(actor, "delete-category", category, address=category.slug)
    if cover := _remove(category, category.parent_id):
        uploads.forget(actor, cover)


def _both(category_id: int, target_id: int, version: int) -> tuple[Category, Category]:
    """Both rows, smaller id first, so that two merges never wait for each other."""
    if category_id == target_id:
        raise Refused(_("This is the same category. Choose another one."), "target")
    found = {}
    for one in sorted((category_id, target_id)):
        found[one] = tree.hold(one, version if one == category_id else None)
    return found[category_id], found[target_id]


def _check(actor: Viewer, source: Category, target: Category) -> None:
    now = structure.current()
    if target.id in now.with_children(source.id):
        raise Refused(_("A category cannot go into one that stands below it."), "target")
    found = queries.contents(actor, now.categories[source.id])
    if found.has_guidelines or found.is_room or target.programme_id is not None:
        raise Refused(_why_not(found), "target")
    below = now.with_children(source.id)
    height = max(now.categories[one].depth for one in below) - now.categories[source.id].depth
    if now.categories[target.id].depth + 1 + height > tree.DEEPEST:
        raise Refused(
            _("Categories can be nested at most %(most)s levels deep.", most=tree.DEEPEST),
            "target",
        )


def _why_not(found: queries.Contents) -> str:
    if found.has_guidelines:
        return str(
            _("Decisions rest on the guidelines that this category adds. It can be archived.")
        )
    return str(_("The room of a programme is neither merged nor deleted."))


def _move_threads(source: int, target: int) -> int:
    """All threads, whatever their state; each is marked for the search index."""
    inside = Thread.category_id == source
    stale = select(StaleEntry.thing_id).where(StaleEntry.kind == THREAD)
    now = literal(utcnow(), UtcDateTime)
    marked = select(literal(THREAD), Thread.id, now).where(inside, Thread.id.not_in(stale))
    db.session.execute(insert(StaleEntry).from_select(["kind", "thing_id", "marked_at"], marked))
    found: Any = db.session.execute(
        update(Thread).where(inside).values(category_id=target, version=Thread.version + 1),
        execution_options={**_QUIETLY, "preserve_rowcount": True},
    )
    return int(found.rowcount)


def _lift_children(source: Category, target: Category) -> None:
    last = db.session.scalar(
        select(func.coalesce(func.max(Category.position), 0)).where(Category.parent_id == target.id)
    )
    db.session.execute(
        update(Category).where(Category.parent_id == source.id)
        .values(parent_id=target.id, position=Category.position + last,
                version=Category.version + 1),
        execution_options=_QUIETLY,
    )  # fmt: skip


def _carry(source: Category, target: Category) -> None:
    """What hangs on the category itself. Who follows both keeps what they chose for the target."""
    for table, column in (
        (CategoryLevel, CategoryLevel.user_id),
        (CategoryTag, CategoryTag.tag_id),
    ):
        other: Any = aliased(table)
        own = getattr(other, column.key) == column
        taken = exists(select(1).where(own, other.category_id == target.id))
        _run(delete(table).where(table.category_id == source.id, taken))
        _run(update(table).where(table.category_id == source.id).values(category_id=target.id))
    _run(delete(CategoryRead).where(CategoryRead.category_id == source.id))
    for leading in (Address, CategorySlug):
        to: Any = leading
        _run(update(to).where(to.category_id == source.id).values(category_id=target.id))
    for programme in db.session.scalars(select(Programme)):
        if source.id in programme.category_ids:
            rest = [one for one in programme.category_ids if one not in (source.id, target.id)]
            programme.category_ids = [*rest, target.id]


def _count(target: int) -> None:
    """What the category says of its threads, as `services.recounting` would have it."""
    shown = (Thread.category_id == target, Thread.state == "visible")
    counters.change(
        Category, target,
        thread_count=select(func.count()).where(*shown).scalar_subquery(),
        post_count=cast(select(func.coalesce(func.sum(Thread.post_count), 0)).where(*shown)
                        .scalar_subquery(), Integer),
        **counters.newest_thread(target),
    )  # fmt: skip


def _remove(category: Category, leads_to: int | None, is_merged: bool = False) -> str:
    """The row and what is only its own. Returns the key of its cover, "" without one."""
    if leads_to is not None:
        _run(update(CategorySlug).where(CategorySlug.category_id == category.id)
             .values(category_id=leads_to))  # fmt: skip
        if db.session.get(CategorySlug, category.slug) is None:
            db.session.add(CategorySlug(slug=category.slug, category_id=leads_to))
    for table in (CategorySlug, CategoryAccess, CategoryLevel, CategoryRead, CategoryTag):
        _run(delete(table).where(table.category_id == category.id))
    _run(
        update(Address).where(Address.category_id == category.id).values(category_id=leads_to)
        if leads_to is not None
        else delete(Address).where(Address.category_id == category.id)
    )
    _unbind(category.id, leads_to if is_merged else None)
    cover = category.cover_key or ""
    db.session.flush()
    db.session.delete(category)
    db.session.flush()
    return cover


def _unbind(category_id: int, goes_into: int | None) -> None:
    """A token for this place alone ends with it: nobody said that its program gets another one. A
    webhook is told of what it is told of there; one that was for this place alone stops."""
    now = func.coalesce(ApiToken.revoked_at, utcnow())
    bound = update(ApiToken).where(ApiToken.category_id == category_id)
    _run(bound.values(revoked_at=now, category_id=None))
    for hook in db.session.scalars(select(Webhook)):
        if category_id in hook.category_ids:
            rest = {one for one in hook.category_ids if one != category_id}
            hook.category_ids = sorted(rest | ({goes_into} if goes_into is not None else set()))
            hook.is_enabled = hook.is_enabled and bool(hook.category_ids)
            database.touch("webhooks")


def _run(statement: Any) -> None:
    db.session.execute(statement, execution_options=_QUIETLY)
