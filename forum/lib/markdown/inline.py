"""Inline rules: mentions, categories, emoji, formulas, spoilers and bare addresses.

Each builds tokens from the source; none ever sees or makes HTML. All are linear in the paragraph:
a pattern either has a bounded length or stops at the first character that can end it.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt, rules_inline
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline

from forum.lib.markdown import emoji, limits
from forum.lib.markdown.references import (
    CATEGORY,
    MENTION,
    NOT_BEFORE,
    Context,
    spellings,
)

InlineRule = Callable[[StateInline, bool], bool]

# Where the text rule stops, so that the rules below and markdown-it's own are asked.
_STOPS = re.compile(r"[\n!#$&*:<@\[\]\\_`~]|\|\||(?<![\w@#&/.+\-=])www\.")
# Which rules are asked at which character; `text` is asked everywhere else, and last.
_STARTS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "spoiler_tag": "[",
    "footnote_ref": "[",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "entity": "&",
    "spoiler_bars": "|",
    "formula": "$",
    "mention": "@",
    "category": "#",
    "emoji": ":",
    "bare_address": ":",
    "bare_www": "w",
}
_MOST_REFUSED = 50  # each costs the time to encode an address of up to 2,000 characters
_FOOTNOTE = re.compile(r"\[\^([^\]\s\[]{1,100})\]")

_EMOJI = re.compile(r":([A-Za-z0-9_+\-]{1,60}):")
_WORD = re.compile(r"\w")
_TEX = rf"((?:[^$\\]|\\.){{1,{limits.MATH_CHARACTERS}}})"
_FORMULA = re.compile(rf"\$(?=[^\s$]){_TEX}(?<!\s)\$(?![\w$])", re.DOTALL)
_DISPLAYED = re.compile(rf"\$\${_TEX}\$\$", re.DOTALL)
# "$5 or 6$" is money; a formula that starts with a number has an operator or a command in it.
_MONEY = re.compile(r"\d[\d.,]*\s[^\\^_={}<>+*/]*")
_SCHEME = re.compile(r"(?<![A-Za-z0-9.+\-])https?$", re.IGNORECASE)
# Possessive, so that "https://bank.example@evil.example" is not cut short until it fits.
_HOST = r"(?:[^\s<>\"`\\|/?#:@\[\](),;!*~]{1,253}+|\[[0-9A-Fa-f:.]{2,45}+\])(?::\d{1,5}+)?+(?![:@])"
_REST_OF_ADDRESS = re.compile(rf"://{_HOST}(?:[/?#][^\s<>\"`\\|\x00-\x20]{{0,1900}})?")
_WWW = re.compile(rf"www\.(?=[^\s./]{{1,63}}\.){_HOST}(?:[/?#][^\s<>\"`\\|\x00-\x20]{{0,1900}})?")


class InlineParser(ParserInline):
    """markdown-it's inline parser, asking only the rules that can start at a character.

    The library asks every rule at every stop, which takes twice as long.
    """

    def arrange_rules(self) -> None:
        """Sort the rules by the characters they start with. To be called when all are there.

        One that was added since the first time is asked wherever any of ours may start.
        """
        self.terminator_re = _STOPS
        self.by_character: dict[str, tuple[InlineRule, ...]] = {}
        names = self.ruler.get_active_rules()
        self.ours = getattr(self, "ours", frozenset(names))
        anywhere = "".join(dict.fromkeys("".join(_STARTS.values())))
        for name, rule in zip(names, self.ruler.getRules(""), strict=True):
            for character in _STARTS.get(name, "" if name in self.ours else anywhere):
                self.by_character[character] = (*self.by_character.get(character, ()), rule)

    def apply(self, state: StateInline, silent: bool) -> bool:
        """Ask the rules at `state.pos`; whether one of them took something."""
        for rule in self.by_character.get(state.src[state.pos], ()):
            if rule(state, silent):
                return True
        return rules_inline.text(state, silent)

    def skipToken(self, state: StateInline) -> None:  # noqa: N802
        """Step over one token, for a look ahead at where a link's text ends."""
        at = state.pos
        if at in state.cache:
            state.pos = state.cache[at]
            return
        if state.level >= limits.INLINE_NESTING:
            state.pos = state.posMax  # so deep that the brackets around it are text
        else:
            state.level += 1
            if not self.apply(state, True):
                state.pos += 1
            state.level -= 1
        state.cache[at] = state.pos

    def tokenize(self, state: StateInline) -> None:
        """Make tokens of the text from `state.pos` to `state.posMax`."""
        while state.pos < state.posMax:
            if state.level >= limits.INLINE_NESTING or not self.apply(state, False):
                state.append_pending(state.src[state.pos])
                state.pos += 1
        if state.pending:
            state.pushPending()


def install(parser: MarkdownIt) -> None:
    """Teach `parser` the inline syntax of this module."""
    own = InlineParser()
    own.ruler, own.ruler2 = parser.inline.ruler, parser.inline.ruler2
    own.ruler.at("footnote_ref", footnote)
    for name, rule in (
        ("spoiler_tag", spoiler_tag),
        ("spoiler_bars", spoiler_bars),
        ("formula", formula),
        ("mention", mention),
        ("category", category),
        ("emoji", emoji_shortcode),
        ("bare_address", bare_address),
        ("bare_www", bare_www),
    ):
        own.ruler.before("link", name, rule)
    own.arrange_rules()
    parser.inline = own


def arrange(parser: MarkdownIt) -> None:
    """To be called once rules were added to those that `install` knows."""
    own = parser.inline
    assert isinstance(own, InlineParser)
    own.arrange_rules()


def _context(state: StateInline) -> Context:
    context: Context = state.env["context"]
    return context


def _stands_alone(state: StateInline) -> bool:
    return state.pos == 0 or not NOT_BEFORE.match(state.src, state.pos - 1)


def footnote(state: StateInline, silent: bool) -> bool:
    """`[^name]` of a footnote that is there. The library's own rule is quadratic in open ones."""
    found = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    notes = state.env.get("footnotes")
    if not found or not notes or f":{found[1]}" not in notes["refs"]:
        return False
    if not silent:
        used = notes.setdefault("list", {})
        number = notes["refs"][f":{found[1]}"]
        if number < 0:
            number = notes["refs"][f":{found[1]}"] = len(used)
            used[number] = {"label": found[1], "count": 0}
        token = state.push("footnote_ref", "", 0)
        token.meta = {"id": number, "subId": used[number]["count"], "label": found[1]}
        used[number]["count"] += 1
    state.pos = found.end()
    return True


def mention(state: StateInline, silent: bool) -> bool:
    """`@name` of a member whom the context knows."""
    if state.src[state.pos] != "@" or state.linkLevel or not _stands_alone(state):
        return False
    found = MENTION.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    members = _context(state).members
    for name in spellings(found[1]):
        if member := members.get(name.casefold()):
            if not silent:
                token = state.push("mention", "a", 0)
                token.content = f"@{member.name}"
                token.attrs = {"class": "mention", "href": member.href}
                token.meta = {"name": name.casefold()}
            state.pos += 1 + len(name)
            return True
    return False


def category(state: StateInline, silent: bool) -> bool:
    """`#slug` of a category that the context knows."""
    if state.src[state.pos] != "#" or state.linkLevel or not _stands_alone(state):
        return False
    found = CATEGORY.match(state.src, state.pos, state.posMax)
    known = found and _context(state).categories.get(found[1].casefold())
    if not found or not known:
        return False
    if not silent:
        token = state.push("category", "a", 0)
        token.content = f"#{known.name}"
        token.attrs = {"class": "category-link", "href": known.href}
    state.pos = found.end()
    return True


def emoji_shortcode(state: StateInline, silent: bool) -> bool:
    """`:wave:` becomes the character, which screen readers name by themselves."""
    if state.src[state.pos] != ":":
        return False
    if state.pos and _WORD.match(state.src, state.pos - 1):
        return False
    found = _EMOJI.match(state.src, state.pos, state.posMax)
    character = found and emoji.table().get(found[1].lower())
    if not found or not character:
        return False
    if not silent:
        state.append_pending(character)
    state.pos = found.end()
    return True


def formula(state: StateInline, silent: bool) -> bool:
    """`$e=mc^2$` and, within a paragraph, `$$…$$`; never "$5 and $10"."""
    if state.src[state.pos] != "$":
        return False
    if state.pos and _WORD.match(state.src, state.pos - 1):
        return False
    displayed = _DISPLAYED.match(state.src, state.pos, state.posMax)
    found = displayed or _FORMULA.match(state.src, state.pos, state.posMax)
    if not found or not found[1].strip() or (not displayed and _MONEY.fullmatch(found[1])):
        return False
    if not silent:
        token = state.push("formula", "span", 0)
        token.content = found[1].strip()
        token.markup = "$$" if displayed else "$"
        token.attrs = {"class": f"math math--{'block' if displayed else 'inline'}"}
    state.pos = found.end()
    return True


def spoiler_tag(state: StateInline, silent: bool) -> bool:
    """`[spoiler]…[/spoiler]` within a paragraph."""
    opener, closer = "[spoiler]", "[/spoiler]"
    if state.src[state.pos] != "[" or state.linkLevel:
        return False
    if not state.src.startswith(opener, state.pos):
        return False
    start = state.pos + len(opener)
    end = state.src.find(closer, start, state.posMax)
    return end > start and _spoiler(state, start, end, end + len(closer), silent)


def spoiler_bars(state: StateInline, silent: bool) -> bool:
    """`||…||` with no space just inside the bars, so that "a || b || c" stays what it is."""
    if state.linkLevel or not state.src.startswith("||", state.pos):
        return False
    start = state.pos + 2
    end = state.src.find("||", start, state.posMax)
    if end <= start or state.src[start].isspace() or state.src[end - 1].isspace():
        return False
    return _spoiler(state, start, end, end + 2, silent)


def _spoiler(state: StateInline, start: int, end: int, after: int, silent: bool) -> bool:
    if not silent:
        maximum = state.posMax
        state.push("spoiler_open", "span", 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.posMax = maximum
        state.push("spoiler_close", "span", -1)
    state.pos = after
    return True


def bare_address(state: StateInline, silent: bool) -> bool:
    """`https://…` in running text. Nothing without a scheme but www is taken for an address."""
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-20:])
    rest = scheme and _REST_OF_ADDRESS.match(state.src, state.pos, state.posMax)
    if not scheme or not rest:
        return False
    address = _without_punctuation(scheme[0] + rest[0])
    kept = state.pending[: -len(scheme[0])]
    if not _valid(state, address):
        return False
    state.pending = kept
    _push_link(state, address, address)
    state.pos += len(address) - len(scheme[0])
    return True


def bare_www(state: StateInline, silent: bool) -> bool:
    """`www.example.com` in running text."""
    if silent or state.linkLevel or not _stands_alone(state):
        return False
    found = _WWW.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    shown = _without_punctuation(found[0])
    if not _valid(state, "https://" + shown):
        return False
    _push_link(state, "https://" + shown, shown)
    state.pos += len(shown)
    return True


def _without_punctuation(address: str) -> str:
    """Cut what ends the sentence and not the address; a bracket goes if it was never opened."""
    spare = {")": address.count(")") - address.count("("), "]": address.count("]")}
    spare["]"] -= address.count("[")
    end = len(address)
    while end:
        last = address[end - 1]
        if last in "?!.,:;*_~'" or spare.get(last, 0) > 0:
            end -= 1
            if last in spare:
                spare[last] -= 1
        else:
            break
    return address[:end]


def _valid(state: StateInline, address: str) -> bool:
    """Whether a bare address may be linked. Stops trying after a number of bad ones."""
    if state.env.get("refused", 0) > _MOST_REFUSED:
        return False
    valid = state.md.validateLink(state.md.normalizeLink(address))
    state.env["refused"] = state.env.get("refused", 0) + (not valid)
    return valid


def _push_link(state: StateInline, address: str, shown: str) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": state.md.normalizeLink(address)}
    token.info = "auto"
    text = state.push("text", "", 0)
    text.content = state.md.normalizeLinkText(shown)
    state.push("link_close", "a", -1)
