"""Pictures drawn from a name: the same each time, readable, and nothing but a picture."""

import re
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.lib import avatars
from forum.lib.graphemes import graphemes
from forum.lib.oklch import contrast


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maya Lind", "ML"), ("maya-lind", "ML"), ("j_r_hartley", "JH"), ("Nia", "N"), ("Ada L.", "AL"),
        ("Robin van der Berg", "RB"), ("zoë ørsted", "ZØ"), ("O'Neill", "O"), ("1337 kid", "1K"),
        ("Иван Петров", "ИП"), ("Ελένη Παππά", "ΕΠ"), ("נועה כהן", "נכ"), ("محمد علي", "م"),
        ("山田 太郎", "山"), ("김철수", "김"), ("नेहा शर्मा", "नेश"), ("क्षमा", "क्ष"), ("สมชาย", "ส"),
        ("👩\u200d💻 Dev", "D"), ("👩\u200d💻", "👩\u200d💻"), ("🇩🇪🇫🇷", "🇩🇪"), ("e\u0301ve", "É"), ("ßen", "ß"),
        ("", "?"), ("   ", "?"), ("-_.", "?"),
    ],
)  # fmt: skip
def test_initials_are_whole_characters_of_any_script(name, letters):
    assert avatars.initials(name) == letters


@given(st.text(max_size=40))
def test_any_name_gives_a_well_formed_picture_with_no_more_than_a_picture_in_it(name):
    picture = avatars.svg(name, avatars.initials(name))
    tree = ElementTree.fromstring(picture)
    assert {element.tag.split("}")[1] for element in tree.iter()} <= {
        "svg",
        "rect",
        "g",
        "circle",
        "path",
        "text",
    }
    assert len(picture) < 1_000


@given(st.text(max_size=300))
def test_initials_of_anything_are_escaped(text):
    tree = ElementTree.fromstring(avatars.svg("seed", text))
    assert len(list(tree.iter())) == 5


def test_an_attack_stays_text():
    picture = avatars.svg("x", '</text><script>alert(1)</script>"')
    assert "<script" not in picture
    assert not re.search(r"href|url\(|http(?!://www\.w3\.org/2000/svg)", picture)


def test_the_same_seed_gives_the_same_picture_and_others_differ():
    assert avatars.svg("42", "ML") == avatars.svg("42", "ML")
    assert len({avatars.svg(str(n), "ML") for n in range(200)}) > 190


def test_every_colour_and_shape_is_used():
    pictures = [avatars.svg(str(n), "") for n in range(400)]
    for ground, tone in avatars.PALETTE:
        assert sum(ground in picture and tone in picture for picture in pictures) > 10


@pytest.mark.parametrize("pair", avatars.PALETTE)
def test_white_initials_can_be_read_on_every_colour(pair):
    assert all(contrast("#ffffff", colour) >= 4.5 for colour in pair)


def test_the_size_is_a_number_of_pixels():
    assert 'width="48" height="48"' in avatars.svg("x", "X", size=48)


@given(st.text(max_size=60))
def test_graphemes_put_together_are_the_text(text):
    assert "".join(graphemes(text)) == unicodedata.normalize("NFC", text)


def test_marks_without_end_are_cut():
    assert max(len(found) for found in graphemes("a" + "\u0315" * 100)) <= 12
