"""HTML of ours as the text of a letter: paragraphs, quotes with ">", addresses behind words."""

from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"p", "blockquote", "ul", "ol", "li", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[int, str]] = []  # how deep it is quoted, its words
        self.depth, self.words, self.href = 0, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.words += "\n"
        if tag in _BLOCKS:
            self.end()
            self.words = "* " if tag == "li" else ""
        self.depth += tag == "blockquote"
        if tag == "a":
            self.href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end()
        self.depth -= tag == "blockquote"
        if tag == "a" and self.href and self.href not in self.words:
            self.words += f" ({self.href})"

    def handle_data(self, data: str) -> None:
        self.words += data

    def end(self) -> None:
        if self.words.strip(" *\n"):
            self.parts.append((max(self.depth, 0), self.words.strip()))
        self.words = ""


def as_text(html: str) -> str:
    """`html` without its tags, every word of it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end()
    return "\n\n".join(
        "\n".join("> " * depth + line.strip() for line in words.split("\n"))
        for depth, words in reader.parts
    )
