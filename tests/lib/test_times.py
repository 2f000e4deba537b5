from datetime import UTC, datetime, timedelta, timezone

import pytest

from forum.lib import times


def test_now_knows_its_zone():
    assert times.utcnow().utcoffset() == timedelta(0)


def test_a_time_is_told_in_utc_to_the_second():
    assert times.iso(datetime(2025, 3, 1, 9, 5, 7, 999_999, UTC)) == "2025-03-01T09:05:07Z"
    tokyo = timezone(timedelta(hours=9))
    assert times.iso(datetime(2025, 3, 1, 3, 0, tzinfo=tokyo)) == "2025-02-28T18:00:00Z"
    assert times.iso(datetime(99, 1, 1, tzinfo=UTC)) == "0099-01-01T00:00:00Z"


def test_a_time_without_a_zone_is_not_told():
    with pytest.raises(ValueError, match="zone"):
        times.iso(datetime(2025, 3, 1))
