"""Whatever accent a brand has, every text on every page can be read."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.lib.colours import (
    SCHEMES,
    Scheme,
    brand_css,
    category_colour,
    fitted,
    palette,
    readable_on,
)
from forum.lib.oklch import contrast, normal_hex, to_hex, to_oklch

# Yellow, neon, pastel, mud, black, white: what brands really have, and what nobody should.
ACCENTS = (
    "#000000", "#ffffff", "#ffff00", "#39ff14", "#ff00ff", "#00ffff", "#fe0000", "#0000ff",
    "#ffe600", "#f7931e", "#ff6f61", "#1e88e5", "#7f7f7f", "#767676", "#fff5e1", "#001f3f",
    "#23513f", "#8b4513", "#c0ffee", "#e91e63", "#6a0dad", "#808000", "#fafafa", "#0a0a0a",
)  # fmt: skip
GROUNDS = ("paper", "surface", "sunken")
SOFT = tuple(f"{name}-soft" for name in ("accent", "danger", "warning", "success", "info"))
INKS = ("ink", "ink-soft")
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def check(accent: str, scheme: Scheme) -> None:
    shown = palette(accent, scheme)
    text, mark = (7.0, 4.5) if scheme.startswith("contrast") else (4.5, 3.0)

    def at_least(ratio: float, front: str, back: str) -> None:
        found = contrast(shown[front], shown[back])
        assert found >= ratio, f"{accent} {scheme}: {front} on {back} is {found:.2f}"

    for front, back in product(INKS, GROUNDS + SOFT):
        at_least(text, front, back)
    for soft in SOFT:
        ink = soft.replace("-soft", "-ink")
        for back in (*GROUNDS, soft):
            at_least(text, ink, back)
    for front, back in product(("accent-line", "line-strong"), GROUNDS):
        at_least(mark, front, back)
    at_least(4.5, "on-accent", "accent")
    at_least(4.5, "on-accent", "accent-hover")


@pytest.mark.parametrize(("accent", "scheme"), list(product(ACCENTS, SCHEMES)))
def test_every_text_reads_on_every_ground(accent: str, scheme: Scheme) -> None:
    check(accent, scheme)


@given(accent=colours, scheme=st.sampled_from(SCHEMES))
@settings(max_examples=150, deadline=None)
def test_any_colour_at_all_makes_a_readable_page(accent: str, scheme: Scheme) -> None:
    check(accent, scheme)


@given(colour=colours, scheme=st.sampled_from(SCHEMES))
@settings(max_examples=150, deadline=None)
def test_any_category_colour_can_be_seen_beside_its_name(colour: str, scheme: Scheme) -> None:
    shown = category_colour(colour, scheme, "#23513f")
    for ground in GROUNDS:
        assert contrast(shown, palette("#23513f", scheme)[ground]) >= 3.0


@given(fill=colours)
def test_a_button_has_readable_text_on_any_fill(fill: str) -> None:
    assert contrast(readable_on(fill), fill) >= 4.5


@pytest.mark.parametrize("accent", ["#23513f", "#ffe600", "#6a0dad", "#001f3f", "#39ff14"])
def test_a_brand_colour_that_can_carry_text_is_left_as_it_is(accent: str) -> None:
    assert palette(accent, "light")["accent"] == accent


def test_a_middling_colour_is_darkened_a_little_so_that_white_reads_on_it() -> None:
    shown = palette("#1e88e5", "light")
    before, after = to_oklch("#1e88e5"), to_oklch(shown["accent"])

    assert shown["on-accent"] == "#ffffff"
    assert 0 < before.lightness - after.lightness <= 0.09
    assert abs(before.hue - after.hue) < 3


def test_a_colour_keeps_its_hue_when_it_is_made_readable() -> None:
    found = fitted("#39ff14", ["#ffffff"], 4.5)

    assert contrast(found, "#ffffff") >= 4.5
    assert abs(to_oklch(found).hue - to_oklch("#39ff14").hue) < 3


def test_what_cannot_be_kept_ends_at_black() -> None:
    assert fitted("#ffffff", ["#767676", "#ffffff"], 7.0) == "#000000"


def test_greys_lean_to_the_accent_or_to_the_hue_asked_for() -> None:
    warm = to_oklch(palette("#23513f", "light", neutral_hue=70.0)["sunken"])
    green = to_oklch(palette("#23513f", "light")["sunken"])

    assert abs(warm.hue - 70) < 15
    assert abs(green.hue - to_oklch("#23513f").hue) < 15


def test_a_grey_brand_gets_grey_pages() -> None:
    assert to_oklch(palette("#777777", "light")["sunken"]).chroma < 0.002


def test_the_stylesheet_has_every_token_in_every_scheme() -> None:
    css = brand_css("#23513f")

    for name in palette("#23513f", "light"):
        assert css.count(f"--{name}:") == 4, name  # plain, by scheme, strong by system, by choice
    assert ":root[data-scheme=contrast]{" in css
    assert "prefers-contrast:more" in css


def test_the_stylesheet_names_each_category_once_per_scheme() -> None:
    css = brand_css("#23513f", {7: "#ff0000", 3: "#00ff00"})

    assert re.findall(r"^\.cat-(\d+)\{--cat:#", css, re.MULTILINE) == ["3", "7"]
    assert ":root[data-scheme=contrast] .cat-7{" in css


def test_the_same_brand_gives_the_same_stylesheet() -> None:
    assert brand_css("#ABC", {1: "#fff"}) == brand_css("#aabbcc", {1: "#FFFFFF"})


@pytest.mark.parametrize("colour", ["red}body{display:none", "", "#12", "url(//evil)", "#gggggg"])
def test_a_category_without_a_real_colour_gets_the_accent_and_nothing_else(colour: str) -> None:
    assert brand_css("#23513f", {1: colour}) == brand_css("#23513f", {1: "#23513f"})


@pytest.mark.parametrize("accent", ["red;}", "", "#12345", "2351", "rgb(0,0,0)", "#12345g"])
def test_an_accent_that_is_no_colour_is_refused_in_plain_words(accent: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        brand_css(accent)


def test_short_and_bare_notations_mean_the_same() -> None:
    assert normal_hex("#ABC") == normal_hex(" aabbcc ") == "#aabbcc"


@given(colour=colours)
def test_a_colour_survives_the_way_there_and_back(colour: str) -> None:
    back = to_hex(*to_oklch(colour))
    for at in (1, 3, 5):
        assert abs(int(back[at : at + 2], 16) - int(colour[at : at + 2], 16)) <= 1


def test_contrast_is_the_one_of_the_standard() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54  # WebAIM's known border case
