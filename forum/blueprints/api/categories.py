"""Categories and tags."""

from typing import TYPE_CHECKING, Any

from forum.blueprints.api import shapes
from forum.blueprints.api.frame import route
from forum.forms.base import Form
from forum.queries import categories as queries
from forum.queries import tags as tag_queries
from forum.services import reading
from forum.web import viewer

if TYPE_CHECKING:
    from forum.queries.shapes import CategoryRow


def _flat(rows: "tuple[CategoryRow, ...]", parent_id: int | None = None) -> list[dict[str, Any]]:
    """The tree as a list: each before what is below it."""
    found = []
    for row in rows:
        ref = row.ref
        found.append({
            "id": ref.id, "name": ref.name, "slug": ref.slug, "href": ref.href,
            "is_private": ref.is_private, "description": row.description,
            "thread_count": row.thread_count, "post_count": row.post_count, "parent_id": parent_id,
        })  # fmt: skip
        found += _flat(row.children, ref.id)
    return found


@route("GET", "/categories", answer=shapes.Categories)
def list_categories() -> Any:
    """The categories the account can see, each before what is below it."""
    return {"items": _flat(queries.board(viewer()))}


@route("GET", "/categories/<slug>", answer=shapes.Category)
def get_category(slug: str) -> Any:
    """One category, by its slug; its numbers count what is below it as well."""
    node = queries.get(viewer(), slug)
    row = queries.row(viewer(), node)
    return _flat((row,), node.parent_id)[0]


@route("POST", "/categories/<slug>/read", scope="write", body=Form)
def mark_category_read(slug: str, sent: Form) -> None:
    """Everything in it, and below it, counts as read from now on."""
    reading.mark_category(viewer(), queries.get(viewer(), slug).id)


@route("GET", "/tags", answer=shapes.Tags)
def list_tags() -> Any:
    """Tags of threads that everybody may see, the most used first."""
    return {"items": tag_queries.all_used(viewer()), "next": None}
