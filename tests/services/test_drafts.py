"""Drafts: the sequence that keeps a stale tab from bringing back what was sent (features.md §4.8)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Draft
from forum.models.columns import utcnow
from forum.queries import drafts as queries
from forum.services import drafts, posts
from tests import factories


@pytest.fixture
def key(cast):
    return f"thread:{factories.thread(author=cast.max).id}"


def test_each_save_raises_the_sequence(cast, key):
    assert drafts.save(cast.amy, key, 0, {"body": "A"}) == 1
    assert drafts.save(cast.amy, key, 1, {"body": "AB"}) == 2
    assert queries.at(cast.amy, key) == queries.State(key, 2, {"body": "AB"})


def test_a_stale_tab_is_told_what_is_kept(cast, key):
    drafts.save(cast.amy, key, 0, {"body": "A"})
    drafts.save(cast.amy, key, 1, {"body": "AB"})
    for known in (0, 1, 3):
        with pytest.raises(drafts.Stale) as stale:
            drafts.save(cast.amy, key, known, {"body": "old"})
        assert (stale.value.sequence, stale.value.payload) == (2, {"body": "AB"})


def test_keep_mine_overwrites(cast, key):
    drafts.save(cast.amy, key, 0, {"body": "A"})
    assert drafts.save(cast.amy, key, 0, {"body": "mine"}, force=True) == 2
    assert drafts.save(cast.nia, key, 0, {"body": "mine"}, force=True) == 1


def test_who_never_looked_saves_only_where_nothing_is_kept(cast, key):
    assert drafts.save(cast.amy, key, None, {"body": "A"}) == 1
    with pytest.raises(drafts.Stale):
        drafts.save(cast.amy, key, None, {"body": "B"})
    drafts.discard(cast.amy, key)
    assert drafts.save(cast.amy, key, None, {"body": "C"}) == 3


def test_a_draft_that_never_was_has_sequence_0(cast, key):
    with pytest.raises(drafts.Stale) as stale:
        drafts.save(cast.amy, key, 5, {"body": "A"})
    assert (stale.value.sequence, stale.value.payload) == (0, {})


def test_sending_clears_it_and_no_tab_brings_it_back(cast):
    thread = factories.thread(author=cast.max)
    key = f"thread:{thread.id}"
    drafts.save(cast.amy, key, 0, {"body": "Sent."})
    posts.reply(cast.amy, thread, "Sent.", submission_key="k" * 20)
    assert queries.at(cast.amy, key) == queries.State(key, 2, {})
    with pytest.raises(drafts.Stale):
        drafts.save(cast.amy, key, 1, {"body": "Sent."})


def test_a_tab_that_had_saved_nothing_yet_does_not_either(cast):
    thread = factories.thread(author=cast.max)
    posts.reply(cast.amy, thread, "Sent.", submission_key="k" * 20)
    with pytest.raises(drafts.Stale):
        drafts.save(cast.amy, f"thread:{thread.id}", 0, {"body": "Sent."})


def test_throwing_away(cast, key):
    drafts.save(cast.amy, key, 0, {"body": "A"})
    drafts.discard(cast.amy, key)
    assert queries.mine(cast.amy) == ()
    with pytest.raises(drafts.Stale):
        drafts.save(cast.amy, key, 1, {"body": "A"})


def test_each_has_their_own(cast, key):
    drafts.save(cast.amy, key, 0, {"body": "Amy's"})
    assert queries.at(cast.max, key).payload == {}
    drafts.discard(cast.max, key)
    assert queries.at(cast.amy, key).payload == {"body": "Amy's"}


@pytest.mark.parametrize(
    "key",
    [
        "",
        "new2",
        "thread:",
        "thread:0",
        "thread:999999",
        "thread:-1",
        "thread:1.0",
        "post:1e3",
        "thread:99999999999",
        "post:9999999999",
        "user:1",
        "new\n",
        "thread:٣",
    ],
)
def test_a_place_has_to_be_one(cast, key):
    with pytest.raises(Denied) as denied:
        drafts.save(cast.amy, key, 0, {"body": "A"})
    assert denied.value.verdict.hidden


def test_a_private_thread_is_no_place_for_others(cast):
    hidden = factories.thread(category=factories.category(private_to="ambassadors"))
    post = factories.post(thread=hidden)
    for key in (f"thread:{hidden.id}", f"post:{post.id}"):
        with pytest.raises(Denied):
            drafts.save(cast.max, key, 0, {"body": "A"})
        assert drafts.save(cast.amy, key, 0, {"body": "A"}) == 1


def test_a_thread_one_may_no_longer_read_is_listed_without_its_title(cast):
    category = factories.category(private_to="ambassadors")
    thread = factories.thread(category=category, title="Among ourselves")
    drafts.save(cast.amy, f"thread:{thread.id}", 0, {"body": "My words."})
    assert queries.mine(cast.amy)[0].title == "Among ourselves"
    (row,) = queries.mine(cast.amy.join())
    assert (row.title, row.href, row.excerpt) == ("", "", "My words.")


def test_a_suspended_member_loses_no_text(cast, key):
    assert drafts.save(cast.sue, key, 0, {"body": "A"}) == 1


def test_a_guest_has_no_drafts(cast, key):
    with pytest.raises(Denied):
        drafts.save(cast.guest, key, 0, {"body": "A"})


def test_a_draft_has_a_length_and_a_member_a_number(cast, key, monkeypatch):
    with pytest.raises(Refused):
        drafts.save(cast.amy, key, 0, {"body": "x" * 40_000, "title": "x"})
    monkeypatch.setattr(drafts, "MOST", 1)
    drafts.save(cast.amy, key, 0, {"body": "A"})
    with pytest.raises(Refused, match="1 drafts"):
        drafts.save(cast.amy, "new", 0, {"body": "A"})
    assert drafts.save(cast.amy, key, 1, {"body": "AB"}) == 2


def test_what_is_old_goes(cast, key):
    drafts.save(cast.amy, key, 0, {"body": "A"})
    drafts.save(cast.amy, "new", 0, {"body": "A"})
    drafts.save(cast.max, key, 0, {"body": "A"})
    drafts.discard(cast.max, key)
    for draft, days in zip(
        db.session.scalars(select(Draft).order_by(Draft.id)), (181, 179, 15), strict=True
    ):
        db.session.execute(
            update(Draft)
            .where(Draft.id == draft.id)
            .values(updated_at=utcnow() - timedelta(days=days))
        )
    assert drafts.collect(None) == 2
    assert [row.key for row in queries.mine(cast.amy)] == ["new"]
