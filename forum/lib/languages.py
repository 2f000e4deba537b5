"""The languages of the interface: those that there is a catalogue for, by their own names."""

from typing import Final

SOURCE: Final = "en"  # the language that code and templates are written in
ALL: Final = (
    (SOURCE, "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"),
    ("ar", "العربية"),
)  # fmt: skip
NAMES: Final = dict(ALL)
_FROM_THE_RIGHT: Final = frozenset({"ar", "fa", "he", "ur"})


def direction(language: str) -> str:
    """Whether it is written from left to right ("ltr") or from right to left ("rtl")."""
    return "rtl" if language.partition("_")[0] in _FROM_THE_RIGHT else "ltr"


def tag(language: str) -> str:
    """As HTML names it: "pt-BR"."""
    return language.replace("_", "-")
