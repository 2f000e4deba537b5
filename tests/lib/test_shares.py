"""Shares are told with what they do not say."""

import pytest

from forum.lib.shares import Share


def test_nothing_of_nothing_is_no_share():
    assert Share(0, 0).value is None and Share(0, 0).between is None


def test_a_share_of_few_is_told_as_a_number_of_a_number():
    assert Share(3, 19).is_small and not Share(3, 20).is_small


def test_wilsons_interval_is_what_the_tables_say():
    # 81 of 263 is the example of Wilson's method in the statistical literature (Newcombe 1998).
    least, most = Share(81, 263).between
    assert (least, most) == (pytest.approx(0.2553, abs=1e-4), pytest.approx(0.3662, abs=1e-4))
    assert Share(0, 20).between[0] == 0.0 and Share(20, 20).between[1] == pytest.approx(1.0)
