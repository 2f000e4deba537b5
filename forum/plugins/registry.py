"""All that the plugins of one app add, as the forum reads it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, has_app_context, render_template
from jinja2 import BaseLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from forum.events import Event
from forum.extensions import db
from forum.plugins.guarding import Failures
from forum.plugins.outlets import OUTLETS
from forum.plugins.rows import BadgeKind, Personal, Reaction
from forum.plugins.tables import Tables

Drawing = tuple[str, str, Callable[..., Mapping[str, Any] | None] | None]


class Registry:
    """One per app. Plugins write into it through `plugins.Plugin`, which says whose it is."""

    def __init__(self) -> None:
        self.plugins: dict[str, Any] = {}  # plugins.Plugin by name, in the order of loading
        self.failures = Failures()
        self.blueprints: list[Blueprint] = []
        self.listeners: list[tuple[Event, Callable[..., Any]]] = []
        self.checks: list[Callable[..., Any]] = []  # see `services.screening.Check`
        # What looks once more, by a job, at what a check was not sure of: `services.later.Look`.
        self.later: dict[str, Callable[..., Any]] = {}
        self.jobs: dict[str, Callable[..., Any]] = {}
        self.modes: dict[str, Any] = {}  # of jobs: "write" or "outside", as `jobs.Handler` has it
        self.every: dict[str, timedelta] = {}
        self.search_engines: dict[str, Callable[..., Any]] = {}  # see `forum.engines.Make`
        # What somebody may sign in with beside a password: `forum.security.identities.Make`.
        self.sign_in_providers: dict[str, Callable[..., Any]] = {}
        self.settings: dict[str, Any] = {}  # `settings.Setting` by name
        self.measures: dict[str, Any] = {}  # `queries.measures.Measure` by name
        self.reactions: dict[str, Reaction] = {}
        self.badges: dict[str, BadgeKind] = {}
        self.tables: dict[str, Tables] = {}
        self.personal: dict[str, Personal] = {}
        self.markdown: tuple[Callable[..., None], ...] = ()
        self.importers: dict[str, Any] = {}  # click commands by name
        self.tightened: dict[str, list[tuple[str, Callable[..., object]]]] = defaultdict(list)
        self.templates: dict[str, BaseLoader] = {}
        self.static: dict[str, Path] = {}
        self.translations: list[Path] = []
        self._outlets: dict[str, list[Drawing]] = defaultdict(list)

    def is_of_plugin(self, blueprint: str | None) -> bool:
        """Whether a page belongs to a plugin, by the name of its blueprint."""
        return any(blueprint == one.name for one in self.blueprints)

    def draws(self, name: str, drawing: Drawing) -> None:
        if name not in OUTLETS:
            raise KeyError(name)
        self._outlets[name].append(drawing)

    def has_outlet(self, name: str) -> bool:
        return bool(self._outlets.get(name))

    def render_outlet(self, name: str, **context: Any) -> Markup:
        """What all plugins draw there, one after the other; of one that fails nothing."""
        if name not in self._outlets:
            return Markup()
        return Markup().join(self._drawn(name, one, context) for one in self._outlets[name])

    def _drawn(self, name: str, drawing: Drawing, context: dict[str, Any]) -> Markup:
        plugin, template, gather = drawing
        try:
            # On PostgreSQL a statement that fails would take the rest of the page with it.
            with db.session.begin_nested() if gather else nullcontext():
                found = gather(**context) if gather else {}
            if found is None:
                return Markup()
            return Markup(render_template(template, **context, **found))  # noqa: S704 - escaped
        except Exception as error:
            self.failures.note(plugin, f"outlet {name}", error)
            return Markup()

    def whose(self, error: BaseException) -> str:
        """The plugin in whose code an error was raised; "" when that is none's."""
        place = error.__traceback__
        found = ""
        while place is not None:
            package = str(place.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
            found = next((n for n, one in self.plugins.items() if one.package == package), found)
            place = place.tb_next
        return found


_NONE = Registry()


@pass_context
def outlet(context: Context, name: str, **things: Any) -> Markup:
    """For templates: what plugins draw there for whoever looks at this page."""
    return current().render_outlet(name, viewer=context.get("viewer"), **things)


def current() -> Registry:
    """Of this app; an empty one where there is none."""
    if not has_app_context():
        return _NONE
    found: Registry = current_app.extensions.get("forum", _NONE)
    return found


def offers(kind: Any) -> bool:
    """Whether a ReactionKind is offered: one of a plugin's as long as the plugin is there. What was
    given stays."""
    return bool(kind.is_offered) and ("." not in kind.key or kind.key in current().reactions)
