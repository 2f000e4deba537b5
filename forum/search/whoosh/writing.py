"""Writes the index. One writer at a time: the caller holds the folder's lock."""

import shutil
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from forum.search.wanted import Document
from forum.search.whoosh import lists
from forum.search.whoosh.pool import Pool, write_terms
from forum.search.whoosh.segment import Segment
from forum.search.whoosh.shape import postings, schema
from forum.search.words import Language

Merge = Callable[[Any, list[Any]], list[Any]]  # takes the writer, returns the segments that stay

SMALL = 2_000  # posts; segments below are merged when there are several
MOST_SMALL = 8
MIDDLE = 25_000  # posts; what quiet times merge without anybody waiting long


class Writer(SegmentWriter):  # type: ignore[misc]
    """The library's writer with a pool that sorts words instead of postings: five times as fast."""

    def __init__(self, folder: Path) -> None:
        codec = W3Codec()
        super().__init__(FileIndex(FileStorage(str(folder))), timeout=30, codec=codec)
        self.pool = Pool(folder / "MAIN.tmp")

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        write_terms(self.fieldwriter, self.schema, self.pool.terms())
        self.fieldwriter.close()

    def add_postings_to_pool(
        self, reader: Any, startdoc: int, docmap: dict[int, int] | None
    ) -> None:
        """As the library does, which cannot read what `lists` writes."""
        size = reader.doc_count_all()
        if docmap is None:
            places: list[int | None] = list(range(startdoc, startdoc + size))
        else:
            places = [docmap.get(place) for place in range(size)]
        for field, word, posted in lists.every(reader._terms):
            self.pool.add_list(field, word.decode(), posted, places)


def create(folder: Path) -> None:
    FileIndex.create(FileStorage(str(folder)), schema())


def write(
    folder: Path,
    language: Language,
    segments: Collection[Segment],
    documents: Iterable[Document],
    gone: Collection[int],
    merge: Merge | None = None,
    progress: Callable[[int], object] | None = None,
) -> None:
    """Take out the posts in `gone`, add `documents`: one commit, or nothing.

    `segments` are those of the index as it is, read.
    """
    for left in folder.glob("*.tmp"):  # by a writer that was killed
        shutil.rmtree(left, ignore_errors=True)
    writer = Writer(folder)
    try:
        by_name = {segment.name: segment for segment in segments}
        for stored in writer.segments:
            read = by_name.get(stored.segment_id())
            if read is None:
                raise LookupError("the index was changed by somebody else")
            for post_id in gone:
                place = read.place.get(post_id)
                if place is not None:
                    stored.delete_document(place)
        for number, document in enumerate(documents, 1):
            _add(writer, document, language)
            if progress and number % 100 == 0:
                progress(100)
        writer.commit(mergetype=merge or merge_small)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def _add(writer: Any, document: Document, language: Language) -> None:
    """As `writer.add_document`, without what is not used here."""
    row, made = postings(document, language)
    place = writer.docnum
    rows = writer.perdocwriter
    rows.start_doc(place)
    rows.add_column_value("row", writer.schema["row"].column_type, row)
    rows.finish_doc()
    writer.pool.add_all(place, made)
    writer._added = True
    writer.docnum += 1


def merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """After a commit: nothing, unless there are many small segments; they become one."""
    small = [s for s in segments if s.doc_count_all() < SMALL]
    return _merged(writer, segments, small if len(small) >= MOST_SMALL else [])


def merge_quietly(writer: Any, segments: list[Any]) -> list[Any]:
    """At quiet times: all but the large ones become one, and what is gone leaves the disk."""
    middle = [s for s in segments if s.doc_count_all() < MIDDLE]
    if len(middle) == 1 and not middle[0].deleted_count():
        middle = []
    return _merged(writer, segments, middle)


def _merged(writer: Any, segments: list[Any], chosen: list[Any]) -> list[Any]:
    for stored in chosen:
        reader = SegmentReader(writer.storage, writer.schema, stored)
        writer.add_reader(reader)
        reader.close()
    return [stored for stored in segments if stored not in chosen]
