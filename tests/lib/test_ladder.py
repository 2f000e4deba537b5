"""Who has which trust level, by arithmetic alone."""

import pytest

from forum.lib.ladder import BASIC, LEADER, MEMBER, NEW, REGULAR, Requirement, level, meets

ASKED = {
    BASIC: (Requirement("posts_read", 30), Requirement("minutes_reading", 10)),
    MEMBER: (Requirement("posts_read", 100), Requirement("reactions_given", 1)),
    REGULAR: (Requirement("days_visited", 50, 100),),
}
BEGUN = {("posts_read", None): 30, ("minutes_reading", None): 10}
SETTLED = {**BEGUN, ("posts_read", None): 100, ("reactions_given", None): 1}
OFTEN = {**SETTLED, ("days_visited", 100): 50}


def of(now, found, **with_):
    with_ = {"age_minutes": 60, "is_clean": True, "is_settled": True, "keep_percent": 90, **with_}
    return level(now, found, ASKED, **with_)


@pytest.mark.parametrize(
    ("found", "reached"), [({}, NEW), (BEGUN, BASIC), (SETTLED, MEMBER), (OFTEN, REGULAR)]
)
def test_each_level_asks_for_the_ones_below_it_too(found, reached):
    assert of(NEW, found) == reached


def test_nobody_leaps_over_a_level():
    assert of(NEW, {("days_visited", 100): 99}) == NEW


def test_an_account_is_as_old_as_the_reading_that_is_asked_for():
    assert of(NEW, BEGUN, age_minutes=9.9) == NEW
    assert of(NEW, BEGUN, age_minutes=10) == BASIC


@pytest.mark.parametrize("now", [BASIC, MEMBER])
def test_the_first_levels_are_never_lost(now):
    assert of(now, {}) == now
    assert of(now, {}, is_clean=False) == now


def test_the_third_is_lost_below_nine_tenths_of_anything():
    assert of(REGULAR, {("days_visited", 100): 45}) == REGULAR
    assert of(REGULAR, {("days_visited", 100): 44}) == MEMBER


def test_the_third_is_not_lost_in_the_days_of_grace_but_by_a_penalty():
    assert of(REGULAR, {}, is_settled=False) == REGULAR
    assert of(REGULAR, {}, is_settled=False, is_clean=False) == MEMBER
    assert of(REGULAR, OFTEN, is_clean=False) == MEMBER


def test_a_penalty_keeps_from_the_third():
    assert of(MEMBER, OFTEN, is_clean=False) == MEMBER


def test_the_fourth_is_given_by_hand_and_stays():
    assert of(REGULAR, OFTEN) == REGULAR
    assert of(LEADER, {}, is_clean=False) == LEADER


def test_a_share_is_a_share_of_each():
    two = (Requirement("a", 10), Requirement("b", 0))
    assert meets({("a", None): 9}, two, 90)
    assert not meets({("a", None): 9}, two)


def test_of_what_there_may_be_at_most_none_is_enough_and_there_is_no_margin():
    asked = (Requirement("posts_upheld", 5, 100, is_most=True),)
    assert meets({}, asked)
    assert meets({("posts_upheld", 100): 5}, asked, 90)
    assert not meets({("posts_upheld", 100): 6}, asked, 90)
