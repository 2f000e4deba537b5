"""A community that speaks Arabic: articles, endings and vowel points keep nobody from finding."""

import pytest

from forum.search import Piece, words
from tests.search.conftest import built, document, wanted


@pytest.fixture
def site_language():
    return "ar"


def ids(found):
    return [hit.post_id for hit in found.hits]


def test_a_word_is_found_in_its_other_forms_and_as_it_is_written_first(search):
    built(
        search,
        document(1, "خيمة خفيفة للمشي"),
        document(2, "الخيمة لا تتحمل المطر"),
        document(3, "كتاب عن الجبال"),
        document(4, "خَيْمَةٌ لِشَخصين"),
    )
    assert ids(search.query(wanted("الخيمة")))[0] == 2
    for typed in ("خيمة", "بالخيمة", "والخيمة", "خَيْمَة"):
        assert set(ids(search.query(wanted(typed)))) == {1, 2, 4}, typed
    assert ids(search.query(wanted(Piece("لا تتحمل", "phrase")))) == [2]
    assert ids(search.query(wanted("المشي"))) == [1]


@pytest.mark.parametrize(
    ("word", "stem"),
    [("والأحذية", "احذ"), ("المسافرون", "مسافر"), ("كتابان", "كتاب"), ("ولد", "ولد"), ("ال", "ال"),
     ("tents", "tents")],
)  # fmt: skip
def test_articles_and_endings_come_off_and_something_stays(word, stem):
    assert words.language("ar").tokens(word)[1] == [stem]


def test_vowel_points_neither_cut_a_word_nor_are_one():
    for code in ("ar", "en", ""):
        assert words.language(code).tokens("مُحَمَّد ً שָׁלוֹם")[0] == ["محمد", "שלום"]
