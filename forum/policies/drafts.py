"""Drafts and previews: who may keep what they have typed, and look at it."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Draft, Viewer


def can_keep(actor: Viewer) -> Verdict:
    """Every member may, suspended or not: it is theirs and nobody else sees it."""
    return ALLOW if actor.is_authenticated else deny(_("Sign in to take part."))


def can_read(viewer: Viewer, draft: Draft) -> Verdict:
    own = viewer.is_authenticated and draft.user_id == viewer.id
    return ALLOW if own else NOT_FOUND


def can_collect(actor: object) -> Verdict:
    """Delete what is too old: the worker, which is nobody."""
    return ALLOW if actor is None else NOT_FOUND
