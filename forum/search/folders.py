"""Where an embedded engine keeps its index: generations side by side, one of them in use.

Nothing here is ever restored from a backup or taken from anybody (an index of Whoosh holds pickles,
security.md T81): what is missing or damaged is made anew from the database.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Folder:
    """A folder with one index in use and perhaps one being built.

    `shape` is the number of how the engine lays out its files: an index of another shape is not
    read, and made anew.
    """

    def __init__(self, path: Path, shape: int) -> None:
        self.path = path
        self._prefix = f"index{shape}-"
        self._current = path / "current"

    @contextmanager
    def locked(self, name: str = "writer") -> Iterator[None]:
        """One at a time, between threads and processes. Ends with the process, however it ends."""
        self.path.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def is_locked(self, name: str) -> bool:
        """Whether somebody holds this lock now."""
        try:
            handle = os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def current(self) -> Path | None:
        """The index in use; None while there is none, or what is there is known to be damaged."""
        try:
            name = self._current.read_text().strip()
        except OSError:
            return None
        path = self.path / name
        known = name.startswith(self._prefix) and "/" not in name and path.is_dir()
        return path if known and not (path / "damaged").exists() else None

    def is_damaged(self) -> bool:
        """Whether there was an index and it cannot be used any more."""
        return self._current.exists() and self.current() is None

    def fresh(self) -> Path:
        """An empty folder for a new index, beside the one in use."""
        path = self.path / f"{self._prefix}{secrets.token_hex(6)}"
        path.mkdir(parents=True, mode=0o700)
        return path

    def switch(self, path: Path) -> None:
        """Use this index from now on; the others are removed. Call it with the writer's lock."""
        unfinished = self.path / f"current.{secrets.token_hex(4)}"
        with unfinished.open("w") as file:
            file.write(path.name)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._current)
        self.clean()

    def clean(self) -> None:
        """Remove what is not in use. Call it while nobody builds."""
        used = self.current()
        for other in self.path.glob("index*-*"):
            if other != used:
                shutil.rmtree(other, ignore_errors=True)

    def condemn(self, path: Path) -> None:
        """Say that this index is damaged, for all processes."""
        with suppress(OSError):
            (path / "damaged").touch()

    def size(self) -> int:
        """Bytes of the index in use."""
        used = self.current()
        if used is None:
            return 0
        total = 0
        for file in used.rglob("*"):
            with suppress(OSError):
                total += file.stat().st_size
        return total
