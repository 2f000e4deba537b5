"""Lists are filtered in the language of the search."""

import re
from datetime import timedelta

from sqlalchemy import select

from forum import engines
from forum.extensions import db
from forum.lib import operators, searches
from forum.models import Bookmark, Post, ReadPosition, ThreadLevel
from forum.models.columns import utcnow
from forum.queries import filtered, search
from tests import factories, searching
from tests.town import ask, cursor, listed, titles, town

__all__ = ["town"]


LISTED = {
    "": {"A pole broke", "Rain for days", "Which tent for two"},
    "pole": {"A pole broke"},
    "broke*": {"A pole broke"},
    '"tent for"': {"Which tent for two"},
    "-pole": {"Rain for days", "Which tent for two"},
    "category:tents -category:wet": {"A pole broke", "Which tent for two"},
    "@amy": {"Rain for days"},
    "tag:repair status:open": {"A pole broke"},
    "status:solved": {"Which tent for two"},
    "min_posts:2 after:7d": {"Which tent for two"},
    "with:images": {"Rain for days"},
    "category:staff": set(),
    "pole in:title": {"A pole broke"},
    "tent in:first": {"Which tent for two"},
    "status:closed": {"Rain for days"},
    "status:unsolved": {"A pole broke"},
    "status:noreplies": {"Rain for days"},
    "group:ambassadors": {"Rain for days"},
    "before:30d": {"A pole broke"},
    "min_reactions:1": set(),
    "with:links": {"Rain for days"},
    "with:code": set(),
    "thread:999": set(),
    "order:reactions": {"A pole broke", "Rain for days", "Which tent for two"},
    "order:oldest category:wet": {"Rain for days"},
    "order:latest -group:ambassadors": {"A pole broke", "Which tent for two"},
}
OF_ONES_OWN = {
    "in:bookmarks": {"Which tent for two"},
    "in:watching": {"Rain for days"},
    "in:posted": {"Which tent for two"},
    "in:unread": {"A pole broke"},
}


def test_lists_are_filtered_in_the_same_language(town):
    assert {typed: listed(town.cast.guest, typed) for typed in LISTED} == LISTED
    nia = town.cast.nia
    first = select(Post.id).where(Post.thread_id == town.solved.id, Post.number == 1)
    db.session.add_all([
        Bookmark(user_id=nia.id, post_id=db.session.scalar(first)),
        ThreadLevel(user_id=nia.id, thread_id=town.rain.id, level=3, is_by_hand=True),
        ReadPosition(user_id=nia.id, thread_id=town.pole.id, last_number=1),
    ])  # fmt: skip
    town.pole.last_post_at = utcnow()
    db.session.flush()
    assert {typed: listed(nia, typed) for typed in OF_ONES_OWN} == OF_ONES_OWN


def test_every_operator_and_each_of_its_values_is_tried_in_lists():
    tried = " ".join([*LISTED, *OF_ONES_OWN])
    for one in operators.ALL:
        name = "@" if one.name == "by" else f"{one.name}:"
        for choice in set(one.choices or ("",)) - {"relevance"}:
            assert name + choice in tried


def test_a_filtered_list_is_paged_and_says_what_it_cannot_do(town, queries):
    found = filtered.page(town.cast.guest, searches.parse("order:relevance pole"))
    assert "cannot be sorted by relevance" in found.problems[0]
    for n in range(40):
        factories.thread(category=town.tents, title=f"Yurt {n}", reaction_count=n % 3)
    for order in ("latest", "oldest", "reactions"):
        asked = searches.parse(f"yurt order:{order}")
        first = filtered.page(town.cast.guest, asked).page
        second = filtered.page(town.cast.guest, asked, cursor(first.next_href)).page
        together = [row.title for row in (*first.items, *second.items)]
        assert len(together) == 40 == len(set(together)) and second.next_href is None
    with queries() as few:
        filtered.page(town.cast.guest, searches.parse("rain"))
    with queries() as many:
        filtered.page(town.cast.guest, searches.parse("yurt"))
    assert len(few) == len(many) <= 3


def test_filters_that_only_the_database_knows_look_at_everything(town, monkeypatch):
    """However many posts have the words, and however low those stand that fit."""
    for n in range(30):
        factories.thread(category=town.wet, author=town.cast.amy, title=f"Tent {n}", body="tent")
    kept = [factories.thread(category=town.tents, title=f"Old {n}", body="a tent, long ago",
                             post_count=9, created_at=utcnow() - timedelta(days=900 + n))
            for n in range(3)]  # fmt: skip
    searching.index()
    monkeypatch.setattr(search, "MOST_HITS", 10)
    found = ask(town.cast.max, "tent min_posts:9")
    assert set(titles(found)) == {"Old 0", "Old 1", "Old 2"} and found.is_exact and kept
    assert not ask(town.cast.max, "tent").is_exact
    monkeypatch.setattr(search, "MOST_FITTING", 2)
    found = ask(town.cast.max, "tent min_posts:9")
    assert len(found.results) == 2 and not found.is_exact, "more than is said of a selection"
    assert "Rain for days" not in titles(ask(town.cast.max, "tent -@amy"))
    assert ask(town.cast.max, "tent -@amy").results


def test_what_is_hidden_costs_what_is_not_there_costs(town, queries):
    """The same statements, and so the same questions to the engine: time tells nothing either."""
    ask(town.cast.guest, "what is kept is kept by now")

    def cost(typed):
        with queries() as ran:
            found = ask(town.cast.guest, typed)
        return [re.sub(r"\d+", "", one)[:40] for one in ran], found.number

    for hidden, absent in {"hush": "hash", "tentacle": "tentable", "tentacl*": "tentabl*",
                           '"hush tentacle"': '"hash tentable"', "hush -tent": "hash -tent"}.items():  # fmt: skip
        assert cost(hidden) == cost(absent), hidden


def test_without_an_index_it_is_said_and_nothing_breaks(app, cast):
    with app.test_request_context():
        factories.thread(title="Here it is")
        assert engines.current().health().documents == 0
        found = ask(cast.guest, "here")
        assert found.results == ()
