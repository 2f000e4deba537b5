"""Uploaded images: decoded and written again, so that only their pixels come in.

Decoding is what breaks forums, so it happens in a process of its own (`forum.lib.image_worker`)
with little memory and little time. Starting it takes about 0.1 s. What comes back was written by
us: no metadata, nothing behind the end, nothing that is an image and something else as well.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from forum.lib.phrases import N_

PIXELS = 24_000_000  # width times height
FRAMES = 200
ALL_PIXELS = 60_000_000  # of all frames together
SECONDS = 30.0  # from start to end; the processor time is limited in the worker

NOT_AN_IMAGE = N_("This file is not a PNG, JPEG, GIF or WebP image, or it is damaged.")
BUSY = N_("Many images are being uploaded right now. Please try again in a minute.")
_TOO_LARGE = {
    "pixels": N_("This image has more than 24 megapixels. Please make it smaller."),
    "frames": N_("This animation has more than 200 frames. Please shorten it."),
    "animation": N_("This animation is too large. Please make it smaller or shorter."),
    "bytes": N_("This image becomes too large when unpacked. Please make it smaller."),
    "work": N_("This image takes too much work to read. Please save it in another format."),
}
_BEGINNINGS = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
}
_WORKER = Path(__file__).with_name("image_worker.py")
# Two at a time and process: each may take a gigabyte.
_places = BoundedSemaphore(2)
_LONGEST_WAIT = 20.0  # seconds for a place


class NotAnImage(ValueError):  # noqa: N818
    """The argument is a sentence for who sent it; `detail` is the decoder's, for the log."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(NOT_AN_IMAGE)
        self.detail = detail


class TooLarge(ValueError):  # noqa: N818
    """The argument is a sentence for who sent it: too many pixels, frames, or too much work."""


class Busy(RuntimeError):  # noqa: N818
    """There was no place among the decoders in time."""


@dataclass(frozen=True, slots=True)
class CleanImage:
    """An image as it was written again. `format` is PNG, JPEG, GIF or WEBP."""

    data: bytes
    format: str
    mime: str
    width: int
    height: int
    frames: int


def format_of(data: bytes) -> str | None:
    """PNG, JPEG, GIF or WEBP by how `data` begins, whatever its name says; else None."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((name for name, begins in _BEGINNINGS.items() if data.startswith(begins)), None)


def clean(data: bytes, most_bytes: int | None = None) -> CleanImage:
    """`data` decoded and written again in its own format, upright, in sRGB, without metadata.

    Animated GIF and WebP stay animated. Raises NotAnImage, Busy, or TooLarge, also when what was
    written is larger than `most_bytes`: a cleverly packed animation may unpack.
    """
    made = _run(data, {"do": "clean"})
    if most_bytes is not None and len(made.data) > most_bytes:
        raise TooLarge(_TOO_LARGE["animation" if made.frames > 1 else "bytes"])
    return made


def thumbnail(data: bytes, width: int, height: int) -> CleanImage:
    """The (first) picture as WebP within `width` × `height` pixels, never enlarged."""
    return _run(data, {"do": "thumbnail", "width": width, "height": height})


def marked(data: bytes, side: int, words: str) -> CleanImage:
    """The (first) picture as WebP within `side` pixels, with `words` all over it. Of these Latin
    letters, digits and signs are drawn."""
    return _run(data, {"do": "mark", "width": side, "height": side, "words": words[:80]})


def square(data: bytes, side: int, crop: tuple[int, int, int] | None = None) -> CleanImage:
    """A square of at most `side` pixels as WebP, for an avatar.

    `crop` is left, top and side of the wanted part in pixels of the upright picture; what lies
    outside is moved in. Without it the middle is taken.
    """
    return _run(data, {"do": "square", "width": side, "height": side, "crop": crop})


def _run(data: bytes, request: dict[str, object]) -> CleanImage:
    if format_of(data) is None:
        raise NotAnImage
    limits = {"pixels": PIXELS, "frames": FRAMES, "all_pixels": ALL_PIXELS}
    header, body = apart(_WORKER, data, json.dumps(request | limits))
    if "too_large" in header:
        raise TooLarge(_TOO_LARGE[header["too_large"]])
    if "not_an_image" in header:
        raise NotAnImage(header["not_an_image"])
    return CleanImage(data=body, **header)


def apart(worker: Path, data: bytes, request: str) -> tuple[dict[str, Any], bytes]:
    """What a program that draws says: its line of JSON, and what comes after it. One that was
    killed by its limits says that it was too much work. Raises Busy.

    `request` is a line of JSON before `data`: arguments of a process are for everybody on the
    machine to see, and a title may be private."""
    if not _places.acquire(timeout=_LONGEST_WAIT):
        raise Busy(BUSY)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", str(worker)],
            input=request.encode() + b"\n" + data, capture_output=True, timeout=SECONDS, cwd="/",
            env=_environment(),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"too_large": "work"}, b""
    finally:
        _places.release()
    if done.returncode < 0:
        return {"too_large": "work"}, b""
    if done.returncode:
        raise RuntimeError(f"the image worker does not start: {done.stderr.decode()[-500:]}")
    header, _, body = done.stdout.partition(b"\n")
    return json.loads(header), body


def _environment() -> dict[str, str]:
    """What a program needs to start, and none of the forum's secrets."""
    kept = ("PATH", "LD_LIBRARY_PATH", "LANG", "TZ")
    return {name: os.environ[name] for name in kept if name in os.environ}
