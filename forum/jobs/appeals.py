"""Appeals: telling the staff that somebody waits for an answer."""

from forum import links
from forum.extensions import db
from forum.models import Appeal
from forum.policies import appeals as policy
from forum.queries import audiences, viewers
from forum.services import telling

MOST = 50  # colleagues who are told of one appeal


def tell_waiting(appeal_id: int) -> None:
    """Whoever may answer it: staff who took no part, as long as nobody has answered."""
    appeal = db.session.get(Appeal, appeal_id)
    if appeal is None or appeal.decided_at is not None:
        return
    people = [
        user for user in audiences.staff(None, MOST)
        if policy.can_review(viewers.with_groups(None, user), appeal)
    ]  # fmt: skip
    place = links.moderation_page("appeals", appeal.reference)
    details = {"path": place, "reference": appeal.reference, "kind": "appeal"}
    telling.tell("moderation", f"appeal:{appeal.id}", people, details=details)
