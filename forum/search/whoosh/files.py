"""Reads the file of a segment where it is mapped. The library would copy it into the memory of each
process, which for 100,000 posts is 170 MB."""

import io
from typing import Any

from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.structfile import BufferFile


class _Raw(io.RawIOBase):
    """A part of mapped memory, read as a file."""

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._memory)}[whence]
        self._at = begin + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        some = self._memory[self._at : self._at + len(buffer)]
        buffer[: len(some)] = some
        self._at += len(some)
        return len(some)


class _Part(BufferFile):  # type: ignore[misc]
    def __init__(self, memory: memoryview, name: str) -> None:
        self._buf, self._name, self.onclose = memory, name, None
        self.is_real = self.is_closed = False
        self.file = io.BufferedReader(_Raw(memory))


class Mapped(CompoundStorage):  # type: ignore[misc]
    """The files of one segment."""

    def open_file(self, name: str, *_: Any, **__: Any) -> Any:
        offset, length = self.range(name)
        return _Part(memoryview(self._source)[offset : offset + length], name)


def opened(storage: Any, stored: Any) -> Any:
    """The files of a segment as it is stored."""
    if not stored.is_compound():
        return storage
    return Mapped(storage.open_file(stored.make_filename(stored.COMPOUND_EXT)))
