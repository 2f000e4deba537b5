"""What leaving means, for who thinks about it and for who has asked to."""

from dataclasses import dataclass

from flask_babel import format_date

from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, Verdict
from forum.models import Departure, User, Viewer
from forum.policies import departures as policy
from forum.structure import setting


@dataclass(frozen=True, slots=True)
class Terms:
    """For how long one could still stay, and what stands in the way ("": nothing)."""

    days: int
    obstacle: str
    answer_count: int


@dataclass(frozen=True, slots=True)
class Leaving:
    day: str  # on which they are erased, in the reader's words
    blanks_posts: bool


def terms(viewer: Viewer) -> Terms:
    """For a member who would leave now."""
    assert isinstance(viewer, User)
    days = int(setting("leaving.days"))
    verdict: Verdict = policy.can_leave(viewer, viewer)
    obstacle = "" if verdict else str(verdict.reason)
    return Terms(days, obstacle, viewer.answer_count)


def of(viewer: Viewer, user: User) -> Leaving:
    """What `user` has asked for. Denied (404) when they have not, or are being erased."""
    found = db.session.get(Departure, user.id)
    if found is None or found.begun_at is not None:
        raise Denied(NOT_FOUND)
    return Leaving(format_date(found.erase_at, "long"), found.blanks_posts)
