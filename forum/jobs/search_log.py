"""Forgets what was searched for long ago."""

from forum.services import search_log


def clean() -> None:
    search_log.clean(None)
