"""What the interface says: every sentence with its translation and the community's own words."""

from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.catalog import Message

from forum import structure, wording
from forum.lib import catalogues, languages, own_words
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Viewer
from forum.policies import structure as policy
from forum.settings import words

MOST = 40


@dataclass(frozen=True, slots=True)
class Sentence:
    """`usual` and `own` are forms: one, or as many as the language counts with. `own` is empty
    while the catalogue's words are said; `places` are files of the code; `context` says which
    meaning of the English it is, where there are several."""

    text: str
    context: str
    many: str
    usual: tuple[str, ...]
    own: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def said(self) -> tuple[str, ...]:
        return self.own or self.usual


def find(
    viewer: Viewer, language: str, q: str = "", place: str = "", only_own: bool = False
) -> tuple[list[Sentence], int]:
    """Sentences that have `q` in English or as they are said, the shortest first, and how many
    there are; `place` is the beginning of a file's name. Denied for an unknown language."""
    require(policy.can_shape(viewer))
    if language not in languages.NAMES:
        raise Denied(NOT_FOUND)
    wanted, found = q.casefold().strip(), []
    for one in _all(language):
        told = "\n".join((one.text, one.context, one.many, *one.usual, *one.own)).casefold()
        here = any(name.startswith(place) for name in one.places)
        if wanted in told and here and (one.own or not only_own):
            found.append(one)
    if wanted:
        found.sort(key=lambda one: (len(one.text), one.text))
    return found[:MOST], len(found)


def _all(language: str) -> Iterator[Sentence]:
    own = own_words.parsed(str(structure.setting(f"{words.GROUP}.{language}")))
    for name, message in wording.everything().items():
        mine, text = own.get(name, ()), name.rpartition(catalogues.AFTER_CONTEXT)[2]
        yield Sentence(
            text, message.context or "", "" if isinstance(message.id, str) else message.id[1],
            _usual(language, message),
            (mine,) if isinstance(mine, str) else tuple(mine),
            tuple(name.removeprefix("forum/") for name, _line in message.locations),
        )  # fmt: skip


def _usual(language: str, message: Message) -> tuple[str, ...]:
    words = wording.usual(language)
    if isinstance(message.id, str):
        if message.context:
            return (str(words.upgettext(message.context, message.id)),)
        return (str(words.ugettext(message.id)),)
    one, many = message.id
    if language == languages.SOURCE:
        return one, many
    known = words._catalog
    return tuple(str(known.get((one, n), many)) for n in range(wording.forms(language)))
