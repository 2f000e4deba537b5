"""`forum words`: the catalogues of the interface's words, for who translates or writes the code."""

import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from forum import settings
from forum.lib import catalogues, languages

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "translations"
# What in a file of rules or of starting points is read by people.
_TOLD = {
    "summary",
    "title",
    "body",
    "example",
    "reason",
    "name",
    "about",
    "description",
    "template",
}
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "later": None,
    "lazy_pgettext": ((1, "c"), 2),
}
# Lines of a file's head that would differ each time it is written.
_NOISE = tuple(
    f'"{name}'.encode()
    for name in ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Report-Msgid-Bugs-To",
                 "Last-Translator", "Language-Team", "Project-Id-Version")
)  # fmt: skip


@click.group(name="words")
def command() -> None:
    """The catalogues of the interface's words: docs/translating.md."""


@command.command()
def extract() -> None:
    """Write translations/messages.pot: all there is to say, found in code and templates."""
    (FOLDER / catalogues.TEMPLATE).write_bytes(written(extracted()))


@command.command()
def update() -> None:
    """Put what is new into every catalogue, and take out what is said no more."""
    (FOLDER / catalogues.TEMPLATE).write_bytes(written(extracted()))
    for file in _files():
        catalogue = catalogues.load(file)
        catalogue.update(extracted(), no_fuzzy_matching=True)
        file.write_bytes(written(catalogue))


@command.command()
def check() -> None:
    """Say what every catalogue lacks; an error when that is anything."""
    lacks = 0
    for file in _files():
        for text, problem in catalogues.lacking(extracted(), catalogues.load(file)):
            lacks += 1
            click.echo(f"{file.parts[-3]}: {problem}: {text}")
    if lacks:
        raise click.ClickException(f"{lacks} translations are missing or wrong.")


def extracted() -> Catalog:
    """All that the interface can say, in the order of the files it stands in, without lines."""
    found = Catalog(
        project="forum", charset="utf-8", fuzzy=False, header_comment="# What the forum says."
    )
    ways: list[tuple[str, Any]] = [
        ("translations/**", "ignore"), ("bench/**", "ignore"), ("demo/**", "ignore"),
        ("**.py", "python"), ("**.toml", _from_toml), ("templates/**", "jinja2.ext:babel_extract"),
    ]  # fmt: skip
    options = {"templates/**": {"silent": "false"}}
    for file, line, message, comments, context in extract_from_dir(
        ROOT,
        ways,
        options,
        _KEYWORDS,
        ("Translators:",),
    ):
        found.add(message, None, [(f"forum/{file}", line)], auto_comments=comments, context=context)
    for number, text in enumerate(_declared()):
        found.add(text, None, [("forum/settings", number)])
    return found


def written(catalogue: Catalog) -> bytes:
    """The file of a catalogue. Two people who write the same write the same bytes."""
    file = BytesIO()
    write_po(
        file, catalogue, width=100, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    kept = (line for line in file.getvalue().splitlines(True) if not line.startswith(_NOISE))
    return b"".join(kept)


def _declared() -> Iterator[str]:
    """Labels and explanations of the settings: some are put together when they are declared."""
    for setting in settings.ALL:
        yield setting.label
        if setting.help:
            yield setting.help
        if setting.choices[:1] != languages.ALL[:1]:  # whose names are the same in each of them
            yield from (words for _value, words in setting.choices)


def _from_toml(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The texts a community begins with, of which the admin changes a copy of their own."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, list):
            for one in value:
                yield from walk(one)
        elif isinstance(value, dict):
            for key, one in value.items():
                if isinstance(one, str) and key in _TOLD and one.strip():
                    yield one.strip()
                elif not isinstance(one, str):
                    yield from walk(one)

    for number, text in enumerate(walk(tomllib.loads(file.read().decode()))):
        yield number, "", text, []


def _files() -> list[Path]:
    return sorted(FOLDER.glob(f"*/LC_MESSAGES/{catalogues.DOMAIN}.po"))
