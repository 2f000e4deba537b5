"""Draws the picture of one thread, in a process that may do nothing else.

Run as a program by `forum.lib.share_pictures`: a line of JSON that says what to draw and then the
logo on standard input, a line of JSON and then a PNG on standard output. Imports Pillow and nothing
of the forum.
"""

import json
import os
import resource
import sys
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

FORMATS = ("PNG", "JPEG", "WEBP")
PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
MEMORY = 1024**3  # bytes of address space
SECONDS = 10  # of processor time
MOST_PIXELS = 24_000_000  # of a logo

EDGE = 80  # pixels, left and right
STRIP = 136  # the height of the brand's strip at the bottom
LINES = 4  # of a title, at most
TITLE_SIZES = (108, 92, 82, 72, 64, 56)
LEADING = 1.14
LOGO = (320, 72)  # pixels, at most


class Type:
    """Text in several fonts, each letter in the first that has it."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.files, self.places = request["fonts"], request["places"]
        self._loaded: dict[tuple[int, int, int], ImageFont.FreeTypeFont] = {}

    def font(self, place: int, size: int, weight: int) -> ImageFont.FreeTypeFont:
        key = (place, size, weight)
        if key not in self._loaded:
            found = ImageFont.truetype(self.files[place], size)
            found.set_variation_by_axes([weight])
            self._loaded[key] = found
        return self._loaded[key]

    def runs(self, text: str, size: int, weight: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        """Parts of the text, each with its font."""
        parts: list[tuple[str, int]] = []
        for sign in text:
            place = self.places.get(sign, 0)
            if parts and (parts[-1][1] == place or sign == " "):
                parts[-1] = (parts[-1][0] + sign, parts[-1][1])
            else:
                parts.append((sign, place))
        return [(part, self.font(place, size, weight)) for part, place in parts]

    def width(self, text: str, size: int, weight: int) -> float:
        return sum(font.getlength(part) for part, font in self.runs(text, size, weight))

    def draw(
        self, on: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, weight: int,
        colour: str,
    ) -> None:  # fmt: skip
        """`at` is where the first letter stands on its line."""
        left, base = at
        for part, font in self.runs(text, size, weight):
            on.text((left, base), part, font=font, fill=colour, anchor="ls")
            left += font.getlength(part)


def main() -> None:
    os.nice(5)
    for what, most in (("AS", MEMORY), ("CPU", SECONDS), ("FSIZE", 0), ("CORE", 0)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))
    request = json.loads(sys.stdin.buffer.readline())
    header: dict[str, Any] = {}
    try:
        data = drawn(request, sys.stdin.buffer.read())
    except Exception as error:  # the forum logs it, and shows the brand's picture
        header, data = {"failed": f"{type(error).__name__}: {error}"[:200]}, b""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + data)


def drawn(request: dict[str, Any], logo: bytes) -> bytes:
    """The title on the brand's colour, the brand under it."""
    width, height = request["width"], request["height"]
    ground, text, paper, ink = request["colours"]
    image = Image.new("RGB", (width, height), ground)
    on, letters = ImageDraw.Draw(image), Type(request)
    if request["category"]:
        words = shortened(letters, request["category"], width - 2 * EDGE, 36, 600)
        letters.draw(on, (EDGE, 104), words, 36, 600, text)
    top = 150 if request["category"] else 90
    title(on, letters, request["title"], top, width - 2 * EDGE, height - STRIP - 40 - top, text)
    on.rectangle((0, height - STRIP, width, height), fill=paper)
    brand(image, on, letters, request["brand"], logo, ink)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def title(
    on: ImageDraw.ImageDraw, letters: Type, text: str, top: int, width: int, height: int,
    colour: str,
) -> None:  # fmt: skip
    """As large as it fits in; in the smallest size it is cut."""
    lines: list[str] = []
    size = TITLE_SIZES[-1]
    for size in TITLE_SIZES:
        lines = broken(letters, text, width, size, 700)
        if len(lines) <= LINES and len(lines) * size * LEADING <= height:
            break
    most = min(LINES, int(height / (size * LEADING)))
    if len(lines) > most:
        last = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], shortened(letters, last, width, size, 700)]
    for number, line in enumerate(lines):
        base = top + size * 0.82 + number * size * LEADING
        letters.draw(on, (EDGE, base), line, size, 700, colour)


def brand(
    image: Image.Image, on: ImageDraw.ImageDraw, letters: Type, name: str, logo: bytes, ink: str
) -> None:
    """The logo, and the name beside it."""
    left, middle = EDGE, image.height - STRIP // 2
    if (picture := opened(logo)) is not None:
        image.paste(picture, (left, middle - picture.height // 2), picture)
        left += picture.width + 24
    if name:
        words = shortened(letters, name, image.width - EDGE - left, 42, 700)
        letters.draw(on, (left, middle + 15), words, 42, 700, ink)


def opened(logo: bytes) -> Image.Image | None:
    """Within its box, with what is see-through; None for what is no picture."""
    if not logo:
        return None
    try:
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
        picture = Image.open(BytesIO(logo), formats=FORMATS).convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    scale = min(LOGO[0] / picture.width, LOGO[1] / picture.height)
    size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def broken(letters: Type, text: str, width: int, size: int, weight: int) -> list[str]:
    """In lines of this width; a word that is longer is broken where it must be."""
    lines: list[str] = []
    for word in text.split():
        wanted = f"{lines[-1]} {word}" if lines else word
        if lines and letters.width(wanted, size, weight) <= width:
            lines[-1] = wanted
            continue
        while letters.width(word, size, weight) > width:
            cut = next(n for n in range(len(word) - 1, 0, -1)
                       if n == 1 or letters.width(word[:n], size, weight) <= width)  # fmt: skip
            lines.append(word[:cut])
            word = word[cut:]
        lines.append(word)
    return lines


def shortened(letters: Type, text: str, width: int, size: int, weight: int) -> str:
    """All of it, or as much as there is room for and an ellipsis."""
    if letters.width(text, size, weight) <= width:
        return text
    while text and letters.width(f"{text}…", size, weight) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


if __name__ == "__main__":
    main()
