"""Why something was reported, in words: the title of a guideline, or what is no guideline."""

import re
from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select

from forum import structure
from forum.extensions import db
from forum.lib.reasons import FIXED
from forum.models import GuidelineSection, Viewer

_ANCHOR = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def words_of(viewer: Viewer | None, reason: str, title: str = "") -> str:
    """`reason` as in Report.reason; `title` is that of its section, where it has one."""
    if title or reason not in FIXED:
        return title or reason
    return str(_(FIXED[reason][0]))


def titles(viewer: Viewer | None, ids: Collection[int]) -> dict[int, str]:
    """The titles of these sections, by their ids."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(GuidelineSection.id, GuidelineSection.title).where(GuidelineSection.id.in_(ids))
    )
    return {row.id: row.title for row in rows}


def choices(viewer: Viewer | None) -> tuple[tuple[str, str], ...]:
    """(reason, words) of everything that can be a reason today, for a filter."""
    rows = db.session.execute(
        select(GuidelineSection.anchor, GuidelineSection.title)
        .where(GuidelineSection.version_id == structure.current().guidelines)
        .order_by(GuidelineSection.position)
    )
    named = tuple((row.anchor, row.title) for row in rows)
    return (*named, *((one, words_of(viewer, one)) for one in FIXED))


def known(viewer: Viewer | None, reason: str) -> bool:
    """Whether this could be a reason: an anchor, of whatever version."""
    return bool(_ANCHOR.fullmatch(reason))
