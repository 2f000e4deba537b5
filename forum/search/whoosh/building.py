"""Makes a whole index, in as many processes as there are processors.

Each part is written by a process of its own that knows nothing of the forum: it reads documents and
leaves one segment. One that is killed leaves a folder that is never used.
"""

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from forum.search.wanted import Document
from forum.search.whoosh import writing
from forum.search.words import Language, language

ALONE = 4_000  # posts; fewer are not worth a second process
HANDED = 250  # posts given to a part at once
MOST_PARTS = 4
_PART = (
    "import sys; from forum.search.whoosh import building;"
    " building.part(sys.argv[1], sys.argv[2], sys.stdin.buffer)"
)


def build(
    folder: Path,
    lang: Language,
    documents: Iterable[Document],
    progress: Callable[[int], object],
) -> None:
    """Make the index in this empty folder."""
    writing.create(folder)
    left = iter(documents)
    first = list(islice(left, ALONE))
    parts = min(len(os.sched_getaffinity(0)), MOST_PARTS)
    if len(first) < ALONE or parts < 2:
        writing.write(folder, lang, (), chain(first, left), (), progress=progress)
        return
    places = [folder / f"part-{n}" for n in range(parts)]
    with ExitStack() as stack:
        running = [stack.enter_context(_started(place, lang)) for place in places]
        stack.callback(_end, running)
        try:
            for number, some in enumerate(_handed(chain(first, left))):
                pickle.dump(some, running[number % parts].stdin)  # type: ignore[arg-type]
                progress(len(some))
            for process in running:
                process.stdin.close()  # type: ignore[union-attr]
        except BrokenPipeError as error:
            raise OSError("a part of the index could not be written") from error
        if sum(process.wait() != 0 for process in running):
            raise OSError("a part of the index could not be written")
    _join(folder, places)


def _handed(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while some := list(islice(documents, HANDED)):
        yield some


def _started(place: Path, lang: Language) -> "subprocess.Popen[bytes]":
    home = str(Path(__file__).parents[3])  # of the package, wherever it is installed
    return subprocess.Popen(  # noqa: S603 - our own program, and nothing of anybody's in it
        [sys.executable, "-P", "-c", _PART, str(place), lang.code],
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": home},
    )


def _end(running: "list[subprocess.Popen[bytes]]") -> None:
    """None of them is left when something went wrong."""
    for process in running:
        if process.poll() is None:
            process.kill()


def part(place: str, code: str, given: IO[bytes]) -> None:
    """One part, in a process of its own: everything that is given, into an index of its own."""
    folder = Path(place)
    folder.mkdir()
    writing.create(folder)
    writing.write(folder, language(code), (), _taken(given), ())


def _taken(given: IO[bytes]) -> Iterator[Document]:
    while True:
        try:
            some: list[Document] = pickle.load(given)  # noqa: S301 - from the process that began us
        except EOFError:
            return
        yield from some


def _join(folder: Path, places: Iterable[Path]) -> None:
    """One index of all parts: their files move, and are named together."""
    segments: list[Any] = []
    for place in places:
        storage = FileStorage(str(place))
        segments += TOC.read(storage, "MAIN").segments
        for file in place.glob("MAIN_*"):
            file.rename(folder / file.name)
        shutil.rmtree(place)
    storage = FileStorage(str(folder))
    begun = TOC.read(storage, "MAIN")
    TOC(begun.schema, segments, begun.generation + 1).write(storage, "MAIN")
