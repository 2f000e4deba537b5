"""Looking at which accounts share a network: each look is written down, with the reason."""

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import StaffAction, User, Viewer
from forum.policies import guarding as policy


def look(actor: Viewer, reason: str, user: User | None = None) -> None:
    """Write down that `actor` looks, at whose networks if at one member's, and why."""
    require(policy.can_see_networks(actor))
    db.session.add(
        StaffAction(actor_id=actor.id, verb="look-at-networks", note=reason,
                    user_id=user.id if user else None, details={})
    )  # fmt: skip
    db.session.flush()
