"""The ambassador programme at night, and the weekly score."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import OPERATOR, Candidacy, Programme
from forum.services import candidacies, grants, integrity, scores


def nightly() -> None:
    """What looks like gaming is noted first, then applicants are screened, then time does its part.

    Each of the three may be done again: what was done is not done twice.
    """
    with database.unit("write"):
        integrity.look(OPERATOR)
    for programme_id in _programmes():
        if _waiting(programme_id):
            _score(programme_id)
            with database.unit("write"):
                for candidacy in _waiting(programme_id):
                    candidacies.screen_with_latest(OPERATOR, candidacy)
    with database.unit("write"):
        grants.nightly(OPERATOR)


def score() -> None:
    """A new score for every programme. The long look is taken without holding a lock."""
    for programme_id in _programmes():
        _score(programme_id)


def _score(programme_id: int) -> None:
    with database.unit("read"):
        found = scores.computed(OPERATOR, db.session.get_one(Programme, programme_id))
    with database.unit("write"):
        scores.keep(OPERATOR, found)


def _programmes() -> list[int]:
    with database.unit("read"):
        return list(
            db.session.scalars(
                select(Programme.id).where(Programme.state != "archived").order_by(Programme.id)
            )
        )


def _waiting(programme_id: int) -> list[Candidacy]:
    return list(
        db.session.scalars(
            select(Candidacy)
            .where(Candidacy.programme_id == programme_id, Candidacy.state == "applied")
            .order_by(Candidacy.id)
        )
    )
