"""Many threads at once: each asked for by itself, said in each, taken back in one go."""

import pytest
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Thread, ThreadEvent
from forum.models.groups import EVERYONE, MEMBERS
from forum.services import bulk, recounting, threads, versions
from tests import factories
from tests.at_once import at_once


@pytest.fixture
def tents(cast):
    return factories.category(name="Tents", slug="tents")


@pytest.fixture
def three(cast, tents):
    made = [threads.start(cast.max, tents, f"Tent {n}", f"Number {n}?") for n in range(3)]
    database.commit()
    return made


def ids(some):
    return [thread.id for thread in some]


def test_what_is_done_is_said_in_each_and_taken_back_in_one_go(cast, three):
    found = bulk.act(cast.mo, ids(three), "close", "Season is over.")
    assert all(one.event_id and not one.reason for one in found)
    assert all(thread.is_closed for thread in three)
    notes = db.session.scalars(select(ThreadEvent.note)).all()
    assert notes == ["Season is over."] * 3
    bulk.undo(cast.mo, [one.event_id for one in found])
    assert not any(thread.is_closed for thread in three)


def test_what_cannot_be_done_is_left_with_the_reason(cast, three):
    threads.close(cast.mo, three[1])
    found = bulk.act(cast.mo, ids(three), "close")
    assert [one.reason for one in found] == ["", "It was already so.", ""]
    threads.pin(cast.ada, three[0], "everywhere")
    found = bulk.act(cast.mo, ids(three), "unpin")
    assert "community managers" in found[0].reason and three[0].pin_scope == "everywhere"


def test_threads_are_moved_and_every_count_is_right(cast, three):
    stoves = factories.category(name="Stoves")
    node = structure.current().categories[stoves.id]
    found = bulk.act(cast.mo, ids(three), "move", category=node)
    assert {thread.category_id for thread in three} == {stoves.id}
    assert recounting.recount(cast.ada) == []
    bulk.undo(cast.mo, [one.event_id for one in found])
    assert stoves.id not in {thread.category_id for thread in three}
    assert recounting.recount(cast.ada) == []


def test_tags_are_added_and_taken_back(cast, three):
    found = bulk.act(cast.ada, ids(three), "tag", tags=["winter"])
    assert [versions.tags_of(thread) for thread in three] == [["winter"]] * 3
    assert recounting.recount(cast.ada) == []
    again = bulk.act(cast.ada, ids(three[:1]), "tag", tags=["winter"])
    assert again[0].reason == "It already has these tags."
    bulk.undo(cast.ada, [one.event_id for one in found])
    assert [versions.tags_of(thread) for thread in three] == [[]] * 3
    assert recounting.recount(cast.ada) == []


def test_a_category_moderator_does_nothing_elsewhere(cast, three):
    helpers = factories.group("pole-helpers")
    access = {EVERYONE: "see", MEMBERS: "see reply start", helpers.id: "see reply start moderate"}
    poles = factories.category(access=access)
    helper = factories.user(groups=["pole-helpers"])
    own = threads.start(cast.max, poles, "Which pole?", "Carbon?")
    found = bulk.act(helper, [own.id, three[0].id], "close")
    assert {one.thread_id for one in found if one.event_id} == {own.id}
    assert own.is_closed and not three[0].is_closed


def test_members_do_nothing_and_hidden_threads_are_not_there(cast, three):
    for who in (cast.guest, cast.max, cast.amy, cast.sue):
        with pytest.raises(Denied):
            bulk.act(who, ids(three), "close")
        with pytest.raises(Denied):
            bulk.undo(who, [1])
    secret = threads.start(
        cast.ada, factories.category(private_to="ambassadors"), "Among us", "A secret."
    )
    with pytest.raises(Denied):
        bulk.act(cast.mo, [*ids(three), secret.id], "close")
    assert not any(thread.is_closed for thread in three)


@pytest.mark.parametrize(
    ("some", "verb"), [([], "close"), (range(1, 60), "close"), ([1], "burn"), ([1], "move")]
)
def test_what_makes_no_sense_is_refused(cast, three, some, verb):
    with pytest.raises(Refused):
        bulk.act(cast.mo, list(some), verb)


def test_two_at_once_do_not_wait_for_each_other_for_ever(app, cast, three):
    some, mo, cleo = ids(three), cast.mo, cast.cleo
    stoves = factories.category(name="Stoves")
    database.commit()
    node = structure.current().categories[stoves.id]
    database.commit()
    db.session.expunge_all()
    works = [
        lambda: bulk.act(mo, some, "move", category=node),
        lambda: bulk.act(cleo, some[::-1], "close"),
    ]
    made, refusals = at_once(app, works)
    assert len(made) == 2 and refusals == []
    db.session.expire_all()
    rows = db.session.scalars(select(Thread)).all()
    assert all(row.is_closed and row.category_id == stoves.id for row in rows)
    assert recounting.recount(cast.ada) == []
