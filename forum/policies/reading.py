"""Whose read positions change: one's own, for what one may read."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Thread, Viewer
from forum.policies import categories, threads


def can_mark(actor: Viewer) -> Verdict:
    return ALLOW if actor.is_authenticated else deny(_("Sign in to take part."))


def can_mark_thread(actor: Viewer, thread: Thread) -> Verdict:
    return can_mark(actor) if threads.can_read(actor, thread) else NOT_FOUND


def can_mark_category(actor: Viewer, category_id: int) -> Verdict:
    return can_mark(actor) if category_id in categories.visible_ids(actor) else NOT_FOUND
