"""Goes over the parsed tokens once: links, images, headings, depth, and what the text refers to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from forum.lib import urls
from forum.lib.markdown import limits
from forum.lib.markdown.limits import TooComplex
from forum.lib.markdown.references import UPLOAD, Context, UploadRef, quoted_post

_ABOVE = 2  # the page's own levels of headings: its title, and who wrote a post
_SIZE = re.compile(r"(.*)\|\s*(\d{1,5})\s*[xX×]\s*(\d{1,5})\s*", re.DOTALL)
_QUOTES = {"quote_open": 1, "quote_close": -1, "blockquote_open": 1, "blockquote_close": -1}
_PICTURE = "\U0001f5bc\ufe0f"


@dataclass(slots=True)
class Findings:
    """What the text turned out to hold. The dicts are ordered sets, in order of appearance."""

    mentions: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)
    uploads: dict[str, None] = field(default_factory=dict)
    quotes: dict[tuple[int, int], None] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    has_math: bool = False
    images: int = 0
    attachments: int = 0
    links_typed: int = 0
    links_outside: int = 0
    links_drawn: int = 0

    def count_link(self) -> None:
        self.links_drawn += 1
        if self.links_drawn > limits.LINKS:
            raise TooComplex

    def count_image(self) -> None:
        self.images += 1
        if self.images > limits.IMAGES:
            raise TooComplex


def arrange(tokens: list[Token], context: Context) -> Findings:
    """Make `tokens` ready to be drawn, in place, and say what is in them.

    Raises `TooComplex` beyond the limits of links and images.
    """
    arranger = _Arranger(context)
    for token in tokens:
        arranger.block(token)
    return arranger.found


class _Arranger:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.found = Findings()
        self.quotes = 0  # how many quotes, with an author or without, we are in
        self.unsaid: list[str] = []  # the boxes we are in that the plain text leaves out
        self.headings: list[int] = []  # the levels, as typed, that the last heading is under
        self.in_link = False
        self.attached: UploadRef | None = None  # the file that the link we are in leads to

    def block(self, token: Token) -> None:
        self.quotes += _QUOTES.get(token.type, 0)
        if token.type in ("quote_open", "spoiler_open"):
            self.unsaid.append(token.type)
        elif token.type in ("quote_close", "spoiler_close"):
            self.unsaid.pop()
        if token.type == "quote_open":
            self._quote(token)
        elif token.type in ("heading_open", "heading_close"):
            self._heading(token)
        elif token.type in ("th_open", "td_open"):
            self._cell(token)
        elif token.type in ("footnote_anchor", "footnote_open"):
            self.found.count_link()
        elif token.type == "inline":
            token.children = list(self._inline(token.children or []))
            self._say(" ")
        elif token.type in ("fence", "code_block", "formula_block", "details_open"):
            self._content(token)

    def _heading(self, token: Token) -> None:
        """Below the page's own, and never skipping one: screen readers go by the levels."""
        if token.type == "heading_open":
            typed = int(token.tag[1])
            self.headings = [*(above for above in self.headings if above < typed), typed]
        token.tag = f"h{min(_ABOVE + len(self.headings), 6)}"

    def _content(self, token: Token) -> None:
        self._say(f" {token.info if token.type == 'details_open' else token.content} ")
        self.found.has_math |= token.type == "formula_block"

    def _say(self, text: str) -> None:
        if not self.unsaid:
            self.found.words.append(text)

    def _quote(self, token: Token) -> None:
        quoted = quoted_post(token.info)
        if quoted and quoted in self.context.quotes:
            self.found.quotes[quoted] = None
            self.found.count_link()

    def _cell(self, token: Token) -> None:
        style = str(token.attrs.pop("style", ""))
        if style:
            token.attrs["class"] = style.replace("text-align:", "align-")
        if token.type == "th_open":
            token.attrs["scope"] = "col"

    def _inline(self, tokens: list[Token]) -> Iterator[Token]:
        """The same tokens with links and images as they will be drawn, not too deep."""
        depth = 0
        dropped: list[bool] = []  # for each element we are in, whether it is left undrawn
        for token in tokens:
            if token.nesting == 1:
                depth += 1
                replaced = depth > limits.NESTING or not self._opens(token)
                dropped.append(replaced)
                if replaced:
                    continue
            elif token.nesting == -1:
                depth -= 1
                self._closes(token)
                if dropped.pop():
                    continue
            yield from self._leaf(token) if token.nesting == 0 else (token,)
            if token.type == "link_close" and self.attached:
                yield _size_of(self.attached)
                self.attached = None

    def _opens(self, token: Token) -> bool:
        if token.type == "spoiler_open":
            self.unsaid.append(token.type)
        elif token.type == "link_open":
            self.in_link = True
            return self._link(token)
        return True

    def _closes(self, token: Token) -> None:
        if token.type == "spoiler_close":
            self.unsaid.pop()
        elif token.type == "link_close":
            self.in_link = False

    def _leaf(self, token: Token) -> Iterator[Token]:
        if token.type == "image":
            yield from self._image(token)
            return
        if token.type == "mention":
            self._mention(token)
        elif token.type in ("category", "footnote_ref"):
            self.found.count_link()
        elif token.type == "formula":
            self.found.has_math = True
        self._say(" " if token.type in ("softbreak", "hardbreak") else token.content)
        yield token

    def _mention(self, token: Token) -> None:
        self.found.count_link()
        if not self.quotes and len(self.found.mentions) < limits.MENTIONS:
            self.found.mentions[token.meta["name"]] = None

    def _link(self, token: Token) -> bool:
        """Finish a link's attributes; False if it goes nowhere and its text stands alone."""
        href = str(token.attrs.get("href", ""))
        if key := UPLOAD.fullmatch(href):
            upload = self.context.uploads.get(key[1])
            if not upload:
                return False
            self.found.uploads[key[1]] = None
            self.found.attachments += 1
            token.attrs.update({"href": upload.href, "class": "attachment"})
            self.attached = upload
        elif not href:
            return False
        else:
            self.found.links_typed += 1
            self._external(token, href)
        self.found.count_link()
        return True

    def _external(self, token: Token, href: str) -> None:
        host = urls.host(href)
        if host not in self.context.own_hosts and not href.startswith(("/", "#")):
            self.found.links_outside += 1
        if host and host not in self.context.own_hosts:
            self.found.links[href] = None
            token.attrs["rel"] = "noopener" if self.context.trusted else "ugc nofollow noopener"

    def _image(self, token: Token) -> Iterator[Token]:
        alt, size = _alt_and_size(token)
        self.found.count_image()
        self._say(alt)
        source = str(token.attrs.get("src", ""))
        if key := UPLOAD.fullmatch(source):
            upload = self.context.uploads.get(key[1])
            if upload:
                self.found.uploads[key[1]] = None
            yield from self._upload(token, upload, alt, size)
            return
        host = urls.host(source)
        if not host or host in self.context.own_hosts or self.context.remote_images:
            yield _picture(token, source, alt, size, remote=bool(host))
            return
        self.found.links_typed += 1
        yield from self._linked(source, _text(f"{_PICTURE} {alt or source} ({host})"))

    def _upload(
        self, token: Token, upload: UploadRef | None, alt: str, size: tuple[int, int] | None
    ) -> Iterator[Token]:
        if not upload:
            yield _text(alt)
        elif not upload.width or not upload.height:
            self.found.attachments += 1
            yield from self._linked(upload.href, _text(alt or upload.name), "attachment")
            yield _size_of(upload)
        else:
            shown = _fitted(upload.width, upload.height, size)
            picture = _picture(token, upload.thumb_href or upload.href, alt, shown)
            if upload.thumb_href:
                yield from self._linked(upload.href, picture, "image")
            else:
                yield picture

    def _linked(self, href: str, content: Token, css_class: str = "") -> Iterator[Token]:
        """`content` as a link, unless it stands in one already."""
        if self.in_link:
            yield content
            return
        opened = Token("link_open", "a", 1)
        opened.attrs = {"href": href, "class": css_class} if css_class else {"href": href}
        if not css_class:
            self._external(opened, href)
        self.found.count_link()
        yield from (opened, content, Token("link_close", "a", -1))


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def _size_of(upload: UploadRef) -> Token:
    token = Token("size", "span", 0)
    token.attrs = {"class": "attachment__size"}
    size = float(upload.size)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1_000 or unit == "GB":
            break
        size /= 1_000
    token.content = f"{size:.0f} {unit}" if unit == "B" or size >= 10 else f"{size:.1f} {unit}"
    return token


def _picture(
    token: Token, source: str, alt: str, size: tuple[int, int] | None, remote: bool = False
) -> Token:
    title = token.attrs.get("title")
    token.attrs = {"src": source, "alt": alt}
    if title:
        token.attrs["title"] = title
    if size:
        token.attrs.update({"width": size[0], "height": size[1]})
    token.attrs.update({"loading": "lazy", "decoding": "async"})
    if remote:
        token.attrs["referrerpolicy"] = "no-referrer"
    return token


def _alt_and_size(token: Token) -> tuple[str, tuple[int, int] | None]:
    """The text for `![text|640x480](…)`, and the size in pixels if it is a sensible one."""
    alt = _spoken(token.children or [])[:1_000].strip()
    found = _SIZE.fullmatch(alt)
    if not found:
        return alt, None
    width, height = int(found[2]), int(found[3])
    sensible = 0 < width <= 9_999 and 0 < height <= 9_999
    return found[1].strip(), (width, height) if sensible else None


def _fitted(width: int, height: int, asked: tuple[int, int] | None) -> tuple[int, int]:
    """The size an image is shown at: as asked but never larger than it is, its shape kept."""
    if asked and asked[0] < width:
        return asked[0], max(1, round(height * asked[0] / width))
    return width, height


def _spoken(tokens: list[Token]) -> str:
    """The words in inline tokens, for an image's alternative text."""
    return "".join(
        " " if token.type in ("softbreak", "hardbreak") else token.content
        for token in tokens
        if token.nesting == 0
    )
