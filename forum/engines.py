"""Which search engine this forum has: FORUM_SEARCH_ENGINE, or what suits its database."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from flask import current_app

from forum import structure
from forum.extensions import db
from forum.search import Engine, Health, Unavailable

# Makes an engine: from the folder that is its own (made when needed) and the two-letter language
# whose words it stems ("" for none).
Make = Callable[[Path, str], Engine]


# Read when they are needed only: each brings a library with it.
OURS = {
    "whoosh": "forum.search.whoosh.engine",
    "postgresql": "forum.search.postgresql.engine",
    "tantivy": "forum.search.tantivy.engine",
}


def current() -> Engine:
    """The engine of this app, in a unit of work; the same object each time, until the site speaks
    another language. Raises Unavailable, with a sentence."""
    kept: tuple[str, Engine] | None = current_app.extensions.get("forum.search")
    spoken = language()
    if kept is None or kept[0] != spoken:
        name = chosen()
        folder = current_app.config["FORUM"].instance / "search" / name
        kept = current_app.extensions["forum.search"] = (spoken, _maker(name)(folder, spoken))
    return kept[1]


def language() -> str:
    """Two letters: the language whose words are stemmed, in a unit of work."""
    said = str(current_app.config["FORUM_SEARCH_LANGUAGE"])
    return said or str(structure.setting("site.language")).partition("_")[0]


def state() -> Health:
    """Whether search can answer, and why not: for readiness, `forum check` and the status."""
    try:
        return current().health()
    except Unavailable as error:
        return Health(chosen(), "unavailable", 0, 0, str(error))


def _maker(name: str) -> Make:
    added: dict[str, Make] = current_app.extensions["forum"].search_engines
    if name in added:
        return added[name]
    if name not in OURS:
        known = ", ".join(sorted({*OURS, *added}))
        raise Unavailable(f"FORUM_SEARCH_ENGINE is {name!r}; there are {known}.")
    make: Make = import_module(OURS[name]).make
    return make


def chosen() -> str:
    """The name of the engine that was configured, or the default of the database."""
    default = "postgresql" if db.engine.dialect.name == "postgresql" else "whoosh"
    return str(current_app.config["FORUM_SEARCH_ENGINE"] or default)
