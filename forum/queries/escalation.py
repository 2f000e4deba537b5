"""Who looks at what first, and when, as the team decided it."""

from dataclasses import replace

from flask_babel import gettext as _

from forum.lib import escalation
from forum.lib.escalation import Level
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Viewer
from forum.policies import moderation as policy
from forum.structure import setting


def levels(viewer: Viewer) -> tuple[Level, ...]:
    """All four, the most severe first. For whoever has a queue."""
    require(policy.can_moderate_somewhere(viewer))
    return tuple(
        _spoken(escalation.level(severity, str(setting(f"escalation.level_{severity}"))))
        for severity in escalation.DEFAULTS
    )


def _spoken(found: Level) -> Level:
    """What comes along is said in the language of who reads it."""
    if found != escalation.DEFAULTS[found.severity]:
        return found
    return replace(
        found, trigger=_(found.trigger), owner=_(found.owner),
        backup=_(found.backup) if found.backup else "", first=_(found.first),
    )  # fmt: skip


def level(viewer: Viewer, severity: int) -> Level:
    """One of them, for who may change it. Denied (404) for any other number."""
    require(policy.can_edit_templates(viewer))
    found = next((one for one in levels(viewer) if one.severity == severity), None)
    if found is None:
        raise Denied(NOT_FOUND)
    return found
