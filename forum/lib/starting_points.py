"""What a new community can begin with: sets of categories, each with a purpose."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("starting_points.toml")


@dataclass(frozen=True, slots=True)
class First:
    """A category that a community begins with. `access` is a key of `services.shaping.FIRST`."""

    name: str
    slug: str = ""
    description: str = ""
    icon: str = "chat"
    colour: str = "#4c6b5a"
    access: str = "everyone"
    kinds: str = "discussion question"
    template: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    key: str
    name: str
    about: str
    categories: tuple[First, ...]


@cache
def every() -> dict[str, Point]:
    """The starting points by their keys, in the order in which they are offered."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["points"]
    return {
        row["key"]: Point(
            row["key"], row["name"], row["about"],
            tuple(First(**each) for each in row["categories"]),
        )
        for row in rows
    }  # fmt: skip
