"""Reads the JSON files of an archive, a folder or a tar, one at a time and never trusting it.

An archive comes from somewhere else: nothing is unpacked to disk, no link is followed, no member's
name is used as a path, and nothing is read whole that is larger than `LARGEST_FILE`, whatever its
header says. Memory holds one file at a time.
"""

import gzip
import io
import os
import stat
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.importers.discourse.records import Problem

LARGEST_FILE = 32 * 2**20  # bytes; Discourse's longest answer, 1,000 posts to print, has about 10
TOO_LARGE = f"it is larger than {LARGEST_FILE // 2**20} MiB"
Unpacked = gzip.GzipFile | io.BufferedReader
_TAR_MAGIC_AT, _GZIP_MAGIC = 257, b"\x1f\x8b"


class NotAnArchive(Exception):  # noqa: N818 - a sentence for the person at the keyboard
    """A path that holds no archive; its text says why."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of an archive: its name there, for reports only, and its bytes."""

    name: str
    data: bytes


def printable(text: str, limit: int = 200) -> str:
    """`text` from an archive for a terminal or a report: no control characters, not endless."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in text[:limit])
    return shown + ("…" if len(text) > limit else "")


def check(path: Path) -> None:
    """Raise `NotAnArchive` when there is nothing at `path` that `files` could read."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
        elif not stat.S_ISREG(mode):
            raise NotAnArchive(f"{path} is neither a folder nor a file.")
        elif path.suffix != ".json" and not _looks_like_a_tar(path):
            raise NotAnArchive(f"{path} is not a folder, a .tar.gz, a .tar or a .json file.")
    except FileNotFoundError:
        raise NotAnArchive(f"{path} does not exist.") from None
    except PermissionError:
        raise NotAnArchive(f"{path} may not be read by this user.") from None


def files(path: Path) -> Iterator[File | Problem]:
    """Every JSON file in the folder or tar at `path`; a problem for each that cannot be read."""
    if path.is_dir():
        yield from _in_folder(path)
    elif path.suffix == ".json":
        yield _read(path, path.name)
    else:
        yield from _in_tar(path)


def _is_wanted(name: str) -> bool:
    last = PurePosixPath(name).name
    return last.endswith(".json") and not last.startswith(".")


def _in_folder(root: Path) -> Iterator[File | Problem]:
    for folder, below, names in os.walk(root):
        below.sort()
        for name in sorted(filter(_is_wanted, names)):
            path = Path(folder, name)
            yield _read(path, str(path.relative_to(root)))


def _read(path: Path, name: str) -> File | Problem:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        reason = "it is a link" if path.is_symlink() else str(error.strerror)
        return Problem("files", printable(name), reason)
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return Problem("files", printable(name), "it is not a regular file")
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        return Problem("files", printable(name), TOO_LARGE)
    return File(printable(name), data)


def _looks_like_a_tar(path: Path) -> bool:
    try:
        with _opened(path) as stream:
            head = stream.read(512)
    except (OSError, EOFError, zlib.error):
        return path.name.endswith((".tar.gz", ".tgz"))  # broken: say so in the report
    return head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar" or path.suffix == ".tar"


@contextmanager
def _opened(path: Path) -> Iterator[Unpacked]:
    """The tar's bytes, unpacked on the way."""
    with open(path, "rb") as file:
        if file.peek(2)[:2] == _GZIP_MAGIC:
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield unpacked
        else:
            yield file


class _Bounded(io.RawIOBase):
    """A stream that refuses to read more at once than a member may be long.

    `tarfile` reads a header's extension whole, and the archive says how long that is.
    """

    def __init__(self, stream: Unpacked) -> None:
        self._stream = stream

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= LARGEST_FILE:
            raise tarfile.ReadError("a header is too large")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


def _in_tar(path: Path) -> Iterator[File | Problem]:
    count = 0
    try:
        with _opened(path) as stream, closing(tarfile.TarFile(fileobj=_Bounded(stream))) as tar:
            while (member := tar.next()) is not None:
                tar.members = []  # type: ignore[attr-defined] # tarfile would remember every one of them
                count += 1
                if found := _member(tar, member):
                    yield found
            if _goes_on(stream):
                raise tarfile.ReadError("a header is damaged")
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        why = printable(str(error)) or type(error).__name__
        yield Problem("files", path.name, f"cannot be read after {count} files: {why}")


def _member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> File | Problem | None:
    name = printable(member.name)
    if member.isdir():
        return None
    if not member.isreg():
        return Problem("files", name, "it is a link or a device")
    if not _is_wanted(member.name):
        return None
    if member.name.startswith(("/", "\\")) or ".." in PurePosixPath(member.name).parts:
        return Problem("files", name, "its name leads out of the archive")
    if member.size > LARGEST_FILE:
        return Problem("files", name, TOO_LARGE)
    content = tar.extractfile(member)
    data = content.read() if content else b""
    if len(data) < member.size:
        raise tarfile.ReadError("the archive breaks off")
    return File(name, data)


def _goes_on(stream: Unpacked) -> bool:
    """Whether anything but zeros follows where `tarfile` has seen the end."""
    while block := stream.read(2**20):
        if block.strip(b"\0"):
            return True
    return False
