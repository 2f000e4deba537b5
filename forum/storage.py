"""Where uploaded files are kept: a folder by default, any place that fsspec can reach if wanted."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

import fsspec
from flask import current_app

LONGEST_KEY = 200
_KEY = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)*(?:\.[a-z0-9]+)?")
# What each kind of storage calls the type of a file; the others need not know it.
_CONTENT_TYPE = {"s3": "ContentType", "s3a": "ContentType", "gs": "content_type"}


class StorageError(Exception):
    """The storage cannot be used as it is configured. The message is for the operator."""


def current() -> "Storage":
    """The storage of this app: what FORUM_STORAGE_URL says, else a folder in the instance."""
    found: Storage | None = current_app.extensions.get("forum.storage")
    if found is None:
        url = current_app.config["FORUM_STORAGE_URL"]
        found = Storage(url or str(current_app.config["FORUM"].instance / "files"))
        current_app.extensions["forum.storage"] = found
    return found


class Storage:
    """Files under keys such as "posts/4f/4f09….png". Writes are whole or not at all.

    `url` is a folder or an fsspec address ("s3://bucket/forum"); `options` are what fsspec takes
    for that kind of storage (endpoint_url, key, secret …). Nothing is touched before the first use.
    A key that was never put raises FileNotFoundError, a malformed one ValueError.
    """

    def __init__(self, url: str, options: Mapping[str, Any] | None = None) -> None:
        self._protocol = url.split("://", 1)[0] if "://" in url else "file"
        self._folder = Path(url.removeprefix("file://")) if self._protocol == "file" else None
        self._url = url
        self._options = dict(options or {})
        self._opened: tuple[Any, str] | None = None

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Keep `data` under `key`, in place of what was there, and see it on the disk."""
        if self._folder is not None:
            _write(self._folder / _checked(key), data)
            return
        system, path = self._at(key)
        name = _CONTENT_TYPE.get(self._protocol)
        system.pipe_file(path, data, **({name: content_type} if name else {}))

    def open(self, key: str) -> BinaryIO:
        """What is kept under `key`, to be read and closed."""
        if self._folder is not None:
            return (self._folder / _checked(key)).open("rb")
        system, path = self._at(key)
        return cast("BinaryIO", system.open(path, "rb"))

    def read(self, key: str) -> bytes:
        with self.open(key) as file:
            return file.read()

    def size(self, key: str) -> int:
        """In bytes."""
        if self._folder is not None:
            return (self._folder / _checked(key)).stat().st_size
        system, path = self._at(key)
        return int(system.size(path))

    def exists(self, key: str) -> bool:
        if self._folder is not None:
            return (self._folder / _checked(key)).is_file()
        system, path = self._at(key)
        return bool(system.isfile(path))

    def delete(self, key: str) -> None:
        """Remove what is kept under `key`. Nothing happens when there is nothing."""
        with suppress(FileNotFoundError):
            if self._folder is not None:
                (self._folder / _checked(key)).unlink()
                return
            system, path = self._at(key)
            system.rm_file(path)

    def local_path(self, key: str) -> Path | None:
        """The file itself, for a server that can send it without reading it; None if elsewhere."""
        return None if self._folder is None else self._folder / _checked(key)

    def check(self) -> None:
        """Write, read and delete a small file. Raises what stood in the way."""
        key = f"check/{secrets.token_hex(8)}"
        self.put(key, b"works")
        if self.read(key) != b"works":
            raise StorageError(f"what was written to {self._url} came back changed")
        self.delete(key)

    def _at(self, key: str) -> tuple[Any, str]:
        if self._opened is None:
            self._opened = _connect(self._url, self._protocol, self._options)
        system, root = self._opened
        return system, f"{root.rstrip('/')}/{_checked(key)}"


def _connect(url: str, protocol: str, options: dict[str, Any]) -> tuple[Any, str]:
    try:
        system, root = fsspec.core.url_to_fs(url, **options)
    except ImportError as error:
        raise StorageError(
            f"FORUM_STORAGE_URL begins with {protocol}://, which needs a package that is not "
            f"installed ({error}). Install it beside the forum, for example: pip install s3fs"
        ) from error
    except ValueError as error:
        raise StorageError(f"FORUM_STORAGE_URL is not understood: {error}") from error
    return system, str(root)


def _checked(key: str) -> str:
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key[:LONGEST_KEY]!r}")
    return key


def _write(path: Path, data: bytes) -> None:
    """All of `data` or nothing at `path`, after a power cut too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):  # the second may have got a new folder
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
