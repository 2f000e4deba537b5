"""From one accent colour to every colour of the pages, with the contrast computed, not hoped for.

`brand_css` writes the stylesheet that an admin's choice of accent and category colours comes to;
`palette` gives the same as data. Ratios are those of WCAG 2.2: 4.5 for text (1.4.3), 3 for lines
and marks that carry meaning (1.4.11), 7 for both in high contrast (1.4.6).
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, Literal

from forum.lib.oklch import contrast, luminance, normal_hex, to_hex, to_oklch

Scheme = Literal["light", "dark", "contrast-light", "contrast-dark"]
Palette = dict[str, str]
Exact = tuple[tuple[str, str], ...]

SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark", "contrast-light", "contrast-dark")
DEFAULT_ACCENT: Final = "#2f6b4f"

# Text, and the grounds it stands on.
READ_ON: Final = {
    "ink": ("paper", "surface", "sunken", "accent-soft"),
    "ink-soft": ("paper", "surface", "sunken"),
    "accent-ink": ("paper", "surface", "sunken", "accent-soft"),
    "danger-ink": ("paper",),
    "warning-ink": ("paper",),
    "success-ink": ("paper",),
    "info-ink": ("paper",),
    "on-accent": ("accent", "accent-hover"),
}

# Hues in degrees of OKLCH, and how strong each may be. They mean something: no brand moves them.
_MEANINGS: Final = {
    "danger": (26.0, 0.17),
    "warning": (72.0, 0.12),
    "success": (152.0, 0.12),
    "info": (250.0, 0.11),
}
# The grounds of each scheme as lightness (page, panel, inset), then how strong their tint is.
_GROUNDS: Final[dict[Scheme, tuple[float, float, float, float]]] = {
    "light": (0.982, 1.0, 0.956, 1.0),
    "dark": (0.195, 0.228, 0.262, 1.3),
    "contrast-light": (1.0, 1.0, 0.96, 0.0),
    "contrast-dark": (0.0, 0.0, 0.2, 0.0),
}


def readable_on(fill: str) -> str:
    """White or near-black, whichever text reads better on `fill`; 4.5 to 1 or more on any colour.

    One of pure black and pure white always reaches 4.58, so near-black is given only where it does.
    """
    if contrast("#ffffff", fill) >= 4.5:
        return "#ffffff"
    return next(dark for dark in ("#10140f", "#000000") if contrast(dark, fill) >= 4.5)


def fitted(colour: str, grounds: Iterable[str], ratio: float) -> str:
    """`colour`, or the nearest lightness of it that keeps `ratio` on every one of `grounds`.

    It darkens on light grounds and lightens on dark ones, so all grounds must be of one kind.
    Ends at black or white when a ratio cannot be kept.
    """
    grounds = list(grounds)
    lightness, chroma, hue = to_oklch(colour)
    darkest = min(luminance(ground) for ground in grounds)
    step = -0.004 if darkest > 0.18 else 0.004
    found = colour
    while min(contrast(found, ground) for ground in grounds) < ratio:
        lightness += step
        if not 0 < lightness < 1:
            return "#000000" if step < 0 else "#ffffff"
        found = to_hex(lightness, chroma, hue)
    return found


def palette(
    accent: str, scheme: Scheme, neutral_hue: float | None = None, exact: Exact = ()
) -> Palette:
    """Every colour token of a scheme by name (without `--`), as `#rrggbb`.

    `accent` is the brand's colour; greys lean slightly towards its hue, or towards `neutral_hue`
    (degrees). `exact` are colours of this scheme that a brand wants as they are: nothing is fitted
    to them, so `problems` has to be asked. ValueError when `accent` is no colour.
    """
    accent = normal_hex(accent)
    brand = to_oklch(accent)
    high = scheme.startswith("contrast")
    text, mark = (7.0, 4.5) if high else (4.6, 3.05)
    colours = _grounds(accent, scheme, neutral_hue)
    grounds = list(colours.values())
    roles = {"accent": (brand.hue, brand.chroma), **_MEANINGS}
    for name, (hue, chroma) in roles.items():
        colours |= _role(name, hue, chroma, scheme, grounds, text)
    fill = _fill(accent, scheme, colours["surface"])
    words = readable_on(fill)
    made = colours | {
        **_inks(colours, scheme, text),
        "accent": fill,
        "accent-hover": _hover(fill, words),
        "on-accent": words,
        "accent-line": fitted(accent, grounds, mark),
    }
    wanted = {name: normal_hex(colour) for name, colour in exact}
    made |= wanted
    if "accent" in wanted or "on-accent" in wanted:
        made["accent-hover"] = _hover(made["accent"], made["on-accent"])
    return made


def problems(
    accent: str, neutral_hue: float | None, light: Exact, dark: Exact
) -> list[tuple[Scheme, str, str, float]]:
    """What could not be read with these exact colours: scheme, text, ground, and their contrast.

    Both are names of tokens. Everything below 4.5 to 1 is in it (WCAG 2.2, 1.4.3).
    """
    found: list[tuple[Scheme, str, str, float]] = []
    sides: tuple[tuple[Scheme, Exact], ...] = (("light", light), ("dark", dark))
    for scheme, exact in sides:
        made = palette(accent, scheme, neutral_hue, exact)
        for text, grounds in READ_ON.items():
            for ground in grounds:
                ratio = contrast(made[text], made[ground])
                if ratio < 4.5:
                    found.append((scheme, text, ground, ratio))
    return found


def category_colour(colour: str, scheme: Scheme, accent: str = DEFAULT_ACCENT) -> str:
    """A category's colour as a dot, bar or icon: 3 to 1 on every ground of the scheme."""
    grounds = _grounds(normal_hex(accent), scheme, None).values()
    return fitted(normal_hex(colour), grounds, 4.5 if scheme.startswith("contrast") else 3.05)


def colour_or_none(text: str) -> str:
    """`text` as `#rrggbb`; "" when it is no colour."""
    try:
        return normal_hex(text)
    except ValueError:
        return ""


def brand_css(
    accent: str,
    categories: Mapping[int, str] | None = None,
    *,
    neutral_hue: float | None = None,
    light: Exact = (),
    dark: Exact = (),
) -> str:
    """The stylesheet of a brand: colour tokens for all schemes, and `.cat-<id>` with `--cat`.

    `categories` maps a category's id to its colour. A category whose colour is no colour gets the
    accent; a wrong `accent` is a ValueError. The text depends on the arguments alone.
    """
    accent = normal_hex(accent)
    sets = {":root": _scheme_sets(accent, neutral_hue, light, dark)}
    return _css(sets | _by_class(accent, categories or {}))


def categories_css(accent: str, categories: Mapping[int, str]) -> str:
    """The rules for these categories alone, for whoever sees more of them than everybody does."""
    return _css(_by_class(normal_hex(accent), categories)) if categories else ""


def _by_class(accent: str, categories: Mapping[int, str]) -> dict[str, dict[Scheme, Palette]]:
    return {
        f".cat-{number:d}": _category_sets(colour, accent)
        for number, colour in sorted(categories.items())
    }


@lru_cache(maxsize=16)
def _scheme_sets(
    accent: str, neutral_hue: float | None, light: Exact, dark: Exact
) -> dict[Scheme, Palette]:
    exact: dict[Scheme, Exact] = {"light": light, "dark": dark}  # nothing in high contrast
    return {s: palette(accent, s, neutral_hue, exact.get(s, ())) for s in SCHEMES}


def _category_sets(colour: str, accent: str) -> dict[Scheme, Palette]:
    try:
        colour = normal_hex(colour)
    except ValueError:
        colour = accent
    return {scheme: {"cat": _category_colour(colour, scheme, accent)} for scheme in SCHEMES}


_category_colour = lru_cache(maxsize=1024)(category_colour)


def _grounds(accent: str, scheme: Scheme, neutral_hue: float | None) -> Palette:
    """What text stands on: the page, a panel on it, and what is set into either."""
    brand = to_oklch(accent)
    hue, tint = (brand.hue, min(brand.chroma, 0.08) / 0.08)
    if neutral_hue is not None:
        hue, tint = neutral_hue, 1.0
    *lightnesses, strength = _GROUNDS[scheme]
    chromas = (0.006, 0.009, 0.011)
    return {
        name: to_hex(lightness, chroma * tint * strength, hue)
        for name, lightness, chroma in zip(
            ("paper", "surface", "sunken"), lightnesses, chromas, strict=True
        )
    }


def _inks(colours: Palette, scheme: Scheme, text: float) -> Palette:
    """Text and lines: readable on every ground there is, the faint coloured ones included."""
    grounds = [colours[name] for name in ("paper", "surface", "sunken")]
    soft = [colours[name] for name in colours if name.endswith("-soft")]
    _, chroma, hue = to_oklch(colours["sunken"])
    light, high = not scheme.endswith("dark"), scheme.startswith("contrast")
    ink, quiet, line, edge = (0.235, 0.46, 0.895, 0.62) if light else (0.925, 0.75, 0.34, 0.54)
    return {
        "ink": fitted(
            to_hex(0.0 if high and light else 1.0 if high else ink, chroma, hue),
            grounds + soft,
            10.0,
        ),
        "ink-soft": fitted(to_hex(quiet, chroma * 1.4, hue), grounds + soft, text),
        "line": fitted(to_hex(line, chroma, hue), grounds, 3.05 if high else 1.1),
        "line-strong": fitted(to_hex(edge, chroma * 1.4, hue), grounds, 4.5 if high else 3.05),
    }


def _role(
    name: str, hue: float, chroma: float, scheme: Scheme, grounds: list[str], ratio: float
) -> Palette:
    """Text in a colour, and a faint ground of the same colour on which that text still reads."""
    light, high = not scheme.endswith("dark"), scheme.startswith("contrast")
    faint, start = (0.945, 0.45) if light else (0.285, 0.79)
    if high:
        faint = 0.97 if light else 0.2
    soft = to_hex(faint, min(chroma * 0.3, 0.045), hue)
    ink = to_hex(start, min(chroma, 0.16), hue)
    return {f"{name}-soft": soft, f"{name}-ink": fitted(ink, [*grounds, soft], ratio)}


def _fill(accent: str, scheme: Scheme, surface: str) -> str:
    """The ground of a filled button: the brand's own colour wherever that can be read and seen.

    A middling colour is darkened a little so that white reads on it, which looks less alien on
    most brands than black would; a dark one is lightened on a dark page until it stands out.
    """
    if scheme.startswith("contrast"):
        return fitted(accent, [surface], 7.0)
    if contrast("#ffffff", accent) < 4.5:
        darker = fitted(accent, ["#ffffff"], 4.52)
        if to_oklch(accent).lightness - to_oklch(darker).lightness <= 0.09:
            accent = darker
    return fitted(accent, [surface], 2.6) if scheme == "dark" else accent


def _hover(fill: str, text: str) -> str:
    """A step away from the text's lightness, so that the text reads better, not worse."""
    lightness, chroma, hue = to_oklch(fill)
    return to_hex(lightness + (0.05 if luminance(text) < 0.5 else -0.05), chroma, hue)


def _css(sets: Mapping[str, dict[Scheme, Palette]]) -> str:
    """Rules for each selector; a browser without light-dark() keeps the light colours."""
    plain, both, strong, chosen = [], [], [], []
    for selector, schemes in sets.items():
        names = list(schemes["light"])
        normal = {n: f"light-dark({schemes['light'][n]},{schemes['dark'][n]})" for n in names}
        high = {
            n: f"light-dark({schemes['contrast-light'][n]},{schemes['contrast-dark'][n]})"
            for n in names
        }
        by_choice = ":root[data-scheme=contrast]"
        if selector != ":root":
            by_choice = f"{by_choice} {selector}"
        plain.append(_rule(selector, schemes["light"]))
        both.append(_rule(selector, normal))
        strong.append(_rule(selector, high))
        chosen.append(_rule(by_choice, high))
    supported = "@supports (color:light-dark(#000,#fff))"
    return (
        f"@layer brand{{\n{''.join(plain)}{supported}{{\n{''.join(both)}}}}}\n"
        f"@layer contrast{{{supported}{{\n{''.join(chosen)}"
        f"@media (prefers-contrast:more){{\n{''.join(strong)}}}}}}}\n"
    )


def _rule(selector: str, values: Mapping[str, str]) -> str:
    return selector + "{" + ";".join(f"--{name}:{value}" for name, value in values.items()) + "}\n"
