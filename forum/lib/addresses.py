"""Where somebody may be sent next: only to a path of this site."""

import re

_LONGEST = 2_000
# A rooted path of printable ASCII. No backslash, which browsers read as a slash, no white space or
# control character, which they drop, and no second slash that would begin another host's name.
_PATH = re.compile(r"/(?![/\\])[!#-\[\]-~]*")
_ENCODED = re.compile(r"%(?:25)*(?:2f|5c|0[0-9a-f]|1[0-9a-f]|7f)", re.IGNORECASE)


def local(next_: str | None, default: str = "/") -> str:
    """`next_` when it is a path on this site, `default` when it is anything else.

    Whole addresses are refused even if they name this site: a path says the same. A path with
    "//" anywhere, dots that climb, or an encoded slash, backslash or control character before its
    query is refused too, because proxies and frameworks disagree on what those mean (T64).
    """
    if not next_ or len(next_) > _LONGEST or not _PATH.fullmatch(next_):
        return default
    path = re.split(r"[?#]", next_, maxsplit=1)[0]
    if "//" in path or _ENCODED.search(path) or {".", ".."} & _plain_parts(path):
        return default
    return next_


def _plain_parts(path: str) -> set[str]:
    return set(re.sub("%2e", ".", path, flags=re.IGNORECASE).split("/"))
