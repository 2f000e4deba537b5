"""What is allowed a day grows with trust (features.md §4.1), and ambassadors invite more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Refused
from forum.models import Reaction, SettingValue
from forum.models.columns import utcnow
from forum.policies import abilities
from forum.services import bookmarks, posts, reactions
from tests import factories


@pytest.mark.parametrize(("level", "most"), [(0, 30), (1, 30), (2, 45), (3, 60), (4, 90)])
def test_more_a_day_at_higher_levels(cast, level, most):
    person = factories.user(name="p", trust_level=level)
    assert abilities.per_day(person, "edits.per_day") == most


def test_ambassadors_invite_twice_as_many(cast):
    assert abilities.per_day(cast.amy, "invites.per_day") == 2 * abilities.per_day(
        cast.max, "invites.per_day"
    )


def test_reactions_have_an_end_for_the_day(cast):
    factories._save(SettingValue(name="reactions.per_day", value=2))
    database.touch("structure")
    given_to = [factories.post(author=cast.max) for _ in range(3)]
    for post in given_to[:2]:
        assert reactions.add(cast.nia, post, "heart")
    with pytest.raises(Refused, match="tomorrow"):
        reactions.add(cast.nia, given_to[2], "heart")
    given = db.session.scalars(select(Reaction).where(Reaction.user_id == cast.nia.id)).all()
    given[0].created_at = utcnow() - timedelta(days=2)
    db.session.flush()
    assert reactions.add(cast.nia, given_to[2], "heart")


def test_no_more_than_two_own_posts_go_a_minute_and_ten_a_day(cast):
    thread = factories.thread(author=cast.amy)
    mine = [factories.post(thread=thread, author=cast.max) for _ in range(11)]
    for n, post in enumerate(mine[:10]):
        posts.delete(cast.max, post)
        post.deleted_at = utcnow() - timedelta(hours=2 if n < 8 else 0)
        db.session.flush()
    with pytest.raises(Refused, match="tomorrow"):
        posts.delete(cast.max, mine[10])
    mine[0].deleted_at = utcnow() - timedelta(days=2)
    db.session.flush()
    with pytest.raises(Refused, match="wait a minute"):
        posts.delete(cast.max, mine[10])
    mine[8].deleted_at = utcnow() - timedelta(minutes=2)
    db.session.flush()
    posts.delete(cast.max, mine[10])
    assert mine[10].state == "deleted"


def test_twenty_posts_are_kept_a_day_and_a_note_can_be_changed_after_that(cast):
    thread = factories.thread(author=cast.amy)
    found = [factories.post(thread=thread, author=cast.amy) for _ in range(21)]
    for post in found[:20]:
        bookmarks.keep(cast.max, post)
    with pytest.raises(Refused, match="tomorrow"):
        bookmarks.keep(cast.max, found[20])
    bookmarks.keep(cast.max, found[0], "Read again.")
