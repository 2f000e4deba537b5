"""Lists that people type: with the commas of their own keyboard, Arabic ones for example."""

from typing import Final

_OTHERS: Final = str.maketrans(dict.fromkeys("،、，", ","))


def plain(text: str) -> str:
    """`text` with every kind of comma as the one that the forum's own lists have."""
    return text.translate(_OTHERS)


def parts(text: str) -> list[str]:
    """What stands between the commas, without spaces around it; nothing that is empty."""
    return [part for each in plain(text).split(",") if (part := each.strip())]
