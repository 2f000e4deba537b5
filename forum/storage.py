"""Where uploaded files are kept: a folder by default, any place that fsspec can reach if wanted."""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
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


class StorageAway(StorageError):  # noqa: N818
    """It does not answer now, and may do so later."""


def current() -> "Storage":
    """The storage of this app: what FORUM_STORAGE_URL says, else a folder in the instance."""
    found: Storage | None = current_app.extensions.get("forum.storage")
    if found is None:
        url = current_app.config["FORUM_STORAGE_URL"]
        found = Storage(url or str(current_app.config["FORUM"].instance / "files"))
        current_app.extensions["forum.storage"] = found
    return found


def backups() -> "Storage":
    """Where backups are kept: what FORUM_BACKUP_URL says, else a folder in the instance that no web
    server knows of."""
    found: Storage | None = current_app.extensions.get("forum.backups")
    if found is None:
        url = current_app.config["FORUM_BACKUP_URL"]
        found = Storage(url or str(current_app.config["FORUM"].instance / "backups"))
        current_app.extensions["forum.backups"] = found
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
        with self._asked() as at:
            system, path = at(key)
            name = _CONTENT_TYPE.get(self._protocol)
            system.pipe_file(path, data, **({name: content_type} if name else {}))

    def open(self, key: str) -> BinaryIO:
        """What is kept under `key`, to be read and closed."""
        if self._folder is not None:
            return (self._folder / _checked(key)).open("rb")
        with self._asked(is_there=False) as at:
            system, path = at(key)
            return cast("BinaryIO", system.open(path, "rb"))

    def put_file(self, key: str, source: Path) -> None:
        """Keep what is in the file `source`, which may be of any size: what is large goes in parts,
        and is there once all of them are."""
        if self._folder is None:
            with self._asked() as at:
                system, path = at(key)
                system.put_file(str(source), path)
            return
        target = self._folder / _checked(key)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = target.with_name(f".{target.name}.unfinished")
        try:
            with source.open("rb") as read, unfinished.open("wb") as written:
                unfinished.chmod(0o600)
                shutil.copyfileobj(read, written, 2**20)
                written.flush()
                os.fsync(written.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        _sync(target.parent)

    def get_file(self, key: str, target: Path) -> None:
        """The other way: into the file `target`."""
        with self._asked(is_there=False), self.open(key) as read, target.open("wb") as written:
            shutil.copyfileobj(read, written, 2**20)

    def sizes(self) -> dict[str, int]:
        """What is kept on the first level, in bytes; for places with few things."""
        if self._folder is None:
            with self._asked() as at:
                system, path = at("x")
                root = path.rpartition("/")[0]
                there = system.ls(root, detail=True) if system.exists(root) else []
                named = {one["name"].rpartition("/")[2]: one["size"] for one in there
                         if one.get("type") == "file"}  # fmt: skip
        elif self._folder.is_dir():
            named = {
                one.name: one.stat().st_size for one in self._folder.iterdir() if one.is_file()
            }
        else:
            named = {}
        return {name: int(size or 0) for name, size in named.items() if _KEY.fullmatch(name)}

    def read(self, key: str) -> bytes:
        with self._asked(is_there=False), self.open(key) as file:
            return file.read()

    def size(self, key: str) -> int:
        """In bytes."""
        if self._folder is not None:
            return (self._folder / _checked(key)).stat().st_size
        with self._asked(is_there=False) as at:
            system, path = at(key)
            return int(system.size(path))

    def exists(self, key: str) -> bool:
        if self._folder is not None:
            return (self._folder / _checked(key)).is_file()
        with self._asked() as at:
            system, path = at(key)
            return bool(system.isfile(path))

    def delete(self, key: str) -> None:
        """Remove what is kept under `key`. Nothing happens when there is nothing."""
        with suppress(FileNotFoundError):
            if self._folder is not None:
                (self._folder / _checked(key)).unlink()
                return
            with self._asked(is_there=False) as at:
                system, path = at(key)
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

    @contextmanager
    def _asked(self, is_there: bool = True) -> Iterator[Callable[[str], tuple[Any, str]]]:
        """Where a key is; and whatever the place says no with, as a sentence for the operator.

        `is_there`: that something is not found can only mean the place itself.
        """
        try:
            yield self._at
        except FileNotFoundError as error:
            if not is_there or self._folder is not None:
                raise
            raise StorageError(f"{self._url} is not there: {str(error).rstrip('.')}.") from error
        except Exception as error:
            if self._folder is None and (said := _said(self._url, error)):
                raise said from error
            raise

    def _at(self, key: str) -> tuple[Any, str]:
        if self._opened is None:
            self._opened = _connect(self._url, self._protocol, self._options)
        system, root = self._opened
        return system, f"{root.rstrip('/')}/{_checked(key)}"


def _said(url: str, error: Exception) -> StorageError | None:
    """The mistakes of a place elsewhere, by what fsspec and its parts make of them; what they are
    called is asked, since none of them need be installed."""
    why = str(error).rstrip(".")
    above = {f"{one.__module__.partition('.')[0]}.{one.__name__}" for one in type(error).__mro__}
    if isinstance(error, PermissionError):
        return StorageError(
            f"{url} lets nobody in with this key ({why}). Check the key, its secret, and what it"
            " may do there: list, read, write and delete."
        )
    if any("CredentialsError" in name for name in above):
        return StorageError(f"{url} needs a key, and none was given: {why}.")
    outside = {"botocore.BotoCoreError", "aiohttp.ClientError", "builtins.ConnectionError",
               "builtins.TimeoutError"}  # fmt: skip
    # What a server says went wrong on its side comes as an error of input and output.
    if above & outside or (isinstance(error, OSError) and error.errno in {errno.EIO, errno.EBUSY}):
        return StorageAway(f"{url} does not answer as it should: {why}.")
    return None


def _connect(url: str, protocol: str, options: dict[str, Any]) -> tuple[Any, str]:
    try:
        # Other processes put things there too: what was once listed is asked for again.
        system, root = fsspec.core.url_to_fs(url, **{"use_listings_cache": False, **options})
    except ImportError as error:
        raise StorageError(
            f"{url} begins with {protocol}://, which needs a package that is not installed"
            f" ({error}). Install it beside the forum, for example: pip install s3fs"
        ) from error
    except ValueError as error:
        raise StorageError(f"{url} is not understood: {error}") from error
    return system, str(root)


def is_key(key: str) -> bool:
    """Whether something can be kept under this: names of folders and a file, none that climbs."""
    return len(key) <= LONGEST_KEY and bool(_KEY.fullmatch(key))


def _checked(key: str) -> str:
    if not is_key(key):
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
