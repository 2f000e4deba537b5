"""What the pages show: styles with the community's colours, drawings, pictures and files."""

import re
from pathlib import Path

from flask import Flask

from forum import structure, theming
from forum.archives.opening import Archive
from forum.frozen import rewriting
from forum.frozen.places import MADE, Places
from forum.lib import avatars, custom_css, looks, stylesheets
from forum.policies import categories as policy
from forum.settings import contrast

STYLES, BRAND, OWN = (f"static/{name}" for name in MADE)
_SYMBOL = re.compile(r'<symbol id="([\w-]+)"(.*?)</symbol>', re.DOTALL)
_ATTRIBUTES = re.compile(r"<svg([^>]*)>")


class Symbols:
    """The drawings of the forum, each to be put into the pages that use it."""

    def __init__(self, app: Flask) -> None:
        self._known = {}
        for file in ("icons", "badges"):
            text = _static(app, f"img/{file}.svg").read_text()
            around = _ATTRIBUTES.search(text)
            how = re.sub(
                r'\s(?:xmlns|width|height|viewBox)="[^"]*"', "", around[1] if around else ""
            )
            for name, rest in _SYMBOL.findall(text):
                self._known[(file, name)] = f'<symbol id="{file}-{name}"{how}{rest}</symbol>'

    def one(self, which: rewriting.Symbol) -> str:
        """ "" when there is no such drawing."""
        return self._known.get(which, "")


def styles(app: Flask, folder: Path, places: Places) -> None:
    """The forum's, the community's colours and type, and what its admins wrote."""

    def address(path: str) -> str:
        return f"/static/x/{path}"

    drawn = {
        STYLES: stylesheets.bundle(
            "css/forum.css", lambda name: _static(app, name).read_text(), address
        ),
        BRAND: looks.css(contrast.look(structure.setting), _category_colours(places)),
    }
    if own := custom_css.served(structure.setting("looks.css")):
        drawn[OWN] = own
    for place, css in sorted(drawn.items()):
        _put(folder, place, rewriting.styles(css, place, places.of).encode())


def _category_colours(places: Places) -> dict[int, str]:
    nodes, visible = structure.current().categories, policy.visible_ids(places.viewer)
    return {id_: node.colour for id_, node in nodes.items() if id_ in visible}


def faces(folder: Path, places: Places) -> None:
    """The pictures of members who have chosen none."""
    for place, (member_id, name) in sorted(places.faces.items()):
        _put(folder, place, avatars.svg(member_id, avatars.initials(name)).encode())


def statics(app: Flask, folder: Path, places: Places) -> int:
    """Fonts and the like that styles and pages name."""
    names = sorted(places.statics)
    for name in names:
        _put(folder, f"static/{name}", _static(app, name).read_bytes())
    return len(names)


def media(archive: Archive, folder: Path, places: Places) -> int:
    """Every file that a page shows or leads to, out of the export."""
    count = 0
    for medium, data in archive.media():
        for place in sorted(places.files.get(medium.key, ())):
            _put(folder, place, data)
            count += 1
    return count


def _static(app: Flask, name: str) -> Path:
    found = theming.find(app, name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def _put(folder: Path, place: str, data: bytes) -> None:
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
