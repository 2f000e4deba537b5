"""Threads: who may read, list, answer and arrange them."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, or_

from forum import structure
from forum.lib.verdict import ALLOW, GONE, NOT_FOUND, Verdict, deny, gone_from
from forum.models import Thread, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS, EVERYONE
from forum.plugins import tightening
from forum.policies import capacities, categories, writing
from forum.structure import CategoryNode, setting

# What an author may still see of their own; what was removed only moderators see.
OWN_STATES = ("pending", "hidden", "deleted")


class AnyThread(Protocol):
    """What the rules look at: a Thread, or a row with the same names."""

    @property
    def id(self) -> Any: ...
    @property
    def category_id(self) -> Any: ...
    @property
    def author_id(self) -> Any: ...
    @property
    def state(self) -> Any: ...
    @property
    def kind(self) -> Any: ...
    @property
    def created_at(self) -> Any: ...
    @property
    def author_capacity(self) -> Any: ...
    @property
    def is_closed(self) -> Any: ...
    @property
    def closed_until(self) -> Any: ...
    @property
    def is_archived(self) -> Any: ...
    @property
    def post_count(self) -> Any: ...


class Paced(Protocol):
    """A thread as far as slow mode is concerned."""

    @property
    def category_id(self) -> Any: ...
    @property
    def slow_seconds(self) -> Any: ...
    @property
    def slow_until(self) -> Any: ...


def can_read(viewer: Viewer, thread: AnyThread) -> Verdict:
    if thread.category_id not in categories.visible_ids(viewer):
        return NOT_FOUND
    if thread.state == "visible" or thread.category_id in categories.moderated_ids(viewer):
        return ALLOW
    own = viewer.is_authenticated and thread.author_id == viewer.id
    if own and thread.state in OWN_STATES:
        return ALLOW
    if own and thread.state == "removed":
        return gone_from(thread.id)
    return GONE if thread.state in {"deleted", "removed"} else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    visible = Thread.category_id.in_(categories.visible_ids(viewer))
    shown: ColumnElement[bool] = Thread.state == "visible"
    if viewer.is_authenticated:
        shown = or_(
            shown,
            Thread.category_id.in_(categories.moderated_ids(viewer)),
            and_(Thread.author_id == viewer.id, Thread.state.in_(OWN_STATES)),
        )
    return and_(visible, shown)


def listed(viewer: Viewer) -> ColumnElement[bool]:
    """What lists, counts, feeds and sitemaps show: visible threads only, whoever looks."""
    return and_(Thread.category_id.in_(categories.visible_ids(viewer)), Thread.state == "visible")


def can_reply(actor: Viewer, thread: AnyThread) -> Verdict:
    if not can_read(actor, thread):
        return NOT_FOUND
    verdict = categories.can_reply(actor, thread.category_id)
    if not verdict:
        return verdict
    if thread.state != "visible":
        return deny(_("This thread is not open to replies."))
    if thread.is_archived:
        return deny(_("This thread is archived."))
    if is_closed(thread) and not categories.can_moderate(actor, thread.category_id):
        return deny(_("This thread is closed."))
    return tightening.ask("threads.can_reply", ALLOW, actor, thread)


def is_closed(thread: AnyThread, now: datetime | None = None) -> bool:
    """Whether it is closed at this moment: a lock with an end is over when its time is."""
    if not thread.is_closed:
        return False
    return thread.closed_until is None or thread.closed_until > (now or utcnow())


def seconds_between(actor: Viewer, thread: Paced, now: datetime | None = None) -> int:
    """How long the actor waits here between two replies of their own; 0: not at all."""
    incident = structure.current().incident
    everywhere = incident.slow_seconds if incident is not None else 0
    if not (thread.slow_seconds or everywhere):
        return 0
    if thread.category_id in categories.moderated_ids(actor):
        return 0
    over = thread.slow_until is not None and thread.slow_until <= (now or utcnow())
    return max(everywhere, 0 if over else int(thread.slow_seconds))


def can_moderate(actor: Viewer, thread: Thread) -> Verdict:
    """Close, open, pin, move, archive."""
    if not can_read(actor, thread):
        return NOT_FOUND
    return categories.can_moderate(actor, thread.category_id)


def can_move_posts(actor: Viewer, thread: Thread, category_id: int) -> Verdict:
    """Move posts of this thread into that category: with rights in both (security.md T29)."""
    verdict = can_moderate(actor, thread)
    return verdict and categories.can_moderate(actor, category_id)


def can_tend(actor: object) -> Verdict:
    """Do what was asked for at a time: the worker, which is nobody."""
    return ALLOW if actor is None else NOT_FOUND


def can_pin_everywhere(actor: Viewer, thread: Thread) -> Verdict:
    verdict = can_moderate(actor, thread)
    if verdict and not actor.is_staff:
        return deny(_("Only community managers and admins can pin threads everywhere."))
    return verdict


def can_dismiss_pin(actor: Viewer, thread: Thread) -> Verdict:
    """Put its pin away, for oneself."""
    if not can_read(actor, thread):
        return NOT_FOUND
    return ALLOW if actor.is_authenticated else deny(_("Sign in to take part."))


def can_accept(actor: Viewer, thread: AnyThread) -> Verdict:
    """Mark a post as the answer, or take the mark back."""
    if not can_read(actor, thread):
        return NOT_FOUND
    if thread.kind != "question":
        return deny(_("Only questions have answers."))
    if not actor.is_authenticated:
        return deny(_("Sign in to take part."))
    if actor.is_suspended:
        return deny(_("Your account is suspended."))
    if thread.is_archived:
        return deny(_("This thread is archived."))
    if thread.author_id == actor.id or categories.can_moderate(actor, thread.category_id):
        return ALLOW
    is_expert = isinstance(actor, User) and bool(actor.byline)  # who answers for the brand
    if not is_expert and not may_serve(actor, "threads.accept_groups", thread.category_id):
        return deny(_("Only the person who asked, or a moderator, can mark the answer."))
    wait = timedelta(days=setting("threads.accept_after_days"))
    if thread.created_at + wait > utcnow():
        return deny(_("Please give the person who asked a few days to mark the answer."))
    return ALLOW


def may_serve(actor: Viewer, ability: str, category_id: int) -> bool:
    """Whether one of the actor's groups has this ability here: of ambassadors where the programme
    reaches for which they serve."""
    mine = actor.group_ids & frozenset(setting(ability))
    if mine == {AMBASSADORS} and isinstance(actor, User):
        return capacities.serves_in(actor, category_id)
    return bool(mine)


def can_tidy(actor: Viewer, thread: AnyThread) -> Verdict:
    """Give a member's thread a better title, other tags or another category; not one in which the
    team speaks first."""
    if not can_read(actor, thread):
        return NOT_FOUND
    if not actor.is_authenticated:
        return deny(_("Sign in to take part."))
    verdict = writing.can_write(actor)
    if not verdict:
        return verdict
    if thread.state != "visible" or thread.is_archived or is_closed(thread):
        return deny(_("This thread can no longer be changed."))
    if categories.can_moderate(actor, thread.category_id):
        return ALLOW
    if thread.author_capacity in {"brand", "moderator"} or thread.kind == "announcement":
        return deny(_("Only moderators can change what the team started."))
    if may_serve(actor, "threads.tidy_groups", thread.category_id):
        return ALLOW
    return deny(_("Only moderators can do that."))


def can_tidy_to(actor: Viewer, thread: AnyThread, category: CategoryNode) -> Verdict:
    """Put it into that category as well: where one may start such threads, and where as many people
    read it as before, which is everybody."""
    open_to_all = structure.current().visible(frozenset({EVERYONE}))
    verdict = categories.can_start(actor, category)
    if verdict and not {category.id, thread.category_id} <= open_to_all:
        return deny(_("Only moderators can move threads where not everybody reads."))
    if verdict and thread.kind not in category.kinds:
        return deny(_("Threads of this kind cannot be started in this category."))
    return verdict


def can_speak_for_house(actor: Viewer) -> Verdict:
    """Announce in the brand's name, one's own beside it (community.md B4): the team."""
    if not actor.is_staff or actor.is_suspended:
        return deny(_("Only the team can announce in the name of the brand."))
    if not house_name():
        return deny(_("The brand has no name yet: an admin gives it one in the settings."))
    return ALLOW


def house_name() -> str:
    """What the brand is called where it announces; "" where it does not."""
    return str(setting("brand.company")).strip()[:100]
