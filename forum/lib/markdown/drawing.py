"""Draws the arranged tokens as HTML. All text is escaped here, and the gate comes after."""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from forum.lib.markdown import code, limits
from forum.lib.markdown.code import escaped
from forum.lib.markdown.references import Context, QuoteRef, Wording, quoted_name, quoted_post

# bleach takes `&amp;` in an attribute back to `&` and would then read "&amp;lt;" as "<".
_LIKE_AN_ENTITY = re.compile(r"&amp;(?=#?\w+;)")


def attribute(value: str) -> str:
    """`value` escaped for an attribute in double quotes, in the one form the gate leaves alone."""
    return _LIKE_AN_ENTITY.sub("&#38;", escapeHtml(value))


class HtmlRenderer(RendererHTML):
    """One method per kind of token; the base class draws the rest from tag and attributes."""

    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802
        return "".join(f' {name}="{attribute(str(value))}"' for name, value in token.attrItems())

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return escaped(tokens[idx].content)

    def mention(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self._element(tokens[idx])

    category = formula = mention

    def size(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return " " + self._element(tokens[idx])

    def formula_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return self._element(tokens[idx]) + "\n"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.renderToken(tokens, idx, options, env)

    def spoiler_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        words = _wording(env)
        if tokens[idx].block:
            return f'<details class="spoiler"><summary>{escaped(words.spoiler)}</summary>\n'
        # A check box, because it works without JavaScript, with the keyboard, and tells a screen
        # reader its state; the theme hides the text next to it until it is checked.
        return (
            '<span class="spoiler"><input type="checkbox" class="spoiler__toggle"'
            f' aria-label="{attribute(words.show_spoiler)}"><span class="spoiler__text">'
        )

    def spoiler_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</details>\n" if tokens[idx].block else "</span></span>"

    def details_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        summary = tokens[idx].info or _wording(env).details
        return f'<details class="details"><summary>{escaped(summary)}</summary>\n'

    def details_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</details>\n"

    def quote_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        source: QuoteRef | None = _context(env).quotes.get(quoted_post(tokens[idx].info) or (0, 0))
        name = escaped(source.name if source else quoted_name(tokens[idx].info))
        if source:
            name = f'<a href="{attribute(source.href)}">{name}</a>'
        author = f'<p class="quote__author">{name}</p>\n' if name else ""
        return f'<blockquote class="quote">\n{author}'

    def quote_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</blockquote>\n"

    def list_item_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        drawn = self.renderToken(tokens, idx, options, env)
        checked = tokens[idx].meta.get("checked")
        if checked is None:
            return drawn
        words = _wording(env)
        return (
            f'{drawn.rstrip()}<input type="checkbox" class="task-list-item-checkbox" disabled=""'
            + (' checked=""' if checked else "")
            + f' aria-label="{attribute(words.done if checked else words.not_done)}"> '
        )

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        # A group and not a region: two landmarks of one name on a page would confuse.
        name = attribute(_wording(env).table)
        return f'<div class="table-scroll" tabindex="0" role="group" aria-label="{name}"><table>\n'

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</table></div>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        content, language = tokens[idx].content, code.language(tokens[idx].info)
        drawn = escaped(content)
        if not language:
            return _code_block(f"<code>{drawn}</code>")
        # One budget for the whole text: what is highlighted costs some twenty times its length.
        env["code"] = env.get("code", 0) + len(content)
        if env["code"] <= limits.CODE_CHARACTERS:
            drawn = code.highlight(content, language)
        title = f'<div class="code__language">{escaped(code.label(language))}</div>'
        return _code_block(f'<code class="language-{language}">{drawn}</code>', title)

    def code_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return _code_block(f"<code>{escaped(tokens[idx].content)}</code>")

    def footnote_ref(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        note, place = _note(tokens[idx], env)
        number = tokens[idx].meta["id"] + 1
        name = attribute(f"{_wording(env).footnote} {number}")
        return (
            f'<sup class="footnote-ref"><a href="#fn-{note}" id="fnref-{place}"'
            f' aria-label="{name}">{number}</a></sup>'
        )

    def footnote_block_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return '<div class="footnotes">\n<ol>\n'

    def footnote_block_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</ol>\n</div>\n"

    def footnote_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f'<li id="fn-{_note(tokens[idx], env)[0]}">\n'

    def footnote_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</li>\n"

    def footnote_anchor(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        place, name = _note(tokens[idx], env)[1], attribute(_wording(env).back)
        # The second character asks for the arrow as text and not as a picture.
        arrow = "\u21a9\ufe0e"
        return f' <a class="footnote-back" href="#fnref-{place}" aria-label="{name}">{arrow}</a>'

    def _element(self, token: Token) -> str:
        text = escaped(token.content)
        return f"<{token.tag}{self.renderAttrs(token)}>{text}</{token.tag}>"


def _context(env: EnvType) -> Context:
    context: Context = env["context"]
    return context


def _wording(env: EnvType) -> Wording:
    return _context(env).wording


def _code_block(drawn: str, title: str = "") -> str:
    # Can be scrolled sideways, so the keyboard has to reach it.
    return f'<div class="code">{title}<pre tabindex="0">{drawn}</pre></div>\n'


def _note(token: Token, env: dict[str, Any] | EnvType) -> tuple[str, str]:
    """The ids of a footnote and of one place that refers to it; unlike those of other posts."""
    note = f"{env['anchor']}-{token.meta['id'] + 1}"
    again = token.meta.get("subId", 0)
    return note, f"{note}-{again + 1}" if again else note
