"""Words that count as the same. They are put beside what is asked, so the index knows none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.lib.searches import Term
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.memory import remembered
from forum.models import Synonym, Viewer
from forum.policies import searching as policy
from forum.search import Piece

NAME = "synonyms"
MOST = 500  # lines of synonyms
_MOST_WORDS = 4  # of one that is found among what was typed


@dataclass(frozen=True, slots=True)
class Line:
    """Words that mean the same, as the team's page shows them."""

    id: int
    words: tuple[str, ...]


def every(viewer: Viewer) -> tuple[Line, ...]:
    """All of them, for those who keep them."""
    require(policy.can_tend(viewer))
    rows = db.session.execute(select(Synonym.id, Synonym.words).order_by(Synonym.words))
    return tuple(Line(row.id, tuple(row.words.split(", "))) for row in rows)


def get(viewer: Viewer, synonym_id: int) -> Synonym:
    """One of them. Raises Denied."""
    require(policy.can_tend(viewer))
    found: Synonym | None = db.session.get(Synonym, synonym_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def pieces(viewer: Viewer, terms: Sequence[Term], in_title: bool = False) -> tuple[Piece, ...]:
    """What the terms ask an engine for, with the synonyms there are. The same for everybody."""
    known = remembered(("synonyms",), (NAME,), _known)
    found: list[Piece] = []
    at = 0
    while at < len(terms):
        term = terms[at]
        used, synonyms = _match(terms, at, known)
        text = " ".join(each.text for each in terms[at : at + used])
        kind: Any = term.kind
        found.append(
            Piece(text, kind, term.is_excluded, in_title and not term.is_excluded, synonyms)
        )
        at += used
    return tuple(found)


def _match(
    terms: Sequence[Term], at: int, known: dict[str, tuple[str, ...]]
) -> tuple[int, tuple[str, ...]]:
    """How many terms from here on are one entry of the list, and what means the same."""
    if not known:
        return 1, ()
    for length in range(min(_MOST_WORDS, len(terms) - at), 0, -1):
        some = terms[at : at + length]
        is_plain = length == 1 or all(t.kind == "word" and not t.is_excluded for t in some)
        text = " ".join(term.text.casefold() for term in some)
        if is_plain and text in known:
            return length, known[text]
    return 1, ()


def _known() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in db.session.scalars(select(Synonym.words).order_by(Synonym.id).limit(MOST)):
        words = line.split(", ")
        for word in words:
            others = tuple(other for other in words if other != word)
            found[word] = (*found.get(word, ()), *others)
    return found
