"""Which posts of one segment have a clue, and how well it fits those that may be shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forum.search.asking import Clock
from forum.search.planning import STEM, Clue, Form
from forum.search.ranking import ABOUT, TEXT, TITLE
from forum.search.whoosh import masks
from forum.search.whoosh.lists import Posted
from forum.search.whoosh.segment import Segment

MOST_BEGINNINGS = 40  # words one prefix stands for: those that most posts have
LOOKED_AT = 400  # words that begin so
BEGINNING = 0.8  # a word that only begins so counts less than the word itself
FIELDS = (("title", TITLE), ("about", ABOUT), ("text", TEXT))
READ, MOST_PHRASED = 1_000, 300  # posts that are read for a phrase at once; so many are enough

Listed = tuple[Posted, float, bool]  # a list of posts, what it counts, whether it is of the text


@dataclass(slots=True)
class Known:
    """One clue in one segment."""

    bits: int  # the posts that have it
    lists: list[Listed]
    phrased: dict[int, float]  # posts with a phrase, and how well it fits


@dataclass(slots=True)
class Looking:
    """One question in one segment."""

    segment: Segment
    seen: int  # what the asker may see
    clock: Clock
    known: list[Known] = field(default_factory=list)  # for each clue
    fitting: int = 0  # posts that pass the filters and have what is asked for
    fits: dict[int, float] = field(default_factory=dict)  # those that are ranked, and how well
    whole: dict[int, float] = field(default_factory=dict)  # their share of the clues; empty: all
    is_cut: bool = False  # of a phrase not all was read
    _titled: set[int] | None = None

    def titled(self, title: str) -> set[int]:
        """The posts of threads whose title is what was typed."""
        if self._titled is None:
            posted = self.segment.posted("title", title) if title else None
            self._titled = set(posted.places) if posted else set()
        return self._titled

    def look(self, clue: Clue, among: int) -> Known:
        """The posts of `among` that have the clue."""
        found = Known(0, [], {})
        for form in clue.forms:
            for name, weight in FIELDS[:1] if clue.in_title else FIELDS:
                if self.clock.is_over():
                    break
                if len(form.words) > 1:
                    for phrase in self._phrases(form, name):
                        self._phrase(found.phrased, phrase, name, weight, among)
                else:
                    found.lists += self._lists(form, name, weight)
        found.bits = self._any(found) & among
        return found

    def _any(self, found: Known) -> int:
        size = self.segment.count
        bits, short = 0, [*found.phrased]
        for posted, _, _ in found.lists:
            if posted.is_long(size):
                bits |= posted.bits(size)
            else:
                short += posted.places
        return bits | masks.of(short, size) if short else bits

    def in_titles(self, number: int) -> int:
        """The posts that have the clue of this number in the title."""
        made = 0
        for posted, _, is_text in self.known[number].lists:
            if not is_text:
                made |= posted.bits(self.segment.count)
        return made

    def fit(self, number: int, places: list[int], within: bytes) -> dict[int, float]:
        """How well the clue of this number fits those of these places that have it."""
        known = self.known[number]
        acc = {p: value for p, value in known.phrased.items() if within[p]}
        get = acc.get
        for posted, weight, is_text in known.lists:
            for place, value in self._values(posted, weight, is_text, places, within):
                acc[place] = get(place, 0.0) + value
        return acc

    def _values(
        self, posted: Posted, weight: float, is_text: bool, places: list[int], within: bytes
    ) -> Iterator[tuple[int, float]]:
        """More for a word that stands there more often, less in a long post (as BM25 does)."""
        found = posted.among(places, within)
        if not is_text:
            return ((p, weight) for p, _ in found)
        norm, weight = self.segment.norm, weight * 2
        return ((p, weight * t / (t + norm[p])) for p, t in found)

    def _lists(self, form: Form, name: str, weight: float) -> Iterator[Listed]:
        word, weight = form.words[0], weight * form.weight
        asked = [(name, word, weight)]
        if form.is_prefix:
            asked += [(name, w, weight * BEGINNING) for w in self._beginning(name, word)]
        if form.stem:
            if form.stem != word:
                asked.append((name, form.stem, weight * STEM))
            if name != "about":
                mark = "=" if name == "title" else ""
                asked.append(("stems", mark + form.stem, weight * STEM))
        for where, what, counts in asked:
            if self.clock.is_over():
                return
            posted = self.segment.posted(where, what)
            if posted is not None:
                yield posted, counts, name == "text"

    def _beginning(self, name: str, word: str) -> list[str]:
        longer = [w for w in self.segment.words_from(name, word, LOOKED_AT) if w != word]
        if len(longer) > MOST_BEGINNINGS:
            longer = self.segment.commonest(name, longer, MOST_BEGINNINGS)
        return longer

    def _phrases(self, form: Form, name: str) -> list[Form]:
        """The phrase; and where its last word goes on, what it may go on to."""
        if not form.is_prefix:
            return [form]
        *begin, last = form.words
        ends = [last, *self._beginning(name, last)[:8]]
        return [Form((*begin, end), weight=form.weight) for end in ends]

    def _phrase(
        self, acc: dict[int, float], form: Form, name: str, weight: float, among: int
    ) -> None:
        """The newest posts first, until there are many that have it, or time is over."""
        steps = self._steps(form, name)
        weight *= form.weight * len(form.words) ** 0.5
        for posted, _ in steps:
            among &= posted.bits(self.segment.count)
        count = 0
        while steps and among:
            some = masks.last(among, READ)
            among ^= some
            for place in self._begins(steps, masks.places(some, self.segment.count)):
                acc[place] = acc.get(place, 0.0) + weight
                count += 1
            if count >= MOST_PHRASED or self.clock.is_over():
                self.is_cut = self.is_cut or bool(among)
                return

    def _begins(self, steps: list[tuple[Posted, int]], wanted: Iterable[int]) -> Iterable[int]:
        """Those of these posts in which the words follow each other."""
        (first, far), *others = steps
        found = {place: [at - far for at in there] for place, there in first.standing(wanted)}
        for posted, step in others:
            if self.clock.is_over():
                return ()
            kept = {}
            for place, there in posted.standing(found):
                begins = [at for at in found[place] if at + step in there]
                if begins:
                    kept[place] = begins
            found = kept
        return found

    def _steps(self, form: Form, name: str) -> list[tuple[Posted, int]]:
        """The words of a phrase, the rarest first, with how far each is from its beginning."""
        made = []
        for step, word in enumerate(form.words):
            posted = self.segment.posted(name, word)
            if posted is None:
                return []
            made.append((posted, step))
        return sorted(made, key=lambda one: one[0].count)
