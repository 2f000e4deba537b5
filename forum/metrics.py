"""What is counted while the forum runs: in memory, added up over the processes of one machine.

Each process counts for itself and writes its numbers into a file of its own some seconds later; who
asks for them gets the sum. Nothing that is counted names anybody, and every label is one of a few
words that the forum itself knows (`tests/blueprints/test_metrics.py`).

The client library of Prometheus writes the text, and does not count: its way over several processes
is chosen by the environment when it is imported, and costs five times as much at each request.
"""

import json
import os
import resource
import socket
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

EVERY = 5.0  # seconds between two times that a process writes its numbers down
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_JOB_SECONDS = (0.01, 0.1, 1.0, 10.0, 60.0, 600.0, 3600.0)
Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """One thing that is counted; with `bounds` it is a histogram, else a counter."""

    help: str
    labels: Labels = ()
    bounds: tuple[float, ...] = ()


FAMILIES: Mapping[str, Family] = {
    "forum_requests": Family("Requests that were answered.", ("route", "method", "status")),
    "forum_request_seconds": Family("Time until an answer was made.", ("route",), _SECONDS),
    "forum_request_statements": Family("SQL statements of requests.", ("route",)),
    "forum_kept_pages": Family("Requests that a kept page answered."),
    "forum_remembered": Family("Things asked of the memory of a process.", ("found",)),
    "forum_search_seconds": Family("Time that the search engine took.", (), _SECONDS),
    "forum_searches_without_engine": Family("Searches that were answered without the engine."),
    "forum_jobs": Family("Jobs that were done or failed.", ("job", "result")),
    "forum_job_seconds": Family("Time that jobs took.", ("job",), _JOB_SECONDS),
    "forum_letters": Family("Letters by what became of them.", ("result",)),
    "forum_bounces": Family("Letters that came back.", ("kind",)),
    "forum_events": Family("What happened: members that joined, posts …", ("event",)),
}
# What each process knows of itself at the moment.
OWN: Mapping[str, str] = {
    "forum_process_memory_bytes": "Memory of a process of the forum.",
    "forum_database_connections": "Connections to the database that are in use.",
    "forum_database_connections_idle": "Connections to the database that wait to be used.",
}


@dataclass(slots=True)
class Histogram:
    buckets: list[int]
    total: float = 0.0


@dataclass(slots=True)
class Numbers:
    """What was counted, by family and labels."""

    counters: dict[tuple[str, Labels], float] = field(default_factory=dict)
    histograms: dict[tuple[str, Labels], Histogram] = field(default_factory=dict)

    def add(self, name: str, labels: Labels, by: float) -> None:
        key = (name, labels)
        self.counters[key] = self.counters.get(key, 0.0) + by

    def observe(self, name: str, labels: Labels, value: float) -> None:
        found = self.histograms.get((name, labels))
        bounds = FAMILIES[name].bounds
        if found is None:
            found = self.histograms[name, labels] = Histogram([0] * (len(bounds) + 1))
        found.buckets[bisect_left(bounds, value)] += 1
        found.total += value

    def merge(self, said: Mapping[str, Any]) -> None:
        """Add what another process has written down."""
        for name, labels, value in said["counters"]:
            self.add(name, tuple(labels), value)
        for name, labels, buckets, total in said["histograms"]:
            key = (name, tuple(labels))
            mine = self.histograms.setdefault(key, Histogram([0] * len(buckets)))
            mine.buckets = [a + b for a, b in zip(mine.buckets, buckets, strict=True)]
            mine.total += total

    def written(self) -> dict[str, Any]:
        return {
            "counters": [(n, labels, v) for (n, labels), v in self.counters.items()],
            "histograms": [(n, labels, h.buckets, h.total)
                           for (n, labels), h in self.histograms.items()],
        }  # fmt: skip


class Counting:
    """The numbers of one process, and the folder in which all of them lie.

    `own` are functions that say what this process knows of itself, by the name in `OWN`; `kept`
    the same for counters that somebody else keeps.
    """

    def __init__(self, folder: Path, is_quiet: bool = False) -> None:
        self.own: dict[str, Callable[[], float]] = {"forum_process_memory_bytes": memory}
        self.kept: dict[tuple[str, Labels], Callable[[], float]] = {}
        self._folder = folder
        self._numbers = Numbers()
        self._lock = threading.Lock()
        self._is_quiet = is_quiet
        self._writer: threading.Thread | None = None

    def begin_anew(self) -> None:
        """In a process that was forked off: what its parent counted is its parent's."""
        self._lock, self._writer, self._numbers = threading.Lock(), None, Numbers()
        self._start()

    def add(self, name: str, *labels: str, by: float = 1) -> None:
        with self._lock:
            self._numbers.add(name, labels, by)
        self._start()

    def observe(self, name: str, *labels: str, value: float) -> None:
        with self._lock:
            self._numbers.observe(name, labels, value)
        self._start()

    def request(
        self, route: str, method: str, status: str, seconds: float, statements: int, is_kept: bool
    ) -> None:
        """One answer: in one go, as it is done for each."""
        with self._lock:
            self._numbers.add("forum_requests", (route, method, status), 1)
            self._numbers.observe("forum_request_seconds", (route,), seconds)
            if statements:
                self._numbers.add("forum_request_statements", (route,), statements)
            if is_kept:
                self._numbers.add("forum_kept_pages", (), 1)
        self._start()

    def _start(self) -> None:
        if self._writer is None and not self._is_quiet:
            with self._lock:
                if self._writer is None:
                    self._writer = threading.Thread(target=self._run, daemon=True, name="metrics")
                    self._writer.start()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY):
            self.write()

    def write(self) -> None:
        """Into the file of this process, so that a reader sees it whole or as it was."""
        with self._lock:
            said = self._numbers.written()
        said["counters"] += [(name, labels, tell()) for (name, labels), tell in self.kept.items()]
        said["own"] = {name: tell() for name, tell in self.own.items()}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f"{_name(os.getpid())}.part"
            draft.write_text(json.dumps(said))
            draft.replace(draft.with_suffix(".json"))
        except OSError:  # a full disk stops no page
            pass

    def summed(self) -> tuple[Numbers, dict[str, float]]:
        """What all processes of this machine have counted, and what those that live say of
        themselves."""
        self.write()
        numbers, own = Numbers(), dict.fromkeys(OWN, 0.0)
        for file in sorted(self._folder.glob(f"{_name('*')}.json")):
            try:
                said = json.loads(file.read_text())
            except (OSError, ValueError):
                continue
            numbers.merge(said)
            if is_alive(file):
                own = {name: own[name] + said["own"].get(name, 0.0) for name in own}
        return numbers, own

    def forget_dead(self) -> None:
        """When the forum starts: the numbers of processes that ended are of the time before."""
        for file in self._folder.glob(f"{_name('*')}.json"):
            if not is_alive(file):
                file.unlink(missing_ok=True)


def init_app(app: Flask, folder: Path) -> None:
    app.extensions["forum.metrics"] = Counting(folder, is_quiet=app.testing)


def of(app: Flask) -> Counting:
    found: Counting = app.extensions["forum.metrics"]
    return found


def current() -> Counting:
    return of(current_app)


def memory() -> float:
    """Bytes that this process holds now; where the system does not say, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
    return float(pages * resource.getpagesize())


def is_alive(file: Path) -> bool:
    """Whether the process that wrote this file is still there."""
    try:
        os.kill(int(file.stem.rpartition(".")[2]), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _name(pid: object) -> str:
    """Several machines may share an instance folder."""
    return f"{socket.gethostname()}.{pid}"


def text(
    numbers: Numbers, own: Mapping[str, float],
    gauges: Iterable[tuple[str, str, Mapping[str, float]]],
) -> bytes:  # fmt: skip
    """In the format of Prometheus. `gauges`: name, help, and values by their one label or ""."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected([*_families(numbers), *_gauges(own, gauges)]))
    return generate_latest(registry)


class _Collected:
    def __init__(self, families: list[Any]) -> None:
        self._families = families

    def collect(self) -> Iterable[Any]:
        return self._families


def _families(numbers: Numbers) -> Iterable[Any]:
    for name, family in FAMILIES.items():
        yield (
            _histogram(name, family, numbers) if family.bounds else _counter(name, family, numbers)
        )


def _histogram(name: str, family: Family, numbers: Numbers) -> HistogramMetricFamily:
    found = HistogramMetricFamily(name, family.help, labels=family.labels)
    for (of_name, labels), one in numbers.histograms.items():
        if of_name == name:
            found.add_metric(labels, _cumulated(family.bounds, one.buckets), one.total)
    return found


def _counter(name: str, family: Family, numbers: Numbers) -> CounterMetricFamily:
    found = CounterMetricFamily(name, family.help, labels=family.labels)
    for (of_name, labels), value in numbers.counters.items():
        if of_name == name:
            found.add_metric(labels, value)
    return found


def _cumulated(bounds: tuple[float, ...], buckets: list[int]) -> list[tuple[str, float]]:
    said, sum_ = [], 0
    for bound, count in zip([*map(str, bounds), "+Inf"], buckets, strict=True):
        sum_ += count
        said.append((bound, float(sum_)))
    return said


def _gauges(
    own: Mapping[str, float], gauges: Iterable[tuple[str, str, Mapping[str, float]]]
) -> Iterable[Any]:
    for name, value in own.items():
        yield GaugeMetricFamily(name, OWN[name], value=value)
    for name, help_, values in gauges:
        labels = () if "" in values else ("kind",)
        found = GaugeMetricFamily(name, help_, labels=labels)
        for label, value in values.items():
            found.add_metric([label] if labels else [], value)
        yield found
