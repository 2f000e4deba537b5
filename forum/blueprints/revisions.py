"""What a post was before: its versions, and going back to one."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.policies import posts as policy
from forum.queries import posts as post_queries
from forum.queries import revisions as queries
from forum.services import posts, revisions
from forum.web import render_template, tell, viewer

bp = Blueprint("revisions", __name__)
PLACE = "/posts/<int:post_id>/revisions"


@bp.get(PLACE)
def index(post_id: int) -> Any:
    post = post_queries.get(viewer(), post_id)
    below = request.args.get("below", None, int)
    history = queries.of_post(viewer(), post, below if below and 0 < below < 2**31 else None)
    return render_template(
        "revisions/index.html",
        post=post,
        history=history,
        may_edit=policy.can_edit(viewer(), post),
        may_hide=policy.can_hide_what_was(viewer(), post),
        may_show=policy.can_hide_revision(viewer(), post),
        place=links.post(post.thread.id, post.thread.slug, post.number),
    )


@bp.post(f"{PLACE}/<int:number>/restore")
def restore(post_id: int, number: int) -> Any:
    """Go back to the text before this edit, as an edit of its own."""
    post = post_queries.get(viewer(), post_id)
    body = queries.body_before(viewer(), post, number)
    reason = _("Back to before version %(number)s", number=number)
    posts.edit(viewer(), post, body, post.version, reason)
    tell(_("The earlier text is back."))
    return redirect(links.post(post.thread.id, post.thread.slug, post.number), 303)


@bp.post(f"{PLACE}/<int:number>/<any(hide, show):verb>")
def hide(post_id: int, number: int, verb: str) -> Any:
    post = post_queries.get(viewer(), post_id)
    revisions.hide(viewer(), post, queries.get(viewer(), post, number), verb == "hide")
    return redirect(links.act_on_post(post.id, "revisions"), 303)
