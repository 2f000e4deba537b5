"""Reads what Discourse drew from a bare address: cards with a title, players, films."""

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from forum.importers.discourse.soup import soup

_ADDRESSES = ("data-original-href", "href", "src", "data-orig-src")


def embedded(tag: Tag) -> tuple[str, str]:
    """(title, address) of what is played or shown in `tag`; ("", "") when nothing is."""
    for element in (tag, *tag.find_all(True)):
        video = _text(element, "data-youtube-id") or _text(element, "data-video-id")
        if video:
            title = _text(element, "data-youtube-title") or _text(element, "data-video-title")
            return title, f"https://www.youtube.com/watch?v={video}"
    for element in (tag, *tag.find_all(["iframe", "source", "video", "audio", "a", "img"])):
        for name in _ADDRESSES:
            if address := _text(element, name):
                return _text(element, "title") or _text(tag, "title"), address
    return "", ""


def card(tag: Tag) -> tuple[str, str, list[PageElement]]:
    """(title, address, what else is said) of a card. Takes the title and the pictures out of it."""
    article = tag.find("article", class_="onebox-body")
    heading = tag.find(["h3", "h4"])
    link = heading.find("a") if isinstance(heading, Tag) else None
    source = tag.find("a", href=True)
    address = _text(tag, "data-onebox-src") or next(
        (_text(a, "href") for a in (link, source) if isinstance(a, Tag)), ""
    )
    title = " ".join(heading.get_text(" ").split()) if isinstance(heading, Tag) else ""
    if not isinstance(article, Tag):
        return title, address, []
    if isinstance(heading, Tag):
        heading.extract()
    for picture in article.find_all(["img", "svg"]):
        picture.extract()
    return title, address, list(article.children)


def titles(cooked: str) -> dict[str, str]:
    """The title of each address that was drawn as a card or by its title, by that address."""
    if "onebox" not in cooked:
        return {}
    return dict(_titles(soup(cooked)))


def _titles(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for tag in soup.find_all(["aside", "div"], class_="onebox"):
        title, address, _ = card(tag) if tag.find("article") else (*embedded(tag), [])
        if title and address:
            yield address, title
    for link in soup.find_all("a", class_="inline-onebox"):
        yield _text(link, "href"), " ".join(link.get_text().split())


def _text(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value.strip() if isinstance(value, str) else ""
