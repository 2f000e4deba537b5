"""Fonts: each that comes along is there with its licence; what is uploaded comes out as letters only."""

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont, newTable

from forum.lib import font_files, fonts, looks
from forum.settings.looks import ALL


def test_every_font_that_can_be_chosen_is_there_with_its_licence() -> None:
    choices = {value for one in ALL if one.name == "looks.font" for value, _words in one.choices}
    assert choices == {*looks.FONTS}
    sources = (fonts.FOLDER / "SOURCES.txt").read_text()
    for key, font in {"own": fonts.OWN, **fonts.CHOSEN}.items():
        assert all(file.is_file() for file in fonts.drawing(key))
        assert "OPEN FONT LICENSE" in (fonts.FOLDER / f"LICENSE-{font.file}.txt").read_text()
        assert font.file in sources
        assert {"A", "ß", "Ł"} <= set().union(*map(fonts.letters, fonts.drawing(key)))


def test_a_reader_fetches_the_chosen_fonts_and_no_other() -> None:
    css = looks.css(looks.Look("#2f6b4f", font="nunito", title_font="literata"), {}, "/s/".__add__)
    assert css.count("@font-face") == 4 and 'url("/s/fonts/nunito-latin-ext-' in css
    assert "hyperlegible" not in css
    assert "@font-face" not in looks.css(looks.Look("#2f6b4f"), {})


def test_only_the_tables_that_are_drawn_with_come_in() -> None:
    file = fonts.FOLDER / "source-sans-3-greek-wght-normal.woff2"
    font, out = TTFont(file), BytesIO()
    font["SVG "] = newTable("SVG ")
    font["SVG "].docList = [("<svg><script>alert(1)</script></svg>", 1, 1)]
    font.save(out)
    made = TTFont(BytesIO(font_files.cleaned(out.getvalue())))
    assert "SVG " not in made and "fvar" in made and ord("λ") in made.getBestCmap()
    assert not hasattr(made.reader, "metadata") or not made.flavorData.metaData


def test_a_font_that_is_cut_off_is_none() -> None:
    data = (fonts.FOLDER / "nunito-latin-wght-normal.woff2").read_bytes()
    for bad in (b"wOF2", data[:-4000], b"wOF2" + data[4:100]):
        with pytest.raises(font_files.NotAFont):
            font_files.cleaned(bad)
