"""Posts: who may read, edit, delete and react to them."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, or_, select

from forum import structure
from forum.extensions import db
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Decision, ModerationCase, Post, Revision, Thread, Viewer
from forum.models.columns import utcnow
from forum.plugins import tightening
from forum.policies import abilities, acceptance, categories, threads, writing
from forum.policies.threads import OWN_STATES, AnyThread

THERE = ("visible", "pending", "hidden")  # what can still be taken away


class AnyPost(Protocol):
    """What the rules look at: a Post, or a row with the same names."""

    @property
    def id(self) -> Any: ...
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
    @property
    def is_locked(self) -> Any: ...


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

    __slots__ = (
        "actor", "decided", "hidden", "moderates", "now", "take_part", "thread", "touch", "window",
        "write",
    )  # fmt: skip

    def __init__(self, actor: Viewer, thread: AnyThread, now: datetime | None = None) -> None:
        self.actor = actor
        self.thread = thread
        self.moderates = thread.category_id in categories.moderated_ids(actor)
        self.touch = self._touch()
        self.take_part = self.touch and acceptance.can_write(actor)
        self.write = self.touch and writing.can_write(actor)
        self.now = now or utcnow()
        self.window = edit_window(actor)
        self.decided: frozenset[int] | None = None  # asked for when one here was removed
        self.hidden: dict[int, datetime] | None = None  # asked for when one of theirs is hidden

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

    def sees_gap(self, post: AnyPost) -> bool:
        """Whether they are shown that a post of theirs was removed here, and why; not its text."""
        own = self.actor.is_authenticated and post.author_id == self.actor.id
        return own and post.state == "removed" and post.number > 1

    def edit(self, post: AnyPost) -> Verdict:
        return tightening.ask("posts.can_edit", self._edit(post), self.actor, post)

    def _edit(self, post: AnyPost) -> Verdict:
        own = post.author_id == self.actor.id
        restricted = post.is_locked or post.state in {"hidden", "removed"}
        if not self.write or (self.moderates and not (own and restricted)):
            return self.write
        if not own:
            return deny(_("Only its author can edit this post."))
        if post.is_locked:
            return deny(_("A moderator has locked this post; it stays as it is."))
        if post.state == "hidden":
            return self._mend(post)
        if post.state != "visible":
            return deny(_("This post cannot be edited now."))
        if threads.is_closed(self.thread, self.now):
            return deny(_("This thread is closed."))
        if self.now - post.created_at > self.window:
            return deny(_("The time for editing this post is over."))
        return ALLOW

    def _mend(self, post: AnyPost) -> Verdict:
        """Change what software hid, after a while in which one calms down (features.md §4.2)."""
        if self.hidden is None:
            self.hidden = _hidden_by_software(self.actor, self.thread.id)
        since = self.hidden.get(post.id)
        if since is None:
            return deny(_("This post cannot be edited now."))
        if self.now < since + timedelta(minutes=structure.setting("reports.edit_minutes")):
            return deny(_("You can change this post a few minutes after it was hidden."))
        return ALLOW

    def delete(self, post: AnyPost) -> Verdict:
        if not self.touch:
            return self.touch
        if post.state not in THERE:
            return deny(_("This post is already deleted."))
        if post.author_id != self.actor.id:
            if self.moderates:
                return deny(_("Taking something from others is a decision, so that they are "
                              "told why. Choose “Moderate” in the post's menu."))  # fmt: skip
            return deny(_("Only its author can delete this post."))
        if post.number == 1 and self.thread.post_count > 1:
            return deny(_("There are replies already; ask a moderator to remove the thread."))
        return ALLOW

    def restore(self, post: AnyPost) -> Verdict:
        """What its author deleted they bring back; what was decided, who can end the decision."""
        if not self.touch:
            return self.touch
        own = post.author_id == self.actor.id
        if own and post.state == "deleted" and post.deleted_by_id == self.actor.id:
            return ALLOW
        if own or not self.moderates:
            return deny(_("Only a moderator can restore this post."))
        if post.state == "deleted" and post.deleted_by_id == post.author_id:
            return deny(_("Its author deleted this; only they can bring it back."))
        if post.state not in {"deleted", "removed"}:
            return deny(_("It has not been deleted."))
        if post.state == "removed" and not self.actor.is_staff and post.id in self._decided():
            return deny(_("It was decided to take this away. Its author can appeal; a "
                          "community manager can end the decision."))  # fmt: skip
        return ALLOW

    def _decided(self) -> frozenset[int]:
        """The posts of the thread that a decision in force took away."""
        if self.decided is None:
            self.decided = _taken_by_decisions(self.thread.id)
        return self.decided

    def moderate(self, post: AnyPost) -> Verdict:
        """Open a case about somebody else's post on one's own initiative."""
        if not self.touch:
            return self.touch
        if not self.moderates:
            return deny(_("Only moderators can do that."))
        if post.author_id == self.actor.id:
            return deny(_("This is your own post."))
        if self.thread.author_id == self.actor.id:
            return deny(_("This is your own thread. Report the post, and a colleague will decide."))
        return ALLOW if post.state in THERE else deny(_("This post is no longer there."))

    def unlock(self) -> Verdict:
        """Let authors of posts here edit them again."""
        if not self.touch:
            return self.touch
        return ALLOW if self.moderates else deny(_("Only moderators can do that."))

    def speak_officially(self, post: AnyPost, capacity: str) -> Verdict:
        """Say that a reply of somebody of the brand is the brand's position, or take that back."""
        if not self.write:
            return self.write
        if not abilities.has(self.actor, "posts.official_groups"):
            return deny(_("Only people who may speak officially for the brand can do that."))
        if capacity != "brand" or post.number < 2 or post.state != "visible":
            return deny(_("Only a reply written for the brand can be its official answer."))
        return ALLOW

    def react(self, post: AnyPost) -> Verdict:
        if not self.take_part:
            return self.take_part
        if post.author_id == self.actor.id:
            return deny(_("You cannot react to your own post."))
        if post.state != "visible":
            return deny(_("You cannot react to this post."))
        return tightening.ask("posts.can_react", ALLOW, self.actor, post)


def _hidden_by_software(actor: Viewer, thread_id: int) -> dict[int, datetime]:
    """The actor's posts in a thread that software hid and nobody has decided about: since when."""
    rows = db.session.execute(
        select(ModerationCase.post_id, Decision.decided_at)
        .join(Decision, Decision.case_id == ModerationCase.id)
        .where(ModerationCase.thread_id == thread_id, ModerationCase.user_id == actor.id,
               ModerationCase.kind == "report", Decision.state == "in_force",
               Decision.automation == "fully", Decision.action == "hide")
    )  # fmt: skip
    return {row.post_id: row.decided_at for row in rows}


def _taken_by_decisions(thread_id: int) -> frozenset[int]:
    found = db.session.scalars(
        select(ModerationCase.post_id)
        .join(Decision, Decision.case_id == ModerationCase.id)
        .where(ModerationCase.thread_id == thread_id, took_away())
    )
    return frozenset(id_ for id_ in found if id_ is not None)


def took_away() -> ColumnElement[bool]:
    """Decisions in force, joined with their cases, that removed the post of the case."""
    return and_(
        Decision.state == "in_force", ModerationCase.kind != "edit",
        or_(Decision.action == "remove", Decision.also == "remove"),
    )  # fmt: skip


def can_edit(actor: Viewer, post: Post, at: datetime | None = None) -> Verdict:
    """`at` is when, for what comes from elsewhere; now if left out."""
    return RightsIn(actor, post.thread, at).edit(post) if can_read(actor, post) else NOT_FOUND


def can_delete(actor: Viewer, post: Post) -> Verdict:
    return RightsIn(actor, post.thread).delete(post) if can_read(actor, post) else NOT_FOUND


def can_restore(actor: Viewer, post: Post) -> Verdict:
    return RightsIn(actor, post.thread).restore(post) if can_read(actor, post) else NOT_FOUND


def can_moderate(actor: Viewer, post: Post) -> Verdict:
    return RightsIn(actor, post.thread).moderate(post) if can_read(actor, post) else NOT_FOUND


def can_unlock(actor: Viewer, post: Post) -> Verdict:
    if not can_read(actor, post):
        return NOT_FOUND
    verdict = RightsIn(actor, post.thread).unlock()
    if verdict and post.author_id == actor.id:
        return deny(_("This is your own post."))
    return verdict


def can_speak_officially(actor: Viewer, post: Post) -> Verdict:
    if not can_read(actor, post):
        return NOT_FOUND
    return RightsIn(actor, post.thread).speak_officially(post, post.author_capacity)


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


def can_hide_what_was(actor: Viewer, post: Post) -> Verdict:
    """Hide a version, but not of what one has changed oneself: nobody rewrites alone what somebody
    else said and then hides that they did (community.md §4.6)."""
    verdict = can_hide_revision(actor, post)
    if not verdict or post.author_id == actor.id:
        return verdict
    changed = select(Revision.id).where(Revision.post_id == post.id, Revision.editor_id == actor.id)
    if db.session.scalar(changed.limit(1)) is not None:
        return deny(_("You have changed this post. Somebody else has to hide what it said before."))
    return ALLOW
