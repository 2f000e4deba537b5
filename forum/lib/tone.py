"""What may hurt in a text that a moderator is about to send: warned of, never refused
(community.md §4.7). A declared list; whoever decides has the last word."""

import re
from collections.abc import Iterator

from forum.lib.phrases import N_

CAPITALS = N_("Words in capitals read like shouting: %(words)s.")
EXCLAMATIONS = N_("Exclamation marks sound harsher than they are meant.")
BLAME = N_("This blames the person rather than naming what was written: “%(words)s”.")
_SHOUTED = re.compile(r"\b[^\W\d_a-z]{4,}\b")
_MOST_ACRONYMS = 1  # "NASA" alone shouts at nobody
# In the languages the forum speaks; what is written in another one is not judged.
_BLAMING = re.compile(
    r"\b(?:you (?:always|never|clearly|obviously|should know|people|should be ashamed)"
    r"|shame on you|your kind|how dare you|grow up|as usual|once again you"
    r"|stupid\w*|idiot\w*|pathetic|ridiculous|childish|disgusting|moron\w*|troll(?:s|ing)?|liar\w*"
    r"|lazy|ignorant)\b",
    re.IGNORECASE,
)


def remarks(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Sentences to be translated, each with the words it is about."""
    shouted = [word for word in _SHOUTED.findall(text) if word.upper() == word]
    if len(shouted) > _MOST_ACRONYMS:
        yield CAPITALS, {"words": ", ".join(dict.fromkeys(shouted))[:100]}
    if "!" in text:
        yield EXCLAMATIONS, {}
    blamed = _BLAMING.search(text)
    if blamed:
        yield BLAME, {"words": blamed[0]}
