"""Templates: what is the same on every page is put in when they are compiled, once per language.

That is words, and addresses of static files. Flask-Babel looks up locale and catalogue anew for
every word of every page (30 to 60 µs each on the machine where this was measured, and a page has a
hundred words). Here `_("Reply")` in a template is a constant by the time a page is drawn. A
template of another language than the source's has the language in front of its name,
"@de/threads/show.html", and so a place of its own in every cache.

And pieces that many pages show, a post or a row of a list, are drawn once and kept: see `kept`.
"""

from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from datetime import datetime
from threading import Lock
from typing import Any, Final, cast

import flask.templating
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import get_locale
from jinja2 import BaseLoader, Template, nodes
from jinja2 import Environment as JinjaEnvironment
from jinja2.runtime import Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from forum.lib import dates

SOURCE: Final = "en"  # the language that the templates are written in


class Environment(flask.templating.Environment):
    """A Jinja environment that keeps each template once per language.

    Words are text, not HTML: what a translator writes is escaped like everything else. The filter
    `when` turns a moment into a <time> with a short date; the function `kept` calls a macro unless
    it has been called with the same before.
    """

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.app = app
        self.catalogues: dict[str, NullTranslations] = {}
        if self.loader is not None:
            self.loader = _AnyLanguage(self.loader)
        self.globals.update(filled=filled, counted=self.counted, kept=Kept())
        self.filters["when"] = when

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
            name = _named(name, language())
        return super().get_template(name, parent, globals)

    def join_path(self, template: str, parent: str) -> str:
        """What a template extends, includes or imports is in its own language."""
        return _named(template, language_of(parent))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        chosen = language_of(name or "")
        static = cast("Callable[[str], str] | None", self.globals.get("static"))
        escapes = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        put_in = _PutIn(self.catalogue(chosen), chosen, static, escapes)
        return cast("nodes.Template", put_in.visit(super()._parse(source, name, filename)))

    def catalogue(self, chosen: str) -> NullTranslations:
        """The translations into a language; the words themselves where there are none."""
        if chosen not in self.catalogues:
            self.catalogues[chosen] = NullTranslations()
            babel = self.app.extensions.get("babel")
            for folder in babel.translation_directories if babel else ():
                found = Translations.load(folder, [chosen])
                if isinstance(found, Translations):
                    self.catalogues[chosen] = found
                    break
        return self.catalogues[chosen]

    def counted(
        self, chosen: str, escapes: bool, one: str, many: str, number: int, /, **variables: Any
    ) -> str:
        """The form of a text that goes with `number`; `%(num)d` stands for it."""
        text = self.catalogue(chosen).ungettext(one, many, number)
        return (escape(text) if escapes else text) % {"num": number, **variables}


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


class _AnyLanguage(BaseLoader):
    """Finds the one source of a template, whatever language is in front of its name."""

    def __init__(self, inner: BaseLoader) -> None:
        self.inner = inner

    def get_source(
        self, environment: JinjaEnvironment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        return self.inner.get_source(environment, _bare(template))

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
        elif name in {"_", "gettext"} and node.args and isinstance(node.args[0], nodes.Const):
            text = self.words.ugettext(node.args[0].value)
            if not node.kwargs:
                return nodes.Const(text, lineno=node.lineno)
            node.node = nodes.Name("filled", "load", lineno=node.lineno)
            text = str(escape(text)) if self.escapes else text
            node.args[0] = nodes.Const(text, lineno=node.lineno)
            node.args.append(nodes.Const(self.escapes, lineno=node.lineno))
        elif name == "static" and self.static and isinstance(node.args[0], nodes.Const):
            # A file that is not there is an error where it is used, not in the whole template.
            with suppress(KeyError):
                return nodes.Const(self.static(node.args[0].value), lineno=node.lineno)
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if node.name == "when":
            node.args = [nodes.Const(self.chosen, lineno=node.lineno)]
        return node


def language() -> str:
    """The language of this request, such as "de" or "pt_BR"; the source's outside of one."""
    locale = get_locale()
    return str(locale) if locale is not None else SOURCE


def language_of(name: str) -> str:
    """The language that a compiled template of this name is in."""
    return name[1:].partition("/")[0] if name.startswith("@") else SOURCE


def filled(text: str, escapes: bool, /, **variables: Any) -> str:
    """A translated text with its variables in their places, escaped where the template escapes.

    The text itself has been escaped by the compiler.
    """
    return (Markup(text) if escapes else text) % variables  # noqa: S704


def when(moment: datetime, chosen: str = SOURCE) -> Markup:
    """The filter `{{ moment|when }}`. The compiler says which language is meant."""
    return dates.element(moment, chosen)


def _named(template: str, chosen: str) -> str:
    return template if chosen == SOURCE or template[:1] == "@" else f"@{chosen}/{template}"


def _bare(template: str) -> str:
    return template.partition("/")[2] if template[:1] == "@" else template
