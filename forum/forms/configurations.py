"""A file of the configuration: TOML with sections, each of which may be left out.

`read` says what is wrong with it by line; what it may say is the same that pages take, and whether
that is possible here is asked when it is applied.
"""

import re
import tomllib
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forum.lib import languages, letter_kinds
from forum.lib.letter_texts import LONGEST_BODY, LONGEST_SUBJECT

_CLOSED = ConfigDict(extra="forbid", strict=True)
_HEADER = re.compile(r"\s*\[{1,2}\s*(?P<name>[\w.\"-]+)\s*\]{1,2}")
_KEY = re.compile(r"\s*(?P<name>\"[^\"]*\"|[\w-]+)\s*=")


class Wrong(Exception):  # noqa: N818
    """What is wrong with a file, one sentence each, with its line. For the operator."""

    def __init__(self, said: list[str]) -> None:
        super().__init__("\n".join(said))


class _Part(BaseModel):
    model_config = _CLOSED


class GroupPart(_Part):
    slug: str = Field(max_length=64)
    name: str
    description: str = ""
    joining: str = "closed"
    is_hidden: bool = False
    title: str = ""
    icon: str = ""
    email_domain: str = ""


class BadgePart(_Part):
    slug: str = Field(max_length=64)
    name: str
    description: str = ""
    tier: str = "bronze"
    grouping: str = "other"
    icon: str
    rule: dict[str, Any] | None = None
    is_enabled: bool = True
    is_taken_back: bool = False
    is_title: bool = False


class FieldPart(_Part):
    kind: str = "line"
    label: str = Field(min_length=1, max_length=100)
    hint: str = Field(default="", max_length=300)
    choices: list[str] = []
    is_required: bool = False
    places: list[Literal["profile", "card", "directory", "join"]] = ["profile"]


class CategoryPart(_Part):
    slug: str = Field(max_length=80)
    parent: str = ""
    name: str
    description: str = ""
    icon: str = "chat"
    colour: str = "#4c6b5a"
    kinds: list[str] = ["discussion", "question"]
    default_kind: str = "discussion"
    holds: str = ""
    template: str = ""
    default_sort: str = "latest"
    tags_wanted: int = 0
    tags_limited: bool = False
    search_percent: int = 100
    hold_back_hours: int = 4
    is_archived: bool = False
    access: dict[str, list[str]] = {}


class PagePart(_Part):
    slug: str = Field(max_length=80)
    title: str = Field(min_length=1, max_length=100)
    is_published: bool = False
    is_in_footer: bool = False
    is_to_accept: bool = False
    position: int = Field(default=0, ge=0, le=1000)
    body: str = Field(default="", max_length=32_000)


class WordPart(_Part):
    text: str
    is_pattern: bool = False
    action: str = "hold"
    replacement: str = Field(default="", max_length=200)
    message: str = Field(default="", max_length=1000)
    is_enabled: bool = True
    note: str = Field(default="", max_length=100)


class LetterPart(_Part):
    kind: str = Field(max_length=32)
    language: str = Field(max_length=16)
    subject: str = Field(default="", max_length=LONGEST_SUBJECT)
    body: str = Field(default="", max_length=LONGEST_BODY)


class ConfigurationFile(_Part):
    """What is None is not in the file, and stays as it is."""

    settings: dict[str, bool | int | str | list[str]] | None = None
    groups: list[GroupPart] | None = None
    badges: list[BadgePart] | None = None
    profile_fields: list[FieldPart] | None = None
    categories: list[CategoryPart] | None = None
    pages: list[PagePart] | None = None
    watched_words: list[WordPart] | None = None
    letters: list[LetterPart] | None = None


Place = tuple[int | str, ...]


def read(text: str, known: dict[str, set[str]], name: str = "") -> ConfigurationFile:
    """The file. `known` are the names of "settings" that may be written, and of "rights" and
    "groups" there are; groups of the file itself count too. Raises Wrong."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Wrong([f"{name}: this is not TOML: {error}"]) from error
    try:
        found = ConfigurationFile.model_validate(values)
    except ValidationError as error:
        raise Wrong(
            [_said(text, name, one["loc"], _sentence(one["loc"], one["type"], one["msg"]))
             for one in error.errors()]
        ) from error  # fmt: skip
    if wrong := [_said(text, name, place, said) for place, said in _unknown(found, known)]:
        raise Wrong(wrong)
    return found


def _sentence(place: Place, kind: str, said: str) -> str:
    last = place[-1] if place else ""
    if kind == "extra_forbidden":
        return f"there is nothing called {last}"
    return f"{last} is needed" if kind == "missing" else f"{last}: {said}"


def _unknown(found: ConfigurationFile, known: dict[str, set[str]]) -> list[tuple[Place, str]]:
    wrong: list[tuple[Place, str]] = []
    groups = known["groups"] | {group.slug for group in found.groups or ()}
    for name, value in (found.settings or {}).items():
        if name not in known["settings"]:
            wrong.append((("settings", name), f"there is no setting called {name}"))
        elif isinstance(value, list) and (odd := set(value) - groups):
            wrong.append((("settings", name), f"there is no group called {min(odd)}"))
    for number, letter in enumerate(found.letters or ()):
        if letter.kind not in letter_kinds.ALL:
            said = f"there is no letter called {letter.kind}"
            wrong.append((("letters", number, "kind"), said))
        if letter.language not in languages.NAMES:
            said = f"there is no language called {letter.language}"
            wrong.append((("letters", number, "language"), said))
    slugs: set[str] = set()
    for number, category in enumerate(found.categories or ()):
        here: Place = ("categories", number)
        if category.parent and category.parent not in slugs:
            wrong.append(((*here, "parent"), f"{category.parent} does not stand above it"))
        slugs.add(category.slug)
        for group, rights in category.access.items():
            if group not in groups:
                wrong.append(((*here, "access", group), f"there is no group called {group}"))
            elif odd := set(rights) - known["rights"]:
                wrong.append(((*here, "access", group), f"there is no right called {min(odd)}"))
    return wrong


def _said(text: str, name: str, place: Place, said: str) -> str:
    line = _line(text, place)
    return f"{name}:{line}: {said}." if line else f"{name}: {said}."


def _line(text: str, place: Place) -> int:
    """Where this stands in the file, counted from 1; its section, if it is not in there itself."""
    section, wanted = str(place[0]) if place else "", str(place[-1]) if place else ""
    number = next((part for part in place if isinstance(part, int)), None)
    here, seen, nearest = "", -1, 0
    for at, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line.split("#")[0].rstrip()):
            here = header["name"].strip('"')
            if here == section:
                seen += 1
                if number is None or seen == number:
                    nearest = nearest or at
            if wanted == here:
                return at
        elif (key := _KEY.match(line)) and key["name"].strip('"') == wanted:
            inside = here == section or here.startswith(f"{section}.") or len(place) == 1
            if inside and (number is None or seen == number):
                return at
    return nearest
