"""What ambassadors advise on a candidate, asked by the team, which decides (community.md §3.3)."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from forum import database, events
from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Candidacy, CandidacyReview, Programme, ProgrammeEvent, User
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy
from forum.queries import advice as queries

CHOICES = ("yes", "no", "abstain")
SHORTEST_REASON, LONGEST_REASON = 20, 4000


def ask(actor: User, candidacy: Candidacy, name: str, at: datetime | None = None) -> None:
    """Ask an ambassador for advice on a candidate in review; three at most for one candidate."""
    require(policy.can_review(actor, candidacy.user_id))
    _in_review(candidacy)
    wanted = names.skeleton(name.strip().removeprefix("@"))
    found = {user.name_key: user for user in queries.askable(actor, candidacy)}.get(wanted)
    if found is None:
        raise Refused(_("Choose an ambassador who can be asked."), "adviser")
    asked = db.session.scalar(
        select(func.count()).where(
            CandidacyReview.candidacy_id == candidacy.id, ~CandidacyReview.is_staff
        )
    )
    if (asked or 0) >= policy.MOST_ADVISERS:
        raise Refused(_("At most %(most)s ambassadors advise on a candidate.",
                        most=policy.MOST_ADVISERS), "adviser")  # fmt: skip
    database.insert_missing(
        CandidacyReview, candidacy_id=candidacy.id, reviewer_id=found.id, is_staff=False,
        vote=policy.ASKED, rubric={}, comment="", created_at=at or utcnow(),
    )  # fmt: skip
    _note(actor, candidacy, "ask-advice", at)
    events.advice_asked.send(candidacy=candidacy, adviser=found, actor=actor)


def unask(actor: User, candidacy: Candidacy, adviser_id: int) -> None:
    """Ask somebody no longer who has not answered yet."""
    require(policy.can_review(actor, candidacy.user_id))
    _in_review(candidacy)
    db.session.execute(
        delete(CandidacyReview).where(
            CandidacyReview.candidacy_id == candidacy.id, ~CandidacyReview.is_staff,
            CandidacyReview.reviewer_id == adviser_id, CandidacyReview.vote == policy.ASKED,
        )
    )  # fmt: skip


def give(
    actor: User, candidacy: Candidacy, choice: str, reason: str, at: datetime | None = None
) -> None:
    """Answer: yes, no, or that one would rather not say. Answering again replaces the answer.

    It never counts as a vote of the team.
    """
    require(queries.can_advise(actor, candidacy))
    _in_review(candidacy)
    own = db.session.get_one(CandidacyReview, (candidacy.id, actor.id))
    text = reason.strip()
    if choice not in CHOICES:
        raise Refused(_("Choose one."), "vote")
    if choice != "abstain" and len(text) < SHORTEST_REASON:
        raise Refused(_("Say why, in %(least)s characters or more.", least=SHORTEST_REASON),
                      "comment")  # fmt: skip
    if len(text) > LONGEST_REASON:
        raise Refused(_("At most %(most)s characters.", most=LONGEST_REASON), "comment")
    is_first = own.vote == policy.ASKED
    own.vote, own.comment, own.created_at = choice, text, at or utcnow()
    db.session.flush()
    if is_first:
        events.advice_given.send(candidacy=candidacy, actor=actor)


def _in_review(candidacy: Candidacy) -> None:
    """As it is now: who asks at the same moment, and who decides, waits for the other."""
    db.session.get_one(
        Programme, candidacy.programme_id, with_for_update=True, populate_existing=True
    )
    db.session.refresh(candidacy, with_for_update=True)
    if candidacy.state != "review":
        raise Conflict(_("This candidate is not in review."))


def _note(actor: User, candidacy: Candidacy, event: str, at: datetime | None) -> None:
    db.session.add(
        ProgrammeEvent(candidacy_id=candidacy.id, actor_id=actor.id, event=event,
                       from_state=candidacy.state, to_state=candidacy.state,
                       created_at=at or utcnow())
    )  # fmt: skip
    db.session.flush()
