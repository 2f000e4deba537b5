"""Posts: who may read, edit, delete and react to them."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, or_, select

from forum import structure
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Post, Thread, Viewer
from forum.models.columns import utcnow
from forum.policies import categories, threads
from forum.policies.threads import OWN_STATES, AnyThread


class AnyPost(Protocol):
    """What the rules look at: a Post, or a row with the same names."""

    @property
    def author_id(self) -> Any: ...
    @property
    def state(self) -> Any: ...
    @property
    def number(self) -> Any: ...
    @property
    def created_at(self) -> Any: ...
    @property
    def deleted_by_id(self) -> Any: ...


def can_read(viewer: Viewer, post: Post) -> Verdict:
    if not threads.can_read(viewer, post.thread):
        return NOT_FOUND
    return RightsIn(viewer, post.thread).read(post)


def readable(viewer: Viewer) -> ColumnElement[bool]:
    within = Post.thread_id.in_(select(Thread.id).where(threads.readable(viewer)))
    shown: ColumnElement[bool] = Post.state == "visible"
    if viewer.is_authenticated:
        moderated = select(Thread.id).where(
            Thread.category_id.in_(categories.moderated_ids(viewer))
        )
        shown = or_(
            shown,
            Post.thread_id.in_(moderated),
            and_(Post.author_id == viewer.id, Post.state.in_(OWN_STATES)),
        )
    return and_(within, shown)


def readable_in(viewer: Viewer, thread: Thread) -> ColumnElement[bool]:
    """The same for the posts of one thread which the viewer is known to be able to read."""
    if thread.category_id in categories.moderated_ids(viewer):
        return Post.thread_id == thread.id
    shown: ColumnElement[bool] = Post.state == "visible"
    if viewer.is_authenticated:
        shown = or_(shown, and_(Post.author_id == viewer.id, Post.state.in_(OWN_STATES)))
    return and_(Post.thread_id == thread.id, shown)


def listed(viewer: Viewer) -> ColumnElement[bool]:
    """What lists, feeds and profiles show: visible posts of visible threads, whoever looks."""
    within = Post.thread_id.in_(select(Thread.id).where(threads.listed(viewer)))
    return and_(within, Post.state == "visible")


class RightsIn:
    """What an actor may do with the posts of one thread which they may read.

    Asked once per thread and then for each post on the page, so that what is the same for all of
    them is worked out once.
    """

    __slots__ = ("actor", "moderates", "now", "thread", "touch", "window")

    def __init__(self, actor: Viewer, thread: AnyThread, now: datetime | None = None) -> None:
        self.actor = actor
        self.thread = thread
        self.moderates = thread.category_id in categories.moderated_ids(actor)
        self.touch = self._touch()
        self.now = now or utcnow()
        self.window = edit_window(actor)

    def _touch(self) -> Verdict:
        if not self.actor.is_authenticated:
            return deny(_("Sign in to take part."))
        if self.actor.is_suspended:
            return deny(_("Your account is suspended."))
        return deny(_("This thread is archived.")) if self.thread.is_archived else ALLOW

    def read(self, post: AnyPost) -> Verdict:
        if post.state == "visible" or self.moderates:
            return ALLOW
        own = self.actor.is_authenticated and post.author_id == self.actor.id
        return ALLOW if own and post.state in OWN_STATES else NOT_FOUND

    def edit(self, post: AnyPost) -> Verdict:
        if not self.touch or self.moderates:
            return self.touch
        if post.author_id != self.actor.id:
            return deny(_("Only its author can edit this post."))
        if post.state != "visible":
            return deny(_("This post cannot be edited now."))
        if self.thread.is_closed:
            return deny(_("This thread is closed."))
        if self.now - post.created_at > self.window:
            return deny(_("The time for editing this post is over."))
        return ALLOW

    def delete(self, post: AnyPost) -> Verdict:
        if not self.touch:
            return self.touch
        if post.state not in {"visible", "pending", "hidden"}:
            return deny(_("This post is already deleted."))
        if self.moderates:
            return ALLOW
        if post.author_id != self.actor.id:
            return deny(_("Only its author can delete this post."))
        if post.number == 1 and self.thread.post_count > 1:
            return deny(_("There are replies already; ask a moderator to remove the thread."))
        return ALLOW

    def restore(self, post: AnyPost) -> Verdict:
        if not self.touch:
            return self.touch
        if self.moderates:
            gone = post.state in {"deleted", "removed"}
            return ALLOW if gone else deny(_("It is not deleted."))
        own = post.author_id == self.actor.id and post.deleted_by_id == self.actor.id
        if own and post.state == "deleted":
            return ALLOW
        return deny(_("Only a moderator can restore this post."))

    def react(self, post: AnyPost) -> Verdict:
        if not self.touch:
            return self.touch
        if post.author_id == self.actor.id:
            return deny(_("You cannot react to your own post."))
        return ALLOW if post.state == "visible" else deny(_("You cannot react to this post."))


def can_edit(actor: Viewer, post: Post, at: datetime | None = None) -> Verdict:
    """`at` is when, for what comes from elsewhere; now if left out."""
    return RightsIn(actor, post.thread, at).edit(post) if can_read(actor, post) else NOT_FOUND


def can_delete(actor: Viewer, post: Post) -> Verdict:
    return RightsIn(actor, post.thread).delete(post) if can_read(actor, post) else NOT_FOUND


def can_restore(actor: Viewer, post: Post) -> Verdict:
    return RightsIn(actor, post.thread).restore(post) if can_read(actor, post) else NOT_FOUND


def can_react(actor: Viewer, post: Post) -> Verdict:
    return RightsIn(actor, post.thread).react(post) if can_read(actor, post) else NOT_FOUND


def edit_window(actor: Viewer) -> timedelta:
    """How long members may edit their posts: a day at first, a month from trust level 2."""
    if actor.trust_level >= 2 or actor.is_ambassador:
        return timedelta(days=structure.setting("edits.window_days_trusted"))
    return timedelta(hours=structure.setting("edits.window_hours"))


def can_see_revisions(viewer: Viewer, post: Post) -> Verdict:
    return can_read(viewer, post)


def can_hide_revision(actor: Viewer, post: Post) -> Verdict:
    if not can_read(actor, post):
        return NOT_FOUND
    return categories.can_moderate(actor, post.thread.category_id)
