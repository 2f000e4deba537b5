"""Forgetting is the forum's own work: what a job does, in nobody's name."""

from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict
from forum.models import OPERATOR, Viewer


def can_forget(actor: Viewer) -> Verdict:
    return ALLOW if actor is OPERATOR else NOT_FOUND
