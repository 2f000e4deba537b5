"""Letters in a community's own words: Markdown with names in double braces, and nothing else.

There is no language in it: a name of the declared list is replaced by its value once the text is
HTML, where a value can be nothing but text. So no value can add a link, a tag or another name.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from forum.lib import markdown
from forum.lib.letter_kinds import ADDRESS, BLOCK, LINK, TEXT, VARIABLES, Kind
from forum.lib.markdown import plain
from forum.lib.phrases import N_
from forum.lib.plain_letters import as_text

LONGEST_SUBJECT, LONGEST_BODY = 200, 8_000  # characters
_PLACE = re.compile(r"\{\{\s*(\w{1,40})\s*\}\}")
_ODD = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_TAG = re.compile(r"<[^>]*>")
_EMPTY = re.compile(r"<(p|h[1-6]|blockquote|li)>\s*</\1>\s*")
_ALONE = re.compile(r'<p><a href="([^"]*)"[^>]*>([^<]*)</a></p>')
_RELATION = ' rel="ugc nofollow noopener"'


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong: a sentence to be translated, and what is filled into it."""

    field: str
    sentence: str
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter's own part, as mail programs show it and as text."""

    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    html: str
    is_intricate: bool
    has_pictures: bool
    marks: Mapping[str, str]  # by what stands in the HTML, the names


def problem(kind: Kind, subject: str, body: str) -> Wrong | None:
    """Why these cannot be the words of this letter; None: they can. What is "" is the default."""
    if len(subject) > LONGEST_SUBJECT or "\n" in subject:
        return Wrong("subject", N_("At most %(most)s characters on one line."),
                     {"most": LONGEST_SUBJECT})  # fmt: skip
    if len(body) > LONGEST_BODY:
        return Wrong("body", N_("At most %(most)s characters."), {"most": LONGEST_BODY})
    for field, text in (("subject", subject), ("body", body)):
        if wrong := _unknown(kind, field, text):
            return wrong
    for name in _PLACE.findall(subject):
        if VARIABLES[name].kind != TEXT:
            said = N_("{{ %(name)s }} cannot stand in a subject.")
            return Wrong("subject", said, {"name": name})
    return _in_body(kind, body) if body else None


def subject(text: str, values: Mapping[str, str | Markup]) -> str:
    """The subject with everything filled in, on one line."""
    filled = _PLACE.sub(lambda found: str(values.get(found[1], "")), text)
    return " ".join(plain.readable(filled).split())


def body(text: str, values: Mapping[str, str | Markup], base: str, button: str) -> Filled:
    """The letter with everything filled in; addresses begin with `base`. A link that stands alone
    is a button, of which `button` is the style. What is filled with nothing leaves no paragraph."""
    drawn = _drawn(text)

    def value(found: re.Match[str]) -> str:
        given = values.get(drawn.marks[found[0]], "")
        if isinstance(given, Markup):
            return str(given)
        return str(escape(given.strip())).replace("\n", "<br>")

    html = str(markdown.absolute(Markup(drawn.html), base))  # noqa: S704 - from our Markdown
    for mark, name in drawn.marks.items():  # a block brings its own paragraphs
        if VARIABLES[name].kind == BLOCK:
            html = html.replace(f"<p>{mark}</p>", mark)
    if drawn.marks:
        html = re.sub("|".join(map(re.escape, drawn.marks)), value, html)
    html = _EMPTY.sub("", _EMPTY.sub("", html)).replace(_RELATION, "")
    shown = _ALONE.sub(lambda found: _button(found, button), html)
    return Filled(Markup(shown), as_text(html))  # noqa: S704 - from our Markdown, values escaped


def _button(found: re.Match[str], style: str) -> str:
    """As mail/parts.html draws it; below it the whole address, for who cannot follow links."""
    href, label = found[1], found[2]
    if label == href:
        return found[0]
    return (
        f'<p style="margin:24px 0"><a href="{href}" style="{escape(style)}">{label}</a></p>'
        f'\n<p style="font-size:13px;word-break:break-all"><a href="{href}">{href}</a></p>'
    )


def _unknown(kind: Kind, field: str, text: str) -> Wrong | None:
    allowed = ", ".join(kind.names)
    for name in _PLACE.findall(text):
        if name not in kind.names:
            said = N_("There is no {{ %(name)s }} in this e-mail. There are: %(allowed)s.")
            return Wrong(field, said, {"name": name, "allowed": allowed})
    if odd := _ODD.search(_PLACE.sub("", text)):
        said = N_(
            "“%(odd)s” means nothing here. What is filled in is written {{ like_this }}:"
            " %(allowed)s."
        )
        return Wrong(field, said, {"odd": odd[0], "allowed": allowed})
    return None


def _in_body(kind: Kind, text: str) -> Wrong | None:
    for name in sorted(kind.needed - set(_PLACE.findall(text))):
        return Wrong("body", N_("This e-mail has to contain {{ %(name)s }}."), {"name": name})
    drawn = _drawn(text)
    if drawn.is_intricate:
        return Wrong("body", N_("This text is too long or too intricate to be drawn."), {})
    if drawn.has_pictures:
        return Wrong("body", N_("No pictures: loading one would reveal who opens the e-mail."), {})
    inside = "".join(_TAG.findall(drawn.html))
    for mark, name in drawn.marks.items():
        what = VARIABLES[name].kind
        if inside.count(mark) != _where_it_may(what, mark, inside):
            said = N_("{{ %(name)s }} cannot be part of a link that leads elsewhere.")
            return Wrong("body", said, {"name": name})
        if what == BLOCK and drawn.html.count(mark) != drawn.html.count(f"<p>{mark}</p>"):
            said = N_("{{ %(name)s }} stands in a paragraph of its own.")
            return Wrong("body", said, {"name": name})
    return None


def _where_it_may(what: str, mark: str, inside: str) -> int:
    """How often this is where a link leads, with nothing before it and nothing after it that would
    make it another. What is secret in an address cannot be sent to another site like that."""
    if what == LINK:
        return inside.count(f'href="{mark}"')
    if what == ADDRESS:
        return sum(inside.count(f'href="{mark}{end}') for end in '"/')
    return 0


def _drawn(text: str) -> _Drawn:
    """As HTML with marks for what is filled in: words that nobody can have typed."""
    marks: dict[str, str] = {}
    by_name: dict[str, str] = {}

    def mark(found: re.Match[str]) -> str:
        name = found[1]
        if name not in by_name:
            word = f"x{secrets.token_hex(12)}x"
            of_link = VARIABLES[name].kind in {LINK, ADDRESS}
            by_name[name] = f"https://{word}.invalid" if of_link else word
            marks[by_name[name]] = name
        return by_name[name]

    made = markdown.render(_PLACE.sub(mark, text))
    return _Drawn(str(made.html), made.too_complex, made.image_count > 0, marks)
