"""Writing: starting a thread, replying, and seeing beforehand what it will look like."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import draft_of, refused, submitted
from forum.blueprints.rescuing import protect
from forum.forms.base import Typed, blank, read
from forum.forms.posts import PreviewForm, ReplyForm
from forum.forms.threads import StartForm
from forum.lib import tokens
from forum.lib.times import utcnow
from forum.lib.verdict import Refused, require
from forum.policies import acceptance
from forum.policies import posts as post_policy
from forum.policies import threads as policy
from forum.queries import composing, drafts, first_chance, pace, similar, threads
from forum.queries import posts as post_queries
from forum.services import newcomers, posts, rendering
from forum.services import threads as thread_service
from forum.web import error_page, member, render_template, tell, viewer, wants_json

if TYPE_CHECKING:
    from forum.models import Post, Thread

bp = Blueprint("posting", __name__)
protect(bp, reads=frozenset({"posting.preview"}))


@bp.app_template_global()
def new_submission_key() -> str:
    """For the hidden field by which a form that is sent twice is known.

    It ends with the second in which the form was drawn: the post keeps it, so that how long the
    text took can be told from `created_at`.
    """
    return f"{tokens.new(128)}.{int(utcnow().timestamp())}"


@bp.get("/threads/<int:thread_id>/reply")
def reply_page(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    require(policy.can_reply(viewer(), thread))
    draft = drafts.at(viewer(), f"thread:{thread_id}")
    quote = composing.quote(viewer(), thread, request.args.get("quote", None, int))
    kept = draft.payload.get("body", "")
    body = f"{kept.rstrip()}\n\n{quote}".lstrip("\n") if quote else kept
    to = request.args.get("to", "") or draft.payload.get("reply_to", "")
    return _reply_form(thread, blank(body=body, to=to))


@bp.post("/threads/<int:thread_id>/reply")
def reply(thread_id: int) -> Any:
    thread = threads.get(viewer(), thread_id)
    form = read(ReplyForm, submitted())
    if not form:
        return _reply_form(thread, form), 422
    if form.data.preview:
        return _reply_form(thread, *previewed(form, thread.category_id))
    to = composing.numbered(viewer(), thread, form.data.to)
    if not form.data.anyway and first_chance.until(viewer(), thread, utcnow()):
        said = _(
            "Members answer first here. Tick the box below if you want to answer all the same."
        )
        return _reply_form(thread, refused(form, Refused(said, "anyway"))), 422
    try:
        key = form.data.submission_key or None
        post = posts.reply(
            viewer(), thread, form.data.body, to, key, is_personal=form.data.is_personal
        )
    except Refused as error:
        return _reply_form(thread, refused(form, error)), 422
    return posted(post)


def posted(post: "Post") -> Any:
    """The post is there: its place, for a script or for the browser to go to."""
    thread = post.thread
    href = links.post(thread.id, thread.slug, post.number)
    tell_if_waiting(post.state)
    if wants_json():
        return {"href": href, "id": post.id, "thread": thread.id, "number": post.number}, 201
    return redirect(href, 303)


def tell_if_waiting(state: str) -> None:
    """Say that nobody else sees it yet."""
    if state == "pending":
        tell(_("Thank you. A moderator will look at this before others see it."), "info")


def _reply_form(thread: "Thread", form: Typed[Any], preview: Any = "") -> Any:
    if wants_json() and form.errors:
        return {"error": next(iter(form.errors.values())), "errors": form.errors}
    number = read(ReplyForm, {"body": "-", "to": form["to"]})
    answered = composing.answered(viewer(), thread, number.data.to if number else None)
    return render_template(
        "compose/reply.html", thread=thread, form=form, preview=preview, answered=answered,
        draft=draft_of(f"thread:{thread.id}"), slow_words=pace.said(viewer(), thread, utcnow()),
        members_first=first_chance.until(viewer(), thread, utcnow()),
    )  # fmt: skip


@bp.get("/start")
def start_page() -> Any:
    require(acceptance.can_write(viewer()))
    draft = drafts.at(viewer(), "new")
    typed = dict(draft.payload)
    typed["category"] = request.args.get("category", "") or typed.get("category", "")
    typed["title"] = typed.get("title", "") or request.args.get("title", "")[:255]
    return _start_form(blank(**typed), is_draft=bool(draft.payload))


@bp.post("/start")
def start() -> Any:
    require(acceptance.can_write(viewer()))
    form = read(StartForm, submitted())
    if not form:
        return _start_form(form), 422
    data = form.data
    try:
        category = composing.category(viewer(), data.category)
        if data.preview:
            return _start_form(*previewed(form, category.id))
        thread = thread_service.start(
            viewer(), category, data.title, data.body, data.kind, data.tags,
            data.submission_key or None, as_house=data.as_house,
            is_personal=data.is_personal,
        )  # fmt: skip
    except Refused as error:
        return _start_form(refused(form, error)), 422
    return started(thread)


def started(thread: "Thread") -> Any:
    href = links.thread(thread.id, thread.slug)
    tell_if_waiting(thread.state)
    if wants_json():
        return {"href": href, "thread": thread.id, "number": 1}, 201
    return redirect(href, 303)


def _start_form(form: Typed[Any], preview: Any = "", is_draft: bool = False) -> Any:
    if wants_json() and form.errors:
        return {"error": next(iter(form.errors.values())), "errors": form.errors}
    places = composing.places(viewer())
    place = next((one for one in places if one.slug == form["category"]), None)
    if place and not form["body"] and not form.errors:
        form.values["body"] = place.template
    form.values.setdefault("kind", place.default_kind if place else "")
    words = {"discussion": _("A discussion"), "question": _("A question"),
             "announcement": _("An announcement")}  # fmt: skip
    offered = {kind for one in places for kind in one.kinds}
    like = similar.to_title(viewer(), form["title"]) if preview or form["title"] else ()
    return render_template(
        "compose/start.html", similar=like, places=places, place=place, form=form, preview=preview,
        draft=draft_of("new"), is_draft=is_draft,
        house=policy.house_name() if policy.can_speak_for_house(viewer()) else "",
        kinds=[(kind, word) for kind, word in words.items() if kind in offered],
    )  # fmt: skip


@bp.post("/preview")
def preview() -> Any:
    """The HTML that a text will have: as JSON, or as a piece of a page."""
    form = read(PreviewForm, submitted())
    if not form:
        return error_page(422, next(iter(form.errors.values())), errors=form.errors)
    who, data = viewer(), form.data
    thread = threads.get(who, data.thread) if data.thread else None
    post = post_queries.get(who, data.post) if data.post else None
    if post is not None:
        require(post_policy.can_edit(who, post))
    place = composing.preview_place(who, data.category, thread, post)
    drawn = rendering.preview(who, place, data.body, post)
    if wants_json() or request.is_json:
        return {"html": drawn.html, "has_math": drawn.has_math}
    return drawn.html


def previewed(
    form: Typed[Any], category_id: int, post: "Post | None" = None
) -> tuple[Typed[Any], Any]:
    """The form with what will be refused in its text said already, and the HTML of the text."""
    drawn = rendering.preview(viewer(), category_id, form.data.body, post)
    found = newcomers.too_much(member(), drawn, post)
    return Typed(None, form.values, {"body": found[0]} if found else {}), drawn.html
