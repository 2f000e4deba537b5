"""A friendly question to an ambassador who has become quiet: a task for the team, never a penalty.

community.md F5: somebody who writes less than 40 % of what they wrote in a week of their own last
eight. Two weeks are looked at, so that one week off asks nobody; nothing else follows from it.
"""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.lib.verdict import Conflict, require
from forum.models import CheckIn, Post, ProgrammeGrant, Viewer
from forum.models.columns import utcnow
from forum.policies import ambassadors as policy

USUAL_WEEKS, QUIET_WEEKS = 8, 2
DROP = 0.6
LEAST_USUAL = 2.0  # posts a week: of fewer, a quiet fortnight says nothing
AGAIN = timedelta(weeks=USUAL_WEEKS)
LONGEST_NOTE = 1000


def look(actor: Viewer, at: datetime | None = None) -> None:
    """Note who has become quiet among those whose term runs; each at most once in eight weeks."""
    require(policy.can_tend(actor))
    moment = at or utcnow()
    quiet_since = moment - timedelta(weeks=QUIET_WEEKS)
    begin = quiet_since - timedelta(weeks=USUAL_WEEKS)
    other = aliased(ProgrammeGrant)  # the term before may have had one
    lately = (
        select(CheckIn.id)
        .join(other, other.id == CheckIn.grant_id)
        .where(CheckIn.created_at > moment - AGAIN, other.user_id == ProgrammeGrant.user_id)
    )
    rows = db.session.execute(
        select(
            ProgrammeGrant.id,
            func.count().filter(Post.created_at < quiet_since).label("usual"),
            func.count().filter(Post.created_at >= quiet_since).label("lately"),
        )
        .join(Post, Post.author_id == ProgrammeGrant.user_id)
        .where(
            ProgrammeGrant.state == "active", ~lately.exists(),
            Post.state == "visible", Post.created_at >= begin, Post.created_at < moment,
        )
        .group_by(ProgrammeGrant.id)
        .order_by(ProgrammeGrant.id)
    )  # fmt: skip
    for row in rows.all():
        usual, now = row.usual / USUAL_WEEKS, row.lately / QUIET_WEEKS
        if usual >= LEAST_USUAL and now < usual * (1 - DROP):
            db.session.add(
                CheckIn(grant_id=row.id, usual=row.usual, lately=row.lately, created_at=moment)
            )
    db.session.flush()


def done(actor: Viewer, found: CheckIn, user_id: int, note: str = "") -> None:
    """Somebody of the team has asked, or has decided that there is nothing to ask."""
    require(policy.can_review(actor, user_id))
    if found.done_at is not None:
        raise Conflict(_("Somebody has already done this."))
    found.done_at, found.done_by_id = utcnow(), actor.id
    found.note = note.strip()[:LONGEST_NOTE]
    db.session.flush()
