"""Who reads and who writes the pages of the team."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, true

from forum.lib import beginnings
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import Page, PageVersion, Viewer
from forum.policies import structure


def can_write(actor: Viewer) -> Verdict:
    """Write pages, and read those that are not published: community managers and admins."""
    if actor.is_staff and not actor.is_suspended:
        return ALLOW
    return deny(_("Only community managers and admins can do that."))


def can_bind(actor: Viewer) -> Verdict:
    """Decide what everybody relies on: what stands in the footer and where, what members accept,
    and the pages that every forum begins with. Admins."""
    if structure.can_shape(actor):
        return ALLOW
    return deny(_("Only admins link a page in the footer, have it accepted, or write the terms."))


def is_bound(page: Page) -> bool:
    """Whether members rely on it, so that only who may bind pages changes it."""
    return page.is_in_footer or page.was_to_accept or is_kept_for_admins(page.slug)


def is_kept_for_admins(slug: str) -> bool:
    """The address of a page that every forum begins with, whether it is there yet or not."""
    return slug in beginnings.ALL


def can_change(actor: Viewer, page: Page) -> Verdict:
    if not (verdict := can_write(actor)):
        return verdict
    return can_bind(actor) if is_bound(page) else ALLOW


def can_read(viewer: Viewer, page: Page) -> Verdict:
    """Everybody, also where guests may not read: privacy and terms come before joining."""
    return ALLOW if page.is_published or can_write(viewer) else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    return true() if can_write(viewer) else Page.is_published.is_(True)


def readable_version(viewer: Viewer) -> ColumnElement[bool]:
    """Of a page that is readable: what was saved before it was published stays with who writes."""
    return true() if can_write(viewer) else PageVersion.is_public.is_(True)
