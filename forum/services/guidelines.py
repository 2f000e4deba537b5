"""The guidelines: published once, never changed, and accepted by version."""

import hashlib
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import database, structure
from forum.extensions import db
from forum.lib import sections
from forum.lib.verdict import Refused, require
from forum.models import GuidelineAcceptance, GuidelineVersion, User, Viewer
from forum.models.columns import utcnow
from forum.policies import accounts as policy


def check(actor: Viewer, version_id: int | None) -> None:
    """Raise Refused unless `version_id` is the version in force (None while there is none)."""
    require(policy.can_confirm(actor))
    if version_id != (structure.current().guidelines or None):
        raise Refused(
            _("Please read the guidelines once more: they have just changed.")
            if version_id else _("Please read and accept the guidelines."),
            "guidelines",
        )  # fmt: skip


def accept(actor: Viewer, user: User, version_id: int) -> None:
    """Note that `user` accepted this version now."""
    require(policy.can_change(actor, user))
    database.insert_missing(
        GuidelineAcceptance, user_id=user.id, version_id=version_id, accepted_at=utcnow()
    )


def publish(
    actor: Viewer, body: str, summary: str = "", at: datetime | None = None
) -> GuidelineVersion:
    """Make `body` (Markdown) the guidelines in force, as the next version."""
    require(policy.can_publish_guidelines(actor))
    latest = db.session.scalar(select(func.max(GuidelineVersion.number))) or 0
    made = GuidelineVersion(
        number=latest + 1, body=body, html=sections.html(body), summary=summary,
        sha256=hashlib.sha256(body.encode()).hexdigest(), published_at=at or utcnow(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made
