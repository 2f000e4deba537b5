"""The picture of a thread for links that are shared: what is in it, its mark, and the drawing.

It is drawn in a process of its own (`forum.lib.share_worker`), with the fonts that come with the
forum. A title that these cannot write, such as one in Chinese or Arabic, gets no picture of its
own: half a title would be worse than the brand's picture.
"""

import hashlib
import json
import unicodedata
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

from forum.lib import fonts, images

WIDTH, HEIGHT = 1200, 630  # pixels
LONGEST = 300  # characters of a text that are looked at
_VERSION = 1  # of the drawing: another number, other marks
_WORKER = Path(__file__).with_name("share_worker.py")
# Pictographs and what joins them are left out; letters and digits never are.
_LEFT_OUT = {"So", "Sk", "Cf", "Cc", "Co", "Cs", "Cn"}
_PICTURE_VARIANTS = {"\ufe0e", "\ufe0f", "\u20e3"}


@dataclass(frozen=True, slots=True)
class Card:
    """`colours` are the ground of the title and its text, the ground of the brand and its text.
    `logo` is the path of an uploaded picture, or ""."""

    title: str
    category: str
    brand: str
    colours: tuple[str, str, str, str]
    font: str
    logo: str

    @property
    def mark(self) -> str:
        """Another one for another picture."""
        return _mark(self)


@lru_cache(maxsize=2000)
def _mark(card: Card) -> str:
    said = json.dumps([_VERSION, *astuple(card)])
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=2000)
def drawable(text: str, font: str) -> str:
    """What of `text` is drawn: all of it but pictographs; "" when a letter cannot be."""
    kept = "".join(
        sign for sign in unicodedata.normalize("NFC", text[:LONGEST])
        if sign.isspace()
        or (unicodedata.category(sign) not in _LEFT_OUT and sign not in _PICTURE_VARIANTS)
    )  # fmt: skip
    words = " ".join(kept.split())
    return words if all(_place(sign, font) is not None for sign in words) else ""


def place(thread_id: int) -> str:
    """Where in the storage it is kept: one for each thread, however often it is drawn anew."""
    return f"shares/{thread_id // 1000}/{thread_id}.png"


def packed(card: Card, picture: bytes) -> bytes:
    """As it is kept, with its mark in front."""
    return card.mark.encode() + picture


def unpacked(card: Card, kept: bytes) -> bytes | None:
    """The picture that is kept; None when it is that of another card."""
    mark = card.mark.encode()
    return kept.removeprefix(mark) if kept.startswith(mark) else None


def draw(card: Card, logo: bytes = b"") -> bytes:
    """The picture as PNG. `logo` is a picture as it was uploaded; one that cannot be read is left
    out. Raises images.Busy, and images.TooLarge when it would take too much work."""
    texts = {name: drawable(getattr(card, name), card.font)
             for name in ("title", "category", "brand")}  # fmt: skip
    signs = sorted(set("".join(texts.values()) + "…"))
    request = {
        **texts, "colours": card.colours, "width": WIDTH, "height": HEIGHT,
        "fonts": [str(file) for file in fonts.drawing(card.font)],
        "places": {sign: place for sign in signs if (place := _place(sign, card.font))},
    }  # fmt: skip
    header, data = images.apart(_WORKER, logo, json.dumps(request))
    if not data:
        raise images.TooLarge(header.get("failed", "nothing came back"))
    return data


def _place(sign: str, font: str) -> int | None:
    """Which of the fonts has a drawing of `sign`."""
    files = fonts.drawing(font)
    return next((n for n, file in enumerate(files) if sign in fonts.letters(file)), None)
