"""The themes that are installed on the server, as admins choose among them."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from forum import structure
from forum.config import TEMPLATES
from forum.lib import themes
from forum.lib.themes import Theme
from forum.lib.verdict import require
from forum.models import Viewer
from forum.policies import structure as policy
from forum.settings.looks import AS_STARTED, OWN_LOOK


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` is that of the setting. `theme` is None for the forum's own look. `failed` says what
    could not be drawn of it since this process began."""

    value: str
    title: str
    theme: Theme | None
    is_published: bool
    is_drafted: bool
    failed: tuple[str, ...] = ()


def every(viewer: Viewer, drafted: str | None) -> list[Choice]:
    """All of them after the forum's own look. `drafted` is the setting in the draft of the looks,
    None when it has none."""
    require(policy.can_shape(viewer))
    now, wanted = _meant(str(structure.setting("looks.theme"))), None
    if drafted is not None:
        wanted = _meant(drafted)
    found: list[tuple[str, str, Theme | None]] = [(OWN_LOOK, _("The forum's own look"), None)]
    found += [(one.name, one.title, one) for one in _installed().values()]
    return [
        Choice(value, title, theme, value == now, value == wanted, _failed(value))
        for value, title, theme in found
    ]


def broken(viewer: Viewer) -> list[str]:
    """What is wrong with the published theme, as sentences."""
    require(policy.can_shape(viewer))
    name = _meant(str(structure.setting("looks.theme")))
    if not name:
        return []
    theme = _installed().get(name)
    if theme is None:
        return [
            _("The theme “%(name)s” is not installed: pages have the forum's own look.", name=name)
        ]
    if theme.problems or _failed(name):
        said = _("Parts of the theme “%(name)s” are broken and shown in the forum's own look.",
                 name=theme.title)  # fmt: skip
        return [said]
    return []


def _installed() -> dict[str, Theme]:
    return themes.installed(Path(current_app.config["THEMES_FOLDER"]), TEMPLATES)


def _meant(value: str) -> str:
    return str(current_app.config["FORUM"].theme) if value == AS_STARTED else value


def _failed(name: str) -> tuple[str, ...]:
    failures = current_app.extensions.get("forum.theme_failures", {})
    return tuple(
        _("%(what)s. The server's log says more.", what=what)
        for theme, what in failures if theme == name
    )  # fmt: skip
