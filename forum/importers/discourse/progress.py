"""Says how far an import is: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable
from typing import Protocol, TextIO

from tqdm import tqdm

EVERY = 10.0  # seconds between two lines


class Bar(Protocol):
    """What one stretch of work reports to."""

    def update(self, n: int) -> object: ...

    def close(self) -> object: ...


Progress = Callable[[str, "int | None", str], Bar]


def watched(what: str, total: int | None, unit: str, stream: TextIO | None = None) -> Bar:
    """A bar for `what`, of `total` units if that is known; plain lines where no terminal is."""
    stream = stream or sys.stderr
    if stream.isatty():
        return tqdm(desc=what, total=total, unit=f" {unit}", file=stream, smoothing=0.05)
    return Lines(what, total, unit, stream)


def silent(what: str, total: int | None, unit: str) -> Bar:
    """A bar that says nothing."""
    return _Silent()


class _Silent:
    def update(self, n: int) -> None:
        return

    def close(self) -> None:
        return


class Lines:
    """A line at the end, and one every ten seconds until then."""

    def __init__(self, what: str, total: int | None, unit: str, stream: TextIO) -> None:
        self._what, self._total, self._unit, self._stream = what, total, unit, stream
        self._done = 0
        self._began = self._said = time.monotonic()

    def update(self, n: int) -> None:
        self._done += n
        now = time.monotonic()
        if now - self._said >= EVERY:
            self._said = now
            self._say(now)

    def close(self) -> None:
        self._say(time.monotonic())

    def _say(self, now: float) -> None:
        rate = self._done / max(now - self._began, 0.001)
        of = f" of {self._total:,}" if self._total is not None else ""
        left = ""
        if self._total and 0 < self._done < self._total:
            left = f", {(self._total - self._done) / max(rate, 0.001):,.0f} s left"
        print(
            f"{self._what}: {self._done:,}{of} {self._unit}, {rate:,.0f} a second{left}",
            file=self._stream, flush=True,
        )  # fmt: skip
