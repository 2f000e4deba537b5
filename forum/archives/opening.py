"""Reads an archive that anybody may have made or touched.

Nothing is unpacked by the name a member has: names are on a closed list, each is looked at before
anything is read, and no more is read than was declared. What is packed inside a member stays there.
"""

import hashlib
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from forum.archives.manifest import ADDRESSES, MANIFEST, MEDIA, SECRET_KEY, Lines, Manifest, Medium
from forum.archives.packing import PIECE

MOST_MEMBERS = 2_000_000
MOST_MANIFEST = 4 * 2**20  # bytes
MOST_LINE = 32 * 2**20  # bytes of one row
MOST_MEDIUM = 2**30  # bytes of one file
MOST_SQUEEZED = 200  # how many times smaller a member may have become, above a megabyte
_NAME = re.compile(
    r"manifest\.json|media\.jsonl|addresses\.jsonl|secret_key|tables/[a-z][a-z0-9_]{0,62}\.jsonl"
    r"|media/[a-z0-9_-]+(?:/[a-z0-9_-]+)*(?:\.[a-z0-9]+)?"
)


_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError)


class NotAnArchive(Exception):  # noqa: N818
    """It cannot be read, or is not to be trusted. The message is a sentence for the operator."""


class Archive:
    """What `opened` gives: the manifest, and the members that it names."""

    def __init__(self, source: "_Zip | _Folder") -> None:
        self._source = source
        self.sizes: Mapping[str, int] = source.sizes
        if self.sizes.get(MANIFEST, MOST_MANIFEST + 1) > MOST_MANIFEST:
            raise NotAnArchive("There is no manifest.json in there, or it is far too large.")
        with source.open(MANIFEST) as file:
            self.manifest = _manifest(file.read(MOST_MANIFEST + 1))
        for name, table in self.manifest.tables.items():
            if table.file != f"tables/{name}.jsonl":
                raise NotAnArchive(f"The manifest has the table {name} in {table.file}.")
        for lines in self.files():
            if self.sizes.get(lines.file) != lines.bytes:
                raise NotAnArchive(f"{lines.file} is missing, or not as long as it should be.")
        named = {lines.file for lines in self.files()} | {MANIFEST, SECRET_KEY}
        for name in self.sizes:
            if name not in named and not name.startswith("media/"):
                raise NotAnArchive(f"{name} is in there and not in the manifest.")

    def files(self) -> list[Lines]:
        return [*self.manifest.tables.values(), self.manifest.addresses, self.manifest.media]

    def rows(self, lines: Lines) -> Iterator[dict[str, Any]]:
        """Each row of a member, whose length and hash are looked at on the way."""
        digest, read, count = hashlib.sha256(), 0, 0
        with self._source.open(lines.file) as file:
            while line := file.readline(MOST_LINE + 1):
                digest.update(line)
                read, count = read + len(line), count + 1
                if read > lines.bytes or len(line) > MOST_LINE:
                    raise NotAnArchive(f"{lines.file} is longer than it says.")
                yield _row(line, lines.file, count)
        if (read, count, digest.hexdigest()) != (lines.bytes, lines.rows, lines.sha256):
            raise NotAnArchive(f"{lines.file} is not as it was written: its hash differs.")

    def media(self) -> Iterator[tuple[Medium, bytes]]:
        """Each file, whole and checked. Those that were missing already are left out."""
        seen: set[str] = set()
        for row in self.rows(self.manifest.media):
            try:
                medium = Medium.model_validate(row)
            except ValidationError as error:
                raise NotAnArchive("A line of media.jsonl is not as it should be.") from error
            if medium.key in seen:
                raise NotAnArchive(f"media/{medium.key} is named twice.")
            seen.add(medium.key)
            if not medium.is_missing:
                yield medium, self._medium(medium)
        if extra := {name for name in self.sizes if name.startswith("media/")} - {
            f"media/{key}" for key in seen
        }:
            raise NotAnArchive(f"{min(extra)} is in there and not in media.jsonl.")

    def secret_key(self) -> str | None:
        if not 0 < self.sizes.get(SECRET_KEY, 0) <= 1000:
            return None
        with self._source.open(SECRET_KEY) as file:
            return file.read(1000).decode("ascii", "replace").strip()

    def check(self) -> None:
        """Read everything once. Raises NotAnArchive."""
        for lines in self.files():
            for _row in self.rows(lines):
                pass
        for _medium in self.media():
            pass

    def _medium(self, medium: Medium) -> bytes:
        name = f"media/{medium.key}"
        if self.sizes.get(name) != medium.bytes or medium.bytes > MOST_MEDIUM:
            raise NotAnArchive(f"{name} is missing, or not as long as it should be.")
        with self._source.open(name) as file:
            data = file.read(medium.bytes + 1)
        if len(data) != medium.bytes or hashlib.sha256(data).hexdigest() != medium.sha256:
            raise NotAnArchive(f"{name} is not as it was written: its hash differs.")
        return data


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive at `path`, a file or a folder. Raises NotAnArchive."""
    try:
        if path.is_dir():
            yield Archive(_Folder(path))
            return
        with zipfile.ZipFile(path) as file:
            yield Archive(_Zip(file))
    except _BROKEN as error:
        raise NotAnArchive(f"{path.name} is not a whole zip file: {error}.") from error
    except UnicodeDecodeError as error:
        raise NotAnArchive(f"{path.name} holds text that is not UTF-8.") from error


class _Zip:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        members = file.infolist()
        _require_few(len(members))
        self.sizes: dict[str, int] = {}
        for member in members:
            _require_plain(member)
            if member.filename in self.sizes:
                raise NotAnArchive(f"{member.filename} is in there twice.")
            self.sizes[member.filename] = member.file_size

    def open(self, name: str) -> IO[bytes]:
        return self._file.open(name)


def _require_plain(member: zipfile.ZipInfo) -> None:
    mode = member.external_attr >> 16
    if not _NAME.fullmatch(member.orig_filename):
        raise NotAnArchive(f"{member.orig_filename[:200]!r} is no name of a member.")
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG} or member.flag_bits & 0x1:
        raise NotAnArchive(f"{member.filename} is a link, a device or locked.")
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotAnArchive(f"{member.filename} is packed in an unknown way.")
    squeezed = member.file_size > MOST_SQUEEZED * max(1, member.compress_size)
    if member.file_size > 2**20 and squeezed:
        raise NotAnArchive(f"{member.filename} would grow far too much when it is unpacked.")


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.sizes: dict[str, int] = {}
        for path in self._walked(folder):
            name = path.relative_to(folder).as_posix()
            if not _NAME.fullmatch(name):
                raise NotAnArchive(f"{name[:200]!r} is no name of a member.")
            self.sizes[name] = path.lstat().st_size
            _require_few(len(self.sizes))

    def _walked(self, folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode):
                yield from self._walked(path)
            elif stat.S_ISREG(mode) and path.lstat().st_nlink == 1:
                yield path
            else:
                raise NotAnArchive(f"{path.name} is a link or a device.")

    def open(self, name: str) -> IO[bytes]:
        return (self._folder / name).open("rb", buffering=PIECE)


def _require_few(count: int) -> None:
    if count > MOST_MEMBERS:
        raise NotAnArchive(f"There are more than {MOST_MEMBERS:,} members in there.")


def _manifest(data: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotAnArchive(f"The manifest is not one of ours: {where} {first['msg']}.") from error


def _row(line: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotAnArchive(f"Line {number} of {name} is no JSON.") from error
    if not isinstance(found, dict):
        raise NotAnArchive(f"Line {number} of {name} is no row.")
    return found


__all__ = ["ADDRESSES", "MANIFEST", "MEDIA", "Archive", "NotAnArchive", "opened"]
