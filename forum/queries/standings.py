"""What a member's page says of their time as an ambassador."""

from dataclasses import dataclass
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from forum.extensions import db
from forum.models import ProgrammeGrant, User, Viewer
from forum.models.columns import utcnow
from forum.policies.capacities import disclosure

# An offer that nobody has answered, or that lapsed, is no term.
SERVED = ("active", "paused", "grace", "expired", "retired", "revoked")
MOST_TERMS = 20


@dataclass(frozen=True, slots=True)
class Badge:
    """The mark beside the name, the words after it, and what is said of a term that is over."""

    capacity: str
    byline: str = ""
    former: str = ""
    terms: tuple[str, ...] = ()  # the newest first; of who is known as one


def badge(viewer: Viewer, user: User, capacity: str) -> Badge:
    """The badge of somebody who would otherwise speak in `capacity`.

    The team's own mark always wins. Who is not in the register shows no badge.
    """
    if capacity not in {"ambassador", "member"}:
        return Badge(capacity)
    rows = db.session.execute(
        select(ProgrammeGrant.state, ProgrammeGrant.is_in_register, ProgrammeGrant.starts_at,
               ProgrammeGrant.is_alumni_shown, ProgrammeGrant.ends_at, ProgrammeGrant.ended_at)
        .where(ProgrammeGrant.user_id == user.id, ProgrammeGrant.state.in_(SERVED))
        .order_by(ProgrammeGrant.id.desc())
        .limit(MOST_TERMS)
    ).all()  # fmt: skip
    if not rows:
        return Badge(capacity)
    row, terms = rows[0], tuple(filter(None, map(_term, rows)))
    if row.state in {"active", "grace"}:
        return (
            Badge("ambassador", disclosure(user, utcnow()), terms=terms)
            if row.is_in_register
            else Badge("member")
        )
    if row.state == "paused" and row.is_in_register:
        return Badge("ambassador", str(_("on a break")), terms=terms)
    if row.is_alumni_shown and row.state in {"expired", "retired"} and row.ended_at:
        day = format_date(row.ended_at, "long")
        said = str(_("was an ambassador until %(day)s", day=day))
        return Badge(capacity, former=said, terms=terms)
    return Badge(capacity)


def _term(row: Any) -> str:
    """ "27 August 2025 to 27 August 2026"; "" for one that was taken away."""
    if row.state == "revoked" or row.starts_at is None:
        return ""
    # A renewed term is closed when both agreed, and runs to its end all the same.
    until = row.ends_at if row.state != "retired" else row.ended_at
    first, last = format_date(row.starts_at, "long"), format_date(until or row.ended_at, "long")
    return str(_("%(first)s to %(last)s", first=first, last=last))
