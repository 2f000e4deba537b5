"""What a reader sees of a post, as words: of Discourse's HTML and of ours, to be compared."""

import unicodedata

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from forum.importers.discourse import oneboxes
from forum.importers.discourse.soup import soup
from forum.lib.markdown import emoji

BLOCKS = [
    "p", "div", "br", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "table", "tr", "td", "th", "details", "summary", "aside", "article", "header",
    "section", "iframe", "video",
]  # fmt: skip


def of_discourse(html: str) -> str:
    """Without what the forum adds around a post: names over quotes, sizes under images, the frame
    of a card (its title and words stay), counts of voters. Players are their title or address."""
    tree = soup(html)
    for tag in tree.select("img.emoji"):
        name = str(tag.get("title") or tag.get("alt"))
        tag.replace_with(emoji.table().get(name.strip(":").split(":")[0].lower(), name))
    for tag in tree.select(".lazyYT, .video-onebox, iframe"):
        title, address = oneboxes.embedded(tag)
        tag.replace_with(_alone(tree, title or address))
    for tag in tree.select("aside.quote > .title, .meta, header.source, svg, img, .poll-info"):
        tag.decompose()
    for tag in tree.select("pre.onebox li"):
        tag.append("\n")
    return _words(tree)


def of_ours(html: str) -> str:
    """Without the same: names over quotes, the words that stand for images, names of languages."""
    tree = soup(html)
    for tag in tree.select(".quote__author, .code__language, details.spoiler > summary, img"):
        tag.decompose()
    for tag in tree.select("a"):
        if tag.get_text().startswith(("\U0001f5bc", "Image not in the archive")):
            tag.decompose()
    for tag in tree.select("em"):
        if tag.get_text() == "This was a poll.":
            tag.decompose()
    return _words(tree)


def _alone(tree: BeautifulSoup, text: str) -> Tag:
    tag = tree.new_tag("p")
    tag.string = text
    return tag


def _words(tree: BeautifulSoup) -> str:
    for tag in tree.find_all(BLOCKS):
        tag.insert_before(NavigableString(" "))
        tag.insert(0, NavigableString(" "))
        tag.append(NavigableString(" "))
        tag.insert_after(NavigableString(" "))
    return " ".join(unicodedata.normalize("NFKC", tree.get_text()).split())
