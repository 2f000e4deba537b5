"""Categories as the viewer sees them: the tree, with what is going on in each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, select

from forum import links, structure
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied
from forum.memory import remembered
from forum.models import Category, CategorySlug, Thread, Viewer
from forum.policies import categories as policy
from forum.queries import reading
from forum.queries.people import PersonColumns
from forum.queries.shapes import CategoryRef, CategoryRow
from forum.structure import CategoryNode

_LAST = PersonColumns("last")


def ref(viewer: Viewer, node: CategoryNode) -> CategoryRef:
    return CategoryRef(
        node.id,
        node.name,
        node.slug,
        links.category(node.slug),
        node.colour,
        node.icon,
        node.is_private,
    )


def refs(viewer: Viewer) -> Mapping[int, CategoryRef]:
    """Every category the viewer may see, by id, in the order in which they are shown."""
    visible = policy.visible_ids(viewer)
    nodes = structure.current().categories
    return {i: ref(viewer, node) for i, node in nodes.items() if i in visible}


def get(viewer: Viewer, slug: str) -> CategoryNode:
    """The category with this slug, or that had it once. Denied when the viewer has none."""
    now = structure.current()
    node = now.by_slug.get(slug)
    if node is None or not policy.can_read(viewer, node):  # what is hidden asks no less (T36)
        moved = db.session.scalar(select(CategorySlug.category_id).where(CategorySlug.slug == slug))
        node = now.categories.get(moved or 0)
    if node is None or not policy.can_read(viewer, node):
        raise Denied(NOT_FOUND)
    return node


def ancestors(viewer: Viewer, node: CategoryNode) -> tuple[CategoryRef, ...]:
    """From the top down to the one above `node`."""
    return tuple(ref(viewer, above) for above in structure.current().path(node.id)[:-1])


def board(viewer: Viewer, below: int | None = None) -> tuple[CategoryRow, ...]:
    """The categories below `below` (the whole tree for None), nested, with last activity."""
    rows = _kept(viewer, below)
    unread = reading.categories_with_unread(viewer, policy.visible_ids(viewer))
    return tuple(_marked(row, unread) for row in rows)


def _kept(viewer: Viewer, below: int | None) -> tuple[CategoryRow, ...]:
    key = ("board", below, policy.visible_ids(viewer))
    return remembered(key, ("lists", "members", "structure"), lambda: _board(viewer, below))


def _marked(row: CategoryRow, unread: frozenset[int]) -> CategoryRow:
    """The row, and those below it, with the mark of what has something unread."""
    children = tuple(_marked(child, unread) for child in row.children)
    has_unread = row.ref.id in unread or any(child.has_unread for child in children)
    if not has_unread:
        return row
    return row._replace(children=children, has_unread=has_unread)


def _board(viewer: Viewer, below: int | None) -> tuple[CategoryRow, ...]:
    now = structure.current()
    visible = policy.visible_ids(viewer)
    activity = {
        row.id: row
        for row in db.session.execute(
            select(
                Category.id,
                Category.thread_count,
                Category.post_count,
                Category.last_post_at,
                Thread.id.label("thread_id"),
                Thread.title,
                Thread.slug,
                Thread.last_poster_capacity,
                *_LAST.columns,
            )
            .outerjoin(
                Thread, and_(Thread.id == Category.last_thread_id, Thread.state == "visible")
            )
            .outerjoin(_LAST.user, _LAST.user.id == Thread.last_poster_id)
            .where(policy.readable(viewer))
        )
    }

    def row(node: CategoryNode) -> CategoryRow:
        own = activity[node.id]
        children = tuple(row(now.categories[i]) for i in node.children if i in visible)
        return _with_latest(_row(viewer, node, own, children))

    tops = [n for n in now.categories.values() if n.parent_id == below and n.id in visible]
    return tuple(row(node) for node in tops)


def _row(
    viewer: Viewer, node: CategoryNode, own: Any, children: tuple[CategoryRow, ...]
) -> CategoryRow:
    has_last = own.thread_id is not None
    return CategoryRow(
        ref=ref(viewer, node),
        description=node.description,
        thread_count=own.thread_count + sum(child.thread_count for child in children),
        post_count=own.post_count + sum(child.post_count for child in children),
        last_thread_title=own.title or "",
        last_thread_href=links.thread(own.thread_id, own.slug) if has_last else "",
        last_post_at=own.last_post_at if has_last else None,
        last_poster=_LAST.of(own, own.last_poster_capacity) if has_last else None,
        children=children,
        has_unread=False,
    )


def row(viewer: Viewer, node: CategoryNode) -> CategoryRow:
    """One category with its children."""
    own = next(each for each in _kept(viewer, node.parent_id) if each.ref.id == node.id)
    within = policy.visible_ids(viewer) & set(structure.current().with_children(node.id))
    return _marked(own, reading.categories_with_unread(viewer, within))


def _with_latest(row: CategoryRow) -> CategoryRow:
    """A category's last activity is the latest of its own and its children's."""
    latest = max(
        (row, *row.children),
        key=lambda each: each.last_post_at.timestamp() if each.last_post_at else 0.0,
    )
    return (
        row
        if latest is row
        else row._replace(
            last_thread_title=latest.last_thread_title,
            last_thread_href=latest.last_thread_href,
            last_post_at=latest.last_post_at,
            last_poster=latest.last_poster,
        )
    )


def startable(viewer: Viewer) -> tuple[CategoryNode, ...]:
    """The categories in which the viewer may start a thread, in the order of the tree."""
    nodes = structure.current().categories.values()
    return tuple(node for node in nodes if policy.can_start(viewer, node))
