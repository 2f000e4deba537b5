"""Reading a thread: its pages, its posts, what came since."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request

from forum import links, tallies
from forum.queries import (
    embargoes,
    meta,
    moved,
    posts,
    relations,
    similar,
    thread_events,
    threads,
    welcome,
)
from forum.services import reading
from forum.web import keep, keep_also, render_template, seen_as, viewer, wants_json

if TYPE_CHECKING:
    from forum.models import Thread
    from forum.queries.shapes import PostsPage
    from forum.queries.threads import Seen

bp = Blueprint("threads", __name__)


@bp.get("/t/<int:thread_id>")
@bp.get("/t/<int:thread_id>/<slug>")
def show(thread_id: int, slug: str = "") -> Any:
    keep(f"thread:{thread_id}", "members", viewed=thread_id)
    if (merged := moved.instead(viewer(), thread_id)) is not None:
        return redirect(links.thread(merged.id, merged.slug), 301)
    thread = threads.seen(viewer(), thread_id)
    if thread.slug != slug:
        return redirect(links.thread(thread.id, thread.slug, _page()), 301)
    if (number := _asked_for(thread)) is not None:
        return redirect(links.post(thread.id, thread.slug, number))
    return draw(thread, _page())


@bp.get("/t/<int:thread_id>/<slug>/<int:number>")
def post(thread_id: int, slug: str, number: int) -> Any:
    """The page that holds the post with this number; 0: the last one, where posts wait."""
    keep(f"thread:{thread_id}", "members", viewed=thread_id)
    if moved.instead(viewer(), thread_id) and (
        href := moved.post_href(viewer(), thread_id, number)
    ):
        return redirect(href, 301)
    thread = threads.seen(viewer(), thread_id)
    if thread.slug != slug:
        return redirect(links.post(thread.id, thread.slug, number), 301)
    return draw(thread, posts.page_of(viewer(), number or thread.highest_number), at=number)


def draw(thread: "Thread | Seen", number: int, at: int | None = None, **typed: Any) -> Any:
    """The page of a thread. The one place that gathers what `threads/show.html` needs.

    `at` is the post that was asked for; `typed` is a reply that could not be taken.
    """
    who = viewer()
    page = posts.page(who, thread, number)
    if at and (href := _elsewhere(thread, page, at)):
        return redirect(href)
    keep_also(*(f"thread:{near}" for near in similar.near_thread(who, thread)))
    head = threads.view(who, thread)
    note_reading(thread, page.first_number, page.last_number)
    return render_template(
        "threads/show.html",
        thread=head, page=page, at=at,
        lines=thread_events.on_page(who, thread, page), firsts=welcome.on_page(who, page),
        folded=relations.distances(who), kept=embargoes.of_thread(who, thread),
        related=similar.to_thread(who, thread),
        page_meta=meta.of_thread(who, head, page),
        **typed,
    )  # fmt: skip


def _elsewhere(thread: "Thread | Seen", page: "PostsPage", number: int) -> str | None:
    """Where the post is that was asked for, when it was moved to another thread."""
    if not thread.event_count or any(post.number == number for post in page.posts):
        return None
    return moved.post_href(viewer(), thread.id, number)


def note_reading(thread: "Thread | Seen", first: int, last: int) -> None:
    """Remember a view, that what there is to tell of these posts is known now and, for a member
    without our script, that the page was read."""
    if request.method != "GET" or seen_as() is not None:
        return
    tallies.current().viewed(thread.id)
    who = viewer()
    if who.id is None:
        return
    if who.unread_count:
        tallies.current().met(who.id, thread.id, first, last)
    if "js" not in request.cookies:
        tallies.current().read(who.id, thread.id, last)


def _page() -> int:
    number = request.args.get("page", 1, int)
    return number if 1 <= number < 10**9 else 1


def _asked_for(thread: "Thread | Seen") -> int | None:
    """The number that the forms "go to post" and "go to a day" ask for."""
    number = request.args.get("number", None, int)
    if number is not None:
        return min(max(1, number), thread.highest_number)
    try:
        day = datetime.strptime(request.args.get("date", ""), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return posts.number_at(viewer(), thread, day)


@bp.get("/threads/<int:thread_id>/news")
def news(thread_id: int) -> Any:
    """How far the thread has come: for "new posts since you opened this page"."""
    keep(f"thread:{thread_id}")
    thread = threads.seen(viewer(), thread_id)
    return {
        "highest": thread.highest_number,
        "href": links.post(thread.id, thread.slug, thread.highest_number),
    }


@bp.post("/threads/<int:thread_id>/read")
def read(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    number = request.form.get("number", None, int)
    reading.mark_thread(viewer(), thread, number if number and 0 < number < 10**9 else None)
    return ("", 204) if wants_json() else redirect(links.thread(thread.id, thread.slug))
