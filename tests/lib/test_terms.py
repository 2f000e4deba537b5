"""A name of a product is found as a word of its own, however it is written."""

import pytest

from forum.lib.terms import is_named


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My MORAINE's pegs", True), ("a Second\n  Mile.", True), ("Mórainé!", True),
        ("Ｍｏｒａｉｎｅ", True), ("Mo\u00adraine", True), ("x " * 30_000 + "Moraine", True),
        ("moraines", False), ("Second, Mile", False), ("", False),
    ],
)  # fmt: skip
def test_a_product_is_known_by_its_name_as_whole_words(text, found):
    assert is_named(text, ["Moraine", " second mile ", ""]) is found
    assert not is_named(text, ["", "  "])
