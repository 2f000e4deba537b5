"""Colours as people see them: sRGB to OKLCH and back, and the contrast that WCAG measures.

OKLCH (Björn Ottosson, 2020) keeps hue and apparent lightness apart, so a colour can be made
darker or lighter until it is readable without turning into another colour.
"""

import math
import re
from typing import NamedTuple

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)

Rgb = tuple[float, float, float]


class Oklch(NamedTuple):
    """Lightness 0 to 1, chroma 0 (grey) to about 0.37, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


def normal_hex(text: str) -> str:
    """`#rrggbb` in small letters from `#RGB` or `#RRGGBB`; ValueError when it is neither."""
    match = _HEX.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"“{text}” is not a colour. Write it like #2f6b4f.")
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def to_oklch(colour: str) -> Oklch:
    """The lightness, chroma and hue of `#rrggbb`."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_hex(lightness: float, chroma: float, hue: float) -> str:
    """The nearest `#rrggbb`: what a screen cannot show loses chroma, not hue or lightness."""
    lightness = min(max(lightness, 0.0), 1.0)
    fits, too_much = 0.0, chroma
    if _shown(_rgb(lightness, chroma, hue)):
        fits = chroma
    else:
        for _ in range(18):
            middle = (fits + too_much) / 2
            if _shown(_rgb(lightness, middle, hue)):
                fits = middle
            else:
                too_much = middle
    return "#" + "".join(f"{_byte(part):02x}" for part in _rgb(lightness, fits, hue))


def _linear(colour: str) -> Rgb:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def _rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """Linear red, green and blue; outside 0 to 1 where no screen can show the colour."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _shown(rgb: Rgb) -> bool:
    return all(-0.0001 <= part <= 1.0001 for part in rgb)


def _byte(part: float) -> int:
    part = min(max(part, 0.0), 1.0)
    encoded = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(encoded * 255)
