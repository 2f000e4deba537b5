"""Makes rendered HTML fit for mail and feeds, where there is no forum around it."""

import html
from html.parser import HTMLParser
from typing import Final

from markupsafe import Markup

from forum.lib import urls
from forum.lib.markdown import gate
from forum.lib.markdown.drawing import attribute

_VOID: Final = frozenset({"br", "hr", "img", "input"})
# What only makes sense on the forum's pages, and would be noise in a mail.
_DROPPED: Final = frozenset({"tabindex", "role", "aria-label", "loading", "decoding"})
HIDDEN_SPOILER: Final = "[spoiler]"

Attributes = list[tuple[str, str | None]]


def absolute(rendered: Markup, base: str) -> Markup:
    """`rendered` with every address beginning with `base` ("https://forum.example").

    Formulas go back to their source between dollars, details are opened up, check boxes become
    characters. What a spoiler hides is left out: mail and feed readers could not hide it.
    """
    rewriter = _Rewriter(base)
    rewriter.feed(str(rendered))
    rewriter.close()
    return Markup(gate.clean("".join(rewriter.drawn)))  # noqa: S704


class _Rewriter(HTMLParser):
    """Writes each tag again as it should be outside. The input is what the gate let through."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=False)
        self.base = base
        self.drawn: list[str] = []
        self.ends: list[str] = []  # what closes each open element
        self.hidden_from = 0  # the depth at which a spoiler began, 0 outside

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        if tag == "input":
            self._write("☑" if "checked" in given else "☐")
            return
        opened, end = self._element(tag, given)
        if tag in _VOID:
            self._write(opened)
            return
        self._write(opened)
        self.ends.append(end)
        if given.get("class") == "spoiler" and not self.hidden_from:
            self.hidden_from = len(self.ends)

    def handle_endtag(self, tag: str) -> None:
        if not self.ends:
            return
        if self.hidden_from == len(self.ends):
            self.hidden_from = 0
        self._write(self.ends.pop())

    def handle_data(self, data: str) -> None:
        self._write(html.escape(data, quote=False))

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def _write(self, drawn: str) -> None:
        if not self.hidden_from:
            self.drawn.append(drawn)

    def _element(self, tag: str, given: dict[str, str | None]) -> tuple[str, str]:
        css_class = given.get("class") or ""
        if css_class == "spoiler":
            inner = f"<em>{HIDDEN_SPOILER}</em>"
            return (f"<p>{inner}", "</p>") if tag == "details" else (inner, "")
        if css_class.startswith("math"):
            dollars = "$$" if css_class.endswith("block") else "$"
            block = tag == "div"
            return (
                f"{'<p>' if block else ''}<code>{dollars}",
                f"{dollars}</code>{'</p>' if block else ''}",
            )
        if tag == "details":
            return "<div>", "</div>"
        if tag == "summary":
            return "<p><strong>", "</strong></p>"
        return f"<{tag}{self._attributes(given)}>", f"</{tag}>"

    def _attributes(self, given: dict[str, str | None]) -> str:
        kept = {name: value or "" for name, value in given.items() if name not in _DROPPED}
        for name in ("href", "src"):
            if name in kept:
                kept[name] = urls.absolute(kept[name], self.base)
        return "".join(f' {name}="{attribute(value)}"' for name, value in kept.items())
