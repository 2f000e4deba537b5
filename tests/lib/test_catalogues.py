"""Catalogues are read as their translators write them, and what they lack is said."""

import pytest
from babel.messages.catalog import Catalog

from forum.cli import words
from forum.lib import catalogues


def said(text, translation, language="de"):
    catalogue = Catalog(locale=language)
    message = catalogue.add(text, translation)
    return catalogues.wrong(message, catalogue.num_plurals)


@pytest.mark.parametrize(
    ("text", "translation", "language", "wrong"),
    [
        ("Hello %(name)s", "%(name)s, hallo %(name)s", "de", ""),
        ("Hello %(name)s", "Hallo", "de", "places or tags differ"),
        ("Hello", "Hallo %(name)s", "de", "places or tags differ"),
        ("<b>Hi</b>", "Hallo", "de", "places or tags differ"),
        ("Hello", "", "de", "not translated"),
        (("%(num)d post", "%(num)d posts"), ("Ein Beitrag", "%(num)d Beiträge"), "de", ""),
        (("%(num)d post", "%(num)d posts"), ("%(num)d Beitrag", "Beiträge"), "de",
         "places or tags differ"),
        (("%(num)d post", "%(num)d posts"), ("%(num)d", "%(num)d"), "ar",
         "not translated in all its forms"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_translation_is_told(text, translation, language, wrong):
    assert said(text, translation, language) == wrong


def test_a_catalogue_is_the_same_bytes_whenever_it_is_written(tmp_path):
    catalogue = Catalog(locale="pl", project="x")
    catalogue.add("Hello", "Cześć", [("b.py", 7)])
    file = tmp_path / "a.po"
    file.write_bytes(words.written(catalogue))
    assert b"Date" not in file.read_bytes() and b":7" not in file.read_bytes()
    assert words.written(catalogues.load(file)) == file.read_bytes()
    assert catalogues.read(file).ugettext("Hello") == "Cześć"


def test_what_a_catalogue_lacks_is_named():
    template, catalogue = Catalog(), Catalog(locale="pl")
    template.add("Hello"), template.add("Bye")
    catalogue.add("Hello", "Cześć")
    assert list(catalogues.lacking(template, catalogue)) == [("Bye", "not in the catalogue")]
