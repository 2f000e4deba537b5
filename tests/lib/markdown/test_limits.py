"""Up to its limits a text is drawn; beyond them it is plain paragraphs that lose nothing."""

import logging

import pytest

from forum.lib import markdown
from forum.lib.markdown import Context, limits, render


def test_the_longest_text_is_drawn_and_a_longer_one_is_plain():
    assert not render("*a* " + "b" * (limits.CHARACTERS - 4)).too_complex
    found = render("*a* <b>\n\nc\nd" + "e" * limits.CHARACTERS)
    assert found.too_complex
    assert found.html.startswith("<p>*a* &lt;b&gt;</p>\n<p>c<br>\nde")
    assert found.text.startswith("*a* <b> c de")


def test_an_import_may_bring_longer_ones():
    text = "*a* " + "b " * limits.CHARACTERS
    assert render(text).too_complex
    assert "<em>" in render(text, Context(is_import=True)).html


@pytest.mark.parametrize(
    ("unit", "most"),
    [
        ("[a](/b) ", limits.LINKS),
        ("![a](/b) ", limits.IMAGES),
        ("[a](https://b.example) ", limits.LINKS),
    ],
)
def test_links_and_images_are_counted(unit, most):
    assert not render(unit * most).too_complex
    assert render(unit * (most + 1)).too_complex


def test_a_table_as_wide_as_allowed_is_a_table_and_a_wider_one_is_text():
    def table(columns):
        return "\n".join("|" + f"{cell}|" * columns for cell in ("a", "-", "b"))

    assert "<table>" in render(table(limits.TABLE_COLUMNS)).html
    assert "<table>" not in render(table(limits.TABLE_COLUMNS + 3)).html


def test_quotes_beyond_the_deepest_are_text():
    found = render("> " * 25 + "a")
    assert not found.too_complex
    assert found.html.count("<blockquote>") == limits.NESTING
    assert "&gt; &gt; &gt; &gt; &gt; a" in found.html


@pytest.mark.parametrize("unit", ["- ", "1. ", "> ", "- > "])
def test_nothing_deep_is_lost(unit):
    assert "needle" in render(unit * 60 + "needle").html


def test_boxes_beyond_the_deepest_are_text():
    found = render("[quote]\n" * 30 + "needle\n" + "[/quote]\n" * 30)
    assert found.html.count("<blockquote") == limits.NESTING
    assert "needle" in found.html


def test_emphasis_beyond_the_deepest_keeps_its_words():
    found = render("*a _b " * 30 + "needle" + " b_ a*" * 30)
    assert 0 < found.html.count("<em>") <= limits.NESTING
    assert "needle" in found.html


def test_a_fault_of_ours_costs_the_member_nothing_and_is_logged(monkeypatch, caplog):
    def broken(drawn):
        raise RuntimeError("the gate is shut")

    monkeypatch.setattr(markdown.gate, "clean", broken)
    with caplog.at_level(logging.ERROR):
        found = render("a <b>")
    assert found.html == "<p>a &lt;b&gt;</p>\n"
    assert found.too_complex
    assert "the gate is shut" in caplog.text
