"""Arranging categories: what each is, where it stands, who may do what in it; the team's pages."""

from typing import TYPE_CHECKING, Any

from flask import request

from forum.blueprints.api import shapes_of_arranging as shapes
from forum.blueprints.api.answering import expected_version, say_version
from forum.blueprints.api.frame import route
from forum.blueprints.uploads import received
from forum.forms.api import NewAccess, NewPicture
from forum.forms.base import Form
from forum.forms.categories import CategoryForm, MergeForm, MoveForm, PlaceForm, SureForm
from forum.forms.pages import PageForm
from forum.forms.uploads import UploadForm
from forum.lib.verdict import require
from forum.policies import pages as page_policy
from forum.policies import structure as policy
from forum.queries import access as access_queries
from forum.queries import categories, pages
from forum.queries import rehousing as rehousing_queries
from forum.queries import shaping as queries
from forum.services import access, rehousing, shaping
from forum.services import pages as page_service
from forum.services.pages import Wanted
from forum.services.shaping import Described
from forum.web import unit, viewer

if TYPE_CHECKING:
    from forum.structure import CategoryNode

PLACE = "/structure/<int:category_id>"
_SAME = ("id", "parent_id", "name", "slug", "description", "icon", "colour", "kinds",
         "default_kind", "holds", "template", "default_sort", "tags_wanted", "tags_limited",
         "search_percent", "hold_back_hours", "is_archived", "version")  # fmt: skip


@route("GET", "/structure", answer=shapes.Structure, scope="arrange")
def list_structure() -> Any:
    """Every category as it is configured, each before what is below it, with who may see it."""
    return {"items": [
        {**_described(branch.node), "thread_count": branch.threads, "seen_by": branch.groups}
        for branch in queries.tree(viewer())
    ]}  # fmt: skip


def _described(node: "CategoryNode") -> dict[str, Any]:
    return {name: getattr(node, name) for name in _SAME}


@route("GET", PLACE, answer=shapes.Arranged, scope="arrange")
def get_structure(category_id: int) -> Any:
    """One, with which group may do what in it, and what is in it. Its ETag has its version."""
    node = queries.get(viewer(), category_id)
    rows = access_queries.rows(viewer(), access_queries.grid(viewer(), node))
    say_version(node.version)
    return {**_described(node), "access": rows,
            "contents": rehousing_queries.contents(viewer(), node)}  # fmt: skip


@route("POST", "/structure", answer=shapes.Slug, status=201, scope="arrange", body=CategoryForm)
def make_category(sent: CategoryForm) -> Any:
    """A new one, below `parent` (a slug); `first`: who sees it to begin with, everyone or team."""
    require(policy.can_shape(viewer()))
    return shaping.make(viewer(), Described(**sent.described()), sent.parent, sent.first)


@route("PUT", PLACE, answer=shapes.Slug, scope="arrange", body=CategoryForm, has_version=True)
def describe_category(category_id: int, sent: CategoryForm) -> Any:
    """Say anew what it is. If-Match is its version, as for all that follows."""
    queries.get(viewer(), category_id)
    return shaping.describe(viewer(), category_id, Described(**sent.described()), sent.version)


@route("POST", f"{PLACE}/<any(up, down, in, out):way>", scope="arrange", body=Form)
def arrange_category(category_id: int, way: str, sent: Form) -> None:
    """One step up or down, into the one above it, or out of the one it is in."""
    shaping.arrange(viewer(), category_id, way)


@route("PUT", f"{PLACE}/place", scope="arrange", body=PlaceForm)
def place_category(category_id: int, sent: PlaceForm) -> None:
    """Below which and before which (ids); where other people could see it then, `move` does it."""
    shaping.place(viewer(), category_id, sent.parent, sent.before)


@route("POST", f"{PLACE}/cover", scope="arrange", body=NewPicture, is_file=True)
def choose_category_cover(category_id: int) -> None:
    """Send a picture as multipart/form-data; it stands on top of the category's page."""
    queries.get(viewer(), category_id)
    upload = received(UploadForm.read({**request.form, "purpose": "cover"}, request.files))
    with unit("write"):
        shaping.show_cover(viewer(), category_id, upload)


@route("DELETE", f"{PLACE}/cover", scope="arrange")
def remove_category_cover(category_id: int) -> None:
    """Show none."""
    shaping.show_cover(viewer(), category_id, None)


@route("POST", f"{PLACE}/access/preview", answer=shapes.AccessPreview, scope="arrange",
       body=NewAccess, is_look=True)  # fmt: skip
def preview_access(category_id: int, sent: NewAccess) -> Any:
    """How many members could do what more or less, here and below. Writes nothing."""
    node = queries.get(viewer(), category_id)
    after = access_queries.granted(viewer(), node.id, sent.grid)
    return access_queries.preview(viewer(), node.id, after)


@route("PUT", f"{PLACE}/access", scope="arrange", body=NewAccess, has_version=True)
def grant_access(category_id: int, sent: NewAccess) -> None:
    """Which group may do what in it: all of it anew, groups that are left out may nothing."""
    access.grant(viewer(), category_id, sent.grid, expected_version())


@route("POST", f"{PLACE}/archive", scope="arrange", body=SureForm, has_version=True)
def archive_category(category_id: int, sent: SureForm) -> None:
    """Archive it, or with `is_archived` false open it again."""
    rehousing.archive(viewer(), category_id, sent.is_archived, sent.version)


@route("POST", f"{PLACE}/move", scope="arrange", body=MoveForm, has_version=True)
def move_category(category_id: int, sent: MoveForm) -> None:
    """Put it below another, also where other people see it then; `parent` "": to the top."""
    above = categories.get(viewer(), sent.parent).id if sent.parent else None
    shaping.move(viewer(), category_id, above, sent.version)


@route("POST", f"{PLACE}/merge", scope="arrange", body=MergeForm, has_version=True)
def merge_category(category_id: int, sent: MergeForm) -> None:
    """Put all of it into the category `target` (a slug). `mixes`: others may read it there."""
    target = categories.get(viewer(), sent.target)
    rehousing.merge(viewer(), category_id, target.id, sent.version, sent.mixes)


@route("DELETE", PLACE, scope="arrange", has_version=True)
def delete_category(category_id: int) -> None:
    """Delete a category in which nothing is."""
    rehousing.remove(viewer(), category_id, expected_version())


@route("GET", "/pages/<string(maxlength=80):page_slug>/source", answer=shapes.PageSource,
       scope="arrange")  # fmt: skip
def get_page_source(page_slug: str) -> Any:
    """A page as it is written, also one that is not published."""
    page, version = pages.get(viewer(), pages.one(viewer(), page_slug).page.id)
    say_version(page.number)
    return {
        "id": page.id, "slug": page.slug, "title": version.title, "body": version.body,
        "is_published": page.is_published, "is_in_footer": page.is_in_footer,
        "position": page.position, "number": page.number, "is_to_accept": version.is_to_accept,
    }  # fmt: skip


@route("POST", "/pages", answer=shapes.Slug, status=201, scope="arrange", body=PageForm)
def add_page(sent: PageForm) -> Any:
    """Write a new one."""
    require(page_policy.can_write(viewer()))
    return page_service.add(viewer(), Wanted(**sent.model_dump(exclude={"preview"})))


@route("PUT", "/pages/<string(maxlength=80):page_slug>", answer=shapes.Slug, scope="arrange",
       body=PageForm, has_version=True)  # fmt: skip
def change_page(page_slug: str, sent: PageForm) -> Any:
    """A new version of it; the old ones stay to be read."""
    page, _version = pages.get(viewer(), pages.one(viewer(), page_slug).page.id)
    page_service.change(viewer(), page, Wanted(**sent.model_dump(exclude={"preview"})))
    return page
