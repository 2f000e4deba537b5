"""How closely somebody follows a thread, a category or a tag: everybody decides for themselves."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Viewer
from forum.policies import categories, threads
from forum.policies.threads import AnyThread


def can_follow_thread(actor: Viewer, thread: AnyThread) -> Verdict:
    return _member(actor) if threads.can_read(actor, thread) else NOT_FOUND


def can_follow_category(actor: Viewer, category_id: int) -> Verdict:
    return _member(actor) if category_id in categories.visible_ids(actor) else NOT_FOUND


def can_follow_tag(actor: Viewer) -> Verdict:
    """A tag that the actor was found to be able to see."""
    return _member(actor)


def _member(actor: Viewer) -> Verdict:
    return ALLOW if actor.is_authenticated else deny(_("Sign in to take part."))
