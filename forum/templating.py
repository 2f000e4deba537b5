"""Templates: what is the same on every page is put in when they are compiled, once per language.

That is words, and addresses of static files. Flask-Babel looks up locale and catalogue anew for
every word of every page (30 to 60 µs each on the machine where this was measured, and a page has a
hundred words). Here `_("Reply")` in a template is a constant by the time a page is drawn. A
template of another language than the source's has the language in front of its name,
"@de/threads/show.html", and so a place of its own in every cache; one of a theme has that as well,
"@de+almanac/threads/show.html". Of a theme that cannot be read, the forum's own is taken.

And pieces that many pages show, a post or a row of a list, are drawn once and kept: see `kept`.
"""

from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast

import flask.templating
from babel.support import NullTranslations
from flask import Flask
from flask_babel import get_locale
from jinja2 import (
    BaseLoader,
    FileSystemLoader,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2 import Environment as JinjaEnvironment
from jinja2.runtime import Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from forum import wording
from forum.lib import dates, languages, numbers
from forum.lib.farewells import asks_to_leave

SOURCE: Final = wording.SOURCE
# Filters that are told the language of the template, before what else they are told.
_IN_LANGUAGE: Final = frozenset(
    {"when", "dated", "day", "shipped", "stored", "drawn", "number", "percent",
     "filesizeformat"}
)  # fmt: skip


class Environment(flask.templating.Environment):
    """A Jinja environment that keeps each template once per language.

    Words are text, not HTML: what a translator writes is escaped like everything else. The filter
    `when` turns a moment into a <time> with a short date, `dated` into one that stays a date in a
    sentence, `number` and `percent` write a number as
    the language of the template does; the function `kept` calls a macro unless
    it has been called with the same before.
    """

    def __init__(self, app: Flask, **options: Any) -> None:
        options.setdefault("cache_size", 2_000)  # some 200 templates in each language
        super().__init__(app, **options)
        self.app = app
        self.theme: Callable[[], str] = lambda: ""  # that of the page; set by `theming`
        self.themes: Path | None = None
        self.broken: Callable[[str, Exception], None] = lambda theme, error: None
        if self.loader is not None:
            self.loader = _Anywhere(self.loader)
        self.globals.update(filled=filled, counted=self.counted, kept=Kept())
        self.filters.update(
            shipped=wording.shipped, stored=wording.stored, drawn=wording.drawn,
            when=when, dated=dated, day=dates.day,
            linked=linked, number=numbers.decimal, percent=numbers.percent,
            filesizeformat=numbers.size,
            asks_to_leave=asks_to_leave,
        )  # fmt: skip

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Without any of its own a template uses the globals themselves: a ChainMap is slow."""
        return super().make_globals(d) if d else self.globals

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if parent is None and isinstance(name, str):
            edition = wording.edition(language(), cast("Flask", self.app))
            name = _named(name, _place(edition, self.theme()))
        try:
            return super().get_template(name, parent, globals)
        except (TemplateSyntaxError, TemplateNotFound, UnicodeDecodeError, OSError) as error:
            whole = self.join_path(name, parent) if parent and isinstance(name, str) else name
            theme = theme_of(whole) if isinstance(whole, str) else ""
            if not theme or not isinstance(whole, str):
                raise
            self.broken(theme, error)
            own = _named(_bare(whole), _edition(whole))
            return super().get_template(own, None, globals)

    def join_path(self, template: str, parent: str) -> str:
        """What a template extends, includes or imports is in its own language and theme."""
        return _named(template, _place(_edition(parent), theme_of(parent)))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        chosen = language_of(name or "")
        static = self._static(theme_of(name or ""))
        escapes = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        put_in = _PutIn(self.catalogue(chosen), chosen, static, escapes)
        return cast("nodes.Template", put_in.visit(super()._parse(source, name, filename)))

    def _static(self, theme: str) -> Callable[[str], str] | None:
        """The addresses of static files for templates of this theme."""
        found = cast("Callable[..., str] | None", self.globals.get("static"))
        return partial(found, of=theme) if found and self.themes else found

    def catalogue(self, chosen: str) -> NullTranslations:
        """The translations into a language; the words themselves where there are none."""
        return wording.catalogue(chosen, cast("Flask", self.app))

    def counted(
        self, chosen: str, escapes: bool, one: str, many: str, number: int, /, **variables: Any
    ) -> str:
        """The form of a text that goes with `number`; `%(num)d` stands for it."""
        text = numbers.places(self.catalogue(chosen).ungettext(one, many, number))
        said = numbers.written({"num": number, **variables}, chosen)
        return (escape(text) if escapes else text) % said


class Kept:
    """Calls a macro with what it shows, unless it has done so before: `{{ kept(post, view) }}`.

    What is shown is itself the key: frozen shapes that are equal look the same, so nothing ever has
    to be thrown away because it is out of date. The macro must use nothing but its arguments: no
    viewer, no token, and no call whose answer changes. The language is that of the macro.
    """

    MOST = 4_000  # pieces; a post with its view is some 4 kB
    LONGEST = 16_000  # characters; longer ones are drawn each time, so that memory stays bounded

    def __init__(self) -> None:
        self._pieces: OrderedDict[tuple[Any, ...], Markup] = OrderedDict()
        self._lock = Lock()

    def __call__(self, macro: Macro, *shown: Any) -> Markup:
        key = (macro, *shown)
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
                return piece
        piece = cast("Markup", macro(*shown))
        if len(piece) <= self.LONGEST:
            with self._lock:
                self._pieces[key] = piece
                if len(self._pieces) > self.MOST:
                    self._pieces.popitem(last=False)
        return piece


class _Anywhere(BaseLoader):
    """Finds the one source of a template, whatever language is in front of its name: the theme's
    that is named there as well, else the forum's own."""

    def __init__(self, inner: BaseLoader) -> None:
        self.inner = inner

    def get_source(
        self, environment: JinjaEnvironment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        theme, bare = theme_of(template), _bare(template)
        folder = getattr(environment, "themes", None)
        if theme and folder is not None:
            with suppress(TemplateNotFound):
                return FileSystemLoader(folder / theme / "templates").get_source(environment, bare)
        return self.inner.get_source(environment, bare)

    def list_templates(self) -> list[str]:
        return self.inner.list_templates()


class _PutIn(NodeTransformer):
    """Replaces calls of gettext on constants: by a constant, or by a call that only fills in.

    Likewise `static("…")`: the fingerprint of the static files is one as long as a process lives.
    """

    def __init__(
        self,
        words: NullTranslations,
        chosen: str,
        static: Callable[[str], str] | None,
        escapes: bool,
    ) -> None:
        self.words, self.chosen, self.static, self.escapes = words, chosen, static, escapes

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "ngettext":
            node.node = nodes.Name("counted", "load", lineno=node.lineno)
            here = (nodes.Const(value, lineno=node.lineno) for value in (self.chosen, self.escapes))
            node.args = [*here, *node.args]
        elif (text := self._said(name, node.args)) is not None:
            if not node.kwargs:
                return nodes.Const(text, lineno=node.lineno)
            node.node = nodes.Name("filled", "load", lineno=node.lineno)
            text = str(escape(text)) if self.escapes else text
            told = (text, self.chosen, self.escapes)
            node.args = [nodes.Const(value, lineno=node.lineno) for value in told]
        elif name in {"page_language", "page_direction"}:
            named = languages.tag if name == "page_language" else languages.direction
            return nodes.Const(named(self.chosen), lineno=node.lineno)
        elif name == "static" and self.static and isinstance(node.args[0], nodes.Const):
            # A file that is not there is an error where it is used, not in the whole template.
            with suppress(KeyError):
                return nodes.Const(self.static(node.args[0].value), lineno=node.lineno)
        return node

    def _said(self, name: str, args: list[nodes.Expr]) -> str | None:
        """What a call of gettext or pgettext says; None for any other call."""
        texts = [str(one.value) for one in args if isinstance(one, nodes.Const)]
        if len(texts) != len(args):
            return None
        if name in {"_", "gettext"} and len(texts) == 1:
            return str(self.words.ugettext(texts[0]))
        if name == "pgettext" and len(texts) == 2:
            return str(self.words.upgettext(*texts))
        return None

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if node.name in _IN_LANGUAGE:
            node.args = [nodes.Const(self.chosen, lineno=node.lineno), *node.args]
        return node


def language() -> str:
    """The language of this request, such as "de" or "pt_BR"; the source's outside of one."""
    locale = get_locale()
    return str(locale) if locale is not None else SOURCE


def language_of(name: str) -> str:
    """The language that a compiled template of this name is in."""
    return _edition(name).partition("~")[0]


def theme_of(name: str) -> str:
    """The theme that a compiled template of this name is of; "" for none."""
    return name[1:].partition("/")[0].partition("+")[2] if name.startswith("@") else ""


def filled(text: str, chosen: str, escapes: bool, /, **variables: Any) -> str:
    """A translated text with its variables in their places, escaped where the template escapes.

    The text itself has been escaped by the compiler. Numbers are written as the language does.
    """
    return (Markup(text) if escapes else text) % numbers.written(variables, chosen)  # noqa: S704


def when(moment: datetime, chosen: str = SOURCE) -> Markup:
    """The filter `{{ moment|when }}`. The compiler says which language is meant."""
    return dates.element(moment, chosen)


def linked(text: str, href: str, target: str = "") -> Markup:
    """The filter `{{ _("Read the [guidelines].")|linked(href) }}`: what a sentence has in brackets
    is a link, so that translators keep the whole sentence."""
    before, _, rest = text.partition("[")
    words, _, after = rest.partition("]")
    aim = Markup(' target="{}"').format(target) if target else ""
    return Markup('{}<a href="{}"{}>{}</a>{}').format(before, href, aim, words, after)


def dated(moment: datetime, chosen: str = SOURCE) -> Markup:
    """The filter `{{ moment|dated }}`: for sentences, where "3 hours ago" would not fit in."""
    return dates.element(moment, chosen, is_dated=True)


def _edition(name: str) -> str:
    """Its language, and a mark where a community says things in its own words."""
    return name[1:].partition("/")[0].partition("+")[0] if name.startswith("@") else SOURCE


def _place(edition: str, theme: str) -> str:
    return f"{edition}+{theme}" if theme else edition


def _named(template: str, place: str) -> str:
    return template if place == SOURCE or template[:1] == "@" else f"@{place}/{template}"


def _bare(template: str) -> str:
    return template.partition("/")[2] if template[:1] == "@" else template
