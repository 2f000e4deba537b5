"""Notices when a text asks volunteers for working time (community.md §3.8).

Hours, shifts, minimums, time sheets and quotas make work of what is given freely. The words are a
reason to look again, never to refuse: only a reader knows what was meant.
"""

import re

_WORDS = re.compile(
    r"""\b(?:
        hours?(?:\s+(?:a|per|each|every)\s+(?:day|week|month))? | \d+\s*h\s*/\s*(?:week|month)
        | shifts? | rotas? | time[\s-]?(?:sheets?|cards?) | timesheets? | quotas?
        | minimums? | at\s+least\s+\d+ | no\s+(?:fewer|less)\s+than\s+\d+
        | mandatory | compulsory | must\s+(?:post|reply|answer|report|attend)
        | required\s+to\s+(?:post|reply|answer|report|attend)
        | stunden? | schicht(?:en|dienst)? | mindestens\s+\d+ | dienstplan
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
MOST = 5


def asked_for(text: str) -> tuple[str, ...]:
    """The words in `text` that ask for hours, shifts, minimums or duties, each once."""
    found = (" ".join(match.group().lower().split()) for match in _WORDS.finditer(text))
    return tuple(dict.fromkeys(found))[:MOST]
