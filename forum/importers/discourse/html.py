"""Turns the HTML of a Discourse post into Markdown that our renderer draws the same."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from forum.importers.discourse import boxes, escaping, oneboxes
from forum.importers.discourse.directory import Directory
from forum.importers.discourse.escaping import Piece
from forum.importers.discourse.html_inline import (
    DEEPEST,
    Inline,
    attribute,
    classes,
    linked,
)
from forum.importers.discourse.records import Poll
from forum.importers.discourse.soup import soup
from forum.importers.discourse.tables import table

_BLOCKS = frozenset({
    "address", "article", "aside", "audio", "blockquote", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "iframe", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "th", "thead", "tr", "ul", "video",
})  # fmt: skip
_EMBEDDED = frozenset({"onebox", "lazyYT", "youtube-onebox", "lazy-video-container"})


@dataclass(frozen=True, slots=True)
class Block:
    """One block of Markdown; `kind` says what must not stand next to what."""

    kind: str
    text: str


def convert(html: str, directory: Directory, polls: Sequence[Poll] = ()) -> str:
    """The HTML of a post as Markdown. Never raises on any input."""
    return _Converter(directory, polls).document(soup(html))


def text_of(html: str) -> str:
    """The words in a piece of HTML, on one line."""
    return " ".join(soup(html).get_text(" ").split())


class _Converter:
    def __init__(self, directory: Directory, polls: Sequence[Poll]) -> None:
        self._directory = directory
        self._inline = Inline(directory)
        self._polls = {poll.name: poll for poll in polls}
        self._handlers: dict[str, Callable[[Tag, int], list[Block]]] = {
            "blockquote": self._blockquote, "pre": self._code, "hr": self._rule,
            "ul": self._list, "ol": self._list, "table": self._table, "details": self._details,
            "iframe": self._embedded, "video": self._embedded, "audio": self._embedded,
            "dt": self._term, **{f"h{level}": self._heading for level in range(1, 7)},
        }  # fmt: skip

    def document(self, soup: BeautifulSoup) -> str:
        return joined(self.blocks(soup.children, 0))

    def blocks(self, nodes: Iterable[PageElement], depth: int) -> list[Block]:
        """`nodes` as blocks; inline ones that follow each other make a paragraph."""
        found: list[Block] = []
        run: list[Piece] = []
        for node in nodes:
            if self._is_block(node, depth):
                found += _paragraphs(run)
                run = []
                found += self._block(node, depth)
            else:
                run += self._inline.pieces(node, depth)
        return found + _paragraphs(run)

    def _is_block(self, node: PageElement, depth: int) -> bool:
        if not isinstance(node, Tag) or depth > DEEPEST:
            return False
        named = classes(node)
        if named & {"lightbox-wrapper", "lightbox"}:
            return False
        return node.name in _BLOCKS or (
            node.name not in ("code", "kbd") and node.find(_is_block_inside) is not None
        )

    def _block(self, node: PageElement, depth: int) -> list[Block]:
        assert isinstance(node, Tag)
        named = classes(node)
        if node.name == "aside" and "quote" in named:
            return self._quote(node, depth)
        if node.name != "pre" and named & _EMBEDDED:
            return self._onebox(node, named, depth)
        if "poll" in named:
            return self._poll(node)
        if named & {"spoiler", "spoiled"}:
            return self._boxed("[spoiler]", node.children, depth)
        if "footnotes" in named or "footnotes-list" in named:
            return self._footnotes(node, depth)
        if "math" in named:
            return [Block("math", f"$$\n{node.get_text().strip()}\n$$")]
        handler = self._handlers.get(node.name)
        return handler(node, depth) if handler else self.blocks(node.children, depth + 1)

    def _boxed(self, opening: str, nodes: Iterable[PageElement], depth: int) -> list[Block]:
        content = joined(self.blocks(nodes, depth + 1))
        return [Block("box", boxes.boxed(opening, content))] if content else []

    def _blockquote(self, tag: Tag, depth: int) -> list[Block]:
        content = joined(self.blocks(tag.children, depth + 1))
        return [Block("quote", prefixed(content, "> "))] if content else []

    def _quote(self, tag: Tag, depth: int) -> list[Block]:
        title, body = tag.find(class_="title"), tag.find("blockquote")
        named = attribute(tag, "data-username") or quoted_name(title)
        numbers = attribute(tag, "data-topic"), attribute(tag, "data-post")
        post = (int(numbers[0]), int(numbers[1])) if all(map(_is_number, numbers)) else None
        opening = boxes.quote(named, post, self._directory)
        return self._boxed(opening, body.children if isinstance(body, Tag) else (), depth)

    def _details(self, tag: Tag, depth: int) -> list[Block]:
        summary = tag.find("summary", recursive=False)
        words = summary.get_text(" ") if isinstance(summary, Tag) else ""
        rest = [child for child in tag.children if child is not summary]
        return self._boxed(boxes.details(words), rest, depth)

    def _heading(self, tag: Tag, depth: int) -> list[Block]:
        text = " ".join(escaping.paragraph(self._inline.children(tag, depth)).split("\n"))
        return [Block("heading", f"{'#' * int(tag.name[1])} {text}")] if text else []

    def _rule(self, tag: Tag, depth: int) -> list[Block]:
        return [Block("rule", "---")]

    def _term(self, tag: Tag, depth: int) -> list[Block]:
        return _paragraphs(escaping.emphasis("**", self._inline.children(tag, depth)))

    def _code(self, tag: Tag, depth: int) -> list[Block]:
        inner = tag.find("code")
        holder = inner if isinstance(inner, Tag) else tag
        languages = [n.removeprefix("lang-") for n in classes(holder) if n.startswith("lang-")]
        language = next((n for n in languages if n not in ("auto", "nohighlight")), "")
        lines = holder.select("ol.lines > li")
        text = "\n".join(line.get_text().rstrip() for line in lines) if lines else holder.get_text()
        return [Block("code", fenced(text, language))]

    def _list(self, tag: Tag, depth: int) -> list[Block]:
        items = [c for c in tag.children if isinstance(c, Tag) and c.name in ("li", "ul", "ol")]
        start = attribute(tag, "start")
        number = int(start) if _is_number(start) else 1
        ordered = tag.name == "ol"
        lines = []
        for index, item in enumerate(items):
            nodes = item.children if item.name == "li" else [item]
            blocks = self.blocks(nodes, depth + 1)
            marker = f"{min(number + index, 999_999_999)}." if ordered else "-"
            content = joined(blocks, tight=not any(b.kind in ("code", "box") for b in blocks))
            lines.append(f"{marker} {prefixed(content, ' ' * (len(marker) + 1)).lstrip()}".rstrip())
        loose = any(item.find("p", recursive=False) for item in items)
        text = ("\n\n" if loose else "\n").join(lines)
        return [Block("ordered" if ordered else "list", text)] if lines else []

    def _table(self, tag: Tag, depth: int) -> list[Block]:
        drawn = table(tag, lambda cell: self._inline.children(cell, depth))
        if drawn is not None:
            return [Block("table", drawn)] if drawn else []
        return self.blocks(tag.children, depth + 1)

    def _embedded(self, tag: Tag, depth: int) -> list[Block]:
        return self._to(*oneboxes.embedded(tag))

    def _onebox(self, tag: Tag, named: frozenset[str], depth: int) -> list[Block]:
        if not tag.find("article", class_="onebox-body"):
            return self._to(*oneboxes.embedded(tag))
        title, address, rest = oneboxes.card(tag)
        content = self._to(title, address) + self.blocks(rest, depth + 1)
        text = joined(content)
        return [Block("quote", prefixed(text, "> "))] if text else []

    def _to(self, title: str, address: str) -> list[Block]:
        if not address:
            return []
        shown = title or address
        return _paragraphs(linked([Piece("text", shown)], shown, address, self._directory))

    def _poll(self, tag: Tag) -> list[Block]:
        known = self._polls.get(attribute(tag, "data-poll-name") or "poll")
        title = tag.find(class_="poll-title")
        items = tag.find_all("li", attrs={"data-poll-option-id": True})
        texts = [escaping.paragraph(self._inline.children(item), in_cell=True) for item in items]
        votes = [votes for _, votes in known.choices] if known else []
        words = title.get_text(" ").strip() if isinstance(title, Tag) else ""
        return [Block("box", boxes.poll(words, texts, votes))]

    def _footnotes(self, tag: Tag, depth: int) -> list[Block]:
        found = []
        for item in tag.find_all("li", class_="footnote-item"):
            content = joined(self.blocks(item.children, depth + 1))
            number = attribute(item, "id").rpartition("-")[2]
            if content and _is_number(number):
                found.append(Block("note", f"[^{number}]: {prefixed(content, '    ').lstrip()}"))
        return found


def _is_block_inside(tag: Tag) -> bool:
    return (
        tag.name in _BLOCKS
        and "meta" not in classes(tag)
        and ("lightbox-wrapper" not in classes(tag))
    )


def _other_marker(block: Block) -> Block:
    """A list right behind another: with another marker, or the two would be one."""
    pattern, marker = (r"(?m)^(\d+)\.", r"\1)") if block.kind == "ordered" else (r"(?m)^-", "*")
    return Block(f"{block.kind} again", re.sub(pattern, marker, block.text))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _paragraphs(run: list[Piece]) -> list[Block]:
    text = escaping.paragraph(run) if run else ""
    return [Block("paragraph", text)] if text else []


def quoted_name(title: PageElement | None) -> str:
    """Who is quoted, from the line above the quote: "name:", or the avatar of "name in thread"."""
    if not isinstance(title, Tag):
        return ""
    words = "".join(c for c in title.children if isinstance(c, NavigableString)).strip()
    if words.endswith(":") or "username" in classes(title):
        return words.removesuffix(":").strip()
    avatar = title.find("img", class_="avatar")
    parts = attribute(avatar, "src").split("/") if isinstance(avatar, Tag) else []
    return parts[parts.index("user_avatar") + 2] if "user_avatar" in parts[:-2] else ""


def prefixed(text: str, prefix: str) -> str:
    """Each line of `text` behind `prefix`; of an empty line only what of it can be seen."""
    return "\n".join(
        f"{prefix}{line}".rstrip() if not line else f"{prefix}{line}" for line in text.split("\n")
    )


def fenced(text: str, language: str = "") -> str:
    """`text` as a block of code, between more back-ticks than it holds."""
    fence = "`" * max(3, escaping.longest_run(text, "`") + 1)
    word = "".join(c for c in language[:30] if c.isalnum() or c in "+#-_.")
    return f"{fence}{word}\n{text.removesuffix(chr(10))}\n{fence}"


def joined(blocks: Sequence[Block], tight: bool = False) -> str:
    """`blocks` one after the other. `tight`: as in a list item, without empty lines if possible."""
    parts: list[str] = []
    last = ""
    for block in blocks:
        if block.kind == last and last in ("list", "ordered"):
            block = _other_marker(block)
        if parts:
            close = tight and (last, block.kind) in (("paragraph", "list"), ("paragraph", "code"))
            parts.append("\n" if close else "\n\n")
        parts.append(block.text)
        last = block.kind
    return "".join(parts)
