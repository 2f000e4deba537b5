"""What the tests of one process make once and share. Each of some thousand tests has a forum of its
own; to make these anew for each was most of what they cost, and says nothing about the forum:

- the table of routes, compiled (for each route Werkzeug makes two functions and a pattern);
- the SQL of a statement, which SQLAlchemy keeps per engine;
- the connections to this worker's database on PostgreSQL;
- and what is there from the beginning is not searched for garbage again and again.
"""

import gc
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map

from forum import database, structure
from forum.extensions import db

STATEMENTS = 8000
_first: dict[str, Engine] = {}  # of each kind of database
_engines: dict[str, Engine] = {}  # of each database on a server


class Routes(Map):
    """A table of routes that is compiled when it is first asked, and once for all apps that have
    the same routes."""

    _compiled: dict[tuple[Any, ...], Map] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._added: list[Any] = []
        self._mine: Map | None = None
        super().__init__(*args, **kwargs)

    def add(self, rulefactory: Any) -> None:
        self._added.append(rulefactory)
        self._mine = None

    def update(self) -> None:
        self._settled().update()

    def _settled(self) -> Map:
        if self._mine is None:
            key = tuple(_told(rule) for rule in self._added)
            if key not in self._compiled:
                self._compiled[key] = self._compile()
            self._mine = self._compiled[key]
        return self._mine

    def _compile(self) -> Map:
        made = Map(host_matching=self.host_matching, converters=self.converters)
        for rule in self._added:
            copy = rule.empty()  # a rule belongs to one table
            copy.provide_automatic_options = rule.provide_automatic_options
            made.add(copy)
        made.update()
        return made

    @property
    def _matcher(self) -> Any:
        return self._settled()._matcher

    @_matcher.setter
    def _matcher(self, empty: Any) -> None:
        pass

    @property
    def _rules_by_endpoint(self) -> Any:
        return self._settled()._rules_by_endpoint

    @_rules_by_endpoint.setter
    def _rules_by_endpoint(self, empty: Any) -> None:
        pass


def _told(rule: Any) -> tuple[Any, ...]:
    """Everything that an unbound rule was told."""
    return (
        rule.rule,
        rule.provide_automatic_options,
        repr(sorted(rule.get_empty_kwargs().items(), key=lambda item: item[0])),
    )


Flask.url_map_class = Routes


def statements(engine: Engine) -> None:
    """Let `engine` know the SQL that engines of its kind have made so far."""
    first = _first.get(engine.dialect.name)
    if first is None:
        with engine.connect():
            pass  # now the dialect knows what it talks to
        engine._compiled_cache = LRUCache(STATEMENTS)
        _first[engine.dialect.name] = engine
        return
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache


def connections(app: Flask, url: str) -> None:
    """Let `app` use the connections of the tests before it to the database at `url`."""
    engines = db._app_engines[app]
    if url in _engines:
        engines[None] = _engines[url]
    else:
        _engines[url] = engines[None]


def ignore_what_is_there() -> None:
    """What is alive now stays; only what tests make is searched for garbage, and not so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


_writes = 0
_load = structure._load
_loaded: tuple[Any, ...] = ()


def _note_write(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    global _writes
    if not statement.startswith("SELECT"):
        _writes += 1


def _load_once() -> structure.Structure:
    """A test makes a category, which has a unit of work read the structure anew whenever it is
    asked: nine statements. Here it does so once until the next statement that is no SELECT."""
    global _loaded
    at = (db.session(), database.snapshot(), _writes)
    if _loaded[:3] != at:
        found = _load()
        _loaded = (db.session(), database.snapshot(), _writes, found)
    return _loaded[3]


event.listen(Engine, "before_cursor_execute", _note_write)
structure._load = _load_once
