"""Published figures: everybody reads them, staff drafts them, a person publishes them."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, true

from forum.lib.verdict import ALLOW, Verdict, deny
from forum.models import TransparencyReport, User, Viewer
from forum.structure import setting


def can_read(viewer: Viewer, report: TransparencyReport) -> Verdict:
    """What was published is for everybody, guests too."""
    return ALLOW


def readable(viewer: Viewer) -> ColumnElement[bool]:
    return true()


def can_draft(viewer: Viewer) -> Verdict:
    """See the figures of any period before they are published: community managers and admins."""
    if viewer.is_staff and not viewer.is_suspended:
        return ALLOW
    return deny(_("Only community managers and admins can do this."))


def can_publish(actor: Viewer) -> Verdict:
    """A person does; no command and no job (community.md §4.10)."""
    verdict = can_draft(actor)
    if verdict and not isinstance(actor, User):
        return deny(_("Figures are published by a person, on the page for them."))
    return verdict


def can_export(viewer: Viewer) -> Verdict:
    """Look at and make files for the EU's database: staff, where that is switched on."""
    verdict = can_draft(viewer)
    if verdict and not setting("transparency.eu_database"):
        return deny(_("Files for the EU's database are switched off in the settings."))
    return verdict
