"""Finds templates and static files: first in the theme of the page, then in the forum's own, then
those of a plugin, which lie below its name and so never stand for ours.

Which theme that is may be another one for each page: an admin looks at a draft while everybody else
sees what is published. `core/threads/show.html` always means the forum's own, so a theme can
extend what it replaces. Static files get an address with a fingerprint of their content and of the
theme's, and may be kept for ever.

A theme that is broken costs the site nothing: what cannot be read or drawn is the forum's own, and
`failures` remembers it for the team.
"""

import hashlib
import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, has_app_context, render_template
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from forum.config import TEMPLATES
from forum.lib import themes
from forum.plugins.guarding import described
from forum.templating import Environment

STATIC = Path(__file__).parent / "static"
MOST_FAILURES = 20
_without: ContextVar[bool] = ContextVar("without", default=False)  # what is drawn now has no theme


def init_app(app: Flask, chosen: Callable[[], str]) -> None:
    """`chosen` says which theme this page is to have, "" for none. Where it fails there is none."""
    own = FileSystemLoader(TEMPLATES)
    of_plugins: dict[str, BaseLoader] = app.extensions["forum"].templates
    app.jinja_loader = ChoiceLoader([own, PrefixLoader({"core": own, **of_plugins})])
    app.extensions["forum.theme_failures"] = {}
    environment = cast("Environment", app.jinja_env)

    def theme() -> str:
        return _theme(app, chosen)

    @lru_cache(maxsize=4000)
    def address(path: str, theme: str) -> str:
        if find(app, path, theme) is None:
            raise KeyError(f"no static file called {path!r}")
        return f"/static/{fingerprint(app, theme)}/{path}"

    def static(path: str, of: str | None = None) -> str:
        """The fingerprinted address of a static file; KeyError when there is none. `of` is the
        theme, else that of the page."""
        return address(path, theme() if of is None else of)

    environment.globals["static"] = static
    environment.theme = theme
    environment.themes = folder(app)
    environment.broken = lambda name, error: note(app, name, error)


def folder(app: Flask) -> Path:
    """Where themes are installed."""
    return Path(app.config["THEMES_FOLDER"])


def drawn(name: str, **context: Any) -> str:
    """A template, drawn; in the forum's own look when its theme cannot draw it."""
    try:
        return render_template(name, **context)
    except Exception as error:
        theme = cast("Environment", current_app.jinja_env).theme()
        if not theme:
            raise
        note(current_app._get_current_object(), theme, error)  # type: ignore[attr-defined]
        token = _without.set(True)
        try:
            return render_template(name, **context)
        finally:
            _without.reset(token)


def note(app: Flask, theme: str, error: Exception) -> None:
    """Something of a theme could not be used. The log has all of it; the team's pages the kind of
    the error and its place, as its words may be a member's."""
    logging.getLogger(__name__).error("the theme %s is broken", theme, exc_info=error)
    failures: dict[tuple[str, str], None] = app.extensions["forum.theme_failures"]
    if len(failures) < MOST_FAILURES:
        failures[theme, described(error)] = None


def theme_of(app: Flask, mark: str) -> str | None:
    """The theme whose static files have this fingerprint; None for one that is no more."""
    names = ["", *themes.names(folder(app))]
    return next((name for name in names if fingerprint(app, name) == mark), None)


def fingerprint(app: Flask, theme: str = "") -> str:
    """One mark for all static files: scripts and styles name each other by relative addresses.
    Files of a theme are read once: a server that gets others is started anew."""
    marks: dict[str, str] = app.extensions.setdefault("forum.marks_of_themes", {})
    if theme not in marks:
        digest = hashlib.blake2b(digest_size=6)
        for place in [*_folders(app, theme), *app.extensions["forum"].static.values()]:
            for file in sorted(place.rglob("*")):
                if file.is_file():
                    digest.update(str(file.relative_to(place)).encode() + file.read_bytes())
        marks[theme] = digest.hexdigest()
    return marks[theme]


def find(app: Flask, path: str, theme: str = "") -> Path | None:
    """The file that answers for `path`: the theme's, else ours, else that of the plugin whose name
    it begins with; None when there is none."""
    places = [(place, path) for place in _folders(app, theme)]
    plugin, _slash, rest = path.partition("/")
    if plugin in app.extensions["forum"].static:
        places.append((app.extensions["forum"].static[plugin], rest))
    try:
        for place, name in places:
            file = (place / name).resolve()
            if file.is_relative_to(place.resolve()) and file.is_file():
                return file
    except (OSError, ValueError):  # a name no file can have: too long, or with a NUL
        return None
    return None


def _folders(app: Flask, theme: str) -> list[Path]:
    return [folder(app) / theme / "static", STATIC] if theme else [STATIC]


def _theme(app: Flask, chosen: Callable[[], str]) -> str:
    if not has_app_context() or app.config["FORUM"]["FORUM_SAFE_MODE"] or _without.get():
        return ""
    try:
        name = chosen()
    except Exception:  # such as on the page that says that the database is away
        logging.getLogger(__name__).debug("no theme can be asked for", exc_info=True)
        name = str(app.config["FORUM"].theme)
    return name if name and themes.is_installed(folder(app), name) else ""
