"""Makes tantivy's queries of clues. Words only: its own query language is never used."""

from collections.abc import Iterable
from math import floor
from typing import Any

from tantivy import FieldType, Occur, Query

from forum.search.planning import STEM, Clue, Form, Plan
from forum.search.ranking import ABOUT, TEXT, TITLE
from forum.search.wanted import Wanted

FIELDS = (("title", TITLE, "title_stems"), ("about", ABOUT, ""), ("text", TEXT, "stems"))
BEGINNING = 0.8
MOST_BEGINNINGS = 40  # words that one beginning stands for
MOST_BEGUN = 160  # words that all beginnings of one question stand for, at least FEWEST each
FEWEST = 6
UNIT = 1 / 32  # a sum of these is exact in the 32 bits of a score, in whatever order
TIE = 1e-4 / 2.2  # of what a word may add by how often it is there; all of them stay below a unit
Known = tuple[Any, float, float]


class Asker:
    """Queries for one schema. `beginnings(field, word)` gives the words that begin so, and
    `known(field, word)` how telling tantivy holds a word to be. Many beginnings in one question
    stand for fewer words each, because a search cannot be stopped once it has begun."""

    def __init__(self, schema: Any, beginnings: Any, known: Any, begun: int = 1) -> None:
        self._schema = schema
        self._beginnings = beginnings
        self._known = known
        self._most = max(FEWEST, min(MOST_BEGINNINGS, MOST_BEGUN // max(begun, 1)))

    def clue(self, clue: Clue, telling: float = 1.0) -> Any:
        """Posts with any form of the clue, which counts by how telling it is among what may be
        seen. What tantivy makes of the whole index, private posts too (how rare a word is, how
        long posts are), decides between equals alone, for who takes the best of very many:
        `without_ties` takes it out again."""
        fields = FIELDS[:1] if clue.in_title else FIELDS
        made = []
        for form in clue.forms:
            for name, weight, stems in fields:
                found = self._form(form, name, form.weight, stems)
                for query, counts, known in found:
                    often = 1 if name == "text" else 2  # in the others how often says little
                    worth = _in_units(often * weight * telling * counts)
                    made.append(Query.const_score_query(query, worth))
                    if name == "text":
                        made.append(Query.boost_query(query, TIE / known))
        return any_of(made)

    def _form(self, form: Form, name: str, weight: float, stems: str) -> list[Known]:
        """Queries, each with what it counts and how telling tantivy holds its words to be."""
        if len(form.words) > 1:
            *begin, last = form.words
            ends = (
                [last, *self._beginnings(name, last)[: min(self._most, 8)]]
                if form.is_prefix
                else [last]
            )
            return [
                (
                    Query.phrase_query(self._schema, name, [*begin, end]),
                    weight,
                    sum(self._known(name, word) for word in [*begin, end]),
                )
                for end in ends
            ]
        word = form.words[0]
        asked = [(name, word, weight)]
        if form.is_prefix:
            longer = self._beginnings(name, word)[: self._most]
            asked += [(name, other, weight * BEGINNING) for other in longer]
        if form.stem and stems:
            asked.append((stems, form.stem, weight * STEM))
        elif form.stem and form.stem != word:
            asked.append((name, form.stem, weight * STEM))
        return [(self._term(where, w), counts, self._known(where, w)) for where, w, counts in asked]

    def _term(self, name: str, word: str) -> Any:
        return Query.term_query(self._schema, name, word)

    def number(self, name: str, values: Iterable[int]) -> Any:
        """Those with one of these numbers, without weight."""
        return self._const(Query.term_set_query(self._schema, name, sorted(values)))

    def _range(self, name: str, low: int | None, high: int | None) -> Any:
        return self._const(
            Query.range_query(
                self._schema, name, FieldType.Unsigned, low, high, include_upper=high is None
            )
        )

    def _const(self, query: Any) -> Any:
        return Query.const_score_query(query, 0.0)

    def title(self, whole: str) -> Any:
        return self._const(self._term("whole", whole))

    def filters(self, wanted: Wanted, plan: Plan) -> list[tuple[Any, Any]]:
        """What must be and must not be, whatever is looked for."""
        made = [(Occur.Must, self.number("category_id", wanted.category_ids))]
        if wanted.post_ids is not None:
            made.append((Occur.Must, self.number("post_id", wanted.post_ids)))
        if wanted.author_ids is not None:
            made.append((Occur.Must, self.number("author_id", wanted.author_ids)))
        if wanted.thread_id is not None:
            made.append((Occur.Must, self.number("thread_id", [wanted.thread_id])))
        if wanted.without_threads:
            made.append((Occur.MustNot, self.number("thread_id", wanted.without_threads)))
        if wanted.before is not None:
            made.append((Occur.Must, self._range("created", None, _seconds(wanted.before))))
        if wanted.after_date is not None:
            made.append((Occur.Must, self._range("created", _seconds(wanted.after_date), None)))
        if wanted.is_first:
            made.append((Occur.Must, self.number("number", [1])))
        if wanted.is_answer:
            made.append((Occur.Must, self.number("is_answer", [1])))
        made += [(Occur.MustNot, self.clue(clue)) for clue in plan.excluded]
        return made


def without_ties(score: float) -> float:
    """How well the words fit, by what may be seen alone."""
    return floor(score / UNIT) * UNIT


def _in_units(worth: float) -> float:
    return max(round(worth / UNIT), 1) * UNIT


def _seconds(at: Any) -> int:
    return max(int(at.timestamp()), 0)


def any_of(queries: list[Any]) -> Any:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def all_of(queries: Iterable[Any], more: Iterable[tuple[Any, Any]] = ()) -> Any:
    return Query.boolean_query([*((Occur.Must, query) for query in queries), *more])
