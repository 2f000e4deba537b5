"""Which characters look alike: the table behind the skeleton of a name.

The facts are those of Unicode's confusables (UTS #39), reduced to the scripts that
`forum.lib.names` lets in, plus the digits that people use for letters. A table of our own, because
the packages that carry all of UTS #39 were years old or alphas when this was written, and none of
them knows that 3 is read as e.
"""

import re
import unicodedata
from functools import lru_cache

# One line for each Latin letter, followed by what is read as it. Greek is listed by the shape of
# its capitals where capital and small letter resemble two different Latin letters.
_ALIKE = """
a 4 ɑ α а
b 8 ɓ β в ь
c с
d ð ɖ δ ԁ
e 3 ɛ ǝ ə ε е є з
f ϝ
g 9 ɡ ց
h ɦ η һ н հ
j ϳ ј յ
k ĸ κ к
l i 1 ı ɩ ι і ӏ
m μ м
n ŋ п ո ռ
o 0 σ ο о օ ဝ ഠ
p þ ρ р
q ԛ գ զ
r г ґ ᴦ
s 5 ƨ ѕ
t 7 τ т
u ս
v ν ѵ
w ω ѡ ԝ ա ш
x χ х
y ɣ γ υ у ү
z ζ
力 カ
二 ニ
口 ロ
一 ー
工 エ
夕 タ
八 ハ
卜 ト
"""
_LETTERS = {
    ord(alike): letter
    for letter, *others in (line.split() for line in _ALIKE.split("\n") if line)
    for alike in others
} | {ord("æ"): "ae", ord("œ"): "oe"}
# How Greek's small letters look, where the table above goes by the capital.
_SMALL_GREEK = str.maketrans("ηυν", "nun")
# A letter that Unicode does not take apart although its name says what it is made of: ø, đ, ɨ, ʀ.
_BUILT_ON = re.compile(
    r"(?:LATIN|CYRILLIC) (?:SMALL LETTER|LETTER SMALL CAPITAL) "
    r"(?:DOTLESS )?(?P<letter>[A-Z]+)(?: WITH .+)?"
)

# Letters that addresses write with two, or whose name does not say what they are built on.
_SPELT = {"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}


def skeleton(text: str, small_greek: bool = False) -> str:
    """`text` reduced to what the eye takes in: equal skeletons are look-alikes.

    Case, marks above and below letters, invisible characters and all that is neither letter nor
    digit are gone; look-alikes are folded to one of them. `small_greek` reads Greek letters by
    their small shape. Give it text of bounded length: normalising many marks is quadratic.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not _is_dropped(c))
    if small_greek:
        bare = bare.translate(_SMALL_GREEK)
    letters = "".join(_letter(c) for c in unicodedata.normalize("NFC", bare))
    return letters.replace("rn", "m").replace("vv", "w")


def latin(character: str) -> str:
    """The small Latin letter that a letter of another script looks like; any other as it is."""
    alike = _LETTERS.get(ord(character), character)
    is_foreign = ord(character) >= 0x370 and len(alike) == 1 and alike.isascii()
    return alike if is_foreign else character


def without_accent(character: str) -> str:
    """A Latin letter without what is put on it ("é" is "e", "ø" is "o"); others unchanged."""
    name = unicodedata.name(character, "")
    if not name.startswith("LATIN"):
        return character
    if character in _SPELT:
        return _SPELT[character]
    built = _BUILT_ON.fullmatch(name)
    return _base(character, built["letter"]) if built else character


def _is_dropped(character: str) -> bool:
    """Neither letter nor digit nor one of the vowel signs that make a word in Indic scripts.

    Those have a combining class of 9 or less; accents, points and stacked marks have more.
    """
    category = unicodedata.category(character)
    if category[0] == "M":
        name = unicodedata.name(character, "VARIATION")
        if unicodedata.combining(character) > 9 or category == "Me":
            return True
        return name.startswith("VARIATION") or name == "COMBINING GRAPHEME JOINER"
    return category[0] not in "LN"


@lru_cache(maxsize=4096)
def _letter(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        character = str(digit)
    elif built := _BUILT_ON.fullmatch(unicodedata.name(character, "")):
        character = _base(character, built["letter"])
    return character.translate(_LETTERS)


def _base(character: str, letter: str) -> str:
    """The plain letter that `character` is built on, or itself."""
    if len(letter) == 1:
        return letter.lower()
    if unicodedata.name(character).startswith("CYRILLIC"):
        return unicodedata.lookup(f"CYRILLIC SMALL LETTER {letter}")
    return character
