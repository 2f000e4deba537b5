"""How a question is answered, whichever engine looks: strictly first, then with a kind eye."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from forum.search import planning, ranking
from forum.search.planning import Clue, Plan
from forum.search.ranking import Match
from forum.search.wanted import PAGE, Found, Wanted
from forum.search.words import Language, is_paired, written

GATHERED = 2_000  # posts that are ranked; of more the ones whose words fit best
LEAST_SHARE = 0.45  # of the pieces, by how telling they are, when not all are asked for
MOST_CORRECTED = 4  # words of one question
SUGGESTING = 0.2  # seconds for words that are put right, when nothing was found


class Clock:
    """Says when the time for a question is over."""

    __slots__ = ("ran_out", "until")

    def __init__(self, seconds: float) -> None:
        self.until = monotonic() + seconds
        self.ran_out = False

    def left(self) -> float:
        """Seconds."""
        return self.until - monotonic()

    def is_over(self) -> bool:
        self.ran_out = self.ran_out or monotonic() > self.until
        return self.ran_out


@dataclass(slots=True)
class Gathered:
    """Posts that fit: the best GATHERED of them, and how many there are."""

    matches: list[Match]
    posts: int
    threads: int
    strict: int = 0  # threads (posts, inside one) with all the pieces
    is_exact: bool = True
    more: dict[int, int] = field(default_factory=dict)  # matching posts per thread


class Asking(ABC):
    """The part of an engine that all of ours share."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._local = threading.local()

    @abstractmethod
    def gather(self, plan: Plan, wanted: Wanted, share: float, clock: Clock) -> Gathered:
        """Posts with at least this share of the clues, all of them when it is 1."""

    @abstractmethod
    def unknown(self, clues: Iterable[Clue], category_ids: frozenset[int]) -> list[Clue]:
        """Those of the clues that nothing in these categories has."""

    @abstractmethod
    def nearest(self, word: str, category_ids: frozenset[int]) -> str | None:
        """The word nearest to this one that something in these categories has."""

    def answer(self, wanted: Wanted) -> Found:
        """See `forum.search.Engine.query`."""
        plan = planning.plan(wanted, self._language)
        if not plan.clues and any(not piece.is_excluded for piece in wanted.pieces):
            return Found((), 0, True, ignored=plan.ignored)
        clock = Clock(wanted.seconds)
        gathered = self.gather(plan, wanted, 1.0 if wanted.need != "any" else 0.0, clock)
        corrected: dict[str, str] = {}
        little = self._is_little(gathered, wanted, plan)
        if wanted.need == "most" and little and not clock.is_over():
            loose, corrected = self._with_a_kind_eye(plan, wanted, clock, gathered.posts > 0)
            if loose is not None:
                gathered = loose
        return Found(
            ranking.ranked(gathered.matches, wanted, gathered.more),
            gathered.threads if wanted.per_thread else gathered.posts,
            gathered.is_exact and not clock.ran_out,
            clock.ran_out,
            gathered.strict,
            plan.ignored,
            corrected,
        )

    def _is_little(self, gathered: Gathered, wanted: Wanted, plan: Plan) -> bool:
        if not plan.clues:
            return False
        found = gathered.threads if wanted.per_thread else gathered.posts
        return found < PAGE if wanted.order == "relevance" else found == 0

    def _with_a_kind_eye(
        self, plan: Plan, wanted: Wanted, clock: Clock, are_known: bool
    ) -> tuple[Gathered | None, dict[str, str]]:
        """Words that nothing has are looked for as their nearest, and not all have to be there.
        They `are_known` when some post has all of them."""
        unknown = (
            [] if are_known else self.unknown(filter(_is_one_word, plan.clues), wanted.category_ids)
        )
        corrected = self._corrections(unknown, wanted.category_ids, clock)
        if len(plan.clues) == 1 and not corrected:
            return None, {}
        clues = tuple(
            planning.forgiving(clue, corrected[clue.typed], self._language)
            if clue.typed in corrected
            else clue
            for clue in plan.clues
        )
        kinder = Plan(clues, plan.excluded, plan.ignored, plan.title)
        return self.gather(kinder, wanted, LEAST_SHARE, clock), corrected

    def _corrections(
        self, unknown: list[Clue], category_ids: frozenset[int], clock: Clock
    ) -> dict[str, str]:
        found = {}
        for clue in unknown[:MOST_CORRECTED]:
            if clock.is_over():
                break
            near = self.nearest(clue.forms[0].words[0], category_ids)
            if near is not None:
                found[clue.typed] = near
        return found

    def suggestions(self, words: Iterable[str], category_ids: frozenset[int]) -> Mapping[str, str]:
        """See `forum.search.Engine.suggest`."""
        clues = []
        for typed in list(words)[: MOST_CORRECTED * 2]:
            cut = written(typed[:80])
            if len(cut) == 1 and not is_paired(cut[0]):
                word, stem = self._language.forms(cut[0])
                clues.append(Clue(typed, (planning.Form((word,), stem),)))
        unknown = self.unknown(clues, category_ids) if clues else []
        return self._corrections(unknown, category_ids, Clock(SUGGESTING))


def _is_one_word(clue: Clue) -> bool:
    """Whether it can be misspelt."""
    return len(clue.forms[0].words) == 1 and not clue.forms[0].is_prefix
