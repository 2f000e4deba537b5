"""Who reads and who writes the pages of the team."""

from sqlalchemy import ColumnElement, true

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict
from forum.models import Page, PageVersion, Viewer
from forum.policies import structure


def can_write(actor: Viewer) -> Verdict:
    return structure.can_shape(actor)


def can_read(viewer: Viewer, page: Page) -> Verdict:
    """Everybody, also where guests may not read: privacy and terms come before joining."""
    return ALLOW if page.is_published or can_write(viewer) else NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    return true() if can_write(viewer) else Page.is_published.is_(True)


def readable_version(viewer: Viewer) -> ColumnElement[bool]:
    """Of a page that is readable: what was saved before it was published stays with who writes."""
    return true() if can_write(viewer) else PageVersion.is_public.is_(True)
