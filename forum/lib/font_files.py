"""An uploaded font: read and written again, so that only its letters come in.

Fonts are programs to some degree, and readers' browsers run them. What is no table that a browser
draws with is left out. Reading happens in a process of its own (`forum.lib.font_worker`).
"""

import json
from pathlib import Path

from forum.lib import images
from forum.lib.phrases import N_

MOST_BYTES = 500_000  # some 30 microseconds of work each
NOT_A_FONT = N_("This file is not a WOFF2 font, or it is damaged.")
_WORKER = Path(__file__).with_name("font_worker.py")


class NotAFont(ValueError):  # noqa: N818
    """The argument is a sentence for who sent it; `detail` is the reader's, for the log."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(NOT_A_FONT)
        self.detail = detail


def is_woff2(data: bytes) -> bool:
    """By how it begins, whatever its name says."""
    return data.startswith(b"wOF2")


def cleaned(data: bytes) -> bytes:
    """The font as WOFF2 with the tables that are drawn with. Raises NotAFont, and images.Busy."""
    if not is_woff2(data):
        raise NotAFont
    header, made = images.apart(_WORKER, data, json.dumps({"most": 4 * MOST_BYTES}))
    if not made:
        raise NotAFont(str(header))
    return made
