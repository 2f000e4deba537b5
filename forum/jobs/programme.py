"""The ambassador programme at night, and the weekly score."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import OPERATOR, Candidacy, Programme
from forum.queries import letters_of_programme
from forum.services import candidacies, check_ins, grants, integrity, scores, telling


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
        check_ins.look(OPERATOR)


def score() -> None:
    """A new score for every programme. The long look is taken without holding a lock."""
    for programme_id in _programmes():
        _score(programme_id)


def tell(
    what: str, user_id: int | None, candidacy_id: int | None = None, grant_id: int | None = None,
    actor_id: int | None = None, kind: str = "",
) -> None:  # fmt: skip
    """A candidacy or a term has moved on: at the bell and by mail, as whom it concerns has chosen.
    Of what was decided about them they are told at the bell whatever they chose.

    `kind` tells reminders of one term apart, which are a letter each. No name is kept with it: the
    letter finds it when it is sent.
    """
    people = letters_of_programme.hearing(OPERATOR, what, user_id, candidacy_id, grant_id, actor_id)
    group = f"programme:{kind or what}:{'g' if grant_id else 'c'}{grant_id or candidacy_id}"
    details = {"path": letters_of_programme.path(OPERATOR, what), "what": what, "user_id": user_id,
               "candidacy_id": candidacy_id, "grant_id": grant_id}  # fmt: skip
    is_owed = what in letters_of_programme.DECIDED
    telling.tell("application", group, people, details=details, is_owed=is_owed)


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
