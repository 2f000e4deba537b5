"""Bookmarks: one's list, and the form that keeps a post with a note and a reminder."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.notifications import BookmarkForm
from forum.lib.verdict import Refused
from forum.queries import bookmarks as queries
from forum.queries import posts
from forum.services import bookmarks
from forum.web import members_only, render_template, tell, viewer, wants_json

bp = Blueprint("bookmarks", __name__)
MORNING = timedelta(hours=8)  # of the day one wants to be reminded on, in UTC


@bp.get("/bookmarks")
@members_only
def index() -> Any:
    page = queries.page(viewer(), request.args.get("after"))
    return render_template("bookmarks/index.html", page=page)


@bp.get("/posts/<int:post_id>/bookmark")
@members_only
def show(post_id: int) -> Any:
    posts.get(viewer(), post_id)
    kept = queries.of_post(viewer(), post_id)
    return _form(post_id, blank(note=kept.note, remind=kept.remind))


@bp.post("/posts/<int:post_id>/bookmark")
@members_only
def keep(post_id: int) -> Any:
    post = posts.get(viewer(), post_id)
    form = read(BookmarkForm, submitted())
    if not form:
        return _form(post_id, form), 422
    try:
        bookmarks.keep(viewer(), post, form.data.note, _day(form.data.remind))
    except Refused as error:
        return _form(post_id, refused(form, error)), 422
    return _done(post, _("The bookmark is kept."))


@bp.post("/posts/<int:post_id>/unbookmark")
@members_only
def drop(post_id: int) -> Any:
    post = posts.get(viewer(), post_id)
    bookmarks.drop(viewer(), post)
    return _done(post, _("The bookmark has been removed."))


def _day(typed: str) -> datetime | None:
    if not typed.strip():
        return None
    try:
        return datetime.strptime(typed.strip(), "%Y-%m-%d").replace(tzinfo=UTC) + MORNING
    except (ValueError, OverflowError):
        raise Refused(_("Write the day like this: 2027-01-31."), "remind") from None


def _form(post_id: int, form: Typed[Any]) -> str:
    post = posts.get(viewer(), post_id)
    kept = queries.of_post(viewer(), post_id)
    place = links.post(post.thread.id, post.thread.slug, post.number)
    return render_template(
        "bookmarks/edit.html", title=post.thread.title, number=post.number, place=place,
        post_id=post_id, is_there=kept.is_there, form=form,
    )  # fmt: skip


def _done(post: Any, told: str) -> Any:
    if wants_json():
        return {"saved": True}
    tell(told)
    return redirect(links.post(post.thread.id, post.thread.slug, post.number), 303)
