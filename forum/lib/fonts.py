"""The type that comes with the forum: which there is, as a stylesheet, and which letters it has."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent.parent / "static" / "fonts"
# The letters of each subset, as the packages say; a browser fetches the second when it meets one.
_LATIN = (
    "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+304,U+308,U+329,U+2000-206F,U+20AC,"
    "U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
_LATIN_EXT = (
    "U+100-2BA,U+2BD-2C5,U+2C7-2CC,U+2CE-2D7,U+2DD-2FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,"
    "U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
)


@dataclass(frozen=True, slots=True)
class Font:
    """`files` begin the names of its files; `rest` is what a browser shows until it has them."""

    family: str
    file: str
    rest: str
    weights: str

    @property
    def stack(self) -> str:
        return f'"{self.family}", {self.rest}'


OWN = Font("Source Sans 3", "source-sans-3", "ui-sans-serif, system-ui, sans-serif", "200 900")
# What a brand may choose beside it.
CHOSEN = {
    "nunito": Font("Nunito", "nunito", "ui-rounded, ui-sans-serif, system-ui, sans-serif",
                   "200 1000"),
    "literata": Font("Literata", "literata", "ui-serif, Charter, Cambria, serif", "200 900"),
    "hyperlegible": Font("Atkinson Hyperlegible Next", "atkinson-hyperlegible-next",
                         "ui-sans-serif, system-ui, sans-serif", "200 800"),
}  # fmt: skip
UPLOADED = Font("Brand", "", "ui-sans-serif, system-ui, sans-serif", "100 1000")


def faces(keys: tuple[str, ...], address: Callable[[str], str], uploaded: str = "") -> str:
    """The rules by which a browser fetches these fonts, and only these. `address` is where a static
    file is; `uploaded` is the path of a font of the brand's own, for the key "uploaded"."""
    rules = ""
    for key in dict.fromkeys(keys):
        if key == "uploaded" and uploaded:
            rules += _face(UPLOADED, uploaded, "")
        elif font := CHOSEN.get(key):
            for subset, letters in (("latin", _LATIN), ("latin-ext", _LATIN_EXT)):
                rules += _face(font, address(f"fonts/{_named(font, subset)}"), letters)
    return rules


def first(key: str) -> str:
    """The static file of a font that comes with the forum which every page needs; "" for others."""
    font = OWN if key == "own" else CHOSEN.get(key)
    return f"fonts/{_named(font, 'latin')}" if font else ""


def drawing(key: str) -> tuple[Path, ...]:
    """The files that draw text in this font, in the order in which a letter is looked for."""
    chosen = CHOSEN.get(key)
    named = [_named(font, subset) for font in ((chosen, OWN) if chosen else (OWN,))
             for subset in ("latin", "latin-ext")]  # fmt: skip
    named += [_named(OWN, subset) for subset in ("cyrillic", "greek")]
    return tuple(FOLDER / name for name in named)


@lru_cache(maxsize=16)
def letters(file: Path) -> frozenset[str]:
    """What this font has a drawing of."""
    with TTFont(file, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _named(font: Font, subset: str) -> str:
    return f"{font.file}-{subset}-wght-normal.woff2"


def _face(font: Font, href: str, letters: str) -> str:
    only = f"unicode-range:{letters};" if letters else ""
    return (
        f'@font-face{{font-family:"{font.family}";font-weight:{font.weights};font-display:optional;'
        f'{only}src:url("{href}") format("woff2")}}\n'
    )
