"""A brand's own styles: what is refused in them, and how they are served.

They are given to every reader, so nothing in them reaches outside: no @import, no address but of
this site's pictures and fonts, nothing that could end the layer they stand in or be read as HTML.
"""

import re

from forum.lib.phrases import N_

LONGEST = 50_000
LAYER = "custom"
_ESCAPE = r"\\[0-9a-fA-F]{1,6}\s?|\\[\"'\\]"
_STRING = rf'"(?:[^"\\\n\r\f]|{_ESCAPE})*"' + "|" + rf"'(?:[^'\\\n\r\f]|{_ESCAPE})*'"
# An address in a url() is written as it is, without any escape.
_URL = r"url\(\s*(?:\"([^\"\\\n()]*)\"|'([^'\\\n()]*)'|([^\s\"'\\()]*))\s*\)"
_TOKEN = re.compile(rf"/\*.*?\*/|{_URL}|{_STRING}|.", re.DOTALL | re.IGNORECASE)
_OWN = re.compile(
    r"(?:/static/|/uploads/)[\w./%-]+|data:image/(?:png|gif|jpeg|webp);base64,[\w+/=]+"
)
_RULES = re.compile(r"@\s*([\w-]*)")
# Rules that say when and how styles count, and fetch nothing; @font-face does by url() alone.
_KEPT_RULES = frozenset({
    "media", "supports", "container", "scope", "starting-style", "view-transition", "keyframes",
    "-webkit-keyframes", "property", "position-try", "page", "counter-style", "font-face",
    "font-palette-values", "font-feature-values", "stylistic", "styleset", "character-variant",
    "swash", "ornaments", "annotation",
})  # fmt: skip
# What can take an address as a text or by a variable, what paints a part of the page, what runs:
# each by every maker's name for it, as in -webkit-image-set.
_REFUSED_WORDS = re.compile(
    r"(?<![\w-])(?:-[a-z]+-)?(?:image|image-set|cross-fade|element|src|filter|paint|url-prefix"
    r"|domain|regexp|document|expression)\s*\(|behavior\s*:|-moz-binding|javascript:|progid:",
    re.IGNORECASE,
)
# Within these a text is a text. In any other function it could be where something is fetched from.
_TAKES_TEXT = frozenset({
    "", "format", "tech", "local", "counter", "counters", "symbols", "string", "attr", "var",
    "path", "lang", "style", "selector", "not", "is", "where", "has", "matches", "any", "or", "if",
    "-webkit-any", "-moz-any", "host", "host-context", "slotted", "cue", "nth-child", "and",
    "nth-last-child",
})  # fmt: skip


def problem(text: str) -> str:
    """Why these styles cannot be used, as a sentence to translate; "" when they can."""
    if len(text) > LONGEST:
        return N_("That is too much CSS.")
    if "</" in text or "<!" in text or "\0" in text:
        return N_("Only styles belong here, not HTML.")
    bare, wrong = _read(text)
    if wrong:
        return wrong
    for name in map(str.lower, _RULES.findall(bare)):
        if name not in _KEPT_RULES:
            return _RULE.get(name, N_("Rules beginning with this @ are not possible here."))
    if _REFUSED_WORDS.search(bare):
        return _ELSEWHERE
    return ""


def served(text: str) -> str:
    """The file that pages link: in its own layer, over the theme, under high contrast. "" when
    there is nothing, or what is there is refused."""
    if not text.strip() or problem(text):
        return ""
    return f"@layer {LAYER}{{\n{text}\n}}\n"


def _read(text: str) -> tuple[str, str]:
    """The text without comments and strings, and what is wrong with its braces and addresses."""
    bare, depth, within = [], 0, _Within()
    for match in _TOKEN.finditer(text):
        piece = match[0]
        is_text = piece[0] in "\"'" and len(piece) > 1
        within.meet(piece)
        if is_text and not within.takes_text:
            return "", _ELSEWHERE
        if is_text or piece.startswith("/*"):
            bare.append(" ")
        elif piece[:4].lower() == "url(":
            address = match[1] or match[2] or match[3] or ""
            if not _OWN.fullmatch(address) or ".." in address:
                return "", N_(
                    'Addresses must be on this site: url("/uploads/…") or url("/static/…").'
                )
            bare.append("url()")
        elif piece in "\"'\\":
            return "", N_(
                "A text in quotation marks is not closed, or a backslash stands "
                "before its closing mark."
            )
        else:
            depth += {"{": 1, "}": -1}.get(piece, 0)
            if depth < 0:
                return "", N_("There is a } without its {.")
            bare.append(piece)
    whole = "".join(bare)
    if depth:
        return "", N_("There is a { without its }.")
    if re.search(r"url\s*\((?!\))", whole, re.IGNORECASE) or "/*" in whole:
        return "", N_('Addresses must be on this site: url("/uploads/…") or url("/static/…").')
    return whole, ""


class _Within:
    """In which functions one stands, while the pieces of a text are met one after the other."""

    def __init__(self) -> None:
        self._word, self._names = "", list[str]()

    @property
    def takes_text(self) -> bool:
        return _TAKES_TEXT.issuperset(self._names)

    def meet(self, piece: str) -> None:
        if piece == "(":
            self._names.append(self._word.lower())
        elif piece == ")" and self._names:
            self._names.pop()
        is_name = len(piece) == 1 and (piece.isalnum() or piece in "-_" or not piece.isascii())
        self._word = self._word + piece if is_name else ""


_ELSEWHERE = N_("This runs something, or fetches something from elsewhere.")
_RULE = {
    "import": N_("@import is not possible: nothing is fetched from elsewhere."),
    "charset": N_("@charset is not needed."),
    "namespace": N_("@namespace is not possible."),
    "layer": N_("@layer is not needed: all of this is in a layer of its own."),
}
