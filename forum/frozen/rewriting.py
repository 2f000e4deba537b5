"""Makes what a drawn page points to relative, and drops what the archive does not have."""

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import quote

# Text never holds "<": templates and the last gate write it as &lt;.
_TAG = re.compile(r'<[a-zA-Z][^<>"]*(?:"[^"]*"[^<>"]*)*>')
_ATTRIBUTE = re.compile(r'\s(?P<name>[a-zA-Z:-]+)="(?P<value>[^"]*)"')
_SPRITE = re.compile(r"/static/[^/]+/img/(?P<file>icons|badges)\.svg#(?P<id>[\w-]+)")
_IN_CSS = re.compile(r"""(?P<before>url\(["']?)(?P<path>/[^"')\s]+)""")
_POINTING = {"href", "src", "srcset", "poster", "cite", "action", "formaction", "data"}
Find = Callable[[str], str | None]
Symbol = tuple[str, str]  # file and id


def page(html: str, place: str, home: str, find: Find, symbol: Callable[[Symbol], str]) -> str:
    """The page that will be at `place` ("t/5/tents/index.html"), with the drawings it uses.

    `find` gives the place of what is at an address of the forum, or None; `home` is the forum's
    full address, whose addresses are its own too. `symbol` gives a drawing for use in the page:
    browsers read none out of another file where there is no server.
    """
    up, used = "../" * place.count("/"), dict[Symbol, None]()

    def pointed(found: re.Match[str]) -> str:
        name, value = found["name"], unescape(found["value"])
        if home and (value == home or value.startswith(f"{home}/")):
            value = value[len(home) :] or "/"
        if not value.startswith("/") or value.startswith("//"):
            return found[0]
        if sprite := _SPRITE.fullmatch(value):
            used[(sprite["file"], sprite["id"])] = None
            return f' {name}="#{sprite["file"]}-{sprite["id"]}"'
        where = find(value) if name in _POINTING else None
        return "" if where is None else f' {name}="{escape(up + addressed(where))}"'

    done = _TAG.sub(lambda tag: _ATTRIBUTE.sub(pointed, tag[0]), html)
    drawn = "".join(symbol(one) for one in sorted(used))
    sprite = f'<svg class="sr-only" aria-hidden="true" width="0" height="0">{drawn}</svg>\n'
    before, end, after = done.rpartition("</body>")
    return before + sprite + end + after


def styles(css: str, place: str, find: Find) -> str:
    """The same for a stylesheet; what is not there points to nothing."""
    up = "../" * place.count("/")

    def pointed(found: re.Match[str]) -> str:
        where = find(found["path"])
        return found["before"] + (up + addressed(where) if where is not None else "data:,")

    return _IN_CSS.sub(pointed, css)


def addressed(place: str) -> str:
    """A place as it stands in an address, with what follows the # kept."""
    path, mark, fragment = place.partition("#")
    return quote(path, safe="/") + mark + quote(fragment, safe="-_")
