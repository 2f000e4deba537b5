"""Who reads in a thread for five minutes tracks it (features.md §4.4), if they let that happen."""

from datetime import timedelta

import pytest

from forum import database, tallies
from forum.extensions import db
from forum.models import CategoryLevel, ReadPosition, SettingValue, ThreadLevel
from forum.models.columns import utcnow
from forum.models.notifications import MUTED, NORMAL, TRACKING, WATCHING
from forum.services import levels
from tests import factories


@pytest.fixture
def thread(cast):
    return factories.thread(author=cast.amy)


def read(person, thread, minutes, start=None, every=60):
    """A sign of reading each minute, as the server sees them; returns when the last one was. From
    noon of yesterday: what is counted by the day is not to meet a midnight."""
    now = start or utcnow().replace(hour=12, minute=0) - timedelta(days=1)
    for number in range(minutes * 60 // every + 1):
        tallies.reached(person.id, thread.id, number + 1, now + timedelta(seconds=number * every))
    return now + timedelta(minutes=minutes)


def level(person, thread):
    row = db.session.get(ThreadLevel, (person.id, thread.id))
    return row and (row.level, row.is_by_hand)


def test_five_minutes_make_one_track_a_thread(cast, thread):
    read(cast.max, thread, 4)
    assert level(cast.max, thread) is None
    read(cast.max, thread, 2, start=utcnow())
    assert level(cast.max, thread) == (TRACKING, False)


@pytest.mark.parametrize("chosen", [MUTED, NORMAL, WATCHING])
def test_what_was_chosen_by_hand_stays(cast, thread, chosen):
    levels.choose_for_thread(cast.max, thread, chosen)
    read(cast.max, thread, 6)
    assert level(cast.max, thread) == (chosen, True)


def test_who_does_not_want_it_tracks_nothing(cast, thread):
    cast.max.is_read_untracked = True
    db.session.flush()
    read(cast.max, thread, 6)
    assert level(cast.max, thread) is None


def test_a_muted_category_stays_muted(cast, thread):
    db.session.add(CategoryLevel(user_id=cast.max.id, category_id=thread.category_id, level=MUTED))
    db.session.flush()
    read(cast.max, thread, 6)
    assert level(cast.max, thread) is None


def test_who_may_read_it_no_more_tracks_nothing(cast):
    thread = factories.thread(category=factories.category(private_to="ambassadors"))
    read(cast.max, thread, 6)
    assert level(cast.max, thread) is None


@pytest.mark.parametrize(("minutes", "tracks"), [(0, False), (2, True)])
def test_the_minutes_are_a_setting_and_none_means_never(cast, thread, minutes, tracks):
    db.session.add(SettingValue(name="levels.track_after_minutes", value=minutes))
    database.touch("structure")
    read(cast.max, thread, 3)
    assert (level(cast.max, thread) is not None) == tracks


def test_a_page_left_open_is_not_read_for_hours(cast, thread):
    read(cast.max, thread, 180, every=3600)
    assert db.session.get(ReadPosition, (cast.max.id, thread.id)).seconds_reading == 300


def test_time_in_another_thread_is_not_time_in_this_one(cast, thread):
    other, start = factories.thread(), utcnow() - timedelta(hours=1)
    for minute in range(8):
        where = other if minute % 2 else thread
        tallies.reached(cast.max.id, where.id, minute + 1, start + timedelta(minutes=minute))
    assert level(cast.max, thread) is None
    assert db.session.get(ReadPosition, (cast.max.id, thread.id)).seconds_reading == 0


def test_it_is_switched_off_and_on_on_the_page_of_choices(cast, browser):
    client = browser(cast.max)
    assert "after 5 minutes in it" in client.get("/account/notifications").text
    for sent, kept in (({"is_read_untracked": "1"}, True), ({}, False)):
        client.post("/account/notifications", data={"digest_days": "7", **sent})
        database.rollback()
        db.session.expire_all()
        assert cast.max.is_read_untracked is kept
        database.rollback()
