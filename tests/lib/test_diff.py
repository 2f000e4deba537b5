"""The difference between two versions of a text, for revisions and for the grace rule."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.lib import alignment, diff
from forum.lib.diff import Piece

TEXTS = st.text(alphabet="ab ,.\n字é", max_size=80)


def sides(pieces):
    before = "".join(piece.text for piece in pieces if piece.kind != "added")
    return before, "".join(piece.text for piece in pieces if piece.kind != "removed")


def kinds(pieces):
    return [(piece.kind, piece.text) for piece in pieces]


def test_words_are_compared_and_not_lines():
    pieces = diff.words("The quick brown fox jumps.", "The quick red fox leaps high.")
    assert kinds(pieces) == [
        ("same", "The quick "), ("removed", "brown"), ("added", "red"), ("same", " fox "),
        ("removed", "jumps"), ("added", "leaps high"), ("same", "."),
    ]  # fmt: skip


def test_neighbouring_changes_are_read_as_one():
    pieces = diff.words("I like old red cars", "I like new blue cars")
    assert kinds(pieces) == [
        ("same", "I like "), ("removed", "old red"), ("added", "new blue"), ("same", " cars"),
    ]  # fmt: skip


def test_a_paragraph_break_between_two_changes_stays_where_it_is():
    pieces = diff.words("one\n\ntwo", "uno\n\ndos")
    assert ("same", "\n\n") in kinds(pieces)


def test_a_script_without_spaces_is_compared_by_character():
    pieces = diff.words("私は猫が好きです", "私は犬が好きです")
    assert kinds(pieces)[1:3] == [("removed", "猫"), ("added", "犬")]


def test_an_apostrophe_does_not_cut_a_word():
    assert ("removed", "don't") in kinds(diff.words("I don't know", "I do know"))


def test_equal_texts_are_one_piece_and_empty_texts_none():
    assert diff.words("same", "same") == (Piece("same", "same"),)
    assert diff.words("", "") == ()
    assert diff.words("", "new") == (Piece("added", "new"),)
    assert diff.words("old", "") == (Piece("removed", "old"),)


@given(TEXTS, TEXTS)
def test_both_versions_can_be_put_together_again(before, after):
    pieces = diff.words(before, after)
    assert sides(pieces) == (before, after)
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))
    assert sides(diff.folded(pieces, around=3)) == (before, after)


@given(TEXTS, TEXTS, st.integers(0, 400))
def test_both_versions_can_be_put_together_whatever_the_budget(before, after, steps):
    x = y = 0
    for at, other, length in alignment.matches(before, after, alignment.Budget(steps)):
        assert at >= x and other >= y
        assert before[at : at + length] == after[other : other + length]
        x, y = at + length, other + length
    assert (x, y) == (len(before), len(after))


def script_length(before, after):
    """The smallest number of removals and additions, found the slow and certain way."""
    row = list(range(len(after) + 1))
    for x, one in enumerate(before, 1):
        corner, row[0] = row[0], x
        for y, other in enumerate(after, 1):
            corner, row[y] = row[y], corner if one == other else 1 + min(row[y], row[y - 1])
    return row[-1]


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_with_enough_budget_the_difference_is_the_smallest(before, after):
    found = alignment.shortest(before, after, alignment.Budget(100_000))
    kept = sum(length for _, _, length in found)
    assert len(before) + len(after) - 2 * kept == script_length(before, after)


@given(TEXTS, TEXTS)
def test_changed_characters_are_nought_only_for_equal_texts_and_never_too_few(before, after):
    changed = diff.changed_characters(before, after)
    assert (changed == 0) == (before == after)
    assert script_length(before, after) <= changed <= len(before) + len(after)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [("teh cat", "the cat", 2), ("colour", "color", 1), ("a cat", "a black cat", 6),
     ("one two three", "three", 8), ("word", "", 4)],
)  # fmt: skip
def test_changed_characters_are_counted_inside_words(before, after, changed):
    assert diff.changed_characters(before, after) == changed


HARD = {
    "nothing in common": ("a " * 16_000, "b " * 16_000),
    "periods that do not fit": ("a b " * 8_000, "a a b " * 5_333),
    "signs only": ("!.," * 10_666, ".!," * 10_666),
    "line breaks": ("\n" * 32_000, "\n " * 16_000),
    "every character another word": (
        "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))),
        "".join(map(chr, range(0x4E00 + 19_999, 0x4DFF, -1))),
    ),
    "noise": tuple("".join(random.Random(n).choices("ab ", k=32_000)) for n in (1, 2)),
}


@pytest.mark.parametrize("name", HARD)
def test_hard_texts_of_the_greatest_length_are_compared_within_the_budget(name):
    before, after = HARD[name]
    assert sides(diff.words(before, after)) == (before, after)
    budget = alignment.Budget(diff._STEPS)
    kept = sum(length for *_, length in alignment.matches(before, after, budget))
    assert kept <= len(after)
    assert budget.steps > -diff._STEPS / 10


def test_past_the_budget_what_is_unmistakable_is_still_found():
    rows = [f"row{n} " + "x " * 200 for n in range(60)]
    changed = [row.replace("x ", f"y{n} ") for n, row in enumerate(rows)]
    pieces = diff.words("".join(rows), "".join(changed))
    assert sum(piece.text.count("row") for piece in pieces if piece.kind == "same") == 60


def test_long_equal_runs_are_folded_between_words_and_short_ones_stay():
    middle = " ".join(f"word{n}" for n in range(100))
    pieces = diff.folded(diff.words(f"old {middle} old", f"new {middle} new"), around=40)
    assert [piece.kind for piece in pieces] == [
        "removed", "added", "same", "folded", "same", "removed", "added",
    ]  # fmt: skip
    assert 40 <= len(pieces[2].text) <= 60 and 40 <= len(pieces[4].text) <= 60
    assert not pieces[2].text[-1].isspace() and pieces[3].text[0].isspace()
    few = diff.words("old but the rest is short old", "new but the rest is short new")
    assert diff.folded(few) == few


def test_what_comes_before_the_first_change_is_folded_but_for_its_end():
    text = "word " * 100
    pieces = diff.folded(diff.words(text + "old", text + "new"))
    assert [piece.kind for piece in pieces] == ["folded", "same", "removed", "added"]
