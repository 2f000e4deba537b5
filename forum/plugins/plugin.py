"""What `setup(forum)` is given: one plugin's desk, at which it says what it adds."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from flask import Blueprint
from jinja2 import FileSystemLoader
from sqlalchemy.orm import DeclarativeBase

from forum import events
from forum.events import Event
from forum.extensions import db
from forum.plugins import tables
from forum.plugins.outlets import OUTLETS
from forum.plugins.refusing import PluginError, refuse
from forum.plugins.registry import Registry
from forum.plugins.rows import BadgeKind, Personal, Reaction
from forum.plugins.tightening import TIGHTENED

SHORTEST = timedelta(minutes=1)  # between two runs of a job that comes back


@dataclass(frozen=True, slots=True)
class About:
    """What its package says of itself."""

    name: str
    version: str = ""
    summary: str = ""
    author: str = ""
    homepage: str = ""
    licence: str = ""


@dataclass
class Plugin:
    """`folder` is where its package lies; `package` its name for Python."""

    about: About
    registry: Registry
    folder: Path
    package: str
    # What it adds, for the page that lists it: kinds of things, each with names.
    adds: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.about.name

    def listen(self, event: Event, listener: Callable[..., Any]) -> None:
        """In a savepoint: what fails is logged and costs the member nothing."""
        called = next((n for n, one in vars(events).items() if one is event), "")
        if not called:
            raise self._no("it listens to something that is no event of forum.events.")

        def guarded(**payload: Any) -> None:
            try:
                with db.session.begin_nested():
                    listener(**payload)
            except Exception as error:
                self.registry.failures.note(self.name, f"listener {called}", error)

        self.registry.listeners.append((event, guarded))
        self._adds("events", called)

    def outlet(
        self,
        name: str,
        template: str,
        gather: Callable[..., Mapping[str, Any] | None] | None = None,
    ) -> None:
        """Draw `template`, one of its own, in an outlet. `gather` is given what the outlet has and
        answers with more for the template, or None: nothing is drawn."""
        if name not in OUTLETS:
            raise self._no(f"there is no outlet called {name}.")
        self.registry.draws(name, (self.name, template, gather))
        self._adds("outlets", name)

    def blueprint(self, blueprint: Blueprint) -> None:
        """Pages below /<name> and /admin/<name>, by a blueprint that has the plugin's name."""
        if not self._is_plain(blueprint.name):
            raise self._no(f"its blueprint is called {blueprint.name}, not {self.name}.")
        self.registry.blueprints.append(blueprint)

    def check(self, check: Callable[..., Any]) -> None:
        """Look at what somebody wants to publish: `services.screening.Check`."""
        self.registry.checks.append(self._noted(check, "check"))
        self._adds("checks", check.__name__)

    def look_later(self, name: str, look: Callable[..., Any]) -> None:
        """Look once more, in a job: what a Finding names in `later`."""
        self._once(self.registry.later, self._own(name), "look", look)
        self._adds("looks once more", name)

    def job(
        self,
        name: str,
        run: Callable[..., Any],
        mode: Literal["write", "outside"] = "outside",
        every: timedelta | None = None,
    ) -> None:
        """A kind of job, called <plugin>.<verb>; with `every` it comes back by itself. The modes
        are those of `jobs.Handler`."""
        if every is not None and every < SHORTEST:
            raise self._no(f"the job {name} comes back sooner than after a minute.")
        self._once(self.registry.jobs, self._own(name), "job", self._noted(run, f"job {name}"))
        self.registry.modes[name] = mode
        if every is not None:
            self.registry.every[name] = every
        self._adds("jobs", name)

    def setting(self, *declared: Any) -> None:
        """`settings.Setting`, called <plugin>.<name>: admins find it among the others."""
        for one in declared:
            self._once(self.registry.settings, self._own(one.name), "setting", one)
            self._adds("settings", one.name)

    def tables(
        self, base: type[DeclarativeBase], migrations: str = "migrations", is_exported: bool = True
    ) -> None:
        """Tables of its own, whose migrations lie in a folder of its package. In every backup; in
        `forum export` unless it says otherwise."""
        made = tables.Tables(self.name, base.metadata, self.folder / migrations, is_exported)
        tables.check(made)
        self.registry.tables[self.name] = made
        for name in sorted(base.metadata.tables):
            self._adds("tables", name)

    def personal_data(
        self,
        erase: Callable[[int], None],
        export: Callable[[int], list[dict[str, Any]]],
    ) -> None:
        """For whoever keeps something about people: see `Personal`."""
        self.registry.personal[self.name] = Personal(erase, export)
        self._adds("personal data", "erased and handed out")

    def reaction(self, key: str, symbol: str, label: str) -> None:
        made = Reaction(key, symbol, label)
        self._once(self.registry.reactions, self._own(key), "reaction", made)
        self._adds("reactions", f"{symbol} {label}")

    def badge(self, badge: BadgeKind) -> None:
        if not badge.slug.startswith(f"{self.name}-"):
            raise self._no(f"its badge {badge.slug} does not begin with {self.name}-.")
        self._once(self.registry.badges, badge.slug, "badge", badge)
        self._adds("badges", badge.name)

    def measure(self, measure: Any) -> None:
        """`queries.measures.Measure`, called <plugin>.<name>: rules of badges can ask for it."""
        self._once(self.registry.measures, self._own(measure.name), "measure", measure)
        self._adds("measures", measure.name)

    def markdown(self, rule: Callable[..., None]) -> None:
        """Given each new markdown-it parser. What it draws goes through the last gate."""
        self.registry.markdown = (*self.registry.markdown, rule)
        self._adds("markdown", rule.__name__)

    def tighten(self, policy: str, hook: Callable[..., object]) -> None:
        """Asked when the policy says yes: a sentence turns that to no, nothing leaves it."""
        if policy not in TIGHTENED:
            raise self._no(f"{policy} is no rule that a plugin may make stricter.")
        self.registry.tightened[policy].append((self.name, hook))
        self._adds("stricter rules", policy)

    def search_engine(self, name: str, make: Callable[..., Any]) -> None:
        """For FORUM_SEARCH_ENGINE: `engines.Make`."""
        self._once(self.registry.search_engines, self._plain(name), "search engine", make)
        self._adds("search engines", name)

    def sign_in_provider(self, name: str, make: Callable[..., Any]) -> None:
        """Another place to sign in with: `security.identities.Make`."""
        self._once(
            self.registry.sign_in_providers, self._plain(name), "place to sign in with", make
        )
        self._adds("ways to sign in", name)

    def importer(self, name: str, command: Any) -> None:
        """`forum import <name>`: a click command."""
        self._once(self.registry.importers, self._plain(name), "importer", command)
        self._adds("importers", name)

    def folders(self) -> None:
        """Its templates, static files and catalogues, where it has such folders."""
        if (self.folder / "templates").is_dir():
            self.registry.templates[self.name] = FileSystemLoader(self.folder / "templates")
        if (self.folder / "static").is_dir():
            self.registry.static[self.name] = self.folder / "static"
        if (self.folder / "translations").is_dir():
            self.registry.translations.append(self.folder / "translations")

    def _adds(self, kind: str, name: str) -> None:
        self.adds.setdefault(kind, []).append(name)

    def _own(self, name: str) -> str:
        if not name.startswith(f"{self.name}."):
            raise self._no(f"{name} does not begin with {self.name}.")
        return name

    def _is_plain(self, name: str) -> bool:
        return bool(re.fullmatch(rf"{self.name}(_[a-z_]+)?", name))

    def _plain(self, name: str) -> str:
        if not self._is_plain(name):
            raise self._no(f"{name} is neither {self.name} nor begins with {self.name}_.")
        return name

    def _once(self, known: dict[str, Any], name: str, kind: str, thing: Any) -> None:
        """Whatever comes second would take the place of the first without a word."""
        if name in known:
            raise self._no(f"there is a {kind} called {name} already.")
        known[name] = thing

    def _noted(self, call: Callable[..., Any], seam: str) -> Callable[..., Any]:
        def noted(*args: Any, **kwargs: Any) -> Any:
            try:
                return call(*args, **kwargs)
            except Exception as error:
                self.registry.failures.note(self.name, seam, error)
                raise

        return noted

    def _no(self, sentence: str) -> PluginError:
        return refuse(self.name, sentence)
