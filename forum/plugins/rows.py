"""What a plugin adds that stands in a table of ours. `forum db upgrade` makes the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reaction:
    """`key` is "<plugin>.<word>"; `symbol` one emoji; `label` what it says."""

    key: str
    symbol: str
    label: str


@dataclass(frozen=True, slots=True)
class BadgeKind:
    """`slug` begins with the plugin's name and a hyphen; `rule` is as lib/rules.py says, None: it
    is given by hand. Admins change everything of it later, and what they changed stays."""

    slug: str
    name: str
    description: str
    icon: str
    tier: str = "bronze"
    grouping: str = "community"
    rule: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Personal:
    """What a plugin keeps about people. `erase(user_id)` takes away what it has of somebody who has
    left, and may be called twice; `export(user_id)` gives them their rows, as JSON can hold them.
    """

    erase: Callable[[int], None]
    export: Callable[[int], list[dict[str, Any]]]
