"""A passage shows why a post was found, and gives nothing away that the post folds in."""

from hypothesis import given
from hypothesis import strategies as st

from forum.lib import passages
from forum.lib.passages import Piece, Sought


def forms(word):
    return {word.rstrip("s")}


def sought(*exact, begun=()):
    return Sought(exact, begun, forms)


def found(pieces):
    return [piece.text for piece in pieces if piece.is_found]


def test_words_are_marked_in_their_forms_and_by_how_they_begin():
    assert passages.marked("Tents and a tent-pole", sought("tent")) == (
        Piece("Tents", True), Piece(" and a "), Piece("tent", True), Piece("-pole"),
    )  # fmt: skip
    assert found(passages.marked("Guyline guys", sought(begun=["guy"]))) == ["Guyline", "guys"]
    assert found(passages.marked("今天天气好", sought("天气"))) == ["天气"]
    assert found(passages.marked("nothing", sought("tent"))) == []


def test_the_passage_is_where_most_of_the_words_stand_together():
    text = "tent " + "filler " * 200 + "the tent pole broke " + "filler " * 200
    piece = passages.passage(text, sought("tent", "pole"))
    assert found(piece) == ["tent", "pole"]
    shown = "".join(part.text for part in piece)
    assert shown.startswith("… ") and shown.endswith(" …") and len(shown) <= passages.LENGTH + 6


def test_a_passage_without_the_words_is_the_beginning():
    piece = passages.passage("In the beginning. " * 40, sought("tent"))
    assert piece[0].text.startswith("In the beginning.") and piece[-1] == Piece(" …")
    assert passages.passage("", sought("tent")) == ()


def test_quotes_of_others_and_spoilers_are_left_out():
    html = (
        '<p>Mine &amp; <em>yours</em></p><blockquote class="quote"><p>theirs</p></blockquote>'
        '<details class="spoiler"><summary>Spoiler</summary><p>the end</p></details>'
        '<p>So <span class="spoiler"><input type="checkbox"><span class="spoiler__text">he did it'
        "</span></span>.</p>"
    )
    assert passages.plain(html) == "Mine & yours So ."


def test_what_stands_within_a_spoiler_or_after_another_box_in_it_is_left_out_too():
    box = '<details class="spoiler">a<details class="details">b</details>c</details>'
    assert passages.plain(f"<blockquote>x<blockquote>y</blockquote>z</blockquote>1{box}2") == "1 2"
    assert passages.plain('<details class="details">seen</details> <span>too</span>') == "seen too"
    assert passages.plain('1<details class="spoiler">an end that was cut off') == "1"


WORDS = st.lists(st.sampled_from(["tent", "tents", "a", "b c", "<b>", "日本", "\u202e", "x" * 60]))


@given(WORDS)
def test_nothing_is_lost_or_added_between_the_marks(words):
    text = " ".join(words)
    pieces = passages.marked(text, sought("tent", "日本", begun=["b"]))
    assert "".join(piece.text for piece in pieces) == text
    shown = passages.passage(text, sought("tent"), 80)
    assert "".join(p.text for p in shown).removeprefix("… ").removesuffix(" …") in text
