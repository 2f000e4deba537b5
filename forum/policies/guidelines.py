"""Guidelines: who reads, writes, approves and publishes them."""

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, or_

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict, deny
from forum.models import GuidelineDocument, GuidelineVersion, Viewer
from forum.models.columns import utcnow
from forum.policies import categories


def can_read(viewer: Viewer, document: GuidelineDocument) -> Verdict:
    """Its published versions: everybody; what a category adds, who may see the category."""
    if document.category_id is None or document.category_id in categories.visible_ids(viewer):
        return ALLOW
    return NOT_FOUND


def readable(viewer: Viewer) -> ColumnElement[bool]:
    return or_(
        GuidelineDocument.category_id.is_(None),
        GuidelineDocument.category_id.in_(categories.visible_ids(viewer)),
    )


def published() -> ColumnElement[bool]:
    """Versions that everybody may read, those among them that were superseded or taken back."""
    return GuidelineVersion.published_at.is_not(None)


def can_manage(actor: Viewer) -> Verdict:
    """See drafts and write them: community managers and admins."""
    if actor.is_authenticated and actor.is_staff and not actor.is_suspended:
        return ALLOW
    return NOT_FOUND


def can_edit(actor: Viewer, version: GuidelineVersion) -> Verdict:
    """Change a draft. What is in review goes back to being one, by whoever changes it."""
    verdict = can_manage(actor)
    if verdict and version.state not in {"draft", "in_review"}:
        return deny(_("What was published never changes. Begin a new version."))
    return verdict


def can_propose(actor: Viewer, version: GuidelineVersion) -> Verdict:
    """Ask for approval: whoever wrote it last."""
    verdict = can_edit(actor, version)
    if verdict and version.state != "draft":
        return deny(_("This version is already waiting for approval."))
    if verdict and version.author_id != actor.id:
        return deny(_("Only the person who changed it last can propose it."))
    return verdict


def can_approve(actor: Viewer, version: GuidelineVersion) -> Verdict:
    """Publish what somebody else proposes (community.md §1.C: a second person)."""
    verdict = can_manage(actor)
    if verdict and version.state != "in_review":
        return deny(_("Only what has been proposed can be approved."))
    if verdict and (actor.id is None or version.author_id == actor.id):
        return deny(_("Somebody else on the team has to approve what you wrote."))
    return verdict


def can_send_back(actor: Viewer, version: GuidelineVersion) -> Verdict:
    """Give a proposal back to be written on; its author can take it back."""
    verdict = can_edit(actor, version)
    if verdict and version.state != "in_review":
        return deny(_("Only what has been proposed can be sent back."))
    return verdict


def can_withdraw(actor: Viewer, version: GuidelineVersion) -> Verdict:
    """Take back a draft, a proposal, or what is published and not in force yet."""
    verdict = can_manage(actor)
    if not verdict or version.state in {"draft", "in_review"}:
        return verdict
    if version.state == "published" and not is_in_force(version):
        return ALLOW
    return deny(_("These guidelines have been in force. Publish a new version instead."))


def is_in_force(version: GuidelineVersion) -> bool:
    """Whether it is, or was: its time has come."""
    return version.effective_at is None or version.effective_at <= utcnow()


def can_publish_alone(actor: Viewer) -> Verdict:
    """Without a second person: only at the command line of the server."""
    if actor.is_admin and actor.id is None:
        return ALLOW
    return deny(_("Guidelines are published by two people: one writes, another approves."))
