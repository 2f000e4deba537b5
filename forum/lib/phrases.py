"""Marks the English sentences of lib as ones to translate; the floor that shows them does it."""


def N_(sentence: str) -> str:  # noqa: N802  (the name that pybabel extracts by default)
    """`sentence` unchanged. Wrap constants only: what is shown is `gettext(the constant)`."""
    return sentence
