"""Which version of a thing is the current one: a number under a name, shared by all processes.

What is kept in memory is kept under its version, so nothing has to be invalidated. A name is, for
example, `structure` (categories, groups, permissions, settings) or `thread:42`. Names are folded
into 4,096 slots: two names in one slot only means that one is made again without need.

On one machine the numbers live in a small file that every process maps into memory (reading costs
well under a microsecond); with several web nodes they live in Redis.
"""

import logging
import mmap
import os
import secrets
import threading
import zlib
from pathlib import Path
from typing import Any, Protocol, cast

from redis import Redis
from redis.exceptions import RedisError

SLOTS = 4096
_WIDTH = 8


def slot(name: str) -> int:
    """The slot that `name` shares with one in 4,096 of all other names."""
    return zlib.crc32(name.encode()) % SLOTS


class Snapshot(Protocol):
    def current(self, *names: str) -> tuple[int, ...]:
        """The version numbers of `names`, in their order."""


class Versions(Snapshot, Protocol):
    def snapshot(self) -> Snapshot:
        """The numbers as they are now. Taken before a transaction begins, they are never newer
        than what the transaction sees, so nothing old is kept under a new version."""

    def bump(self, *names: str) -> None:
        """Give each of `names` a new version. Called after the commit that changed them."""

    def renew(self) -> None:
        """Give everything a new version: another community is in the database now."""


class Frozen:
    """All numbers as they were at one moment: a copy of 32 kB, made in about a microsecond."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: bytes) -> None:
        self._numbers = numbers

    def current(self, *names: str) -> tuple[int, ...]:
        return _read(self._numbers, names)


def _read(numbers: bytes | mmap.mmap, names: tuple[str, ...]) -> tuple[int, ...]:
    starts = [slot(name) * _WIDTH for name in names]
    return tuple(int.from_bytes(numbers[start : start + _WIDTH], "little") for start in starts)


class MappedVersions:
    """Version numbers in a file that all processes of one machine map into memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._map: mmap.mmap | None = None
        self._lock = threading.Lock()

    def _open(self) -> mmap.mmap:
        if self._map is None:
            with self._lock:
                if self._map is None:
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                    handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
                    try:
                        os.ftruncate(handle, SLOTS * _WIDTH)
                        self._map = mmap.mmap(handle, SLOTS * _WIDTH)
                    finally:
                        os.close(handle)
        return self._map

    def current(self, *names: str) -> tuple[int, ...]:
        return _read(self._open(), names)

    def snapshot(self) -> Frozen:
        return Frozen(self._open()[:])

    def bump(self, *names: str) -> None:
        """Writes eight random bytes: unlike counting, that cannot be lost between two processes."""
        numbers = self._open()
        for name in names:
            start = slot(name) * _WIDTH
            numbers[start : start + _WIDTH] = os.urandom(_WIDTH)

    def renew(self) -> None:
        self._open()[:] = os.urandom(SLOTS * _WIDTH)


class RedisVersions:
    """Version numbers in Redis, for several web nodes."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)

    def current(self, *names: str) -> tuple[int, ...]:
        """While Redis is away every answer is new, so that nothing old is shown: slow but right."""
        try:
            found = self._redis.hmget("forum:versions", [str(slot(name)) for name in names])
        except RedisError:
            return tuple(secrets.randbits(62) for _ in names)
        return tuple(int(value or 0) for value in cast("list[bytes | None]", found))

    def snapshot(self) -> Snapshot:
        """Redis goes with PostgreSQL, where each statement sees what is committed by then, so a
        name is asked for when it is first needed, and once."""
        return Asked(self)

    def bump(self, *names: str) -> None:
        """What is changed while Redis is away is seen when the kept copies reach their age."""
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                for name in names:
                    pipe.hset("forum:versions", str(slot(name)), str(secrets.randbits(62)))
                pipe.execute()
        except RedisError:
            logging.getLogger(__name__).warning("Redis does not answer; versions were not raised")

    def renew(self) -> None:
        numbers: dict[Any, Any] = {one: secrets.randbits(62) for one in range(SLOTS)}
        try:
            self._redis.hset("forum:versions", mapping=numbers)
        except RedisError:
            logging.getLogger(__name__).warning("Redis does not answer; versions were not raised")


class Asked:
    """The numbers as they were when each was first asked for."""

    def __init__(self, versions: RedisVersions) -> None:
        self._versions = versions
        self._known: dict[str, int] = {}

    def current(self, *names: str) -> tuple[int, ...]:
        missing = [name for name in names if name not in self._known]
        if missing:
            self._known.update(zip(missing, self._versions.current(*missing), strict=True))
        return tuple(self._known[name] for name in names)
