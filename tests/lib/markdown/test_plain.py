from forum.lib.markdown import excerpt
from forum.lib.markdown.plain import paragraphs


def test_a_short_text_is_its_own_excerpt():
    assert excerpt("a  b\nc") == "a b c"


def test_a_long_one_ends_between_words():
    assert excerpt("one two three four", 14) == "one two three…"
    assert excerpt("one two, three four", 11) == "one two…"


def test_an_excerpt_is_never_longer_than_asked():
    for length in range(1, 40):
        assert len(excerpt("one two three four five six seven", length)) <= length


def test_one_long_word_is_cut():
    assert excerpt("a" * 50, 10) == "a" * 9 + "…"


def test_an_accent_stays_with_its_letter():
    assert excerpt("aaaae\u0301bbbb", 6) == "aaaa…"


def test_paragraphs_are_escaped_and_keep_their_lines():
    assert paragraphs("a <b>\nc\n\n\n\nd & e\n") == "<p>a &lt;b&gt;<br>\nc</p>\n<p>d &amp; e</p>\n"
    assert paragraphs(" \n ") == ""
