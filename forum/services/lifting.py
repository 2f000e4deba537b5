"""Ending early what a decision took: staff gives a removed post back (docs/moderation.md)."""

from flask_babel import gettext as _
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import Decision, ModerationCase, Post, StaffAction, Viewer
from forum.models.columns import utcnow
from forum.policies import deciding
from forum.policies import posts as policy
from forum.services import decisions, jobs


def lift(actor: Viewer, post: Post, note: str = "") -> bool:
    """End every decision in force that removed `post`, which gives it back; False: there was none.

    Raises Denied; Refused where the decision took more than the post.
    """
    require(policy.can_restore(actor, post))
    found = db.session.execute(
        select(Decision, ModerationCase)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(ModerationCase.post_id == post.id, policy.took_away())
        .order_by(Decision.id.desc())
        .with_for_update(of=Decision)
    ).all()
    for decision, case in found:
        require(deciding.can_lift(actor, case, decision))
        if decision.action != "remove":
            raise Refused(
                _("More was decided along with this. It comes back when its author appeals.")
            )
    for decision, case in found:
        decisions.end(actor, decision, utcnow())
        details = {"case": case.reference, "decision": decision.id}
        db.session.add(
            StaffAction(actor_id=actor.id, verb="lift", user_id=case.user_id, post_id=post.id,
                        thread_id=post.thread_id, note=note[:1000], details=details)
        )  # fmt: skip
    if found and post.author_id != actor.id:
        jobs.enqueue("notify.restored", post_id=post.id, actor_id=actor.id,
                     once=f"notify.restored:{post.id}")  # fmt: skip
    db.session.flush()
    return bool(found)
