"""Somebody writes that they want to be deleted: the team is shown the way (community.md §4.8).

Only a hint for people: nothing happens by itself, so a sentence that only sounds like it costs a
glance, and the words are few and plain.
"""

import re
from html import unescape

_WHAT = r"(?:account|data|details|profile|posts|information|personal data|e-?mail(?: address)?)"
_ASKS = re.compile(
    rf"""\b(?:
      (?:delete|erase|remove|forget|wipe|close|cancel|deactivate)\s+
        (?:me\b(?!\s+from\s+the\s+(?:list|thread))|(?:all\s+(?:of\s+)?)?my\s+(?:\w+\s+)?{_WHAT}\b
         |(?:all|everything)\b[^.!?\n]{{0,30}}\b(?:about|of|on)\s+me\b)
    | (?:my\s+(?:\w+\s+)?{_WHAT})\s+(?:to\s+be\s+|be\s+)?(?:deleted|erased|removed|wiped|closed)\b
    | right\s+to\s+(?:be\s+forgotten|erasure)
    | gdpr\s+(?:request|deletion|erasure) | (?:article|art\.?)\s*17\b[^.\n]{{0,40}}\bgdpr
    | lösch\w*\s+(?:mich|mein\w*|meine\s+daten)\b
    | mein\w*\s+(?:konto|account|daten|profil)\b[^.!?\n]{{0,40}}\blösch\w*
    | (?:supprime[rz]?|efface[rz]?)\s+(?:-?moi|mon\s+compte|mes\s+données)
    | (?:borr\w+|elimin\w+)\s+(?:mi\s+cuenta|mis\s+datos)
    )""",
    re.I | re.X,
)
_QUOTED = re.compile(r"<blockquote\b.*?</blockquote>|<pre\b.*?</pre>", re.S | re.I)
_TAG = re.compile(r"<[^>]*>")
LONGEST = 5_000  # characters that are looked at: who wants that says it soon


def asks_to_leave(html: str) -> bool:
    """Whether a text, as it was drawn, asks for its author's data to go. Quotes are others'."""
    text = _TAG.sub(" ", _QUOTED.sub(" ", html[: 4 * LONGEST]))
    return bool(_ASKS.search(unescape(text)[:LONGEST]))
