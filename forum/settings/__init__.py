"""What an admin decides while the forum runs: one declared, typed list.

`forum.structure` keeps the values in memory. Asking for a setting that is not declared raises.
"""

from typing import Any

from forum.plugins.extended import Extended
from forum.settings import (
    api,
    community,
    content,
    keeping,
    looks,
    members,
    moderation,
    modes,
    signing_in,
    words,
)
from forum.settings.declaring import Setting

__all__ = ["ALL", "BY_NAME", "Setting", "declared", "default"]

ALL = (
    *api.ALL,
    *community.ALL,
    *looks.ALL,
    *content.ALL,
    *keeping.ALL,
    *members.ALL,
    *moderation.ALL,
    *modes.ALL,
    *signing_in.ALL,
    *words.ALL,
)
# Ours, and in an app those of its plugins as well.
BY_NAME: Extended[Setting] = Extended({setting.name: setting for setting in ALL}, "settings")


def declared() -> list[Setting]:
    """All there are in this app, ours first."""
    return list(BY_NAME.values())


def default(name: str) -> Any:
    """The default of a declared setting; KeyError for any other."""
    return BY_NAME[name].default
