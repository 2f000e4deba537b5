"""Posts: of a thread, one, replying, editing, deleting, reacting, and what it was before."""

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from forum import links
from forum.blueprints.api import shapes
from forum.blueprints.api import shapes_of_community as community
from forum.blueprints.api.answering import expected_version, say_version
from forum.blueprints.api.frame import needs, route
from forum.forms.api import ChangedPost, NewPost, PageQuery, PostsQuery
from forum.forms.base import Form
from forum.forms.posts import NoteForm, PreviewForm
from forum.lib.verdict import NOT_FOUND, Denied, Refused, require
from forum.policies import posts as policy
from forum.queries import composing, revisions, threads
from forum.queries import posts as queries
from forum.services import newcomers, official, posts, reactions, rendering
from forum.services import revisions as revision_service
from forum.web import member, viewer

if TYPE_CHECKING:
    from forum.models import Post
    from forum.queries.shapes import PostView


@route("GET", "/threads/<int:thread_id>/posts", answer=shapes.Posts, query=PostsQuery)
def list_posts(thread_id: int, asked: PostsQuery) -> Any:
    """The posts of a thread in their order, from the one after the number `after`."""
    thread = threads.seen(viewer(), thread_id)
    number = min(asked.after, thread.highest_number) + 1
    page = queries.page(viewer(), thread, queries.page_of(viewer(), number))
    items = [post for post in page.posts if post.number > asked.after or post.number < 0]
    more = page.last_number < thread.highest_number
    return {"items": items, "next": str(page.last_number) if more else None}


@route("GET", "/posts/<int:post_id>", answer=shapes.Post)
def get_post(post_id: int) -> Any:
    """One post with its text. Its ETag begins with the version that editing asks for."""
    return described(queries.get(viewer(), post_id))


def described(post: "Post") -> shapes.Post:
    shown = _view(post)
    say_version(post.version)
    values = {name: getattr(shown, name) for name in shapes.PostInThread.model_fields
              if name != "url"}  # fmt: skip
    return shapes.Post.model_validate({**values, "url": shown.permalink, "body": post.body})


def _view(post: "Post") -> "PostView":
    thread = threads.seen(viewer(), post.thread_id)
    number = post.number if post.number > 0 else thread.highest_number
    page = queries.page(viewer(), thread, queries.page_of(viewer(), number))
    found = next((each for each in page.posts if each.id == post.id), None)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


@route("POST", "/threads/<int:thread_id>/posts", answer=shapes.MadePost, status=201, scope="write",
       body=NewPost)  # fmt: skip
def reply(thread_id: int, sent: NewPost) -> Any:
    """Reply to a thread, or to one of its posts."""
    thread = threads.get(viewer(), thread_id)
    to = composing.numbered(viewer(), thread, sent.reply_to)
    if sent.reply_to and to is None:
        raise Refused(_("There is no such post."), "reply_to")
    return _made(posts.reply(viewer(), thread, sent.body, to, is_personal=sent.is_personal))


def _made(post: "Post") -> dict[str, Any]:
    return {
        "id": post.id, "thread_id": post.thread_id, "number": post.number, "state": post.state,
        "url": links.post(post.thread.id, post.thread.slug, post.number),
    }  # fmt: skip


@route("PATCH", "/posts/<int:post_id>", answer=shapes.Post, scope="write", body=ChangedPost,
       has_version=True)  # fmt: skip
def edit_post(post_id: int, sent: ChangedPost) -> Any:
    """Give a post another text. Of somebody else's post: a moderator's scope, and a reason."""
    post = _mine_or_moderated(post_id)
    posts.edit(viewer(), post, sent.body, expected_version(), sent.reason)
    return described(post)


@route("DELETE", "/posts/<int:post_id>", scope="write")
def delete_post(post_id: int) -> None:
    """Take one's own post away, the first one with its thread. Nothing is lost."""
    posts.delete(viewer(), queries.get(viewer(), post_id))


@route("POST", "/posts/<int:post_id>/restore", scope="write", body=NoteForm)
def restore_post(post_id: int, sent: NoteForm) -> None:
    """Bring back what was deleted."""
    posts.restore(viewer(), _mine_or_moderated(post_id), sent.reason)


def _mine_or_moderated(post_id: int) -> "Post":
    post = queries.get(viewer(), post_id)
    if post.author_id != viewer().id:
        needs("moderate")
    return post


@route("POST", "/posts/<int:post_id>/<any(official, unofficial):verb>", scope="write")
def speak_officially(post_id: int, verb: str) -> None:
    """Say that a reply of somebody of the brand is its official answer, or that it is not."""
    mark = official.make_official if verb == "official" else official.end_official
    mark(viewer(), queries.get(viewer(), post_id))


@route("GET", "/posts/<int:post_id>/reactions", answer=shapes.Reactions)
def list_reactions(post_id: int) -> Any:
    """How many gave which reaction, and which of them the account gave."""
    queries.get(viewer(), post_id)
    return {"items": queries.reactions_of(viewer(), post_id)}


@route("PUT", "/posts/<int:post_id>/reactions/<string(maxlength=32):kind>",
       answer=shapes.Reactions, scope="write")  # fmt: skip
def react(post_id: int, kind: str) -> Any:
    """Give a reaction. A second time changes nothing."""
    reactions.add(viewer(), queries.get(viewer(), post_id), kind)
    return {"items": queries.reactions_of(viewer(), post_id)}


@route("DELETE", "/posts/<int:post_id>/reactions/<string(maxlength=32):kind>",
       answer=shapes.Reactions, scope="write")  # fmt: skip
def unreact(post_id: int, kind: str) -> Any:
    """Take a reaction back."""
    reactions.remove(viewer(), queries.get(viewer(), post_id), kind)
    return {"items": queries.reactions_of(viewer(), post_id)}


@route("GET", "/posts/<int:post_id>/revisions", answer=shapes.Revisions, query=PageQuery)
def list_revisions(post_id: int, asked: PageQuery) -> Any:
    """What was changed, the newest first; nothing of versions that were hidden."""
    post = queries.get(viewer(), post_id)
    below = int(asked.after) if asked.after.isascii() and asked.after.isdecimal() else None
    history = revisions.of_post(viewer(), post, below if below and below < 2**31 else None)
    shown = [{
        "number": one.number, "editor": one.editor, "created_at": one.created_at,
        "reason": one.reason, "is_hidden": one.is_hidden,
        "changes": [{"part": change.part, "pieces": [
            {"kind": piece.kind, "text": piece.text} for piece in change.pieces
        ]} for change in one.changes],
    } for one in history.versions]  # fmt: skip
    return {"items": shown, "next": str(history.earlier) if history.earlier else None}


@route("POST", "/posts/<int:post_id>/revisions/<int:number>/restore", answer=shapes.Post,
       scope="write", body=Form)  # fmt: skip
def restore_revision(post_id: int, number: int, sent: Form) -> Any:
    """Go back to the text before this edit, as an edit of its own."""
    post = _mine_or_moderated(post_id)
    body = revisions.body_before(viewer(), post, number)
    reason = _("Back to before version %(number)s", number=number)
    posts.edit(viewer(), post, body, post.version, reason)
    return described(post)


@route("POST", "/posts/<int:post_id>/revisions/<int:number>/<any(hide, show):verb>",
       scope="moderate", body=Form)  # fmt: skip
def hide_revision(post_id: int, number: int, verb: str, sent: Form) -> None:
    """Let nobody but the team see what an edit took out, or let everybody see it again."""
    post = queries.get(viewer(), post_id)
    found = revisions.get(viewer(), post, number)
    revision_service.hide(viewer(), post, found, verb == "hide")


@route("GET", "/posts/<int:post_id>/reactions/people", answer=community.WhoReacted)
def list_people_who_reacted(post_id: int) -> Any:
    """Who gave which reaction."""
    return {"items": queries.who_reacted(viewer(), queries.get(viewer(), post_id))}


@route("POST", "/preview", answer=community.Drawn, scope="write", body=PreviewForm, is_look=True)
def preview_text(sent: PreviewForm) -> Any:
    """The HTML that a text will have, and what would be refused in it. `category` is an id;
    `thread` and `post` are what it is written in or changes. Writes nothing."""
    who = viewer()
    thread = threads.get(who, sent.thread) if sent.thread else None
    post = queries.get(who, sent.post) if sent.post else None
    if post is not None:
        require(policy.can_edit(who, post))
    place = composing.preview_place(who, sent.category, thread, post)
    drawn = rendering.preview(who, place, sent.body, post)
    return {"html": drawn.html, "has_math": drawn.has_math,
            "too_much": newcomers.too_much(member(), drawn, post)}  # fmt: skip
