"""Takes out of a text what could tell who somebody is: for files that leave the house.

Better too much than too little: whoever approves the text reads it, and can put a word back.
"""

import re
from collections.abc import Iterable

MEMBER, ADDRESS, LINK, QUOTE, NUMBER = "[member]", "[address]", "[link]", "[quote]", "[number]"
_EMAIL = re.compile(r"[\w.+%'-]+(?:@|\s?[(\[]at[)\]]\s?)[\w-]+(?:\.[\w-]+)+", re.I)
_HANDLE = re.compile(r"(?<![\w@])@[\w][\w.-]*")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.I)
_NUMBER = re.compile(r"(?<![\w.])\+?\d[\d .:/()-]{6,}\d")  # telephones, IP addresses, accounts
_LINES = re.compile(r"(?m)^[ \t]*>.*$(?:\n[ \t]*>.*$)*")
_QUOTES = re.compile("|".join(
    f"{begin}[^{begin}{end}\n]{{1,2000}}{end}"
    for begin, end in (("“", "”"), ("„", "[“”]"), ("«", "»"), ("»", "«"), ("‹", "›"), ("‘", "’"),
                       ('"', '"'))
).replace("[^„[“”]\n]", "[^„“”\n]"))  # fmt: skip


def words_of(text: str) -> set[str]:
    """Each word of a text and each two and three that stand side by side: what may be a name."""
    words = re.findall(r"[\w.'-]+", text)[:2000]
    return {
        " ".join(words[start : start + length]).strip(".'-")
        for length in (1, 2, 3)
        for start in range(len(words) - length + 1)
    } - {""}


def redacted(text: str, names: Iterable[str] = (), quotes: Iterable[str] = ()) -> str:
    """`text` without addresses, handles, links, long numbers, what stands in quotation marks, the
    `quotes` that are known, and the `names` wherever they stand as words, whatever their case."""
    for quote in quotes:
        if len(quote.strip()) > 1:
            text = re.sub(re.escape(quote.strip()), QUOTE, text, flags=re.I)
    text = _LINES.sub(QUOTE, text)
    text = _QUOTES.sub(QUOTE, text)
    text = _EMAIL.sub(ADDRESS, text)
    text = _LINK.sub(LINK, text)
    text = _HANDLE.sub(MEMBER, text)
    text = _NUMBER.sub(NUMBER, text)
    for name in sorted({one.strip() for one in names if one.strip()}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", MEMBER, text, flags=re.I)
    return text


def is_telling(text: str) -> bool:
    """Whether an e-mail address or a handle still stands in it."""
    return bool(_EMAIL.search(text) or _HANDLE.search(text))
