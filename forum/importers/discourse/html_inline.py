"""Inline HTML as Discourse writes it (links, emphasis, emoji, mentions, images) to pieces."""

from urllib.parse import urlsplit

from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from forum.importers.discourse import escaping
from forum.importers.discourse.directory import Directory, absolute, is_of
from forum.importers.discourse.escaping import BREAK, Piece
from forum.lib.markdown import emoji
from forum.lib.phrases import N_

MISSING_IMAGE = N_("Image not in the archive")
DEEPEST = 60  # levels of elements; what is deeper is taken for its text

_EMPHASIS = {
    "strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*", "dfn": "*", "var": "*",
    "s": "~~", "del": "~~", "strike": "~~",
    "bbcode-b": "**", "bbcode-i": "*", "bbcode-u": "*", "bbcode-s": "~~",
}  # fmt: skip
_SILENT = frozenset({
    "button", "head", "input", "meta", "noscript", "script", "style", "svg", "template",
    "title", "use",
})  # fmt: skip
_SCHEMES_SHOWN = frozenset({"ftp", "sftp", "magnet", "irc", "ircs", "git", "ssh", "steam", "xmpp"})


def classes(tag: Tag) -> frozenset[str]:
    """The names in an element's class attribute."""
    found: str | list[str] = tag.get("class") or []
    return frozenset(found if isinstance(found, list) else found.split())


def attribute(tag: Tag, name: str) -> str:
    """An attribute's value, "" when it is not there."""
    value = tag.get(name)
    return value if isinstance(value, str) else ""


class Inline:
    """Turns inline elements into pieces. `directory` knows where names and pages are now."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def children(self, tag: Tag, depth: int = 0) -> list[Piece]:
        """The content of `tag` as pieces."""
        return [piece for child in tag.children for piece in self.pieces(child, depth + 1)]

    def pieces(self, node: PageElement, depth: int = 0) -> list[Piece]:
        """One node as pieces."""
        if isinstance(node, NavigableString):
            hidden = isinstance(node, PreformattedString)  # a comment or the like
            return [] if hidden else [Piece("text", escaping.SPACE.sub(" ", str(node)))]
        if not isinstance(node, Tag) or node.name in _SILENT:
            return []
        if depth > DEEPEST:
            return [Piece("text", node.get_text())]
        return self._element(node, depth)

    def _element(self, tag: Tag, depth: int) -> list[Piece]:
        named = classes(tag)
        if tag.name == "br":
            return [BREAK]
        if tag.name == "img":
            return self._image(tag, named)
        if tag.name == "a":
            return self._link(tag, named, depth)
        if tag.name in ("code", "kbd", "tt", "samp"):
            return code(tag.get_text())
        if "lightbox-wrapper" in named:
            link = tag.find("a", class_="lightbox")
            return self._lightbox(link) if isinstance(link, Tag) else []
        if "mention" in named:
            return [Piece("text", tag.get_text())]
        return self._styled(tag, named, depth)

    def _styled(self, tag: Tag, named: frozenset[str], depth: int) -> list[Piece]:
        if "math" in named:
            return [Piece("raw", f"${' '.join(tag.get_text().split())}$")]
        if "footnote-ref" in named:
            return [Piece("raw", f"[^{_digits(tag.get_text())}]")]
        inner = self.children(tag, depth)
        if named & {"spoiler", "spoiled"}:
            return [Piece("raw", "[spoiler]"), *inner, Piece("raw", "[/spoiler]")]
        if tag.name in ("sup", "sub"):
            shift = escaping.raised if tag.name == "sup" else escaping.lowered
            return [Piece(p.kind, shift(p.text)) if p.kind == "text" else p for p in inner]
        marker = _EMPHASIS.get(tag.name) or next(
            (_EMPHASIS[name] for name in sorted(named) if name in _EMPHASIS), ""
        )
        return escaping.emphasis(marker, inner) if marker else inner

    def _image(self, tag: Tag, named: frozenset[str]) -> list[Piece]:
        if "emoji" in named:
            return [emoji_piece(attribute(tag, "title") or attribute(tag, "alt"))]
        if named & {"avatar", "site-icon"}:
            return []
        address = attribute(tag, "src") or attribute(tag, "data-orig-src")
        size = (attribute(tag, "width"), attribute(tag, "height"))
        return self._picture(address, attribute(tag, "alt") or attribute(tag, "title"), size)

    def _lightbox(self, link: Tag) -> list[Piece]:
        """An image that opens larger: the image, at the size it was shown, of the larger file."""
        image = link.find("img")
        if not isinstance(image, Tag):
            return []
        size = (attribute(image, "width"), attribute(image, "height"))
        alt = attribute(image, "alt") or attribute(link, "title")
        return self._picture(attribute(link, "href") or attribute(image, "src"), alt, size)

    def _picture(self, address: str, alt: str, size: tuple[str, str]) -> list[Piece]:
        target = absolute(address, self._directory.host)
        words = " ".join(alt.replace("|", " ").split())
        if target is None or is_of(target, self._directory.host):
            return missing_image(words, target)
        shown = escaping.link_text([Piece("text", words)])
        pixels = f"|{size[0]}x{size[1]}" if all(side.isdigit() for side in size) else ""
        return [Piece("raw", f"![{shown}{pixels}]({destination(target)})")]

    def _link(self, tag: Tag, named: frozenset[str], depth: int) -> list[Piece]:
        if "lightbox" in named:
            return self._lightbox(tag)
        if "mention" in named:
            return self._mention(tag.get_text())
        if named & {"anchor", "footnote-backref"}:
            return []
        inner = self.children(tag, depth)
        address = attribute(tag, "href").strip()
        if any(piece.text.startswith("![") for piece in inner if piece.kind == "raw"):
            return _around_image(inner, absolute(address, self._directory.host))
        return linked(inner, tag.get_text(), address, self._directory)

    def _mention(self, text: str) -> list[Piece]:
        name = text.strip().removeprefix("@")
        return (
            [Piece("raw", f"@{handle}")]
            if (handle := self._directory.member(name))
            else [Piece("text", text)]
        )


def _around_image(inner: list[Piece], target: str | None) -> list[Piece]:
    """A link that holds an image. One that only leads to that image is not needed."""
    held = [piece for piece in inner if piece.kind != "text" or piece.text.strip()]
    if target is None or len(held) > 1 or f"]({destination(target)})" in held[0].text:
        return inner
    return [Piece("raw", f"[{held[0].text}]({destination(target)})")]


def linked(inner: list[Piece], shown: str, address: str, directory: Directory) -> list[Piece]:
    """`inner`, which reads `shown`, as a link to where `address` leads now."""
    if any(piece.kind == "raw" and "](" in piece.text for piece in inner):
        return inner  # no link within a link
    if page := directory.page(address):
        text = [Piece("text", page.title)] if page.title and shown.strip() == address else inner
        return [Piece("raw", f"[{escaping.link_text(text)}]({destination(page.href)})")]
    target = absolute(address, directory.host)
    if target is None:
        scheme = urlsplit(address).scheme if ":" in address[:12] else ""
        tells = scheme in _SCHEMES_SHOWN and address not in shown
        return [*inner, Piece("text", f" ({address})")] if tells else inner
    words = escaping.link_text(inner)
    if not words:
        return []
    if shown == target and target.startswith(("http://", "https://")) and "%" not in target:
        return [Piece("raw", f"<{target}>")]
    return [Piece("raw", f"[{words}]({destination(target)})")]


def destination(address: str) -> str:
    """`address` for the round brackets of a link."""
    if address.count("(") == address.count(")") and "()" not in address and ")(" not in address:
        return address
    return address.replace("(", "%28").replace(")", "%29")


def missing_image(alt: str, address: str | None) -> list[Piece]:
    """What stands where an image was that the archive does not hold."""
    said = f"{MISSING_IMAGE}: {alt}" if alt else MISSING_IMAGE
    text = [Piece("text", said)]
    if address is None:
        return [Piece("text", f"({said})")]
    return [Piece("raw", f"[{escaping.link_text(text)}]({destination(address)})")]


def code(text: str) -> list[Piece]:
    """A span of code, on one line."""
    text = " ".join(text.split("\n"))
    return [Piece("code" if text.strip() else "text", text)]


def emoji_piece(shortcode: str) -> Piece:
    """`:name:` as it is where we know the name; without its tone; else as text."""
    name = shortcode.strip(":").split(":")[0]
    if name.lower() in emoji.table():
        return Piece("raw", f":{name}:")
    return Piece("text", shortcode)


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")[:6] or "1"
