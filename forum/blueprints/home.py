"""The front door and the lists of the whole site."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.policies import newcomers as policy
from forum.queries import categories, lists, meta
from forum.queries import welcome as queries
from forum.queries.lists import Wanted
from forum.services import reading
from forum.web import keep, members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import Viewer

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> Any:
    keep("lists", "members")
    page = lists.page(viewer(), wanted("latest"), lambda **key: links.lists("latest", **key))
    return render_template(
        "home/index.html",
        kind="latest",
        page=page,
        categories=categories.board(viewer()),
        page_meta=meta.of_home(viewer()),
    )


@bp.get("/latest", defaults={"kind": "latest"})
@bp.get("/new", defaults={"kind": "new"})
@bp.get("/unread", defaults={"kind": "unread"})
@bp.get("/top", defaults={"kind": "top"})
@bp.get("/unanswered", defaults={"kind": "unanswered"})
@bp.get("/mine", defaults={"kind": "mine"})
def threads(kind: str) -> Any:
    if kind in {"unread", "mine"} and not viewer().is_authenticated:
        return redirect(links.sign_in(links.lists(kind)))
    keep("lists", "members")
    which = wanted(kind)
    period = which.period if kind == "top" else None
    page = lists.page(viewer(), which, lambda **key: links.lists(kind, period=period, **key))
    return render_template(
        "threads/list.html",
        kind=kind,
        page=page,
        period=which.period,
        categories=categories.board(viewer()),
        page_meta=meta.of_list(viewer(), kind),
    )


@bp.get("/welcome")
@members_only
def welcome() -> Any:
    return render_template("threads/welcome.html", waiting=queries.queue(viewer()))


@bp.app_template_global()
def may_welcome(viewer: "Viewer") -> bool:
    return bool(policy.can_welcome(viewer))


def wanted(kind: str, **of: int) -> Wanted:
    """Which list the address asks for."""
    period = request.args.get("period", "week")
    return Wanted(
        kind,
        **of,
        period=period if period in lists.PERIODS else "week",
        after=request.args.get("after"),
        before=request.args.get("before"),
    )


@bp.get("/categories")
def all_categories() -> Any:
    keep("lists", "members")
    return render_template("categories/index.html", categories=categories.board(viewer()))


@bp.post("/read")
def mark_read() -> Any:
    reading.mark_all(viewer())
    tell(_("Everything is marked as read."))
    return redirect(links.home())
