"""Threads: who may read, list, answer and arrange them."""

from typing import Any, Protocol

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, or_

from forum.lib.verdict import ALLOW, GONE, NOT_FOUND, Verdict, deny
from forum.models import Thread, Viewer
from forum.policies import abilities, categories
from forum.structure import setting

# What an author may still see of their own; what was removed only moderators see.
OWN_STATES = ("pending", "hidden", "deleted")


class AnyThread(Protocol):
    """What the rules look at: a Thread, or a row with the same names."""

    @property
    def category_id(self) -> Any: ...
    @property
    def author_id(self) -> Any: ...
    @property
    def state(self) -> Any: ...
    @property
    def kind(self) -> Any: ...
    @property
    def is_closed(self) -> Any: ...
    @property
    def is_archived(self) -> Any: ...
    @property
    def post_count(self) -> Any: ...


def can_read(viewer: Viewer, thread: AnyThread) -> Verdict:
    if thread.category_id not in categories.visible_ids(viewer):
        return NOT_FOUND
    if thread.state == "visible" or thread.category_id in categories.moderated_ids(viewer):
        return ALLOW
    own = viewer.is_authenticated and thread.author_id == viewer.id
    if own and thread.state in OWN_STATES:
        return ALLOW
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
    if thread.is_closed and not categories.can_moderate(actor, thread.category_id):
        return deny(_("This thread is closed."))
    return ALLOW


def can_moderate(actor: Viewer, thread: Thread) -> Verdict:
    """Close, open, pin, move, archive."""
    if not can_read(actor, thread):
        return NOT_FOUND
    return categories.can_moderate(actor, thread.category_id)


def can_pin_everywhere(actor: Viewer, thread: Thread) -> Verdict:
    verdict = can_moderate(actor, thread)
    if verdict and not actor.is_staff:
        return deny(_("Only community managers and admins pin threads everywhere."))
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
    if abilities.has(actor, "threads.accept_groups"):
        return ALLOW
    return deny(_("Only who asked, or a moderator, can mark the answer."))


def can_speak_for_house(actor: Viewer) -> Verdict:
    """Announce in the brand's name, one's own beside it (community.md B4): the team."""
    if not actor.is_staff or actor.is_suspended:
        return deny(_("Only the team announces in the name of the brand."))
    if not house_name():
        return deny(_("The brand has no name yet: an admin gives it one in the settings."))
    return ALLOW


def house_name() -> str:
    """What the brand is called where it announces; "" where it does not."""
    return str(setting("brand.company")).strip()[:100]
