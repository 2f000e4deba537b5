"""Members, as others see them: their page with its tabs, and the card behind their name."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, redirect, request

from forum import links
from forum.queries import activity, directory, members, meta, relations
from forum.web import keep, render_template, viewer

if TYPE_CHECKING:
    from forum.models import User

bp = Blueprint("members", __name__)


@bp.get("/m/<name>")
def show(name: str) -> Any:
    keep("lists", "members")
    user = members.one(viewer(), name)
    if user.name != name:
        return redirect(links.member(user.name), 301)
    threads, replies = activity.latest(viewer(), user)
    return _page(user, "", threads=threads, replies=replies)


@bp.get("/m/<name>/<any(threads, replies, answers, given, received, badges):tab>")
def tab(name: str, tab: str) -> Any:
    keep("lists", "members")
    user = members.one(viewer(), name)
    if user.name != name:
        return redirect(links.member(user.name, tab), 301)
    return _page(user, tab, found=activity.tab(viewer(), user, tab, request.args.get("after")))


def _page(user: "User", tab: str, **shown: Any) -> str:
    view = members.view(viewer(), user)
    return render_template(
        "members/tab.html" if tab else "members/show.html",
        member=view,
        tab=tab,
        helps=activity.helps_with(viewer(), user),
        relation=relations.relation(viewer(), user),
        page_meta=meta.of_member(viewer(), view, tab),
        **shown,
    )


@bp.get("/m/<name>/card")
def card(name: str) -> Any:
    """The head of the page alone, for a name that is pointed at."""
    keep("lists", "members")
    user = members.one(viewer(), name)
    view = members.view(viewer(), user, "card")
    helps = activity.helps_with(viewer(), user)
    relation = relations.relation(viewer(), user)
    page = render_template("members/card.html", member=view, helps=helps, relation=relation)
    made = current_app.make_response(page)
    made.headers["X-Robots-Tag"] = "noindex"
    return made


@bp.get("/members")
def everybody() -> Any:
    asked = directory.Asked(
        q=request.args.get("q", "")[:100],
        group=request.args.get("group", ""),
        badge=request.args.get("badge", ""),
        within=request.args.get("within", ""),
        sort=request.args.get("sort", "helped"),
        after=request.args.get("after"),
    )
    found = directory.page(viewer(), asked)
    return render_template(
        "members/index.html", found=found, page_meta=meta.of_people(viewer(), bool(request.args))
    )


@bp.get("/team")
def team() -> Any:
    found = directory.team(viewer())
    return render_template("members/team.html", team=found, page_meta=meta.of_team(viewer()))
