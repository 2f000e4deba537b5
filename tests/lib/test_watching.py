"""Watched words and patterns: found however they are written, and never at the cost of time."""

import pytest

from forum.lib import watching
from forum.lib.watching import Hit, Rule, Watch, linkable, replaced


def passages(text, *words, pattern=False):
    watch = Watch(Rule(n, word, pattern) for n, word in enumerate(words))
    return [text[hit.start : hit.end] for hit in watch.find(text)]


def test_a_word_is_found_whole_and_whatever_its_case():
    assert passages("A CASINO, casinos, a casino.", "Casino") == ["CASINO", "casino"]


@pytest.mark.parametrize(
    "word", ["cаsino", "cas\u200bino", "ｃａｓｉｎｏ", "ca\u00adsino", "c\u0336asino"]
)
def test_a_word_is_found_in_disguise(word):
    assert passages(f"Come to the {word} now", "casino") == [word]


def test_what_only_resembles_a_word_is_left_alone():
    """Digits are no letters here: model 455 is no insult."""
    assert passages("Model 455, schön, l8r", "ass", "schon", "ier") == []


def test_several_words_and_signs_may_be_watched():
    assert passages("buy cheap pills for $$$ now", "cheap pills", "$$$") == ["cheap pills", "$$$"]


def test_the_longest_of_words_that_begin_alike_is_found():
    assert passages("a free gift card", "free", "free gift", "free gift card") == ["free gift card"]


def test_a_pattern_is_found_whatever_the_case():
    assert passages("call 0800-12345 or Call 1", r"call [0-9-]{4,}", pattern=True) == [
        "call 0800-12345"
    ]


@pytest.mark.parametrize("text", ["(a", "(?=a)b", r"(a)\1", "a*", "", "(a{1,999}){1,999}"])
def test_a_pattern_that_is_none_is_said_to_be_wrong(text):
    assert watching.problem(text)


def test_a_pattern_that_would_stall_another_engine_is_just_a_pattern():
    """T89: this one takes Python's own engine longer than the universe has."""
    assert not watching.problem("(a+)+$")
    assert passages("a" * 50_000 + "!", "(a+)+$", "(x+x+)+y", pattern=True) == []


def test_a_pattern_that_finds_nothing_everywhere_comes_to_an_end():
    assert passages("a b " * 25_000, r"\b", pattern=True) == []


def test_positions_are_those_of_the_text_as_it_was_typed():
    watch = Watch([Rule(7, "straße", False), Rule(8, "ende", True)])
    text = "ＳＴＲＡẞE ist zu ENDE"
    assert [(h.number, text[h.start : h.end]) for h in watch.find(text)] == [
        (7, "ＳＴＲＡẞE"),
        (8, "ENDE"),
    ]


def test_hits_are_replaced_where_they_are_and_the_first_of_two():
    hits = [Hit(1, 0, 4), Hit(2, 2, 6), Hit(3, 7, 9)]
    words = {1: "****", 3: None}
    assert replaced("damn it is", hits, lambda hit, _: words.get(hit.number)) == "**** it is"


@pytest.mark.parametrize(
    "text", ["`dome`", "```\ndome\n```", "[dome](https://a.example)", "https://dome.example", "<https://dome>", "![dome](upload://x)"],
)  # fmt: skip
def test_no_link_goes_into_code_or_another_link(text):
    start = text.index("dome")
    assert not linkable(text)(Hit(1, start, start + 4))
    assert linkable(text + " and dome")(Hit(1, len(text) + 5, len(text) + 9))
