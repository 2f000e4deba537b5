"""The words that the forum says: from the catalogue of the language that is spoken.

A catalogue is read when its language is spoken for the first time (0.1 s), from the file that its
translator edits: nothing has to be compiled, and nothing compiled can be out of date.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.plurals import get_plural
from babel.support import NullTranslations, Translations
from flask import Flask, current_app
from flask_babel import Domain, get_locale
from markupsafe import Markup, escape
from sqlalchemy.exc import SQLAlchemyError

from forum import database, structure
from forum.extensions import babel, db
from forum.lib import catalogues, languages, numbers, own_words
from forum.lib import shipped as begun
from forum.lib.phrases import N_
from forum.settings import default

SOURCE = languages.SOURCE
# What lib/markdown/references.py writes into a text. What members write has no "<" of its own.
_DRAWN_WORDS = (
    N_("Spoiler"), N_("Show spoiler"), N_("Details"), N_("Done"), N_("Not done"), N_("Table"),
    N_("Code"), N_("Footnote"), N_("Back to the text"),
)  # fmt: skip
_DRAWN = re.compile(
    r'(<[a-z]+ [^<>]*aria-label="|<details class="(?:spoiler|details)"><summary>)'
    rf'({"|".join(_DRAWN_WORDS)})((?: [0-9-]+)?"|</summary>)'
)
_is_as_shipped: ContextVar[bool] = ContextVar("as_shipped", default=False)


@contextmanager
def as_shipped() -> Iterator[None]:
    """Within it all is said in English as it came along, and no setting is asked for: for whoever
    replaces the whole database, and would otherwise wait for themselves."""
    token = _is_as_shipped.set(True)
    try:
        yield
    finally:
        _is_as_shipped.reset(token)


class Words(Domain):  # type: ignore[misc]
    """What Flask-Babel asks for the words of the current language."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return catalogue(str(locale)) if locale is not None else NullTranslations()

    def gettext(self, string: str, **variables: Any) -> str:
        """With numbers written as the language writes them; so do the other ways to ask."""
        return _filled(self.get_translations().ugettext(string), variables)

    def pgettext(self, context: str, string: str, **variables: Any) -> str:
        return _filled(self.get_translations().upgettext(context, string), variables)

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        text = self.get_translations().ungettext(singular, plural, num)
        return _filled(numbers.places(text), {"num": num, **variables})


def init_app(app: Flask) -> None:
    """After Flask-Babel's own."""
    app.extensions["forum.words"] = {}
    babel.domain_instance = Words()


def catalogue(language: str, app: Flask | None = None) -> NullTranslations:
    """The words of a language: the community's own, else the translations, else the English."""
    app = app or current_app
    kept: dict[str, NullTranslations] = app.extensions.setdefault("forum.words", {})
    own = _own(language, app)
    name = f"{language} {own_words.mark(own)}" if own else language
    if name not in kept:
        for old in [one for one in kept if one.startswith(f"{language} ")]:
            kept.pop(old, None)
        kept[name] = _with_own(usual(language, app), own) if own else _found(language, app)
    return kept[name]


def usual(language: str, app: Flask | None = None) -> NullTranslations:
    """The translations into a language, without the community's own words."""
    app = app or current_app
    kept: dict[str, NullTranslations] = app.extensions.setdefault("forum.words", {})
    if language not in kept:
        kept[language] = _found(language, app)
    return kept[language]


def edition(language: str, app: Flask) -> str:
    """A name for the words of this language as they are now: "de", or "de~4f2a…" with own ones."""
    own = _own(language, app)
    return f"{language}~{own_words.mark(own)}" if own else language


def forms(language: str) -> int:
    """How many forms something that is counted has."""
    return int(get_plural(language)[0])


@cache
def everything() -> dict[str, Message]:
    """All that the interface can say, by the name that catalogues keep it under: the English (of
    what is counted, one of it), after its context where the same English means several things."""
    template = catalogues.load(Path(__file__).parent / "translations" / catalogues.TEMPLATE)
    return {catalogues.name(one): one for one in template if one.id}


def _filled(text: str, variables: dict[str, Any]) -> str:
    if not variables:
        return str(text)
    return str(text % numbers.written(variables, str(get_locale() or SOURCE)))


def _own(language: str, app: Flask) -> str:
    """The community's own words as everybody has them now. Asked for with each word: it reads what
    is in memory, writes nothing, and is "" where the database cannot be asked."""
    if language not in languages.NAMES or "forum.structure" not in app.extensions:
        return ""
    if _is_as_shipped.get():
        return ""
    try:
        return _setting(f"wording.{language}")
    except SQLAlchemyError:
        return ""


def _setting(name: str) -> str:
    """A setting as it was when this unit of work began to change things. Words are said in the
    middle of everything: nothing may be written because of one, nor fail because of one."""
    if database.touched(structure.NAME):
        kept = current_app.extensions["forum.structure"]
        return str(kept[1].setting(name) if kept else default(name))
    with db.session.no_autoflush:
        return str(structure.setting(name))


def _with_own(known: NullTranslations, own: str) -> NullTranslations:
    found = Translations()
    found._catalog.update(known._catalog)
    found.plural = known.plural
    for text, said in own_words.parsed(own).items():
        if isinstance(said, str):
            found._catalog[text] = said
        else:
            found._catalog.update({(text, number): form for number, form in enumerate(said)})
    return found


def site() -> str:
    """The site's own language: of letters to guests, of feeds, of what is written for everybody."""
    return SOURCE if _is_as_shipped.get() else _setting("site.language")


def offered() -> list[str]:
    """The languages that can be chosen, the site's first."""
    if _is_as_shipped.get():
        return [SOURCE]
    return list(dict.fromkeys([site(), *_setting("site.languages").split()]))


def shipped(text: str, language: str = "") -> str:
    """The name of a badge, group or reaction: translated while it is the one that came along."""
    if text not in begun.ALL:
        return text
    words = catalogue(language) if language else babel.domain_instance.get_translations()
    return str(words.ugettext(text))


def stored(text: str, language: str = "") -> str:
    """A sentence that is kept in English, in the language spoken now. What it says in particular
    stands after a colon, word for word: "Watched word: tent"."""
    words = catalogue(language) if language else babel.domain_instance.get_translations()
    said = str(words.ugettext(text))
    head, colon, found = text.partition(": ")
    if said != text or not colon:
        return said
    for place in ("%s", "%(what)s", "%(how)s"):
        known = f"{head}: {place}"
        pattern = str(words.ugettext(known))
        if pattern != known:
            return pattern.replace(place, found)
    return text


def drawn(html: Markup, language: str) -> Markup:
    """The HTML of a text, which is kept as one for all, with the few words that the renderer wrote
    in it ("Show spoiler") in the language of its reader."""
    if language == SOURCE or ("aria-label" not in html and "<summary>" not in html):
        return html
    words = catalogue(language)

    def said(found: re.Match[str]) -> str:
        before, word, after = found.groups()
        return f"{before}{escape(str(words.ugettext(word)))}{after}"

    return Markup(_DRAWN.sub(said, html))  # noqa: S704


def groups() -> dict[int, str]:
    """The groups by their numbers, called as whoever asks calls them."""
    return {key: shipped(name) for key, name in structure.current().groups.items()}


def _found(language: str, app: Flask) -> NullTranslations:
    """Those of plugins first and ours last: where both know a sentence, ours counts."""
    config, known = app.extensions.get("babel"), None
    for folder in config.translation_directories if config and language != SOURCE else ():
        for name in (language, language.partition("_")[0]):
            file = catalogues.path(Path(folder), name)
            if file.is_file():
                known = _merged(known, catalogues.read(file))
                break
    return known or NullTranslations()


def _merged(known: Translations | None, ours: Translations) -> Translations:
    if known is not None:
        known.merge(ours)
        known.plural = ours.plural
    return known or ours
