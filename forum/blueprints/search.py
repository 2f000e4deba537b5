"""Looking for something: the page of results, lists by filter, and threads like a title."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import limits, links, structure, tallies
from forum.blueprints.incoming import submitted
from forum.forms import search as forms
from forum.forms.base import read
from forum.lib import searches
from forum.lib.searches import Asked
from forum.queries import categories as category_queries
from forum.queries import filtered, finding, search, similar
from forum.web import (
    error_page,
    is_from_here,
    place,
    render_template,
    seen_as,
    viewer,
    without_token,
)

bp = Blueprint("search", __name__)


@bp.get("/search")
def show() -> Any:
    """The page; a form with fields is turned into the text that asks the same."""
    if "form" in request.args:
        return redirect(links.search(forms.text(request.args.to_dict(flat=False))))
    asked = searches.parse(_typed())
    if asked.search.is_empty and not asked.problems:
        return _page(search.Results(asked, ""))
    if (refused := _too_often(asked)) is not None:
        return refused
    found = search.page(viewer(), asked, request.args.get("after"))
    _note(found)
    return _page(found)


@bp.get("/search/results")
def results() -> Any:
    """The list alone, while one types: the last word may not be finished."""
    asked = searches.parse(_typed(), is_typing=True)
    if (refused := _too_often(asked)) is not None:
        return refused
    found = search.page(viewer(), asked)
    return render_template("search/results.html", found=found, **_ways(found))


@bp.get("/filter")
def list_() -> Any:
    """Threads that fit, as a list."""
    if "form" in request.args:
        return redirect(links.filtered(forms.text(request.args.to_dict(flat=False))))
    asked = searches.parse(_typed())
    if (refused := _too_often(asked)) is not None:
        return refused
    found = filtered.page(viewer(), asked, request.args.get("after"))
    return render_template(
        "search/filter.html", has_searchbox=True, found=found, forms=forms,
        form=forms.fields(asked.search),
        chips=finding.chips(viewer(), asked.search, links.filtered),
        places=category_queries.refs(viewer()),
    )  # fmt: skip


@bp.get("/search/similar")
def like() -> Any:
    """Threads like a title that is being typed, as a piece of a page. For members."""
    who = viewer()
    if not who.is_authenticated:
        return error_page(401, _("Please sign in first."))
    if seconds := limits.take("search.similar", who.id or place()):
        raise limits.TooMany(_("Too many attempts. Please wait a few minutes."), seconds)
    found = similar.to_title(who, request.args.get("title", "")[:255])
    return render_template("search/similar.html", similar=found)


@bp.post("/search/clicked")
@without_token
def clicked() -> Any:
    """A result was opened. Says for which words and nothing about who."""
    if not is_from_here():
        return error_page(403, _("This was not sent by a page of this forum."))
    form = read(forms.ClickForm, submitted())
    if not form:
        return error_page(422, next(iter(form.errors.values())))
    if not limits.take("search.similar", "clicked", viewer().id or place()):
        term = searches.words_of(searches.parse(form.data.q).search)
        tallies.current().searched(term, asked=form.data.typed, clicked=True)
    return "", 204


def _typed() -> str:
    return request.args.get("q", "")


def _too_often(asked: Asked) -> Any:
    """A page that says so, with what was typed still in the box."""
    who = viewer()
    name = "search.per_minute" if who.is_authenticated else "search.per_minute_guest"
    seconds = limits.take("search", who.id or place(), most=structure.setting(name))
    if not seconds:
        return None
    said = _("That was a lot of searching. Please try again in a moment.")
    page = error_page(429, said, retry_after=seconds, search_query=asked.typed)
    return (*page, {"Retry-After": str(seconds)})


def _note(found: search.Results) -> None:
    """Remember the words, of a first page that was really looked for."""
    is_new = found.ran and not found.is_building and found.first_href is None
    if is_new and seen_as() is None:
        term = searches.words_of(found.asked.search)
        tallies.current().searched(
            term, asked=True, found_nothing=not found.results and not found.pages
        )


def _page(found: search.Results) -> Any:
    asked = found.asked.search
    return render_template(
        "search/show.html", has_searchbox=True, found=found,
        form=forms.fields(asked), forms=forms, places=category_queries.refs(viewer()),
        **_ways(found),
    )  # fmt: skip


def _ways(found: search.Results) -> dict[str, Any]:
    asked = found.asked.search
    return {
        "chips": finding.chips(viewer(), asked, links.search),
        "orders": finding.orders(viewer(), asked, forms.ORDERS),
    }
