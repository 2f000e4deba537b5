"""Catalogues of the interface's words: files that a translator edits, read as they are."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

DOMAIN = "messages"
TEMPLATE = f"{DOMAIN}.pot"  # all there is to say, for a translator of a new language
AFTER_CONTEXT = "\x04"  # gettext's own
# What has to stay in a translation: a place that is filled in, a tag, a percent sign, and the
# brackets around what becomes a link.
_MARKS = re.compile(r"%\(\w+\)[a-z]|</?\w+|\{\w+\}|%%|[\[\]]")


def path(folder: Path, language: str) -> Path:
    """Where the catalogue of a language such as "de" or "pt_BR" is."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def load(file: Path) -> Catalog:
    """A catalogue as it was written, with its places and the hands of its translators."""
    with file.open("rb") as opened:
        return read_po(opened)


def read(file: Path) -> Translations:
    """A catalogue to ask for words. What is marked as fuzzy counts as not translated."""
    packed = BytesIO()
    write_mo(packed, load(file))
    packed.seek(0)
    found = Translations(packed, domain=DOMAIN)
    found._catalog.pop("", None)  # nothing is said as nothing
    return found


def name(message: Message) -> str:
    """What gettext keeps a sentence under: its English, or one of what is counted, after the
    context (and a character of its own) where the same English means several things."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return named(str(text), message.context or "")


def named(text: str, context: str) -> str:
    """The same, of its parts."""
    return f"{context}{AFTER_CONTEXT}{text}" if context else text


def marks(text: str) -> set[str]:
    """The places, tags and percent signs in a text."""
    return set(_MARKS.findall(text))


def wrong(message: Message, forms: int) -> str:
    """What is wrong with a translation, for its translator; "" when nothing is.

    `forms` is how many plural forms its language has. A form for few may say the number in words,
    the last one, for any number, may not.
    """
    if isinstance(message.id, str):
        text = message.string if isinstance(message.string, str) else ""
        if not text or message.fuzzy:
            return "not translated"
        return "" if marks(text) == marks(message.id) else "places or tags differ"
    said = [str(form or "") for form in message.string or ()]
    if len(said) != forms or not all(said) or message.fuzzy:
        return "not translated in all its forms"
    one, many = (marks(form) for form in message.id)
    known = all(marks(form) <= one | many for form in said)
    return "" if known and many <= marks(said[-1]) else "places or tags differ"


def lacking(template: Catalog, catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """What a catalogue lacks of all there is to say: the English, and what is wrong with it."""
    for message in template:
        if message.id:
            found = catalogue.get(message.id, message.context)
            problem = wrong(found, catalogue.num_plurals) if found else "not in the catalogue"
            if problem:
                yield message.id if isinstance(message.id, str) else message.id[0], problem
