"""Who of the team needs a second factor before they may do what the team does."""

from datetime import UTC, datetime

from forum import structure
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, MODERATORS
from forum.settings.signing_in import ADMINS_ONLY, NOBODY, STAFF_ONLY


def offices() -> frozenset[int]:
    """The groups that make somebody one of the team, anywhere."""
    moderating = (node.moderate for node in structure.current().categories.values())
    return frozenset({ADMINS, COMMUNITY_MANAGERS, MODERATORS}).union(*moderating)


def asked_of() -> frozenset[int]:
    """The groups of which a second factor is asked; none while it is asked of nobody."""
    chosen = structure.setting("second_factor.asked_of")
    if chosen == NOBODY:
        return frozenset()
    if chosen == ADMINS_ONLY:
        return frozenset({ADMINS})
    return frozenset({ADMINS, COMMUNITY_MANAGERS}) if chosen == STAFF_ONLY else offices()


def asked_from() -> datetime | None:
    """The moment from which on it is asked, while that is to come; None: it is asked now."""
    text = str(structure.setting("second_factor.asked_from"))
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    return moment if moment is not None and moment > utcnow() else None
