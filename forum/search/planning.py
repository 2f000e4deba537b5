"""Makes of a question what every engine understands: clues, each with its possible forms."""

from dataclasses import dataclass

from forum.search import words
from forum.search.wanted import MOST_PIECES, Piece, Wanted
from forum.search.words import Language

SYNONYM = 0.8  # a word that was not typed counts a little less
STEM = 0.75  # and so does another form of the word
FORGIVEN = 0.5  # and a word that is only near to the one typed
LONGEST_PHRASE = 24  # words


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a clue may stand in a post.

    `words` in this order, next to each other; one word is the usual case. With `stem` any word of
    that stem does as well, counting `STEM` as much. With `is_prefix` the last word goes on.
    """

    words: tuple[str, ...]
    stem: str = ""
    is_prefix: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Clue:
    """A piece that was understood. Any of its forms will do; the best one counts."""

    typed: str
    forms: tuple[Form, ...]
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    clues: tuple[Clue, ...]
    excluded: tuple[Clue, ...]
    ignored: tuple[str, ...]
    title: str  # `words.whole_title` of what was typed, "" when it cannot be a title


def plan(wanted: Wanted, language: Language) -> Plan:
    """What to look for. Pieces beyond MOST_PIECES and those without words are ignored, named."""
    pieces = wanted.pieces[:MOST_PIECES]
    ignored = [piece.text[:80] for piece in wanted.pieces[MOST_PIECES:][:8]]
    made: list[tuple[Piece, Clue]] = []
    for piece in pieces:
        clue = _clue(piece, language)
        if clue is None:
            ignored.append(piece.text[:80])
        else:
            made.append((piece, clue))
    asked = [(piece, clue) for piece, clue in made if not piece.is_excluded]
    telling = [pair for pair in asked if not _is_commonplace(*pair, language)]
    if telling and len(telling) < len(asked):
        ignored += [piece.text[:80] for piece, clue in asked if (piece, clue) not in telling]
    return Plan(
        tuple(clue for _, clue in telling or asked),
        tuple(clue for piece, clue in made if piece.is_excluded),
        tuple(ignored),
        _title([piece for piece, _ in asked], language),
    )


def _clue(piece: Piece, language: Language) -> Clue | None:
    forms = _forms(piece.text, piece.kind, language, 1.0)
    for synonym in piece.synonyms[:8]:
        forms += _forms(synonym, "word", language, SYNONYM)
    return Clue(piece.text[:80], tuple(forms), piece.in_title) if forms else None


def _forms(text: str, kind: str, language: Language, weight: float) -> list[Form]:
    found, stems, is_sign = words.asked(language, text)
    found, stems = found[:LONGEST_PHRASE], stems[:LONGEST_PHRASE]
    if not found:
        return []
    last = found[-1]
    begins = kind == "prefix" and (len(last) >= 2 or words.is_paired(last))
    if begins and words.is_paired(last) and not is_sign:
        begins = False  # pairs are whole already
    is_prefix = is_sign or begins
    stem = stems[0] if len(found) == 1 and kind != "phrase" and not is_sign else ""
    return [Form(tuple(found), stem, is_prefix, weight)]


def _is_commonplace(piece: Piece, clue: Clue, language: Language) -> bool:
    first = clue.forms[0]
    return (
        piece.kind != "phrase"
        and not first.is_prefix
        and len(first.words) == 1
        and first.words[0] in language.commonplace
    )


def _title(pieces: list[Piece], language: Language) -> str:
    typed = [word for piece in pieces for word in words.asked(language, piece.text)[0]]
    return words.whole_title(typed) if len(typed) > 1 else ""


def forgiving(clue: Clue, near: str, language: Language) -> Clue:
    """The same clue, looking for a word that is near to the one that nothing contains."""
    forms = _forms(near, "word", language, FORGIVEN)
    return Clue(clue.typed, clue.forms + tuple(forms), clue.in_title)
