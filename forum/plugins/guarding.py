"""What fails in a plugin costs the member nothing: it is logged, counted and gone on without.

The count is kept in memory and written a moment later (`forum.tallies`), as a page that is only
read may write nothing. Of an error its kind and place are kept, no words: those may be a member's.
"""

import logging
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST = 200  # characters of what is kept of an error
log = logging.getLogger("forum.plugins")


@dataclass
class Failures:
    """Those of one process that nobody has written down yet: how many of each, and the last."""

    wake: Callable[[], None] = lambda: None  # told that there is something to write
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _noted: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def note(self, plugin: str, seam: str, error: BaseException) -> None:
        """`seam` says where: "listener post_created", "outlet home.rail"."""
        log.error("the plugin %s failed: %s", plugin, seam, exc_info=error)
        with self._lock:
            count, _last = self._noted.get((plugin, seam[:100]), (0, ""))
            self._noted[plugin, seam[:100]] = (count + 1, described(error))
        self.wake()

    def take(self) -> dict[tuple[str, str], tuple[int, str]]:
        """What was noted since the last time: (plugin, seam) to how often and the last error."""
        with self._lock:
            noted, self._noted = self._noted, {}
        return noted


def described(error: BaseException) -> str:
    """The kind of an error and where it was raised: "KeyError in rail.py, line 31"."""
    frames = traceback.extract_tb(error.__traceback__)
    file = frames[-1].filename.rpartition("/")[2] if frames else "?"
    line = frames[-1].lineno if frames else 0
    return f"{type(error).__name__} in {file}, line {line}"[:LONGEST]
