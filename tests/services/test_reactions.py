"""Reactions: one of each kind, counted in SQL, off for one's own posts."""

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Reaction, ReactionCount, ReactionKind, User
from forum.services import posts, reactions, threads
from tests import factories


@pytest.fixture
def post(cast):
    return posts.reply(cast.amy, factories.thread(author=cast.max), "A tunnel.")


def counted(post):
    return {row.kind: row.count for row in db.session.scalars(select(ReactionCount))}


def test_a_reaction_counts_everywhere(cast, post):
    assert reactions.add(cast.max, post, "heart")
    reactions.add(cast.max, post, "agree")
    reactions.add(cast.nia, post, "heart")
    assert counted(post) == {"heart": 2, "agree": 1}
    assert (post.reaction_count, post.thread.reaction_count) == (3, 3)
    assert db.session.get(User, cast.amy.id).reactions_received_count == 3
    assert db.session.get(User, cast.max.id).reactions_given_count == 2


def test_the_same_twice_counts_once(cast, post):
    assert reactions.add(cast.max, post, "heart")
    assert not reactions.add(cast.max, post, "heart")
    assert counted(post) == {"heart": 1} and post.reaction_count == 1


def test_taking_it_back(cast, post):
    reactions.add(cast.max, post, "heart")
    assert reactions.remove(cast.max, post, "heart")
    assert not reactions.remove(cast.max, post, "heart")
    assert counted(post) == {"heart": 0}
    assert db.session.scalars(select(Reaction)).all() == []
    assert db.session.get(User, cast.amy.id).reactions_received_count == 0


@pytest.mark.parametrize("kind", ["", "poop", "other", "x" * 1000])
def test_only_what_is_offered(cast, post, kind):
    with pytest.raises(Refused) as refused:
        reactions.add(cast.max, post, kind)
    assert refused.value.field == "kind"


def test_what_is_offered_no_longer_can_be_taken_back(cast, post):
    reactions.add(cast.max, post, "wow")
    db.session.get(ReactionKind, "wow").is_offered = False
    with pytest.raises(Refused):
        reactions.add(cast.nia, post, "wow")
    assert reactions.remove(cast.max, post, "wow")
    db.session.get(ReactionKind, "wow").is_offered = True
    db.session.flush()


@pytest.mark.parametrize("who", ["guest", "amy", "sue"])
def test_some_may_not(cast, post, who):
    for verb in (reactions.add, reactions.remove):
        with pytest.raises(Denied) as denied:
            verb(getattr(cast, who), post, "heart")
        assert not denied.value.verdict.hidden


def test_a_private_post_is_not_there(cast):
    thread = threads.start(cast.amy, factories.category(private_to="ambassadors"), "Hidden", "Hm.")
    post = factories.post(thread=thread)
    with pytest.raises(Denied) as denied:
        reactions.add(cast.max, post, "heart")
    assert denied.value.verdict.hidden
    reactions.add(cast.amy, post, "heart")
    assert db.session.get(User, cast.amy.id).reactions_given_count == 0


@pytest.mark.parametrize("state", ["deleted", "removed", "hidden", "pending"])
def test_only_to_what_is_there(cast, post, state):
    post.state = state
    with pytest.raises(Denied):
        reactions.add(cast.max, post, "heart")


def test_not_in_an_archived_thread(cast, post):
    post.thread.is_archived = True
    with pytest.raises(Denied, match="archived"):
        reactions.add(cast.max, post, "heart")


def test_in_a_closed_thread_as_well(cast, post):
    post.thread.is_closed = True
    assert reactions.add(cast.max, post, "heart")
