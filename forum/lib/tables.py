"""Cells of files for table programs."""

from typing import Any


def harmless(value: Any) -> str:
    """A cell that no table program takes for a formula (security.md T109); "" for nothing."""
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(("=", "+", "-", "@", "\t", "\r")) else said
