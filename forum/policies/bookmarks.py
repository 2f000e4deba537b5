"""Bookmarks: everybody's own, of what they may read."""

from flask_babel import lazy_gettext as _

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Post, Viewer
from forum.policies import posts


def can_keep(actor: Viewer, post: Post) -> Verdict:
    if not posts.can_read(actor, post):
        return NOT_FOUND
    return ALLOW if actor.is_authenticated else deny(_("Sign in to take part."))
