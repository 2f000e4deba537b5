"""Reactions of an archive as ours: counts, for nobody says who gave them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from forum.lib.markdown import emoji

OTHER = "other"  # the kind for what this forum does not offer
# Reactions that mean the same although their pictures differ; the rest is found by the picture.
_SAME = {
    "😄": ("😀", "😃", "😁", "😆", "😂", "🤣", "😅", "😛", "😜"),
    "❤": ("🧡", "💛", "💚", "💙", "💜", "🩷", "🖤", "🤍", "😍", "🥰", "💖", "💕"),
    "👍": ("👌", "💯", "✅", "☑"),
    "😮": ("😯", "😲", "🤯", "😱"),
}


def kinds(offered: Mapping[str, str]) -> dict[str, str]:
    """The key of our kind by emoji character, from the pictures of our kinds by key."""
    found = {_bare(symbol): key for key, symbol in offered.items() if key != OTHER}
    for like, others in _SAME.items():
        if like in found:
            found.update({other: found[like] for other in others if other not in found})
    return found


def counted(given: Iterable[tuple[str, int]], known: Mapping[str, str]) -> Counter[str]:
    """How many of each of our kinds, from counts by the name of an emoji."""
    counts: Counter[str] = Counter()
    for name, count in given:
        character = _bare(emoji.table().get(name.lower().split(":")[0], ""))
        counts[known.get(character, OTHER)] += count
    return counts


def _bare(character: str) -> str:
    return character.replace("\ufe0f", "")
