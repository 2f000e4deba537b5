"""The picture of a member who has not chosen one: initials on a calm colour, drawn here."""

import re
import unicodedata
from hashlib import sha256
from html import escape

from forum.lib.graphemes import graphemes

# Ground and shape. Twelve hues of OKLCH at lightness 0.49 and 0.555: white text has a contrast of
# 4.5 to 1 on both of each pair, and no member gets a louder colour than another.
PALETTE = (
    ("#8a4b4e", "#a15e53"), ("#885036", "#9b653b"), ("#7c5922", "#8a6f2e"),
    ("#686322", "#6f7a39"), ("#4b6b38", "#4d8153"), ("#2d6f50", "#2d846d"),
    ("#067067", "#158385"), ("#006d7b", "#267e99"), ("#2c668c", "#4a76a6"),
    ("#4c5e91", "#696da7"), ("#685589", "#856399"), ("#804c70", "#9b5c78"),
)  # fmt: skip
_SHAPES = (
    '<circle cx="{x}" cy="104" r="58"/>',  # a hill
    '<circle cx="{corner}" cy="{rise}" r="52"/>',  # a sun
    '<path d="M0 {y}Q48 {bend} 96 {other}V96H0z"/>',  # a wave
    '<path d="M{x} 0H96V96H{other}z"/>',  # a slope
)
_SEPARATORS = re.compile(r"[\s\-_.,/|()]+")
# Scripts whose letters join or whose names are not shortened to two.
_ONE_LETTER = ("ARABIC", "SYRIAC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER")


def initials(display_name: str) -> str:
    """One or two characters that stand for a name: first and last word's first letters.

    Whole graphemes of any script; one only where letters join or a character is a word; "?" when
    the name has none.
    """
    words = [word for word in _SEPARATORS.split(display_name[:200]) if word]
    written = [word for word in words if unicodedata.category(word[0])[0] in "LN"] or words
    if not written:
        return "?"
    first = _capital(written[0])
    name = unicodedata.name(first[0], "")
    if len(written) == 1 or name.startswith(_ONE_LETTER):
        return first
    last = _capital(written[-1])
    return first + last if unicodedata.category(last[0])[0] in "LN" else first


def svg(seed: str, initials: str, size: int = 96) -> str:
    """A square SVG of `size` pixels: `initials` on a colour and shape that follow from `seed`.

    The same seed always gives the same picture. It refers to nothing outside itself.
    """
    digest = sha256(seed.encode("utf-8", "surrogatepass")).digest()
    ground, tone = PALETTE[digest[0] % len(PALETTE)]
    shape = _SHAPES[digest[1] % len(_SHAPES)].format(
        x=16 + digest[2] % 65, y=44 + digest[2] % 24, bend=28 + digest[3] % 56,
        other=36 + digest[4] % 36, corner=(0, 96)[digest[3] % 2], rise=digest[4] % 30 - 6,
    )  # fmt: skip
    shown = "".join(c for c in initials[:24] if c.isprintable() or c in "\u200d\ufe0f")
    letters = 40 if len(list(graphemes(shown))) < 2 else 34
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{int(size)}" height="{int(size)}" '
        f'viewBox="0 0 96 96"><rect width="96" height="96" fill="{ground}"/>'
        f'<g fill="{tone}">{shape}</g>'
        f'<text x="48" y="48" dy=".355em" text-anchor="middle" fill="#fff" font-size="{letters}" '
        f'font-weight="600" font-family="system-ui,-apple-system,\'Segoe UI\',Roboto,sans-serif">'
        f"{escape(shown)}</text></svg>"
    )


def _capital(word: str) -> str:
    """The first grapheme of `word`, as a capital where that is one letter too."""
    first = next(graphemes(word))
    capital = first.upper()
    return capital if len(capital) == len(first) else first
