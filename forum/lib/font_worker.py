"""Reads one font and writes it again, in a process that may do nothing else.

Run as a program by `forum.lib.font_files`: a line of JSON with limits and then the font on
standard input, a line of JSON and then the new font on standard output. Imports fontTools and
nothing of the forum.
"""

import json
import logging
import os
import resource
import sys
import warnings
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont

MEMORY = 768 * 1024**2  # bytes of address space
SECONDS = 25  # of processor time
# Names, metrics, outlines, variations, and the rules that put letters together. Not in it: programs
# of other tools, signatures, bitmaps, colours, SVG.
KEPT = {
    "GlyphOrder", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post", "cmap", "vhea", "vmtx",
    "VORG", "loca", "glyf", "cvt ", "fpgm", "prep", "gasp", "CFF ", "CFF2", "GDEF", "GPOS", "GSUB",
    "BASE", "kern", "fvar", "gvar", "avar", "STAT", "HVAR", "VVAR", "MVAR", "cvar",
}  # fmt: skip
NEEDED = {"head", "hhea", "hmtx", "maxp", "cmap", "name", "OS/2", "post"}


def main() -> None:
    os.nice(5)
    for what, most in (("AS", MEMORY), ("CPU", SECONDS), ("FSIZE", 0), ("CORE", 0)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))
    warnings.simplefilter("ignore")
    logging.disable()
    header: dict[str, Any] = {}
    request = json.loads(sys.stdin.buffer.readline())
    try:
        data = cleaned(sys.stdin.buffer.read(), request["most"])
    except Exception as error:  # readers raise nearly anything on what they were not meant for
        header, data = {"not_a_font": f"{type(error).__name__}: {error}"[:200]}, b""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + data)


def cleaned(data: bytes, most: int) -> bytes:
    """Every table that is kept is taken apart and put together again."""
    font = TTFont(BytesIO(data), lazy=False, recalcTimestamp=False)
    if font.flavor != "woff2" or NEEDED - set(font.keys()) or not font.getBestCmap():
        raise ValueError("this lacks what every font has")
    if not {"glyf", "CFF ", "CFF2"} & set(font.keys()):
        raise ValueError("no outlines")
    for tag in set(font.keys()) - KEPT:
        del font[tag]
    font.ensureDecompiled()
    out = BytesIO()
    font.save(out)
    if len(out.getvalue()) > most:
        raise ValueError("larger than it was by far")
    return out.getvalue()


if __name__ == "__main__":
    main()
