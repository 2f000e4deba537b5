"""Who sees what plugins add and what of them fails: admins. Who installs one has the machine."""

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict
from forum.models import Viewer
from forum.policies import structure


def can_look(viewer: Viewer) -> Verdict:
    return structure.can_shape(viewer)


def can_settle(actor: Viewer) -> Verdict:
    """Make the rows that plugins add: the operator's upgrade, which is nobody."""
    return ALLOW if actor.id is None and actor.is_admin else NOT_FOUND
