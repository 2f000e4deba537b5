"""What a member is told: the list, the number at the bell, and how closely they follow what."""

from typing import Any

from flask import Blueprint, current_app, redirect, request
from flask_babel import gettext as _

from forum import limits, links, tallies
from forum.blueprints.incoming import submitted
from forum.forms.base import read
from forum.forms.notifications import LevelForm
from forum.lib.verdict import Refused
from forum.queries import categories, tags, threads
from forum.queries import notifications as queries
from forum.services import levels, notifications
from forum.web import members_only, render_template, tell, viewer, wants_json

bp = Blueprint("notifications", __name__)


@bp.get("/notifications")
@members_only
def index() -> Any:
    page = queries.page(viewer(), request.args.get("after"))
    return render_template("notifications/index.html", page=page)


@bp.get("/notifications/count")
@members_only
def count() -> Any:
    """For the script that keeps the bell up to date."""
    if seconds := limits.take("bell.member", viewer().id or 0):
        raise limits.TooMany(_("Too many attempts. Please wait a few minutes."), seconds)
    answer = current_app.make_response({"unread": viewer().unread_count})
    answer.set_etag(f"unread-{viewer().id}-{viewer().unread_count}")
    return answer.make_conditional(request)


@bp.get("/notifications/<int:notification_id>")
@members_only
def follow(notification_id: int) -> Any:
    """On to what it is about. That it is read now is written a moment later."""
    place = queries.target(viewer(), notification_id)
    if request.method == "GET":
        tallies.current().opened(viewer().id or 0, notification_id)
    return redirect(place)


@bp.post("/notifications/read")
@members_only
def mark_read() -> Any:
    notifications.mark_all(viewer())
    return ("", 204) if wants_json() else redirect(links.notifications(), 303)


@bp.post("/threads/<int:thread_id>/level")
def level_of_thread(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    levels.choose_for_thread(viewer(), thread, _level())
    return _chosen(links.thread(thread.id, thread.slug))


@bp.post("/c/<slug>/level")
def level_of_category(slug: str) -> Any:
    node = categories.get(viewer(), slug)
    levels.choose_for_category(viewer(), node.id, _level())
    return _chosen(links.category(node.slug))


@bp.post("/tag/<slug>/level")
def level_of_tag(slug: str) -> Any:
    tag = tags.get(viewer(), slug)
    levels.choose_for_tag(viewer(), tag, _level())
    return _chosen(links.tag(tag.slug))


def _level() -> int:
    form = read(LevelForm, submitted())
    if not form:
        raise Refused(_("Choose one of the options."), "level")
    return form.data.level


def _chosen(place: str) -> Any:
    if wants_json():
        return {"saved": True}
    tell(_("Saved."))
    return redirect(place, 303)
