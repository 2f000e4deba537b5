"""Every engine finds the same, in the same order."""

from datetime import timedelta

import pytest

from forum.search import MOST_HITS, Piece, Place
from tests.search.conftest import HOSTILE, NOW, built, document, hostile, wanted


def ids(found):
    return [hit.post_id for hit in found.hits]


def test_the_form_that_was_typed_comes_first_and_other_forms_follow(search):
    built(search, document(1, "a tent for two"), document(2, "tents for two"), document(3, "tea"))
    assert ids(search.query(wanted("tents"))) == [2, 1]
    assert ids(search.query(wanted("tent"))) == [1, 2]
    assert set(ids(search.query(wanted("TÉNTS")))) == {1, 2}


def test_a_title_counts_more_than_text_and_the_exact_title_most(search):
    built(
        search,
        document(1, "the zip bites the fabric, zip, zip"),
        document(2, "help", title="Zip bites the fabric again and again on long walks"),
        document(3, "help", title="Zip bites"),
    )
    assert ids(search.query(wanted("zip", "bites")))[:2] == [3, 2]
    assert ids(search.query(wanted(Piece("zip", in_title=True)))) in ([3, 2], [2, 3])


def test_all_words_first_then_most_of_them(search):
    built(
        search,
        document(1, "condensation on the inner tent"),
        document(2, "condensation in a cold valley"),
        document(3, "a walk with children"),
    )
    found = search.query(wanted("condensation", "inner", "tent"))
    assert ids(found)[0] == 1 and 3 not in ids(found) and found.strict == 1
    assert ids(search.query(wanted("condensation", "inner", need="all"))) == [1]
    assert set(ids(search.query(wanted("valley", "inner", "zebra", need="any")))) == {1, 2}


def test_phrases_keep_their_order_and_exclusions_keep_out(search):
    built(
        search,
        document(1, "light rain over night"),
        document(2, "rain and light over the night"),
    )
    assert ids(search.query(wanted(Piece("light rain", "phrase")))) == [1]
    assert ids(search.query(wanted("rain", Piece("and", is_excluded=True)))) == [1]
    assert not search.query(wanted(Piece("rain light", "phrase"))).hits


def test_what_is_being_typed_finds_words_that_begin_so(search):
    built(search, document(1, "condensation"), document(2, "conditions"), document(3, "second"))
    assert ids(search.query(wanted(Piece("conden", "prefix")))) == [1]
    assert set(ids(search.query(wanted(Piece("cond", "prefix"))))) == {1, 2}


def test_chinese_japanese_and_korean_are_found_in_any_community(search):
    built(
        search,
        document(1, "今天天气很好"),
        document(2, "テントを張る"),
        document(3, "텐트를 샀어요"),
    )
    assert ids(search.query(wanted("天气"))) == [1]
    assert ids(search.query(wanted("气"))) == [1]
    assert ids(search.query(wanted("テント"))) == [2]
    assert ids(search.query(wanted("텐트"))) == [3]
    assert not search.query(wanted("气天")).hits


def test_only_what_may_be_seen_is_found_counted_or_suggested(search):
    open_, closed = frozenset({1}), frozenset({1, 2})
    built(
        search,
        document(1, "a stove"),
        document(2, "the xylophone secret", title="Stove", category_id=2),
    )
    assert ids(search.query(wanted("stove"))) == [1] and search.query(wanted("stove")).number == 1
    assert search.query(wanted("stove", category_ids=closed)).number == 2
    assert not search.query(wanted("stove", category_ids=frozenset())).hits
    assert search.suggest(["xylofone"], open_) == {}
    assert search.suggest(["xylofone"], closed) == {"xylofone": "xylophone"}
    assert search.query(wanted("xylofone")).corrected == {}
    assert not search.query(wanted(Piece("xylo", "prefix"))).hits
    assert not search.query(wanted(Piece("secret", in_title=False))).hits


def test_a_misspelt_word_is_looked_for_as_the_nearest_one(search):
    built(search, document(1, "condensation in the valley"), document(2, "a lake"))
    found = search.query(wanted("condensaton"))
    assert ids(found) == [1] and dict(found.corrected) == {"condensaton": "condensation"}
    assert search.suggest(["valey", "lake", "zzzz"], frozenset({1})) == {"valey": "valley"}


def test_one_best_post_per_thread_with_how_many_more(search):
    built(
        search,
        *(document(n, "rope " * (n == 3) + "rope knot", thread_id=7, number=n) for n in (1, 2, 3)),
        document(9, "a rope"),
    )
    found = search.query(wanted("rope"))
    by_thread = {hit.thread_id: hit for hit in found.hits}
    assert found.number == 2 and by_thread[7].more_in_thread == 2
    assert by_thread[9].more_in_thread == 0
    inside = search.query(wanted("rope", thread_id=7, per_thread=False))
    assert sorted(ids(inside)) == [1, 2, 3] and inside.number == 3
    assert ids(search.query(wanted("rope", without_threads=frozenset({7})))) == [9]


def test_answers_reactions_age_closing_and_the_category_move_a_post(search):
    built(
        search,
        document(1, "a peg"),
        document(2, "a peg", is_answer=True),
        document(3, "a peg", reaction_count=9),
        document(4, "a peg", is_open=False),
        document(5, "a peg", created_at=NOW - timedelta(days=2000)),
        document(6, "a peg", category_id=2),
    )
    both = frozenset({1, 2})
    found = ids(search.query(wanted("peg", category_ids=both, weights={2: 0.8})))
    assert found[:3] == [2, 3, 1] and set(found[3:]) == {4, 5, 6}
    why = search.query(wanted("peg")).hits[0].why
    assert why["answer"] > 1 and why["closed"] == 1 and why["score"] > 0


def test_filters_narrow_and_other_orders_hold(search):
    old = NOW - timedelta(days=30)
    built(
        search,
        document(1, "map", author_id=5, created_at=old, reaction_count=3),
        document(2, "map", author_id=6, number=2, is_answer=True),
        document(3, "map", author_id=6, created_at=NOW - timedelta(days=9), reaction_count=8),
    )
    week = NOW - timedelta(days=7)
    assert ids(search.query(wanted("map", author_ids=frozenset({5})))) == [1]
    assert set(ids(search.query(wanted("map", before=week)))) == {1, 3}
    assert ids(search.query(wanted("map", after_date=week))) == [2]
    assert set(ids(search.query(wanted("map", is_first=True)))) == {1, 3}
    assert ids(search.query(wanted("map", is_answer=True))) == [2]
    assert ids(search.query(wanted("map", order="latest"))) == [2, 3, 1]
    assert ids(search.query(wanted("map", order="oldest"))) == [1, 3, 2]
    assert ids(search.query(wanted("map", order="reactions"))) == [3, 1, 2]
    assert ids(search.query(wanted(order="latest"))) == [2, 3, 1]


@pytest.mark.parametrize("order", ["relevance", "latest", "oldest"])
def test_pages_follow_each_other_without_a_gap(search, order):
    built(search, *(document(n, "sock " * (n % 3 + 1)) for n in range(1, 24)))
    seen, after = [], None
    while page := search.query(wanted("sock", order=order, limit=5, after=after)).hits:
        seen += [hit.post_id for hit in page]
        after = page[-1].place
        assert isinstance(after, Place)
    whole = search.query(wanted("sock", order=order, limit=MOST_HITS))
    assert seen == ids(whole) and len(seen) == 23 == whole.number and whole.is_exact


def test_tags_authors_and_synonyms_are_found(search):
    built(search, document(1, "help", tags=("repairs",)), document(2, "x", author_names=("Ænne",)))
    assert ids(search.query(wanted("repairs"))) == [1]
    assert ids(search.query(wanted("ænne"))) == [2]
    assert ids(search.query(wanted(Piece("mending", synonyms=("repairs",))))) == [1]


def test_the_index_is_changed_in_place(search):
    search.add([document(1, "first words"), document(2, "others")])
    search.add([document(1, "second words", version=2)])
    assert not search.query(wanted("first")).hits and ids(search.query(wanted("second"))) == [1]
    assert dict(search.versions()) == {1: 2, 2: 1}
    search.remove([2, 77])
    assert not search.query(wanted("others")).hits
    search.optimize()
    assert ids(search.query(wanted("second"))) == [1] and search.health().documents == 1


def test_a_rebuild_takes_over_what_changed_meanwhile(search):
    search.add([document(1, "stale"), document(2, "gone")])

    def settle(versions):
        assert versions.keys() >= {3}
        return [document(3, "newest", version=9)], [4, 2, 1]

    told = []
    search.rebuild([document(3, "newer"), document(4, "hidden")], told.append, settle)
    assert dict(search.versions()) == {3: 9}
    assert ids(search.query(wanted("newest"))) == [3] and not search.query(wanted("stale")).hits


@pytest.mark.parametrize("kind", ["word", "prefix", "phrase"])
def test_hostile_text_is_only_words(search, kind):
    search.add([document(1, "plain words")])
    for text in HOSTILE:
        pieces = hostile(text, kind)
        for piece in pieces[:2]:
            assert not search.query(wanted(piece, need="all")).hits
        search.query(wanted(*pieces))
        search.suggest([text], frozenset({1}))
    assert ids(search.query(wanted("plain"))) == [1]


def test_a_word_that_nobody_has_any_more_is_forgotten(search):
    """At night: by then nothing of it is left to be suggested or found."""
    search.add([document(1, "a walrus"), document(2, "a seal")])
    search.remove([1])
    search.optimize()
    assert search.suggest(["walrs"], frozenset({1})) == {}
    if search.name == "postgresql":
        from forum.extensions import db
        from forum.search.postgresql.tables import word

        kept = set(db.session.scalars(db.select(word.c.word)))
        assert "seal" in kept and "walrus" not in kept
