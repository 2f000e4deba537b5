"""Keeps what is the same for many readers, in the memory of one process, under its version.

A key says what it is, the names say of what it was made (see `forum.versions`). Nothing has to be
invalidated: with a new version it is made again. What is kept must be plain rows and text, never an
object of a session.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, current_app

from forum import database, metrics

T = TypeVar("T")
MOST = 4000  # things; a page of a thread is some 100 kB at most, most are far smaller
OLDEST = 60.0  # seconds; a second wall should a process die between its commit and its new version


class Memory:
    """The least recently used thing goes first."""

    def __init__(self) -> None:
        self._things: OrderedDict[Hashable, tuple[tuple[int, ...], float, Any]] = OrderedDict()
        self._lock = Lock()
        self.hits = self.misses = 0

    def get(self, key: Hashable, versions: tuple[int, ...]) -> Any:
        """(what is kept,) or None."""
        with self._lock:
            found = self._things.get(key)
            if found is None or found[0] != versions or found[1] < time.monotonic():
                self.misses += 1
                return None
            self.hits += 1
            self._things.move_to_end(key)
            return (found[2],)

    def put(self, key: Hashable, versions: tuple[int, ...], thing: Any) -> None:
        with self._lock:
            self._things[key] = (versions, time.monotonic() + OLDEST, thing)
            self._things.move_to_end(key)
            while len(self._things) > MOST:
                self._things.popitem(last=False)


def init_app(app: Flask) -> None:
    memory = app.extensions["forum.memory"] = Memory()
    kept = metrics.of(app).kept
    kept["forum_remembered", ("yes",)] = lambda: memory.hits
    kept["forum_remembered", ("no",)] = lambda: memory.misses


def remembered(key: Hashable, names: tuple[str, ...], make: Callable[[], T]) -> T:
    """What `make` gives, made once per version of `names`.

    A unit of work that has changed one of `names` itself makes it anew and keeps nothing.
    """
    if any(database.touched(name) for name in names):
        return make()
    versions = database.current_versions(*names)
    memory: Memory = current_app.extensions["forum.memory"]
    found = memory.get(key, versions)
    if found is not None:
        return found[0]  # type: ignore[no-any-return]
    thing = make()
    memory.put(key, versions, thing)
    return thing
