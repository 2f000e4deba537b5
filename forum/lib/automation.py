"""What the software does by itself here, as the public page "How we moderate" tells it.

Whoever builds an automatic rule declares a source: a function that is asked when the page is drawn
and yields the rules that are switched on at that moment, each in a plain sentence (Digital Services
Act, article 14). So the page cannot say anything else than what is really done.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Source = Callable[[], "Iterable[Automatic]"]
_sources: list[Source] = []


@dataclass(frozen=True, slots=True)
class Automatic:
    """`does` is what happens: limit, hold, hide, block, flag, notice."""

    name: str
    text: str
    does: str = "limit"


def declare(source: Source) -> Source:
    """Have `source` asked for the automatic rules that are switched on. Use it as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def switched_on() -> Iterator[Automatic]:
    """Everything that the software does by itself now, in the order of declaration."""
    for source in _sources:
        yield from source()
