"""What a reader takes for one character: a letter with its marks, an emoji with its parts."""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_LONGEST = 12  # code points; what is piled higher is no character anybody writes


def graphemes(text: str) -> Iterator[str]:
    """The characters of `text` in order, by the common cases of UAX #29.

    Marks stay with their letter, skin tones, selectors and joined emoji with their emoji, two flag
    letters together, and letters that an Indic virama ties are one.
    """
    found = ""
    for character in unicodedata.normalize("NFC", text):
        if found and (len(found) >= _LONGEST or not _belongs(found, character)):
            yield found
            found = ""
        found += character
    if found:
        yield found


def _belongs(found: str, character: str) -> bool:
    """Whether `character` continues the grapheme `found`."""
    last = found[-1]
    if character == _JOINER or unicodedata.category(character)[0] == "M":
        return True
    if ord(character) in _SKIN_TONES or last == _JOINER:
        return True
    if unicodedata.combining(last) == 9:  # a virama
        return unicodedata.category(character) == "Lo"
    return len(found) == 1 and ord(last) in _FLAG_LETTERS and ord(character) in _FLAG_LETTERS
