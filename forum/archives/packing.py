"""Writes the members of an archive, one after the other: into a zip file or into a folder."""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

PIECE = 256 * 1024


class Counted:
    """A file that knows how much was written into it, and the SHA-256 of that."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.bytes = 0
        self.rows = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self.bytes += len(data)

    def line(self, data: bytes) -> None:
        self.write(data)
        self.write(b"\n")
        self.rows += 1

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class Pack(Protocol):
    def member(self, name: str, squeezed: bool = True) -> AbstractContextManager[Counted]:
        """A new member to write into; one at a time."""

    def close(self) -> None: ...


class ZipPack:
    """`file` is new, and whole only after `close`."""

    def __init__(self, file: Path) -> None:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._raw = os.fdopen(handle, "wb")
        self._zip = zipfile.ZipFile(self._raw, "w", allowZip64=True)

    @contextmanager
    def member(self, name: str, squeezed: bool = True) -> Iterator[Counted]:
        about = zipfile.ZipInfo(name)
        about.compress_type = zipfile.ZIP_DEFLATED if squeezed else zipfile.ZIP_STORED
        about.external_attr = 0o600 << 16
        with self._zip.open(about, "w", force_zip64=True) as file:
            yield Counted(file)

    def close(self) -> None:
        self._zip.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()


class FolderPack:
    """`folder` is new or empty."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise FileExistsError(17, "There is something in this folder already", str(folder))
        self._folder = folder

    @contextmanager
    def member(self, name: str, squeezed: bool = True) -> Iterator[Counted]:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            yield Counted(file)
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        pass


def copied(source: Any, target: Counted) -> None:
    """All of `source`, piece by piece."""
    while piece := source.read(PIECE):
        target.write(piece)
