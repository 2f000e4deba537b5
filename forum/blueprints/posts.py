"""What is done to one post: editing, deleting, reacting, marking it as the answer."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import draft_of, refused, submitted
from forum.blueprints.posting import previewed
from forum.blueprints.rescuing import protect
from forum.forms.base import Typed, blank, read
from forum.forms.posts import EditForm, NoteForm
from forum.forms.reactions import ReactForm
from forum.lib.verdict import Conflict, Refused, require
from forum.policies import posts as policy
from forum.queries import composing, drafts, holding, lists
from forum.queries import posts as queries
from forum.services import answers, posts, reactions
from forum.services import official as service
from forum.web import render_template, tell, viewer, wants_json

if TYPE_CHECKING:
    from forum.models import Post

bp = Blueprint("posts", __name__)
writing = Blueprint("editing", __name__)
protect(writing)


def _place(post: "Post") -> str:
    return links.post(post.thread.id, post.thread.slug, post.number)


@writing.get("/posts/<int:post_id>/edit")
def edit_page(post_id: int) -> Any:
    post = queries.get(viewer(), post_id)
    require(policy.can_edit(viewer(), post))
    kept = drafts.at(viewer(), f"post:{post.id}").payload
    tags = ", ".join(tag.name for tag in lists.tags_of(viewer(), [post.thread_id]).get(
        post.thread_id, ()))  # fmt: skip
    held = holding.waiting_edit(viewer(), post)
    if held is not None and not kept.get("body"):  # what they sent, not what others read
        kept = {**kept, "body": held.body, "title": held.title or "",
                "version": str(held.version)}  # fmt: skip
    form = blank(
        body=kept.get("body") or post.body, title=kept.get("title") or post.thread.title,
        kind=kept.get("kind") or post.thread.kind, tags=kept.get("tags") or tags,
        version=_begun_on(kept, post),
    )  # fmt: skip
    return _edit_form(post, form)


def _begun_on(kept: dict[str, str], post: "Post") -> int:
    """The version of the post that the draft changes: what others did since is not overwritten."""
    version = kept.get("version", "")
    is_number = version.isascii() and version.isdigit() and len(version) < 10
    return int(version) if kept.get("body") and is_number else post.version


@writing.post("/posts/<int:post_id>/edit")
def edit(post_id: int) -> Any:
    post = queries.get(viewer(), post_id)
    form = read(EditForm, submitted())
    if not form:
        return _edit_form(post, form), 422
    data = form.data
    if data.preview:
        return _edit_form(post, *previewed(form, post.thread.category_id, post))
    first = (data.title, data.tags, data.kind or None) if post.number == 1 else (None, None, None)
    try:
        posts.edit(viewer(), post, data.body, data.version, data.reason, *first)
        if post.version == data.version and holding.waiting_edit(viewer(), post):
            tell(_("Thank you. A moderator will look at this change before others see it."), "info")
    except Conflict as error:
        return _conflict(post_id, refused(form, error))
    except Refused as error:
        return _edit_form(queries.get(viewer(), post_id), refused(form, error)), 422
    return {"href": _place(post)} if wants_json() else redirect(_place(post), 303)


def _edit_form(post: "Post", form: Typed[Any], preview: Any = "", theirs: str = "") -> Any:
    require(policy.can_edit(viewer(), post))
    if wants_json() and form.errors:
        return {"error": next(iter(form.errors.values())), "errors": form.errors}
    return render_template(
        "posts/edit.html", post=post, form=form, preview=preview, theirs=theirs,
        draft=draft_of(f"post:{post.id}"), kinds=composing.kinds(viewer(), post.thread),
        may_moderate=policy.can_moderate(viewer(), post),
    )  # fmt: skip


def _conflict(post_id: int, form: Typed[Any]) -> Any:
    """Both texts: the one that was typed in the form, the one that is there now beside it."""
    post = queries.get(viewer(), post_id)
    form.values["version"] = post.version
    return _edit_form(post, form, theirs=post.body), 409


@bp.post("/posts/<int:post_id>/delete")
def delete(post_id: int) -> Any:
    post = queries.get(viewer(), post_id)
    posts.delete(viewer(), post)
    tell(_("The thread is deleted.") if post.number == 1 else _("The post is deleted."))
    where = links.home() if post.number == 1 else links.thread(post.thread.id, post.thread.slug)
    return redirect(where, 303)


@bp.post("/posts/<int:post_id>/restore")
def restore(post_id: int) -> Any:
    post = queries.get(viewer(), post_id)
    note = read(NoteForm, request.form)
    posts.restore(viewer(), post, note["reason"] if note else "")
    tell(_("The post is back."))
    return redirect(_place(post), 303)


@bp.post("/posts/<int:post_id>/<any(react, unreact):verb>")
def react(post_id: int, verb: str) -> Any:
    post = queries.get(viewer(), post_id)
    form = read(ReactForm, submitted())
    if not form:
        raise Refused(_("Choose one of the reactions on offer."), "kind")
    (reactions.add if verb == "react" else reactions.remove)(viewer(), post, form.data.kind)
    if not wants_json():
        return redirect(_place(post), 303)
    shown = queries.reactions_of(viewer(), post.id)
    return {"reactions": [{"key": r.key, "count": r.count, "mine": r.mine} for r in shown]}


@bp.get("/posts/<int:post_id>/reactions")
def reacted(post_id: int) -> Any:
    """Who gave which reaction."""
    post = queries.get(viewer(), post_id)
    given = queries.who_reacted(viewer(), post)
    return render_template("posts/reactions.html", post=post, given=given, place=_place(post))


@bp.post("/posts/<int:post_id>/<any(accept, unaccept):verb>")
def accept(post_id: int, verb: str) -> Any:
    post = queries.get(viewer(), post_id)
    if verb == "accept":
        answers.accept(viewer(), post.thread, post)
        tell(_("This is now marked as the answer."))
    else:
        answers.withdraw(viewer(), post.thread)
        tell(_("The question now has no answer."))
    return redirect(_place(post), 303)


@bp.post("/posts/<int:post_id>/<any(official, unofficial):verb>")
def official(post_id: int, verb: str) -> Any:
    post = queries.get(viewer(), post_id)
    if verb == "official":
        service.make_official(viewer(), post)
        tell(_("This is now the brand's official answer."))
    else:
        service.end_official(viewer(), post)
        tell(_("This is no longer an official answer."))
    return redirect(_place(post), 303)


@bp.get("/posts/<int:post_id>/source")
def source(post_id: int) -> Any:
    """The text as it was typed: as JSON for the button "quote", else as a page."""
    post = queries.get(viewer(), post_id)
    if wants_json():
        return {"body": post.body, "author": post.author.name, "number": post.number,
                "thread": post.thread_id}  # fmt: skip
    return render_template("posts/source.html", post=post, place=_place(post))
