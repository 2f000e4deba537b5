"""What was counted of a time stays as it was when somebody who took part in it is erased (community.md
§5.4), on the fixture of the metrics: no number loses a person, and none is put together with another.
"""

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.models import OPERATOR, Visit
from forum.queries import contributions
from forum.security import passwords
from tests import factories, leaving, metrics
from tests.metrics import at

MARCH = ("2025-03-01", "2025-04-01")
ANN, BEN, CY, DEE, FAY = 2, 3, 4, 5, 9


@pytest.fixture
def spring(app, cast):
    return metrics.load()


def erase(app, spring, *numbers, blanks_posts):
    for number in numbers:
        person = spring.people[number]
        person.password = passwords.hashed(leaving.PASSWORD)
        factories._save(Visit(user_id=person.id, day=at("2025-03-10").date()))
        leaving.leave(app, person, blanks_posts)
        assert person.erased_at is not None


def of_everybody():
    window = (at(day) for day in MARCH)
    return {one.user_id: one for one in contributions.contributions(OPERATOR, *window)}


def test_the_fixture_gives_what_was_worked_out_by_hand(spring):
    """§2.9: one, one, two, three and four posts; the spammer, the bot, the brand, what was removed
    and what only the team reads are not among them."""
    posts, gini = metrics.participation(*MARCH)
    by_number = {number: posts.get(person.id) for number, person in spring.people.items()}
    assert {n: c for n, c in by_number.items() if c} == {ANN: 4, BEN: 2, CY: 3, DEE: 1, FAY: 1}
    assert round(gini, 4) == 0.2909


@pytest.mark.parametrize("blanks_posts", [False, True], ids=["posts stay", "posts are blanked"])
def test_participation_gini_and_what_people_did_for_each_other_are_as_before(
    app, spring, blanks_posts
):
    """Ben is still worth what ann accepted, and ann what cy thanked her for, however gone these are."""
    before, helped = metrics.participation(*MARCH), of_everybody()
    erase(app, spring, ANN, CY, blanks_posts=blanks_posts)
    assert db.session.scalar(select(func.count(Visit.user_id))) == 0
    assert (metrics.participation(*MARCH), of_everybody()) == (before, helped)
    database.rollback()
