"""Private conversations: the list, one of them, beginning one; and asking the team."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links, tallies
from forum.blueprints.incoming import draft_of, refused, submitted
from forum.blueprints.rescuing import protect
from forum.forms.base import Typed, blank, read
from forum.forms.conversations import AddForm, AskTeamForm, MessageForm, StartTalkForm
from forum.lib.verdict import Refused, require
from forum.policies import conversations as policy
from forum.queries import composing, drafts, programmes, recipients
from forum.queries import conversations as queries
from forum.queries import posts as post_queries
from forum.services import conversations, rendering
from forum.web import render_template, tell, viewer, wants_json

if TYPE_CHECKING:
    from forum.models import Post

bp = Blueprint("conversations", __name__)
protect(bp)


@bp.get("/messages")
def index() -> Any:
    require(policy.can_have(viewer()))
    found = queries.mine(viewer(), request.args.get("after"))
    return render_template(
        "conversations/index.html", found=found, tab="mine", state="", whose="",
        may_tend=bool(policy.can_tend(viewer())),
    )  # fmt: skip


@bp.get("/messages/team")
def team() -> Any:
    require(policy.can_tend(viewer()))
    state, whose = request.args.get("state", ""), request.args.get("whose", "")
    state = state if state in {"open", "waiting", "solved"} else ""
    found = queries.of_team(viewer(), state, whose == "me", request.args.get("after"))
    return render_template(
        "conversations/index.html", found=found, tab="team", state=state,
        whose="me" if whose == "me" else "", may_tend=True,
    )  # fmt: skip


@bp.get("/messages/<int:conversation_id>")
def show(conversation_id: int) -> Any:
    draft = drafts.at(viewer(), f"conversation:{conversation_id}")
    return _page(conversation_id, blank(body=draft.payload.get("body", "")))


def _page(conversation_id: int, form: Typed[Any], preview: Any = "") -> Any:
    if wants_json() and form.errors:
        return {"error": next(iter(form.errors.values())), "errors": form.errors}
    who = viewer()
    opened = queries.get(who, conversation_id)
    view = queries.view(who, opened)
    page = queries.messages(who, opened, request.args.get("before", None, int))
    if request.method == "GET" and opened.place is not None and who.id is not None:
        tallies.current().heard(who.id, conversation_id, page.last_number)
    return render_template(
        "conversations/show.html", talk=view, page=page, form=form, preview=preview,
        draft=draft_of(f"conversation:{conversation_id}"),
    )  # fmt: skip


@bp.post("/messages/<int:conversation_id>/write")
def write(conversation_id: int) -> Any:
    opened = queries.get(viewer(), conversation_id)
    form = read(MessageForm, submitted())
    if not form:
        return _page(conversation_id, form), 422
    if form.data.preview:
        return _page(conversation_id, form, _drawn(form.data.body))
    key = form.data.submission_key or None
    try:
        message = conversations.write(viewer(), opened.conversation, form.data.body, key)
    except Refused as error:
        return _page(conversation_id, refused(form, error)), 422
    return _sent(message.conversation_id, message.number)


def _sent(conversation_id: int, number: int) -> Any:
    href = f"{links.messages(conversation_id)}#message-{number}"
    if wants_json():
        return {"href": href, "number": number}, 201
    return redirect(href, 303)


def _drawn(body: str) -> Any:
    return rendering.preview(viewer(), conversations.NOBODYS_CATEGORY, body).html


@bp.post("/messages/<int:conversation_id>/<any(leave, mute, unmute, solve, assign, unassign):verb>")
def change(conversation_id: int, verb: str) -> Any:
    conversation = queries.get(viewer(), conversation_id).conversation
    if verb in {"mute", "unmute"}:
        conversations.mute(viewer(), conversation, verb == "mute")
    elif verb in {"assign", "unassign"}:
        conversations.assign(viewer(), conversation, verb == "assign")
    elif verb == "solve":
        conversations.solve(viewer(), conversation)
    else:
        conversations.leave(viewer(), conversation)
    tell(_told(verb))
    return redirect(links.messages(None if verb == "leave" else conversation_id), 303)


def _told(verb: str) -> Any:
    return {
        "leave": _("You have left the conversation and can no longer read it."),
        "mute": _("You will no longer be told about this conversation."),
        "unmute": _("You will be told about new messages in this conversation again."),
        "solve": _("Marked as solved. An answer opens it again."),
        "assign": _("You are now looking after this."),
        "unassign": _("Nobody in particular is looking after this now."),
    }[verb]


@bp.post("/messages/<int:conversation_id>/add")
def add(conversation_id: int) -> Any:
    opened = queries.get(viewer(), conversation_id)
    form = read(AddForm, submitted())
    if not form:
        return _page(conversation_id, form), 422
    try:
        for user in recipients.named(viewer(), form.data.to):
            conversations.add(viewer(), opened.conversation, user)
    except Refused as error:
        return _page(conversation_id, refused(form, error)), 422
    return redirect(links.messages(conversation_id), 303)


# --- beginning one ------------------------------------------------------------------------------


@bp.get("/messages/new")
def new() -> Any:
    require(policy.can_start(viewer()))
    draft = drafts.at(viewer(), "message")
    post = _continued(request.args.get("post", None, int))
    to = request.args.get("to", "") or draft.payload.get("reply_to", "")
    body = draft.payload.get("body", "") or (composing.quote_of(viewer(), post) if post else "")
    title = draft.payload.get("title", "")
    if request.args.get("about") == "privacy":  # written by the team, sent by a person
        title, body = composing.way_to_leave(viewer())
    form = blank(to=to, body=body, title=title, post=_id(post))
    return _form("conversations/new.html", "message", form)


@bp.post("/messages/new")
def start() -> Any:
    require(policy.can_start(viewer()))
    form = read(StartTalkForm, submitted())
    if not form:
        return _form("conversations/new.html", "message", form), 422
    data = form.data
    if data.preview:
        return _form("conversations/new.html", "message", form, _drawn(data.body))
    post = _continued(data.post)
    try:
        people = recipients.named(viewer(), data.to)
        talk = conversations.start(
            viewer(), people, data.body, data.title, post, data.submission_key or None
        )
    except Refused as error:
        return _form("conversations/new.html", "message", refused(form, error)), 422
    return _sent(talk.id, 1)


@bp.get("/ask")
def ask_page() -> Any:
    require(policy.can_ask(viewer()))
    draft = drafts.at(viewer(), "ask")
    post = _continued(request.args.get("post", None, int))
    body = draft.payload.get("body", "") or (composing.quote_of(viewer(), post) if post else "")
    is_direct = request.args.get("line") == "direct" and bool(programmes.with_line(viewer()))
    form = blank(body=body, title=draft.payload.get("title", ""), post=_id(post),
                 is_direct="1" if is_direct else "")  # fmt: skip
    return _form("conversations/ask.html", "ask", form)


@bp.post("/ask")
def ask() -> Any:
    require(policy.can_ask(viewer()))
    form = read(AskTeamForm, submitted())
    if not form:
        return _form("conversations/ask.html", "ask", form), 422
    data = form.data
    if data.preview:
        return _form("conversations/ask.html", "ask", form, _drawn(data.body))
    post = _continued(data.post)
    try:
        key = data.submission_key or None
        talk = conversations.ask(viewer(), data.body, data.title, post, key, data.is_direct)
    except Refused as error:
        return _form("conversations/ask.html", "ask", refused(form, error)), 422
    return _sent(talk.id, 1)


def _form(template: str, key: str, form: Typed[Any], preview: Any = "") -> Any:
    if wants_json() and form.errors:
        return {"error": next(iter(form.errors.values())), "errors": form.errors}
    return render_template(template, form=form, preview=preview, draft=draft_of(key))


def _continued(post_id: int | None) -> "Post | None":
    return post_queries.get(viewer(), post_id) if post_id and 0 < post_id < 2**31 else None


def _id(post: "Post | None") -> Any:
    return post.id if post else ""
