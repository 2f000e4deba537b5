"""Drafts: those that nobody came back to go."""

from forum.services import drafts


def clean() -> None:
    drafts.collect(None)
