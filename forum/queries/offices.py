"""What office somebody has, how they are called in it, and for whom else they speak."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from forum.extensions import db
from forum.lib.verdict import require
from forum.models import Affiliation, User, Viewer
from forum.models.columns import utcnow
from forum.policies import affiliations as leaving
from forum.policies import offices as policy
from forum.policies import trust
from forum.queries import people
from forum.queries.shapes import Person


@dataclass(frozen=True, slots=True)
class Declared:
    """What somebody said of themselves when they applied: readers are not told of it."""

    kind: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Office:
    """`kind` and `organisation` are those of a partner of the brand; "" for everybody else."""

    person: Person
    office: str
    byline: str
    kind: str
    organisation: str
    declared: tuple[Declared, ...]
    may_give: bool
    may_affiliate: bool
    may_end: bool


def view(viewer: Viewer, user: User) -> Office:
    """For the team, of a member whose groups are loaded. Raises Denied for everybody else."""
    require(trust.can_see_standing(viewer, user))
    today = utcnow().date()
    rows = db.session.execute(
        select(Affiliation.kind, Affiliation.organisation, Affiliation.is_public)
        .where(
            Affiliation.user_id == user.id, Affiliation.kind != "employee",
            or_(Affiliation.valid_to.is_(None), Affiliation.valid_to > today),
        )
        .order_by(Affiliation.id.desc())
        .limit(20)
    ).all()  # fmt: skip
    public = next((one for one in rows if one.is_public and one.kind in policy.PARTNERS), None)
    return Office(
        person=people.person(user), office=policy.office_of(user), byline=user.byline,
        kind=public.kind if public else "", organisation=public.organisation if public else "",
        declared=tuple(Declared(one.kind, one.organisation) for one in rows if not one.is_public),
        may_give=bool(policy.can_give(viewer, user)),
        may_affiliate=bool(policy.can_affiliate(viewer, user)),
        may_end=bool(leaving.can_end(viewer, user)),
    )  # fmt: skip
