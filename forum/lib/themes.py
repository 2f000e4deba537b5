"""The themes that are installed: what each says of itself, replaces, and has wrong with it."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LONGEST = 300  # characters of what a theme says of itself
# Names of other templates that stand in one as they are: what extends, includes or imports them.
_NAMED = re.compile(r"""\{%-?\s*(?:extends|include|from|import)\s+["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Theme:
    """`replaces` are paths below templates/ and static/; `problems` says which of these cannot be
    used and why, as the reader of templates says it."""

    name: str
    title: str
    version: str
    author: str
    description: str
    licence: str
    replaces: tuple[str, ...]
    problems: tuple[str, ...]


def installed(folder: Path, own: Path) -> dict[str, Theme]:
    """By name. `own` is the folder of the forum's own templates."""
    return {name: _read(folder / name, own, _state(folder / name)) for name in names(folder)}


def names(folder: Path) -> list[str]:
    """Of the folders that are themes."""
    found = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted(name for name in found if is_installed(folder, name))


def is_installed(folder: Path, name: str) -> bool:
    return bool(NAME.fullmatch(name)) and (folder / name / "theme.toml").is_file()


def _state(folder: Path) -> tuple[tuple[str, int], ...]:
    """Another one once a file has changed."""
    return tuple(
        (str(file), file.stat().st_mtime_ns) for file in sorted(folder.rglob("*")) if file.is_file()
    )


@lru_cache(maxsize=64)
def _read(folder: Path, own: Path, state: tuple[tuple[str, int], ...]) -> Theme:
    said, problems = _described(folder / "theme.toml")
    files = [Path(path).relative_to(folder) for path, _at in state]
    replaces = tuple(file.as_posix() for file in files if file.parts[0] in {"templates", "static"})
    templates = [file for file in replaces if file.startswith("templates/")]
    problems += [one for file in templates for one in _wrong(folder, own, file)]

    def text(key: str) -> str:
        return str(said.get(key, ""))[:_LONGEST]

    return Theme(
        folder.name, text("name") or folder.name, text("version"), text("author"),
        text("description"), text("licence"), replaces, tuple(problems),
    )  # fmt: skip


def _described(file: Path) -> tuple[dict[str, Any], list[str]]:
    try:
        return tomllib.loads(file.read_text()), []
    except (OSError, ValueError) as error:
        return {}, [f"theme.toml: {error}"[:_LONGEST]]


def _wrong(folder: Path, own: Path, file: str) -> list[str]:
    """What the reader of templates cannot read in it, and what it names that is nowhere."""
    try:
        source = (folder / file).read_text()
        Environment(autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        return [f"{file}, line {error.lineno}: {error.message}"[:_LONGEST]]
    except (OSError, ValueError) as error:
        return [f"{file}: {error}"[:_LONGEST]]

    def is_there(name: str) -> bool:
        bare = name.removeprefix("core/")
        mine = bare == name and (folder / "templates" / bare).is_file()
        return mine or (own / bare).is_file()

    return [f"{file}: {name}?" for name in _NAMED.findall(source) if not is_there(name)]
