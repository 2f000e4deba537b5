"""Only who is in a conversation reads it: `can_read` and `readable` are one rule written twice."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Conversation, Participant
from forum.models.columns import utcnow
from forum.policies import conversations as policy
from tests import factories

WHO = ["guest", "nia", "max", "amy", "mo", "cleo", "ada", "sue"]


@pytest.fixture
def talks(app, cast):
    """Of both kinds, between several, and one that Max has left."""
    made = {
        "two": factories.conversation(cast.max, cast.amy),
        "three": factories.conversation(cast.amy, cast.nia, cast.sue),
        "staff": factories.conversation(cast.cleo, cast.mo),
        "left": factories.conversation(cast.max, cast.amy),
        "team": factories.conversation(cast.max, kind="team"),
        "of staff": factories.conversation(cast.ada, kind="team"),
    }
    place(made["left"], cast.max).left_at = utcnow()
    database.commit()
    return made


def place(conversation, user):
    return db.session.get(Participant, (conversation.id, user.id)) if user.id else None


@pytest.mark.parametrize("name", WHO)
def test_twins_agree(talks, cast, name):
    viewer = getattr(cast, name)
    one_by_one = {
        talk.id for talk in talks.values() if policy.can_read(viewer, talk, place(talk, viewer))
    }
    at_once = set(db.session.scalars(select(Conversation.id).where(policy.readable(viewer))))
    assert one_by_one == at_once


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("guest", set()),
        ("nia", {"three"}),
        ("max", {"two", "team"}),
        ("amy", {"two", "three", "left"}),
        ("mo", {"staff"}),
        ("cleo", {"staff", "team", "of staff"}),
        ("ada", {"team", "of staff"}),
        ("sue", {"three"}),
    ],
)
def test_being_staff_opens_nothing_but_what_the_team_was_asked(talks, cast, name, read):
    viewer = getattr(cast, name)
    ids = set(db.session.scalars(select(Conversation.id).where(policy.readable(viewer))))
    assert {key for key, talk in talks.items() if talk.id in ids} == read


def test_somebody_elses_place_opens_nothing(talks, cast):
    assert not policy.can_read(cast.nia, talks["two"], place(talks["two"], cast.max))


@pytest.mark.parametrize("name", WHO)
def test_the_team_has_the_list_of_what_it_was_asked(talks, cast, name):
    viewer = getattr(cast, name)
    ids = set(db.session.scalars(select(Conversation.id).where(policy.asked_of_team(viewer))))
    both = {talks["team"].id, talks["of staff"].id}
    assert ids == (both if name in {"cleo", "ada"} else set())
    assert bool(policy.can_tend(viewer)) is bool(policy.can_read_reports(viewer)) is bool(ids)


def test_who_is_suspended_reads_asks_the_team_and_writes_to_nobody_else(talks, cast):
    three = talks["three"]
    assert policy.can_read(cast.sue, three, place(three, cast.sue))
    assert not policy.can_write(cast.sue, three, place(three, cast.sue))
    assert not policy.can_start(cast.sue)
    assert policy.can_ask(cast.sue)
    assert not policy.can_ask(cast.guest)
