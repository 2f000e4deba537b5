"""The arithmetic of reports gives the numbers of features.md §4.2."""

import pytest

from forum.lib import weighing


@pytest.mark.parametrize(
    ("level", "is_staff", "decided", "upheld", "acts", "expected"),
    [
        (0, False, 0, 0, False, 1.0),
        (1, False, 0, 0, False, 2.0),
        (4, False, 0, 0, False, 5.0),
        (1, True, 0, 0, False, 6.0),
        (1, True, 0, 0, True, 11.0),
        (1, False, 0, 0, True, 2.0),  # only staff acts
        (1, False, 5, 0, False, 2.0),  # too few to know anything
        (1, False, 16, 16, False, 12.0),  # always right: log4(16) x 5
        (1, False, 10, 7, False, 2.0),  # at the pivot
        (1, False, 16, 0, False, 0.0),  # never under 0
        (4, False, 16, 8, False, 5.0 - 0.2 / 0.7 * 10),
    ],
)
def test_a_report_weighs_what_its_maker_does(level, is_staff, decided, upheld, acts, expected):
    assert weighing.weight(level, is_staff, decided, upheld, acts) == pytest.approx(expected)


def test_the_thresholds_are_those_of_the_requirements():
    assert weighing.threshold(12.5, 6) == pytest.approx(8.33, abs=0.01)
    assert weighing.threshold(12.5, 3, 0.6) == pytest.approx(2.5)
    hide = weighing.threshold(12.5, 6)
    reports = {"level 1": (2, 5), "level 2": (3, 3), "level 3": (4, 3), "staff": (6, 2)}
    for each, enough in reports.values():  # so many hide a post, and one less does not
        assert each * enough >= hide > each * (enough - 1)
    assert weighing.weight(0, True, acts=True) >= hide


def test_what_is_typical_is_measured_once_there_is_enough():
    assert weighing.typical([20.0] * 14, 12.5) == 12.5
    assert weighing.typical([float(n) for n in range(1, 21)], 12.5) == 17.0
