"""Text without Markdown: what is too long or too deep to draw, and short extracts."""

import re
import unicodedata
from typing import Final

from markupsafe import Markup, escape

# Controls, the characters that XML cannot hold, lone surrogates, and those that turn the direction
# of all that follows (U+200E and U+200F, which right-to-left text needs, stay).
_UNWANTED: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    r"\ufffe\uffff]"
)
_BETWEEN_PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def readable(text: str) -> str:
    """`text` with "\\n" for line ends and without characters that nobody can see or should."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> Markup:
    """`text` escaped, a blank line between paragraphs, line ends kept."""
    parts = (part.strip("\n") for part in _BETWEEN_PARAGRAPHS.split(text))
    drawn = (str(escape(part)).replace("\n", "<br>\n") for part in parts if part.strip())
    return Markup("".join(f"<p>{part}</p>\n" for part in drawn))  # noqa: S704


def fold(text: str) -> str:
    """`text` on one line with single spaces."""
    return " ".join(text.split())


def excerpt(text: str, length: int = 200) -> str:
    """The beginning of `text`, at most `length` characters, cut between words with an ellipsis."""
    text = fold(text)
    if len(text) <= length:
        return text
    cut = text[: max(length - 1, 0)]
    while cut and unicodedata.combining(text[len(cut)]):
        cut = cut[:-1]  # an accent stays with its letter
    space = cut.rfind(" ")
    if text[len(cut)] != " " and space >= length // 2:
        cut = cut[:space]
    return cut.rstrip(" ,;:.–—-") + "…"
