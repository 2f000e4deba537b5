"""Categories: groups may see, reply, start and moderate. Additive; there is no denial."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement

from forum import structure
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Category, Viewer
from forum.plugins import tightening
from forum.policies import writing
from forum.structure import STAFF, CategoryNode


def visible_ids(viewer: Viewer) -> frozenset[int]:
    """The categories the viewer may see at all."""
    now = structure.current()
    if not viewer.is_authenticated and not now.setting("guests.may_read"):
        return frozenset()
    found = now.visible(viewer.group_ids)
    return found if viewer.bound_to is None else found & viewer.bound_to


def moderated_ids(viewer: Viewer) -> frozenset[int]:
    """The categories in which the viewer may moderate."""
    if not viewer.is_authenticated or viewer.is_suspended:
        return frozenset()
    found = structure.current().moderated(viewer.group_ids)
    return found if viewer.bound_to is None else found & viewer.bound_to


def can_read(viewer: Viewer, category: Category | CategoryNode) -> Verdict:
    return ALLOW if category.id in visible_ids(viewer) else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    return Category.id.in_(visible_ids(viewer))


def can_start(actor: Viewer, category: Category | CategoryNode) -> Verdict:
    """Start a thread here."""
    verdict = _can_write(actor, category.id, "start", _("You may not start threads here."))
    return tightening.ask("categories.can_start", verdict, actor, category)


def can_reply(actor: Viewer, category_id: int) -> Verdict:
    """Reply to threads here, as far as the category is concerned."""
    return _can_write(actor, category_id, "reply", _("You may not reply here."))


def can_moderate(actor: Viewer, category_id: int) -> Verdict:
    if category_id not in visible_ids(actor):
        return NOT_FOUND
    if category_id in moderated_ids(actor):
        return ALLOW
    return deny(_("Only moderators can do that."))


def _can_write(actor: Viewer, category_id: int, right: str, refusal: str) -> Verdict:
    if category_id not in visible_ids(actor):
        return NOT_FOUND
    if not actor.is_authenticated:
        return deny(_("Sign in to take part."))
    if actor.is_suspended:
        return deny(_("Your account is suspended."))
    node = structure.current().categories[category_id]
    if node.is_archived:
        return deny(_("This category is archived."))
    if getattr(node, right) & actor.group_ids or STAFF & actor.group_ids:
        return writing.can_write(actor)
    return deny(refusal)
