"""Pages of the team: read by everybody with all their versions, written by the team."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links, structure
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.pages import PageForm
from forum.forms.settings import whole
from forum.lib import beginnings, markdown
from forum.lib.verdict import Refused, require
from forum.policies import pages as policy
from forum.queries import pages as queries
from forum.services import pages
from forum.services.pages import Wanted
from forum.web import keep, limit_changes, members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Page

bp = Blueprint("pages", __name__)
bp.before_request(limit_changes)
SLUG = "<string(maxlength=80):page_slug>"


@bp.get(f"/p/{SLUG}")
def show(page_slug: str) -> Any:
    keep()
    found = queries.one(viewer(), page_slug)
    return render_template("pages/show.html", found=found, page_meta=found.meta)


@bp.get(f"/p/{SLUG}/<int:number>")
def version(page_slug: str, number: int) -> Any:
    keep()
    found = queries.one(viewer(), page_slug, number)
    return render_template("pages/show.html", found=found, page_meta=found.meta)


@bp.get(f"/p/{SLUG}/versions")
def versions(page_slug: str) -> Any:
    """The versions, and what two of them differ by: the last two unless others are asked for."""
    found = queries.one(viewer(), page_slug)
    known = queries.versions(viewer(), found.page)
    newer = whole(request.args.get("to")) or found.page.number
    before_it = next((line.number for line in known if line.number < newer), newer)
    older = whole(request.args.get("from")) or before_it
    before, after = (queries.one(viewer(), page_slug, number) for number in (older, newer))
    return render_template(
        "pages/versions.html", found=found, before=before.version, after=after.version,
        versions=known,
        changes=queries.compared(viewer(), before, after),
    )  # fmt: skip


@bp.get("/admin/pages")
@members_only
def index() -> Any:
    return render_template("admin/pages.html", page="pages", pages=queries.every(viewer()),
                           beginnings=beginnings.ALL if _may_bind() else {})  # fmt: skip


@bp.get("/admin/pages/new")
@members_only
def start() -> Any:
    may_bind = _may_bind()
    title, body = beginnings.ALL.get(request.args.get("as", "") if may_bind else "", ("", ""))
    slug = request.args.get("as", "") if title else ""
    wished = request.args.get("title", "")
    text = {"title": _(title), "body": _(body)} if title else {"title": wished}
    return _page(blank(**text, slug=slug, is_in_footer="1" if may_bind else "", number="0"))


@bp.post("/admin/pages/new")
@members_only
def add() -> Any:
    return _save(None)


@bp.get("/admin/pages/<int:page_id>")
@members_only
def edit(page_id: int) -> Any:
    page, version = queries.get(viewer(), page_id)
    typed = blank(
        title=page.title, body=version.body, slug=page.slug, position=page.position,
        number=page.number, is_published="1" if page.is_published else "",
        is_in_footer="1" if page.is_in_footer else "",
        is_to_accept="1" if version.is_to_accept else "",
    )  # fmt: skip
    return _page(typed, page)


@bp.post("/admin/pages/<int:page_id>")
@members_only
def change(page_id: int) -> Any:
    return _save(queries.get(viewer(), page_id)[0])


@bp.app_template_global()
def footer_pages() -> tuple[tuple[str, str], ...]:
    """What the foot of every page links: address and title."""
    return tuple((links.page(slug), title) for slug, title in structure.current().pages)


def _save(page: "Page | None") -> Any:
    _require(page)
    form, page_id = read(PageForm, submitted()), page.id if page is not None else 0
    if not form:
        return _page(form, page), 422
    if form.data.preview:
        return _page(form, page, markdown.render(form.data.body).html)
    wanted = Wanted(**form.data.model_dump(exclude={"preview"}))
    try:
        if page is None:
            page = pages.add(viewer(), wanted)
        else:
            pages.change(viewer(), page, wanted)
    except Refused as error:
        form = refused(form, error)
        return _page(form, queries.get(viewer(), page_id)[0] if page_id else None), 422
    tell(_("Saved."))
    return redirect(links.page(page.slug), 303)


def _page(form: Typed[Any], page: "Page | None" = None, drawn: Any = None) -> str:
    _require(page)
    return render_template("admin/page.html", page="pages", form=form, one=page, drawn=drawn,
                           may_bind=_may_bind())  # fmt: skip


def _require(page: "Page | None") -> None:
    actor = viewer()
    require(policy.can_write(actor) if page is None else policy.can_change(actor, page))


def _may_bind() -> bool:
    return bool(policy.can_bind(viewer()))
