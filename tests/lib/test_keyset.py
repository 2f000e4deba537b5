"""Cursors say where a page begins; whatever else comes in their place is no cursor."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.lib import keyset

WHEN = datetime(2025, 11, 23, 18, 34, 5, 123_456, UTC)


def word(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_cursor_brings_back_what_it_was_given():
    cursor = keyset.encode(WHEN, 62, "açaí", None)
    assert keyset.decode(cursor, datetime, int, str, int) == (WHEN, 62, "açaí", None)


def test_times_come_back_in_utc_whatever_zone_they_went_in():
    tokyo = WHEN.astimezone(timezone(timedelta(hours=9)))
    (found,) = keyset.decode(keyset.encode(tokyo), datetime)
    assert found == WHEN and found.tzinfo is UTC


@given(
    st.datetimes(timezones=st.just(UTC)), st.integers(-(2**63) + 1, 2**63 - 1),
    st.text("abc é字", max_size=20),
)  # fmt: skip
def test_every_value_survives(when, number, text):
    cursor = keyset.encode(when, number, text)
    assert len(cursor) <= keyset.LONGEST
    assert keyset.decode(cursor, datetime, int, str) == (when, number, text)


@pytest.mark.parametrize(
    "cursor",
    ["", None, "!", "a", "=", "é", "a b", "x" * 201, "A" * 10_000_000, word({}), word(5), word([]), word([1, 2]),
     word(["1"]), word([1.5]), word([True]), word([[1]]), word([2**63]), word([-(2**64)]),
     base64.urlsafe_b64encode(b"\xff\xfe").decode().rstrip("="), base64.urlsafe_b64encode(b"[NaN]").decode().rstrip("="),
     base64.urlsafe_b64encode(b"[" * 140).decode().rstrip("=")],
)  # fmt: skip
def test_what_is_no_cursor_gives_none(cursor):
    assert keyset.decode(cursor, int) is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [(1, str), ("1", int), ("now", datetime), (2**62, datetime), (-(2**62), datetime),
     ("a\0b", str), ("a\nb", str), ("\ud800", str)],
)  # fmt: skip
def test_a_value_of_another_type_gives_none(value, kind):
    assert keyset.decode(word([value]), kind) is None


@given(st.text("ABCabc019_-", max_size=60))
def test_nothing_that_is_typed_in_raises(text):
    keyset.decode(text, int, datetime, str)


def test_what_does_not_fit_is_an_error_where_it_is_made():
    with pytest.raises(ValueError, match="200"):
        keyset.encode("x" * 200)
    with pytest.raises(ValueError, match="64"):
        keyset.encode(2**63)
