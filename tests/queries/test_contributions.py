"""A01 on the fixture of the metrics, worked out by hand from the definition (community.md §3.5)."""

from datetime import timedelta

import pytest

from forum.extensions import db
from forum.models import OPERATOR, Reaction
from forum.models.columns import utcnow
from forum.queries.contributions import contributions
from tests import factories, metrics
from tests.metrics import at


@pytest.fixture
def spring(app):
    return metrics.load()


def found(spring, since, until, **options):
    names = {person.id: person.name for person in spring.people.values()}
    return {
        names[one.user_id]: (
            pytest.approx(one.help_raw),
            one.givers,
            one.top_giver_share and round(one.top_giver_share, 4),
            one.replies,
            one.people_helped,
            one.active_weeks,
        )
        for one in contributions(OPERATOR, at(since), at(until), **options)
    }


def test_march_as_worked_out_by_hand(spring):
    """Ann has cy's thanks (1) and cy's accepted answer (5): 6 from one person. Ben has dee's heart
    (1) and ann's accepted answer (5): 6 from two, five sixths from ann. Eve's heart was voided and
    ben's own does not count. Ann answered cy once (what she wrote to maya and to herself is left
    out); ben answered ann on the 10th and the 12th, in one week, for these begin on Thursdays; cy
    answered ann on the 3rd and ben on the 10th. Maya, the bot and the spammer are not counted."""
    assert found(spring, "2025-03-01", "2025-04-01") == {
        "ann": (6.0, 1, 1.0, 1, 1, 1),
        "ben": (6.0, 2, 0.8333, 2, 1, 1),
        "cy": (0.0, 0, None, 2, 2, 2),
    }


def test_the_end_of_the_window_decides_who_is_new(spring):
    """On the 15th cy has been here 12 days and dee 11: ann's 6 count 1.8, dee's heart 0.3."""
    assert found(spring, "2025-03-01", "2025-03-15") == {
        "ann": (1.8, 1, 1.0, 1, 1, 1),
        "ben": (5.3, 2, 0.8333, 2, 1, 1),
        "cy": (0.0, 0, None, 2, 2, 2),
    }


def test_a_window_is_open_at_its_end(spring):
    """Until the 13th 15:00 dee's heart is not in; february has only ben's answer to ann."""
    assert found(spring, "2025-03-01", "2025-03-13 15:00")["ben"][1] == 1
    assert found(spring, "2025-02-01", "2025-03-01") == {"ben": (0.0, 0, None, 1, 1, 1)}
    assert found(spring, "2025-02-01", "2025-02-10 09:00") == {}


def test_of_one_member_alone(spring):
    everybody = found(spring, "2025-03-01", "2025-04-01")
    for name in ("ann", "ben", "cy"):
        person = next(p for p in spring.people.values() if p.name == name)
        assert found(spring, "2025-03-01", "2025-04-01", only=person.id) == {name: everybody[name]}


def test_one_friend_is_worth_six_however_often_they_thank(spring):
    """Seven thanks from ann beside her 5: 12, of which 6 count; one from fay, 12 days old, 0.3."""
    ann, ben, fay = (spring.people[number] for number in (2, 3, 9))
    thread = spring.threads[8]
    for n in range(7):
        post = factories.post(thread=thread, author=ben, created_at=at("2025-02-11"))
        factories._save(Reaction(post_id=post.id, user_id=ann.id, kind="thanks",
                                 created_at=at("2025-03-20") + timedelta(hours=n)))  # fmt: skip
    factories._save(Reaction(post_id=post.id, user_id=fay.id, kind="helpful",
                             created_at=at("2025-03-21")))  # fmt: skip
    assert found(spring, "2025-03-01", "2025-04-01")["ben"][:2] == (6.0 + 1.0 + 0.3, 3)


def test_what_is_voided_is_left_out_before_the_cap(spring):
    """Ten of ann's thanks are voided: were they cut off first, nothing would be left of her 5."""
    ann, ben = spring.people[2], spring.people[3]
    for _n in range(10):
        post = factories.post(thread=spring.threads[8], author=ben, created_at=at("2025-02-11"))
        factories._save(Reaction(post_id=post.id, user_id=ann.id, kind="thanks",
                                 created_at=at("2025-03-20"), voided_at=utcnow()))  # fmt: skip
    assert found(spring, "2025-03-01", "2025-04-01")["ben"][:2] == (6.0, 2)


def test_people_of_the_brand_give_nothing_and_an_answer_marked_by_others_is_no_thanks(spring):
    maya, ann = spring.people[1], spring.people[2]
    factories._save(Reaction(post_id=spring.posts[102].id, user_id=maya.id, kind="thanks",
                             created_at=at("2025-03-05")))  # fmt: skip
    assert found(spring, "2025-03-01", "2025-04-01")["ann"][:2] == (6.0, 1)
    spring.threads[1].answered_by_id = maya.id
    db.session.flush()
    assert found(spring, "2025-03-01", "2025-04-01")["ann"][:2] == (1.0, 1)
    assert ann.id


def test_who_hardly_wrote_counts_little_where_that_is_asked_for(spring):
    spring.people[2].post_count = 5
    db.session.flush()
    assert found(spring, "2025-03-01", "2025-04-01", few_posts=5)["ben"][0] == 5.0 + 0.3


def test_repeated_answers_are_left_out(spring):
    left = {spring.posts[403].id}
    assert found(spring, "2025-03-01", "2025-04-01", leave_out=left)["ben"][3:] == (1, 1, 1)
