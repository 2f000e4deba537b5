"""Following, muting, blocking: what each does, and that nobody is told of a block."""

from datetime import timedelta

import pytest

from forum import events
from forum.lib.verdict import Denied
from forum.models.columns import utcnow
from forum.queries import audiences
from forum.queries import relations as queries
from forum.services import relations


def followers(cast, person):
    return audiences.followers(person, [one.id for one in vars(cast).values() if one.id])


@pytest.fixture
def told(app):
    heard = []
    events.member_followed.listen(app, lambda user, actor: heard.append((actor.name, user.name)))
    return heard


def test_following_is_announced_once(cast, told):
    assert relations.follow(cast.max, cast.amy)
    assert not relations.follow(cast.max, cast.amy)
    assert told == [("max", "amy")]
    assert followers(cast, cast.amy) == {cast.max.id}
    relations.unfollow(cast.max, cast.amy)
    assert followers(cast, cast.amy) == set()


def test_nobody_follows_themselves_and_no_guest_or_suspended_follows(cast):
    for actor in (cast.amy, cast.guest, cast.sue):
        with pytest.raises(Denied):
            relations.follow(actor, cast.amy)


def test_a_mute_lasts_until_it_is_over_or_taken_back(cast):
    relations.mute(cast.max, cast.amy, utcnow() + timedelta(days=1))
    assert queries.distances(cast.max) == {cast.amy.id: "mute"}
    relations.mute(cast.max, cast.amy, utcnow() - timedelta(seconds=1))
    assert queries.distances(cast.max) == {}
    relations.mute(cast.max, cast.amy)
    assert queries.hears(cast.amy, [cast.max.id, cast.nia.id]) == {cast.nia.id}
    relations.part(cast.max, cast.amy)
    assert queries.hears(cast.amy, [cast.max.id]) == {cast.max.id}


@pytest.mark.parametrize("name", ["mo", "cleo", "ada"])
def test_the_team_can_be_muted_and_never_blocked(cast, name):
    with pytest.raises(Denied):
        relations.block(cast.max, getattr(cast, name))
    relations.mute(cast.max, getattr(cast, name))
    assert queries.distances(cast.max) == {getattr(cast, name).id: "mute"}


def test_who_is_blocked_cannot_find_out(cast, told):
    relations.follow(cast.amy, cast.max)
    told.clear()
    before = queries.relation(cast.amy, cast.max)
    relations.block(cast.max, cast.amy)
    assert queries.relation(cast.amy, cast.max) == before
    relations.unfollow(cast.amy, cast.max)
    assert relations.follow(cast.amy, cast.max)
    assert queries.relation(cast.amy, cast.max).follows
    assert told == []
    assert followers(cast, cast.max) == set()


def test_who_blocks_follows_no_longer_and_is_reached_by_nothing(cast):
    relations.follow(cast.max, cast.amy)
    relations.block(cast.max, cast.amy)
    assert followers(cast, cast.amy) == set()
    for reached in (queries.hears, queries.mentionable, queries.writable):
        assert reached(cast.amy, [cast.max.id]) == frozenset()


@pytest.mark.parametrize(
    ("choice", "follows", "reached"),
    [
        ("everyone", False, True),
        ("followed", False, False),
        ("followed", True, True),
        ("nobody", True, False),
    ],
)
def test_one_chooses_who_mentions_and_writes(cast, choice, follows, reached):
    cast.max.mentions_from = cast.max.messages_from = choice
    if follows:
        relations.follow(cast.max, cast.amy)
    for query in (queries.mentionable, queries.writable):
        assert (cast.max.id in query(cast.amy, [cast.max.id])) is reached
        assert cast.max.id in query(cast.cleo, [cast.max.id])  # the team always may


def test_ones_own_lists_are_paged(cast, monkeypatch):
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    for other in (cast.amy, cast.nia, cast.mo):
        relations.follow(cast.max, other)
    first = queries.page(cast.max, "following", None)
    assert [one.name for one in first.people] == ["mo", "nia"]
    after = first.next_href.partition("after=")[2]
    second = queries.page(cast.max, "following", after)
    assert [one.name for one in second.people] == ["amy"] and second.next_href is None
    relations.block(cast.max, cast.nia)
    assert [one.name for one in queries.page(cast.max, "blocked", None).people] == ["nia"]
    assert queries.page(cast.max, "muted", None).people == ()
