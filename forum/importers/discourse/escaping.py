"""Puts inline text together as Markdown that shows exactly that text, escaped only where needed.

Inline content comes as pieces: plain text, finished Markdown (code, links), line breaks, and the
beginnings and ends of emphasis. Whether a character has to be escaped depends on its neighbours, so
that is decided here, when all pieces of a paragraph are known.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from forum.lib.markdown import emoji

Kind = Literal["text", "code", "raw", "break", "open", "close"]
SPACE = re.compile(r"[ \t\n\r\f\v]+")


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


_MARK = "\x00"  # stands for the backslash of an escape until all of them are set
BREAK = Piece("break", "\n")

# [ has to be escaped before a link's or a definition's rest, a footnote or a check box.
_BRACKET = re.compile(r"(?<!\x00)\[(?=\^|[ xX]\]|[^\[\]]*(?:\]\s*[(\[:]|$|\[))")
_LAST_BRACKET = re.compile(r"(?<!\x00)\[(?=[^\[\]]*\]\s*$)")
_BOX = re.compile(r"\[(?=(?:quote|details|spoiler)\b)", re.IGNORECASE)
_END_OF_BOX = re.compile(r"\[(/(?:quote|details|spoiler))\]", re.IGNORECASE)
_AUTOLINK = re.compile(r"<(?=[A-Za-z][A-Za-z0-9+.\-]{1,31}:|[^\s<>]{1,64}@)")
_ENTITY = re.compile(r"&(?=#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_STARS = re.compile(r"\*+")
_LOW_LINES = re.compile(r"_+")
_BARE = re.compile(r"(https?|www)(://|\.)", re.IGNORECASE)
_SHORTCODE = re.compile(r":(?=([A-Za-z0-9_+\-]{1,60}):)")
_ONE_SHORTCODE = re.compile(r":([A-Za-z0-9_+\-]{1,60}):")
_WORD = re.compile(r"\w")
# What begins a block when a line starts with it.
_BLOCK = re.compile(r"(#{1,6}(?=[ \t]|$)|>|[-+*](?=[ \t]|$)|\d{1,9}(?=[.)](?:[ \t]|$)))")
# Lines of nothing but these may be rules, underlined headings or a table's second line.
_RULES = tuple(frozenset(c) for c in ("=", "* \t", "_ \t", "|:- \t"))


def paragraph(pieces: Sequence[Piece], in_cell: bool = False) -> str:
    """`pieces` as Markdown, lines ended by "\\n"; a blank line where two breaks meet.

    `in_cell`: for a cell of a table, which is one line.
    """
    fragments = _adjoin(_drawn(_settle(pieces), in_cell=in_cell))
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(f.text for f in fragments))
    text = re.sub(r"\n{3,}", "\n\n", text).strip(" \t\n")
    if in_cell:
        return " ".join(text.split("\n"))
    return "\n".join(_line(line) for line in text.split("\n"))


def link_text(pieces: Sequence[Piece]) -> str:
    """`pieces` as the text of a link: one line, brackets escaped."""
    text = "".join(f.text for f in _adjoin(_drawn(_settle(pieces), in_link=True)))
    return " ".join(text.split("\n")).strip(" ")


def emphasis(marker: str, inner: Iterable[Piece]) -> list[Piece]:
    """`inner` between two `marker`s. Space goes outside, and no emphasis spans a blank line."""
    result: list[Piece] = []
    plain = [p for p in inner if p not in (Piece("open", marker), Piece("close", marker))]
    for run in _runs(plain):
        if run[0].kind == "break":
            result += run
            continue
        start, end = 0, len(run)
        while start < end and _is_blank(run[start]):
            start += 1
        while end > start and _is_blank(run[end - 1]):
            end -= 1
        if start == end:
            result += run
            continue
        first, last = run[start], run[end - 1]
        lead = first.kind == "text" and first.text[:1].isspace()
        tail = last.kind == "text" and last.text[-1:].isspace()
        middle = list(run[start:end])
        if lead:
            middle[0] = Piece("text", middle[0].text.lstrip())
        if tail:
            middle[-1] = Piece("text", middle[-1].text.rstrip())
        result += run[:start] + ([Piece("text", " ")] if lead else [])
        result += [Piece("open", marker), *middle, Piece("close", marker)]
        result += ([Piece("text", " ")] if tail else []) + run[end:]
    return result


def _runs(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Lines, and the breaks between them, each by itself."""
    runs: list[list[Piece]] = []
    for piece in pieces:
        if piece.kind == "break" or not runs or runs[-1][0].kind == "break":
            runs.append([piece])
        else:
            runs[-1].append(piece)
    return runs


def _is_blank(piece: Piece) -> bool:
    return piece.kind == "text" and not piece.text.strip()


def _settle(pieces: Sequence[Piece]) -> list[Piece]:
    """Text next to text joined, space folded, and no end of emphasis next to its beginning."""
    settled: list[Piece] = []
    for piece in _joined(_without_seams(pieces)):
        settled.append(_after_a_word(piece, settled[-1] if settled else None))
    return settled


def _without_seams(pieces: Iterable[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in pieces:
        if kept and kept[-1].kind == "close" and piece == Piece("open", kept[-1].text):
            kept.pop()
        elif piece.text:
            kept.append(piece)
    return kept


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    for kind, run in groupby(pieces, key=lambda piece: piece.kind):
        if kind in ("text", "code"):
            text = "".join(piece.text for piece in run)
            yield Piece(kind, SPACE.sub(" ", text) if kind == "text" else text)
        else:
            yield from run


def _after_a_word(piece: Piece, last: Piece | None) -> Piece:
    """A shortcode right behind a letter is no emoji: there its character stands instead."""
    found = _ONE_SHORTCODE.fullmatch(piece.text) if piece.kind == "raw" else None
    if found and last and last.kind == "text" and _WORD.search(last.text[-1:]):
        return Piece("text", emoji.table().get(found[1].lower(), piece.text))
    return piece


def _drawn(pieces: Sequence[Piece], in_link: bool = False, in_cell: bool = False) -> list[Piece]:
    """The same with the text escaped."""
    dollars = sum(piece.text.count("$") for piece in pieces)
    bars = "".join(piece.text for piece in pieces).count("||")
    drawn: list[Piece] = []
    for index, piece in enumerate(pieces):
        if piece.kind != "text":
            piece = Piece("raw", code_span(piece.text)) if piece.kind == "code" else piece
            bare = piece.text.replace("|", r"\|") if in_cell else piece.text
            drawn.append(Piece(piece.kind, bare))
            continue
        before = pieces[index - 1].text[-1:] if index else ""
        after = pieces[index + 1].text[:1] if index + 1 < len(pieces) else ""
        text = escape(piece.text, before, after, in_link)
        if in_cell:  # a row takes one backslash away, the cell the other
            text = text.replace("|", r"\\|")
        elif bars > 1 or in_link:
            text = text.replace("|", r"\|")
        if dollars > 1 or in_link:
            text = text.replace("$", r"\$")
        if text.endswith("!") and after == "[":
            text = text[:-1] + r"\!"
        drawn.append(Piece("text", text))
    return drawn


def code_span(text: str) -> str:
    """`text` as code within a line: fenced by more back-ticks than it holds."""
    fence = "`" * (longest_run(text, "`") + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def longest_run(text: str, character: str) -> int:
    """The length of the longest run of `character` in `text`."""
    longest = run = 0
    for c in text:
        run = run + 1 if c == character else 0
        longest = max(longest, run)
    return longest


def escape(text: str, before: str = "", after: str = "", in_link: bool = False) -> str:
    """`text` so that Markdown shows it as it is; `before` and `after` are its neighbours."""
    text = text.replace(_MARK, "\ufffd").replace("\\", _MARK + "\\").replace("`", _MARK + "`")
    text = _ENTITY.sub(_MARK + "&", text)
    text = _AUTOLINK.sub(_MARK + "<", text)
    text = _BARE.sub(rf"\1{_MARK}\2", text)  # what was no link there becomes none here
    text = text.replace("~", _MARK + "~") if "~" in before + after else text
    text = text.replace("~~", f"{_MARK}~{_MARK}~")
    text = _SHORTCODE.sub(lambda m: f"{_MARK}:" if m[1].lower() in emoji.table() else ":", text)
    text = _STARS.sub(lambda m: _run(m, before, after, alone_only=True), text)
    text = _LOW_LINES.sub(lambda m: _run(m, before, after, alone_only=False), text)
    return _brackets(text, after, in_link).replace(_MARK, "\\")


def _brackets(text: str, after: str, in_link: bool) -> str:
    if in_link:
        return text.replace("[", _MARK + "[").replace("]", _MARK + "]")
    text = _END_OF_BOX.sub(rf"{_MARK}[\1{_MARK}]", text)
    text = _BOX.sub(f"{_MARK}[", text)
    if after and after in "([:":
        text = _LAST_BRACKET.sub(f"{_MARK}[", text)
    return _BRACKET.sub(f"{_MARK}[", text)


def _run(found: re.Match[str], before: str, after: str, alone_only: bool) -> str:
    """A run of * or _: as it is where it cannot be emphasis, else escaped."""
    text, (start, end) = found.string, found.span()
    left = text[start - 1] if start else before
    right = text[end] if end < len(text) else after
    alone = (not left or left.isspace()) and (not right or right.isspace())
    within = left.isalnum() and right.isalnum()
    if alone or (within and not alone_only):
        return found[0]
    return "".join(f"{_MARK}{mark}" for mark in found[0])


def _adjoin(fragments: list[Piece]) -> list[Piece]:
    """Make sure each mark of emphasis is seen as one (CommonMark's flanking rules).

    `a**"b"**c` shows its stars, because a mark between a letter and punctuation neither opens nor
    closes; and a low line does nothing next to a letter. A letter written as an entity ends and
    begins with punctuation, and shows the same.
    """
    _choose_marks(fragments)
    for index, fragment in enumerate(fragments):
        if fragment.kind not in ("open", "close"):
            continue
        outward, place = (-1, -1) if fragment.kind == "open" else (1, 0)
        outside = index + outward
        if not 0 <= outside < len(fragments) or fragments[outside].kind != "text":
            continue
        inner = fragments[index - outward].text[0 if fragment.kind == "open" else -1]
        outer = fragments[outside].text[place]
        if outer.isspace() or _is_punctuation(outer):
            continue
        if fragment.text == "_" or _is_punctuation(inner):
            fragments[outside] = Piece("text", _with_entity(fragments[outside].text, place))
    return fragments


def _choose_marks(fragments: list[Piece]) -> None:
    """Stars next to stars can be read in several ways: there emphasis is `_` instead of `*`."""
    opened: list[int] = []
    for index, fragment in enumerate(fragments):
        if fragment.text != "*" or fragment.kind not in ("open", "close"):
            continue
        if fragment.kind == "open":
            opened.append(index)
        elif opened:
            first = opened.pop()
            beside = (first - 1, first + 1, index - 1, index + 1)
            if any(_is_mark(fragments, place) for place in beside):
                fragments[first], fragments[index] = Piece("open", "_"), Piece("close", "_")


def _is_mark(fragments: list[Piece], place: int) -> bool:
    return 0 <= place < len(fragments) and fragments[place].kind in ("open", "close")


def _with_entity(text: str, place: int) -> str:
    entity = f"&#{ord(text[place])};"
    return entity + text[1:] if place == 0 else text[:-1] + entity


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _line(line: str) -> str:
    """`line` so that it begins no block."""
    if line and any(rule.issuperset(line) for rule in _RULES):
        return f"\\{line}"
    found = _BLOCK.match(line)
    if not found:
        return line
    if found[1].isdigit():
        return f"{found[1]}\\{line[found.end() :]}"
    return f"\\{line}"


_RAISED = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)
_LOWERED = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


def raised(text: str) -> str:
    """`text` in raised characters if there are such, else as it is: we have no superscript."""
    return _shifted(text, _RAISED)


def lowered(text: str) -> str:
    """`text` in lowered characters if there are such, else as it is."""
    return _shifted(text, _LOWERED)


def _shifted(text: str, characters: dict[int, int]) -> str:
    if 0 < len(text) <= 12 and all(ord(c) in characters for c in text):
        return text.translate(characters)
    return text
