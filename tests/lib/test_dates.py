"""A moment reads the same for everybody, and is exact where somebody looks closer."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from forum.lib import dates

MOMENT = datetime(2025, 9, 24, 13, 20, 5, 999, tzinfo=UTC)


def test_a_moment_shows_its_day_and_hides_its_second_behind_it() -> None:
    assert dates.element(MOMENT, "en") == (
        '<time datetime="2025-09-24T13:20:05Z" title="2025-09-24 13:20 UTC">24 Sept 2025</time>'
    )


def test_in_a_sentence_it_stays_a_date_and_the_script_is_told_so() -> None:
    assert " data-dated>" in dates.element(MOMENT, "en", is_dated=True)


def test_the_day_is_written_as_the_language_writes_it() -> None:
    assert dates.short(MOMENT, "de") == "24. Sept. 2025"
    assert dates.short(MOMENT, "ja") == "2025年9月24日"


@pytest.mark.parametrize("language", ["xx", "", "<script>", "en_US_POSIX_x"])
def test_an_unknown_language_reads_as_english(language: str) -> None:
    assert dates.short(MOMENT, language) == dates.short(MOMENT, "en")


def test_a_time_elsewhere_is_told_in_utc() -> None:
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=-11)))
    assert 'datetime="2025-09-24T13:20:05Z"' in dates.element(elsewhere, "en")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        dates.element(datetime(2025, 9, 24), "en")
