"""What is typed into the search box is understood, or it is said why not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forum.lib import operators, searches
from forum.lib.searches import Condition, Search, Term, parse, write

NOW = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)


def terms(typed, **how):
    return [(t.text, t.kind, t.is_excluded) for t in parse(typed, **how).search.terms]


def conditions(typed):
    return [write_one(c) for c in parse(typed).search.conditions]


def write_one(condition):
    return searches.write_condition(condition)


def said(typed):
    return [problem.sentence for problem in parse(typed).problems]


def test_words_phrases_and_exclusions_are_told_apart():
    assert terms('tent "wet weather" -rain -"new moon" guy*') == [
        ("tent", "word", False), ("wet weather", "phrase", False), ("rain", "word", True),
        ("new moon", "phrase", True), ("guy", "prefix", False),
    ]  # fmt: skip
    assert terms("“wet «weather» in") == [("wet", "phrase", False), ("weather", "word", False),
                                          ("in", "phrase", False)]  # fmt: skip


def test_the_last_word_is_a_beginning_only_while_it_is_typed():
    assert terms("wet wea", is_typing=True)[-1] == ("wea", "prefix", False)
    assert terms("wet wea ", is_typing=True)[-1] == ("wea", "word", False)
    assert terms('"wet wea"', is_typing=True) == [("wet wea", "phrase", False)]
    assert terms("wet wea")[-1] == ("wea", "word", False)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("in:title in:unread", ["in:title", "in:unread"]),
        ("STATUS:Open -status:solved", ["status:open", "-status:solved"]),
        ("@Max -@nia user:amy author:@mo", ["@amy", "@max", "@mo", "-@nia"]),
        ('category:"Tents and tarps",packs', ['category:"packs,tents and tarps"']),
        ("tag:b,A,#a tags:c", ["tag:a,b", "tag:c"]),
        ("after:7D before:2026-1-5", ["before:2026-01-05", "after:7d"]),
        ("after:2025 before:2025-06", ["before:2025-06", "after:2025"]),
        ("min_posts:007 min_reactions:3", ["min_posts:7", "min_reactions:3"]),
        ("with:images with:code order:oldest", ["with:code", "with:images", "order:oldest"]),
        ("tent l", ["order:latest"]),
        ("tent t f", ["in:first", "in:title"]),
        ("l", []),
        ('vitamin "t"', []),
    ],
)
def test_operators_are_read_into_one_spelling(typed, expected):
    assert conditions(typed) == expected


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("status:opne", operators.NOT_ONE_OF),
        ("after:soon", operators.NO_DATE),
        ("after:2025-02-31", operators.NO_DATE),
        ("min_posts:many", operators.NO_NUMBER),
        ("min_posts:9999999999", operators.NO_NUMBER),
        ("tag:,", operators.NO_NAME),
        ("category:", operators.NO_NAME),
        ("tag:a,b,c,d,e,f,g,h,i", operators.TOO_MANY_CHOICES),
        ("-order:latest", operators.NO_EXCLUSION),
        ("order:latest order:oldest", searches.TWICE),
        ("authro:max", searches.UNKNOWN),
        ('tent "wet', searches.NOT_CLOSED),
        ("***", searches.NO_WORD),
        ("te*nt", searches.STAR),
        ("tent l", searches.SHORTENED),
        ("x" * 81, searches.WORD_TOO_LONG),
    ],
)
def test_what_is_not_understood_is_said(typed, why):
    assert why in said(typed)


def test_what_is_no_mistake_is_not_complained_about():
    assert said("std::vector https://example.org/a C++ tent - pole 12:30 a/b & c") == []
    assert terms("std::vector") == [("std", "word", False), ("vector", "word", False)]


def test_dates_begin_when_one_expects():
    def when(value):
        return operators.moment(value, NOW)

    assert when("7d") == NOW - timedelta(days=7) and when("2w") == NOW - timedelta(days=14)
    assert when("2025-06") == datetime(2025, 6, 1, tzinfo=UTC)
    assert when("2025") == datetime(2025, 1, 1, tzinfo=UTC)
    assert when("today") == datetime(2026, 3, 5, tzinfo=UTC)
    assert when("yesterday") == datetime(2026, 3, 4, tzinfo=UTC)
    assert when("9999y").year == 1


PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ['"', "-", "*", "@", "@max", ":", "in:title", "-tag:", "order:", 'category:"a b",c', "l",
         "t", "x*", "after:7d", "before:2025-02", "std::a", "min_posts:3", "-with:code", "is:open",
         "\u202e", "\u200d", "日本語", "e\u0301", "“", "  "]
    ),
)  # fmt: skip
TYPED = st.lists(PIECES, max_size=8).map(" ".join) | st.lists(PIECES, max_size=8).map("".join)


@settings(max_examples=300)
@given(TYPED)
@example("*a:b -l --c")
@example("@-a: t")
def test_what_was_understood_is_written_and_read_again_the_same(typed):
    asked = parse(typed)
    assert asked.typed == typed
    if not asked.is_stopped:
        assert parse(write(asked.search)).search == asked.search


HOSTILE = [
    "a" * 10_000,
    '"' * 499,
    "-" * 499,
    "* " * 249,
    "NOT " * 124,
    "in:title " * 55,
    "".join(f"tag:{n} " for n in range(70)),
    " ".join(f"w{n}" for n in range(120)),
    'a:"' * 160,
    "\x00\x01\x1b[31m tent \u202e\u2066 x",
    "(" * 250 + ")" * 249,
    "a" + "\u0301" * 499,
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_bounded(typed):
    asked = parse(typed)
    assert len(asked.search.terms) <= searches.MOST_TERMS
    assert len(asked.search.conditions) <= searches.MOST_CONDITIONS
    assert len(asked.problems) <= 8
    assert asked.typed == typed


def test_thousands_of_anything_stop_the_search_with_a_sentence():
    for typed, why in ((HOSTILE[0], searches.TOO_LONG), (HOSTILE[6], searches.TOO_MANY_FILTERS),
                       (HOSTILE[7], searches.TOO_MANY_WORDS)):  # fmt: skip
        asked = parse(typed)
        assert asked.is_stopped and asked.problems[0].sentence == why


def test_a_search_is_narrowed_and_widened():
    search = parse("tent category:packs @max").search
    assert write(search.with_("category", "tents")) == "tent @max category:tents"
    assert write(search.without("by", "category")) == "tent"
    assert search.value("category") == "packs" and search.value("order") == ""
    assert Search((Term("a"),), (Condition("by", "max"),)).wanted_terms == (Term("a"),)
