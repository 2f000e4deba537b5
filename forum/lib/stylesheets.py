"""Puts small stylesheets together into the one file that a browser fetches.

An entry file names its parts with `@import url("x.css") layer(y);`, which browsers understand too;
here each such line becomes `@layer y { … }` around the part, so nothing is fetched in a chain.
"""

import posixpath
import re
from collections.abc import Callable

_IMPORT = re.compile(
    r'@import\s+url\("(?P<path>[\w./-]+)"\)'
    r"(?:\s+layer\((?P<layer>[\w.-]+)\))?(?:\s+(?P<media>[a-z]+))?\s*;"
)
_URL = re.compile(r'url\("(?P<path>(?!data:|/|#|[a-z]+:)[^"]+?)(?P<fragment>#[^"]*)?"\)')
_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
# Strings stay as they are; around braces, semicolons and a declaration's colon no space is needed.
_SPACE = re.compile(r'"(?:[^"\\]|\\.)*"|[\s;]*(})\s*|\s*([{;])\s*|(?<=[\w-])(:) |\s*\n\s*')
DEEPEST = 8


def bundle(entry: str, read: Callable[[str], str], address: Callable[[str], str]) -> str:
    """The stylesheet `entry` with its imports put in, comments and indentation taken out.

    `read` gives the text of a static file by its path, such as "css/forum.css" (its errors pass
    through); `address` gives the final address of one, and stands in every relative `url("…")`.
    ValueError when files import each other in a circle.
    """
    css = _part(entry, read, address, ())
    return _SPACE.sub(_tight, css).strip() + "\n"


def _tight(match: re.Match[str]) -> str:
    return match[1] or match[2] or match[3] or (" " if match[0].isspace() else match[0])


def _part(
    path: str, read: Callable[[str], str], address: Callable[[str], str], above: tuple[str, ...]
) -> str:
    if path in above or len(above) > DEEPEST:
        raise ValueError(f"{path} imports itself by way of {' and '.join(above)}")
    folder = posixpath.dirname(path)

    def imported(match: re.Match[str]) -> str:
        inner = _part(_join(folder, match["path"]), read, address, (*above, path))
        if match["layer"]:
            inner = f"@layer {match['layer']} {{\n{inner}\n}}"
        return f"@media {match['media']} {{\n{inner}\n}}" if match["media"] else inner

    def addressed(match: re.Match[str]) -> str:
        return f'url("{address(_join(folder, match["path"]))}{match["fragment"] or ""}")'

    text = _COMMENT.sub("", read(path))
    # Imports first: what they bring in has its addresses already.
    pieces, at = [], 0
    for match in _IMPORT.finditer(text):
        pieces += [_URL.sub(addressed, text[at : match.start()]), imported(match)]
        at = match.end()
    return "".join([*pieces, _URL.sub(addressed, text[at:])])


def _join(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))
