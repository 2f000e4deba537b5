"""Reads HTML, of which anything may be expected."""

from bs4 import BeautifulSoup


def soup(html: str) -> BeautifulSoup:
    """`html` as a tree. The line in front keeps the library from warning of a lone address."""
    return BeautifulSoup(f"\n{html}", "html.parser")
