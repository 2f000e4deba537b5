"""What a member's page says of their time as an ambassador."""

from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from forum.extensions import db
from forum.models import ProgrammeGrant, User, Viewer
from forum.models.columns import utcnow
from forum.policies.capacities import disclosure


@dataclass(frozen=True, slots=True)
class Badge:
    """The mark beside the name, the words after it, and what is said of a term that is over."""

    capacity: str
    byline: str = ""
    former: str = ""


def badge(viewer: Viewer, user: User, capacity: str) -> Badge:
    """The badge of somebody who would otherwise speak in `capacity`.

    The team's own mark always wins. Who is not in the register shows no badge.
    """
    if capacity not in {"ambassador", "member"}:
        return Badge(capacity)
    row = db.session.execute(
        select(ProgrammeGrant.state, ProgrammeGrant.is_in_register,
               ProgrammeGrant.is_alumni_shown, ProgrammeGrant.ended_at)
        .where(ProgrammeGrant.user_id == user.id)
        .order_by(ProgrammeGrant.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    if row is None:
        return Badge(capacity)
    if row.state in {"active", "grace"}:
        return (
            Badge("ambassador", disclosure(user, utcnow()))
            if row.is_in_register
            else Badge("member")
        )
    if row.state == "paused" and row.is_in_register:
        return Badge("ambassador", str(_("on a break")))
    if row.is_alumni_shown and row.state in {"expired", "retired"} and row.ended_at:
        day = format_date(row.ended_at, "long")
        return Badge(capacity, former=str(_("was an ambassador until %(day)s", day=day)))
    return Badge(capacity)
