"""Threads: lists, one, starting and changing it, what one has read of it."""

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from forum import links
from forum.blueprints.api import shapes
from forum.blueprints.api.answering import expected_version, say_version
from forum.blueprints.api.frame import needs, needs_all, route
from forum.forms.api import ChangedThread, NewThread, ReadUpTo, ThreadsQuery
from forum.forms.base import Form
from forum.lib.verdict import NOT_FOUND, Denied, deny
from forum.policies import categories as category_policy
from forum.queries import categories, composing, lists, moved, tags
from forum.queries import posts as post_queries
from forum.queries import threads as queries
from forum.services import answers, posts, reading, threads
from forum.web import viewer

if TYPE_CHECKING:
    from forum.models import Thread

OF_MEMBERS = {"unread", "mine"}


@route("GET", "/threads", answer=shapes.Threads, query=ThreadsQuery)
def list_threads(asked: ThreadsQuery) -> Any:
    """A list of threads: of the site, a category or a tag."""
    if asked.list in OF_MEMBERS and not viewer().is_authenticated:
        raise Denied(deny(_("This list is for members.")))
    category = categories.get(viewer(), asked.category) if asked.category else None
    tag = tags.get(viewer(), asked.tag) if asked.tag else None
    wanted = lists.Wanted(
        asked.list, category.id if category else None, tag.id if tag else None,
        period=asked.period, after=asked.after or None,
    )  # fmt: skip
    page = lists.page(viewer(), wanted, lambda **key: key.get("after", ""))
    return {"items": page.items, "next": page.next_href or None}


@route("GET", "/threads/<int:thread_id>", answer=shapes.Thread)
def get_thread(thread_id: int) -> Any:
    """One thread, without its posts."""
    if (merged := moved.instead(viewer(), thread_id)) is not None:
        thread_id = merged.id
    return described(thread_id)


def described(thread_id: int) -> shapes.Thread:
    thread = queries.seen(viewer(), thread_id)
    shown = queries.view(viewer(), thread)
    return shapes.Thread.model_validate({
        **{name: getattr(shown, name) for name in shapes.Thread.model_fields
           if name not in ("answer_number", "url")},
        "url": shown.href, "answer_number": shown.answer.number if shown.answer else None,
    })  # fmt: skip


@route("POST", "/threads", answer=shapes.Made, status=201, scope="write", body=NewThread)
def start_thread(sent: NewThread) -> Any:
    """Start a thread. `category` is a slug, `kind` one that the category allows."""
    category = composing.category(viewer(), sent.category)
    made = threads.start(viewer(), category, sent.title, sent.body, sent.kind, sent.tags,
                         as_house=sent.as_house, is_personal=sent.is_personal)  # fmt: skip
    return {"id": made.id, "url": links.thread(made.id, made.slug), "state": made.state}


@route("PATCH", "/threads/<int:thread_id>", answer=shapes.Thread, scope="write",
       body=ChangedThread, has_version=True)  # fmt: skip
def change_thread(thread_id: int, sent: ChangedThread) -> Any:
    """Change title, tags or kind. If-Match is the version of the thread's first post. Of somebody
    else's thread: a moderator's scope, and a reason."""
    thread = queries.get(viewer(), thread_id)
    post = post_queries.first(viewer(), thread)
    if post.author_id != viewer().id:
        needs("moderate")
    posts.edit(viewer(), post, post.body, expected_version(), sent.reason, sent.title, sent.tags,
               sent.kind or None)  # fmt: skip
    say_version(post.version)
    return described(thread_id)


@route("DELETE", "/threads/<int:thread_id>", scope="write")
def delete_thread(thread_id: int) -> None:
    """Take one's own thread away. Nothing is lost: restoring its first post brings it back."""
    thread = queries.get(viewer(), thread_id)
    posts.delete(viewer(), post_queries.first(viewer(), thread))


@route("POST", "/threads/<int:thread_id>/read", scope="write", body=ReadUpTo)
def mark_thread_read(thread_id: int, sent: ReadUpTo) -> None:
    """Remember that the account has read up to this number."""
    reading.mark_thread(viewer(), queries.get(viewer(), thread_id), sent.number)


@route("POST", "/read", scope="write", body=Form)
def mark_all_read(sent: Form) -> None:
    """Everything counts as read from now on."""
    needs_all()
    reading.mark_all(viewer())


@route("PUT", "/threads/<int:thread_id>/answer/<int:number>", scope="write")
def accept_answer(thread_id: int, number: int) -> None:
    """Mark the post with this number as the answer. For who moderates others' threads, with the
    scope for that."""
    thread, post = _with_post(thread_id, number)
    answers.accept(viewer(), thread, post)


@route("DELETE", "/threads/<int:thread_id>/answer", scope="write")
def withdraw_answer(thread_id: int) -> None:
    """The thread has no answer after all."""
    answers.withdraw(viewer(), _arranged(thread_id))


def _arranged(thread_id: int) -> "Thread":
    """The thread, to be arranged. Who may do that as its moderator alone has the scope for it."""
    thread = queries.get(viewer(), thread_id)
    if thread.author_id != viewer().id and category_policy.can_moderate(
        viewer(), thread.category_id
    ):
        needs("moderate")
    return thread


def _with_post(thread_id: int, number: int) -> "tuple[Thread, Any]":
    thread = _arranged(thread_id)
    post = composing.numbered(viewer(), thread, number)
    if post is None:
        raise Denied(NOT_FOUND)
    return thread, post
