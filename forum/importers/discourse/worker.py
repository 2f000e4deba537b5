"""A process that draws texts for an import: `python -m forum.importers.discourse.worker`.

It is asked through an inherited socket and ends when whoever asks is gone, killed or not.
"""

import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from forum.importers.discourse.drawing import Limits, draw
from forum.importers.discourse.here import Here
from forum.importers.discourse.records import Post
from forum.importers.discourse.staging import Reader


def main(handle: int) -> None:
    """First comes (file, host, limits), then (post, category) again and again."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    connection: Connection = Connection(handle)
    try:
        first: tuple[Path, str, Limits] = connection.recv()
        file, host, limits = first
        here = Here(Reader(file), host)
        while True:
            post, category = connection.recv()
            assert isinstance(post, Post)
            connection.send(draw(post, category, here, limits))
    except (EOFError, ConnectionError):
        return


if __name__ == "__main__":
    main(int(sys.argv[1]))
