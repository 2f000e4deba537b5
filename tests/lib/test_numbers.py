"""Numbers are written as the reader's language writes them."""

import pytest
from flask import render_template_string
from flask_babel import force_locale, gettext, ngettext

from forum.lib import numbers

SPACE = "\u202f"  # French groups with a narrow space that does not break


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "12,345"), ("de", "12.345"), ("fr", f"12{SPACE}345"), ("es", "12.345"),
     ("ar", "12,345"), ("eo", "12 345"), ("??", "12,345")],
)  # fmt: skip
def test_a_count_is_grouped_as_its_language_does(language, said):
    assert numbers.decimal(12_345, language).replace("\xa0", " ") == said


def test_what_is_small_has_nothing_to_group_and_a_fraction_its_own_sign():
    assert numbers.decimal(999, "de") == "999"
    assert numbers.decimal(1.5, "de") == "1,5"
    assert numbers.percent(0.25, "en") == "25%"
    assert numbers.percent(0.25, "de").replace("\xa0", " ") == "25 %"


def test_how_large_a_file_is_is_said_in_the_units_of_the_language():
    assert numbers.size(1_540_000, "de").replace("\xa0", " ") == "1,5 MB"
    assert numbers.size(1_540_000, "fr").replace(SPACE, " ") == "1,5 Mo"
    assert numbers.size(512) == "512 byte" and numbers.size(0, "de").startswith("0")
    assert numbers.decimal(1234.5, "de", 2) == "1.234,50"


def test_names_that_are_numbers_and_texts_stay_as_they_are():
    found = numbers.written({"number": 1234, "title": "1234", "is_it": True, "count": 1234}, "en")
    assert found == {"number": 1234, "title": "1234", "is_it": True, "count": "1,234"}


def test_sentences_in_code_and_in_templates_write_them_alike(app):
    many = ("%(num)d reply", "%(num)d replies", 12_345)
    page = '{{ ngettext("%(num)d reply", "%(num)d replies", 12345) }} {{ 12345|number }}'
    with force_locale("de"):
        assert ngettext(*many) == "12.345 Antworten"
        assert gettext("%(n)s at most", n=2_500) == "höchstens 2.500"
    assert ngettext(*many) == "12,345 replies"
    assert render_template_string(page) == "12,345 replies 12,345"
