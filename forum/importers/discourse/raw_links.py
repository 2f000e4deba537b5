"""Addresses in source text: uploads that we do not have, pages of the old forum, and names."""

import html as entities
import re
from collections.abc import Mapping

from forum.importers.discourse.directory import Directory, Page, absolute, is_of
from forum.importers.discourse.escaping import Piece, link_text
from forum.importers.discourse.html_inline import destination, missing_image
from forum.importers.discourse.raw_html import attributes
from forum.lib.phrases import N_

MISSING_FILE = N_("File not in the archive")
_ALT = r"[^\[\]\n]{0,1000}(?:\[[^\[\]\n]{0,200}\][^\[\]\n]{0,1000})?"
_ADDRESS = r"[^()\s]{1,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?"
_TITLE = r"(\s[^()\n]{0,300})?"
_IMAGE = re.compile(rf"!\[({_ALT})\]\(\s{{0,9}}({_ADDRESS}){_TITLE}\)")
_LINK = re.compile(
    rf"(?<!!)\[([^\[\]\n]{{1,1000}})\]\(\s{{0,9}}((?:upload://|/|https?://){_ADDRESS}){_TITLE}\)"
)
_SIZE = re.compile(r"(\d{1,5})x(\d{1,5})")
_SCALE = re.compile(r"(\d{1,3})%")
_UPLOAD = re.compile(r"upload://([A-Za-z0-9]{1,80}(?:\.[A-Za-z0-9]{1,10})?)")
_BARE = re.compile(r"(?<![(\w\"'=\[/@])<?(https?://[^\s<>\"`\\|\ufdd0\ufdd1]{1,1990})>?")
_MENTION = re.compile(r"(?<![\w@#&/.+\-=`])@([\w][\w.\-]{0,58}[\w])")
_HASHTAG = re.compile(
    r'<a ([^<>]{0,300}?class="hashtag-cooked"[^<>]{0,600})>(?:<span[^<>]{0,200}>'
    r"(?:<svg[^<>]{0,300}>(?:<use[^<>]{0,200}>(?:</use>)?)?</svg>)?</span>)?<span>([^<>]{1,200})</span></a>"
)
_TONE = re.compile(r"(:[a-z0-9_+\-]{1,60}:)t[2-6]:")
_SHA1 = re.compile(r'<img\s[^<>]{0,4000}?\bdata-base62-sha1="(\w{1,64})"[^<>]{0,4000}>')
_SOURCE = re.compile(r'\bsrc="([^"<>]{1,2000})"')
_LARGER = re.compile(
    r'<a class="lightbox" href="([^"<>]{1,2000})"[^<>]{0,2000}>'
    r'<img\s[^<>]{0,4000}?\bdata-base62-sha1="(\w{1,64})"'
)


def uploads(cooked: str) -> dict[str, str]:
    """Where the images of a post were, by the key they have in `upload://`, from its HTML."""
    found: dict[str, str] = {}
    if "data-base62-sha1" in cooked:
        for image in _SHA1.finditer(cooked):
            if source := _SOURCE.search(image[0]):
                found[image[1]] = source[1]
        found.update({m[2]: m[1] for m in _LARGER.finditer(cooked)})
    return found


def convert(
    text: str, directory: Directory, files: Mapping[str, str], titles: Mapping[str, str]
) -> str:
    """`text`, in which code has been put aside, with its addresses and names as they are now.

    `files` are those of `uploads`, `titles` what each bare address was shown as.
    """
    text = _IMAGE.sub(lambda m: _image(m, directory, files), text)
    text = _LINK.sub(lambda m: _link(m, directory), text)
    if "://" in text:
        text = "\n".join(_bare(line, directory, titles) for line in text.split("\n"))
    text = _MENTION.sub(lambda m: _mention(m, directory), text)
    return _TONE.sub(r"\1", text)


def _image(found: re.Match[str], directory: Directory, files: Mapping[str, str]) -> str:
    alt, size = _words_and_size(found[1])
    upload = _UPLOAD.fullmatch(found[2])
    if not upload:
        target = absolute(found[2], directory.host)
        if target and not is_of(target, directory.host):
            return f"![{alt}{size}]({destination(target)})"
        return _text(missing_image(alt, target))
    known = files.get(upload[1].split(".")[0]) or f"/uploads/short-url/{upload[1]}"
    return _text(missing_image(alt, absolute(known, directory.host)))


def _words_and_size(said: str) -> tuple[str, str]:
    """ "alt|690x388, 50%" as the words and our size, "|345x194"."""
    alt, *rest = said.split("|")
    for part in rest:
        size, scale = _SIZE.search(part), _SCALE.search(part)
        if size:
            factor = min(int(scale[1]), 100) / 100 if scale else 1
            pixels = [max(1, round(int(side) * factor)) for side in size.groups()]
            return alt.strip(), f"|{pixels[0]}x{pixels[1]}"
    return alt.strip(), ""


def _link(found: re.Match[str], directory: Directory) -> str:
    shown, address, title = found[1], found[2], found[3] or ""
    if upload := _UPLOAD.fullmatch(address):
        name = shown.split("|")[0].strip() or upload[1]
        target = absolute(f"/uploads/short-url/{upload[1]}", directory.host)
        said = [Piece("text", f"{MISSING_FILE}: {name}")]
        return f"[{link_text(said)}]({target})" if target else f"({MISSING_FILE}: {name})"
    page = _page(address, directory)
    target = page.href if page else absolute(address, directory.host)
    return f"[{shown}]({destination(target)}{title})" if target else found[0]


def _page(address: str, directory: Directory) -> Page | None:
    if address.startswith("/") or is_of(address, directory.host):
        return directory.page(address)
    return None


def _bare(line: str, directory: Directory, titles: Mapping[str, str]) -> str:
    """A line with its bare addresses: pages that are here now, and titles for what stands alone."""
    alone = line.strip().strip("<>")
    if (title := titles.get(alone)) and title != alone and not is_of(alone, directory.host):
        target = absolute(alone, directory.host)
        return f"[{link_text([Piece('text', title)])}]({destination(target)})" if target else line
    return _BARE.sub(lambda m: _bare_page(m, directory), line)


def _bare_page(found: re.Match[str], directory: Directory) -> str:
    address = found[1].rstrip(".,;:!?)*_~'")
    page = directory.page(address) if is_of(address, directory.host) else None
    if page is None:
        return found[0]
    shown = link_text([Piece("text", page.title or page.href)])
    rest = "" if found[0].startswith("<") else found[1][len(address) :]
    return f"[{shown}]({destination(page.href)}){rest}"


def _mention(found: re.Match[str], directory: Directory) -> str:
    """A name as it is here now, if it had to be changed. "@name." ends a sentence."""
    name, rest = found[1], ""
    while name:
        if handle := directory.member(name):
            return f"@{handle}{rest}"
        cut = max(name.rfind("."), name.rfind("-"))
        name, rest = (name[:cut], name[cut:] + rest) if cut > 0 else ("", "")
    return found[0]


def convert_hashtags(text: str, directory: Directory, cooked: str) -> str:
    """`#parent:child` and `#name::tag`, which only `cooked` can tell, as links and plain tags."""
    for found in _HASHTAG.finditer(cooked):
        given = attributes(found[1])
        said = given.get("data-ref") or given.get("data-slug", "")
        page = directory.page(given.get("href", ""))
        name = " ".join(entities.unescape(found[2]).split())
        new = f"[{link_text([Piece('text', name)])}]({page.href})" if page else f"#{name}"
        if said and (page or said.endswith("::tag")):
            pattern = rf"(?<![\w#&/.+\-=:]){re.escape(f'#{said}')}(?![\w:\-])"
            text = re.sub(pattern, lambda _, new=new: new, text)  # type: ignore[misc]
    return text


def _text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
