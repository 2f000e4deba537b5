"""Reads the demonstration community from its files and refuses what does not hold together.

Pure: files in, records out. Putting them into a database is `seed`'s part.
"""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from forum.demo import checks
from forum.demo.grammar import front_matter, read_thread, span
from forum.demo.shapes import (
    Category,
    Content,
    ContentError,
    Draft,
    Guidelines,
    Person,
    Tag,
)

FOLDER: Traversable = files("forum.demo") / "content"


def load(folder: Traversable = FOLDER) -> Content:
    """Everything in `folder`, checked; ContentError says which file and line is wrong."""
    people = {person.handle: person for person in map(_person, _toml(folder, "people"))}
    threads = {
        slug: read_thread(slug, path.read_text("utf-8"), people)
        for path in _texts(folder / "threads")
        for slug in [path.name.removesuffix(".md").partition("-")[2]]
    }
    content = Content(
        people=people,
        categories={each["slug"]: _category(each) for each in _toml(folder, "categories")},
        tags={each["name"]: _tag(each) for each in _toml(folder, "tags")},
        threads=threads,
        drafts=tuple(map(_draft, _toml(folder, "drafts"))),
        guidelines=tuple(map(_guidelines, _texts(folder / "guidelines"))),
        images={
            path.name: path.read_bytes()
            for path in (folder / "images").iterdir()
            if path.name.endswith((".webp", ".png"))
        },
    )
    checks.check(content)
    return content


def _texts(folder: Traversable) -> list[Traversable]:
    """The Markdown files of `folder` in the order of their names."""
    return sorted(
        (path for path in folder.iterdir() if path.name.endswith(".md")), key=lambda path: path.name
    )


def _toml(folder: Traversable, noun: str) -> list[dict[str, Any]]:
    """The entries of `noun`.toml, which holds one array of tables with the same name."""
    try:
        entries: list[dict[str, Any]] = tomllib.loads((folder / f"{noun}.toml").read_text("utf-8"))[
            noun
        ]
    except (tomllib.TOMLDecodeError, KeyError) as problem:
        raise ContentError(f"{noun}.toml: {problem}") from problem
    return entries


def _person(entry: dict[str, Any]) -> Person:
    spans = ("joined", "role_since", "last_visit", "suspended")
    given = dict(
        entry,
        moderates=tuple(entry.get("moderates", ())),
        old_handles=tuple(entry.get("old_handles", ())),
        **{key: span(entry[key]) for key in spans if key in entry},
    )
    try:
        return Person(**given)
    except TypeError as problem:
        raise ContentError(f"people.toml: {entry.get('handle')}: {problem}") from problem


def _category(entry: dict[str, Any]) -> Category:
    access = {right: tuple(groups) for right, groups in entry.get("access", {}).items()}
    lists = {key: tuple(entry[key]) for key in ("kinds", "only_tags") if key in entry}
    try:
        return Category(**dict(entry, access=access, **lists))
    except TypeError as problem:
        raise ContentError(f"categories.toml: {entry.get('slug')}: {problem}") from problem


def _tag(entry: dict[str, Any]) -> Tag:
    return Tag(entry["name"], entry["description"], tuple(entry.get("was", ())))


def _guidelines(path: Traversable) -> Guidelines:
    head, lines, _ = front_matter(path.name, path.read_text("utf-8"))
    try:
        return Guidelines(**dict(head, ago=span(head["ago"]), body="\n".join(lines).strip()))
    except (KeyError, TypeError) as problem:
        raise ContentError(f"guidelines/{path.name}: {problem}") from problem


def _draft(entry: dict[str, Any]) -> Draft:
    try:
        return Draft(**dict(entry, ago=span(entry["ago"]), tags=tuple(entry.get("tags", ()))))
    except TypeError as problem:
        raise ContentError(f"drafts.toml: {problem}") from problem
