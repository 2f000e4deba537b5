"""Takes somebody's name out of a text: out of quotes and mentions by itself; where it only stands
in a sentence, which may mean anybody, it says at which place."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forum.lib.markdown.references import QUOTE_OPENER, quoted_name, quoted_post

MOST_PLACES = 20  # in one text that are told


@dataclass(frozen=True, slots=True)
class Names:
    """What somebody was called, and what stands there instead from now on."""

    handles: tuple[str, ...]
    displayed: tuple[str, ...]
    handle: str
    display: str

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.handles, *self.displayed)))


def without(text: str, names: Names, is_theirs: Callable[[tuple[int, int]], bool | None]) -> str:
    """`text` with another name in its quotes of them and mentions of them.

    `is_theirs` says of a quoted post (thread, number) whether they wrote it; None: unknown.
    """
    text = QUOTE_OPENER.sub(lambda found: _quote(found, names, is_theirs), text)
    return _mention(names.handles).sub(f"@{names.handle}", text)


def scrubbed(text: str, names: Names) -> str:
    """`text` with another name wherever one of theirs stands as a word of its own."""
    return _word(names.all).sub(names.display, text)


def holds(text: str, names: Names) -> bool:
    """Whether one of their names is in `text`, in a word or as one."""
    seen = text.casefold()
    return any(name.casefold() in seen for name in names.all)


def places(text: str, names: Names) -> list[tuple[int, int]]:
    """Where one of their names stands as a word of its own: (begin, end) in characters."""
    found = [match.span() for match in _word(names.all).finditer(text)]
    return found[:MOST_PLACES]


def _quote(
    found: re.Match[str], names: Names, is_theirs: Callable[[tuple[int, int]], bool | None]
) -> str:
    said = found[1]
    post, known = quoted_post(said), None
    called = quoted_name(said).casefold() in {name.casefold() for name in names.all}
    if post is not None:
        known = is_theirs(post)
    if not (called if known is None else known):
        return found[0]
    comma = said.strip('"').partition(",")
    rest = scrubbed(comma[2], names)
    return f'[quote="{names.display}{comma[1]}{rest}"]'


def _mention(handles: Sequence[str]) -> re.Pattern[str]:
    """ "@max" by itself. Before ".x" or "-x" it may be somebody else's name: that is no mention."""
    return re.compile(
        rf"(?<![\w@#&/.+\-=])@(?:{_either(handles)})(?![\w])(?![.\-]\w)", re.IGNORECASE
    )


def _word(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_either(names)})(?!\w)", re.IGNORECASE)


def _either(names: Sequence[str]) -> str:
    longest_first = sorted({name for name in names if name}, key=len, reverse=True)
    return "|".join(re.escape(name) for name in longest_first) or "(?!)"
