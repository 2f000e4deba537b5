"""What is in the archive, and at which place: asked for each address that a page points to.

Old addresses stay: `/t/5/tents` is the folder `t/5/tents` with an index.html. Links name the file,
so that they lead somewhere without a server too.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Flask
from sqlalchemy import exists, func, or_, select

from forum import structure, theming
from forum.extensions import db
from forum.lib import filenames
from forum.lib.verdict import Denied
from forum.models import Guest, Post, PostUpload, Thread, Upload, User, Viewer
from forum.policies import members as member_policy
from forum.policies import posts as post_policy
from forum.policies import threads as thread_policy
from forum.policies import uploads as upload_policy
from forum.queries import categories, pages, tags

INDEX = "index.html"
MADE = ("forum.css", "brand.css", "own.css")  # put together for the archive
KEPT = 50_000  # answers about one kind of thing
# Endings that web hosts serve as something that can do no harm on the archive's own address.
_HARMLESS = frozenset({
    "pdf", "txt", "csv", "md", "gpx", "kml", "zip", "gz", "7z", "doc", "docx", "xls", "xlsx", "ppt",
    "pptx", "odt", "ods", "odp", "mp3", "mp4", "ogg", "webm", "stl", "step",
})  # fmt: skip
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_LONGEST = 100  # characters of a folder's name: four bytes each at most, and systems take 255
_ODD = re.compile(r"[^\w.~-]+")
_STEP = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*")  # of a path to a file of ours


def folder(name: str) -> str:
    """A slug or a member's name as the name of a folder, on any system."""
    made = _ODD.sub("-", name)[: _LONGEST // 2 if not name.isascii() else _LONGEST].strip(".")
    return made or "-"


class Places:
    """For one viewer: a guest, or who sees everything. What was asked for of files is collected."""

    def __init__(self, app: Flask, viewer: Viewer, per_page: int) -> None:
        self.viewer, self.per_page = viewer, per_page
        self.files: dict[str, set[str]] = {}  # key in the storage: places that have it
        self.faces: dict[str, tuple[str, str]] = {}  # place of a drawn picture: whose, their name
        self.statics: set[str] = set()
        self._thread = lru_cache(KEPT)(self._thread_anew)
        self._member = lru_cache(KEPT)(self._member_anew)
        self._upload = lru_cache(KEPT)(self._upload_anew)
        self._face = lru_cache(KEPT)(self._face_anew)
        self._tag = lru_cache(KEPT)(self._tag_anew)
        self._is_static = lru_cache(KEPT)(lambda path: theming.find(app, path) is not None)

    def of(self, address: str) -> str | None:
        """Where this is, "t/5/tents/page-2/index.html#post-31"; None: not in the archive."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        steps = [unquote(step) for step in parts.path.split("/")[1:]]
        if steps in ([""], ["categories"]):
            return INDEX
        look = _KINDS.get(steps[0])
        place = look(self, steps[1:], parts.query) if look is not None else None
        if place is None or "#" in place or not parts.fragment:
            return place
        return f"{place}#{parts.fragment}"

    def thread(self, thread_id: int, slug: str, page: int = 1) -> str:
        return f"t/{thread_id}/{folder(slug)}/{f'page-{page}/' if page > 1 else ''}{INDEX}"

    def post(self, thread_id: int, slug: str, number: int) -> str:
        """A post, within the page that has it; one that waits is on the last page and has 0."""
        page = (max(1, number) - 1) // self.per_page + 1
        return f"{self.thread(thread_id, slug, page)}#post-{number}"

    def listed(self, kind: str, slug: str, page: int = 1) -> str:
        """A list of threads: of a category (c) or a tag (tag)."""
        return f"{kind}/{folder(slug)}/{f'page-{page}/' if page > 1 else ''}{INDEX}"

    def member(self, name: str) -> str:
        return f"m/{folder(name)}/{INDEX}"

    def _of_thread(self, steps: list[str], query: str) -> str | None:
        known = self._thread(_number(steps[0])) if steps else None
        if known is None:
            return None
        thread_id, slug, highest = known
        if len(steps) > 2 and (number := _number(steps[2])):
            return self.post(thread_id, slug, min(number, highest))
        last = (highest - 1) // self.per_page + 1
        return self.thread(thread_id, slug, min(_page(query), last))

    def _thread_anew(self, thread_id: int) -> tuple[int, str, int] | None:
        row = db.session.execute(
            select(Thread.id, Thread.slug, Thread.highest_number).where(
                Thread.id == thread_id, thread_policy.readable(self.viewer)
            )
        ).one_or_none()
        return (row.id, row.slug, max(1, row.highest_number)) if row else None

    def _of_category(self, steps: list[str], query: str) -> str | None:
        try:
            slug = categories.get(self.viewer, steps[0] if steps else "").slug
        except Denied:
            return None
        return self.listed("c", slug, _page(query))

    def _of_tag(self, steps: list[str], query: str) -> str | None:
        slug = self._tag(steps[0]) if steps else None
        return None if slug is None else self.listed("tag", slug, _page(query))

    def _tag_anew(self, slug: str) -> str | None:
        try:
            return tags.get(self.viewer, slug).slug
        except Denied:
            return None

    def _of_member(self, steps: list[str], _query: str) -> str | None:
        name = self._member(steps[0].lower()) if steps else None
        return None if name is None else self.member(name)

    def _member_anew(self, name: str) -> str | None:
        """Only who may be found from outside: the same for all, whoever the archive is for."""
        found: str | None = db.session.scalar(
            select(User.name).where(func.lower(User.name) == name, member_policy.listed(Guest()))
        )
        return found

    def _of_page(self, steps: list[str], _query: str) -> str | None:
        try:
            return f"p/{folder(pages.one(Guest(), steps[0]).page.slug)}/{INDEX}" if steps else None
        except Denied:
            return None

    def _of_guidelines(self, steps: list[str], _query: str) -> str | None:
        return None if steps else f"guidelines/{INDEX}"

    def _of_upload(self, steps: list[str], _query: str) -> str | None:
        found = self._upload(steps[0]) if len(steps) == 2 else None
        if found is None:
            return None
        path, mime, name, thumb = found
        key, last = path, file_name(name, mime)
        if steps[1] == "thumbnail" and thumb:
            key, last = thumb, "thumbnail.webp"
        elif steps[1] in {"thumbnail", "avatar"}:
            last = file_name(f"{steps[1]}.bin", mime)
        place = f"uploads/{folder(steps[0])}/{last}"
        self.files.setdefault(key, set()).add(place)
        return place

    def _upload_anew(self, key: str) -> tuple[str, str, str, str | None] | None:
        """Never what only private messages show."""
        shown = exists(
            select(1)
            .select_from(PostUpload)
            .join(Post, Post.id == PostUpload.post_id)
            .where(PostUpload.upload_id == Upload.id, post_policy.readable(self.viewer))
        )
        row = db.session.execute(
            select(Upload.path, Upload.mime, Upload.name, Upload.thumb_path).where(
                Upload.key == key, Upload.sha256 != "",
                or_(upload_policy.readable(Guest()), shown),
            )
        ).one_or_none()  # fmt: skip
        return (row.path, row.mime, row.name, row.thumb_path) if row else None

    def _of_face(self, steps: list[str], _query: str) -> str | None:
        member_id = _number(steps[0]) if len(steps) == 2 else 0
        name = self._face(member_id) if member_id else None
        if name is None or steps[1] != f"{name}.svg":  # a member wrote it, about whomever
            return None
        place = f"avatar/{member_id}.svg"
        self.faces[place] = (str(member_id), name)
        return place

    def _face_anew(self, member_id: int) -> str | None:
        name: str | None = db.session.scalar(select(User.name).where(User.id == member_id))
        return name

    def _of_static(self, steps: list[str], _query: str) -> str | None:
        """Members write addresses too: only what is there, by a name that leads nowhere else."""
        path = "/".join(steps[1:])
        if path in MADE:
            return f"static/{path}"
        if not all(_STEP.fullmatch(step) for step in steps[1:]) or not self._is_static(path):
            return None
        self.statics.add(path)
        return f"static/{path}"


Look = Callable[[Places, list[str], str], str | None]
_KINDS: dict[str, Look] = {
    "t": Places._of_thread,
    "c": Places._of_category,
    "tag": Places._of_tag,
    "m": Places._of_member,
    "p": Places._of_page,
    "guidelines": Places._of_guidelines,
    "uploads": Places._of_upload,
    "avatar": Places._of_face,
    "static": Places._of_static,
}


def file_name(name: str, mime: str) -> str:
    """What a file is called in the archive: of a type that a web host serves without running it."""
    if ending := _PICTURES.get(mime):
        return filenames.harmless(name, ending)
    made = filenames.harmless(name)
    return made if filenames.ending(made) in _HARMLESS else f"{made}.bin"


def _page(query: str) -> int:
    return _number(parse_qs(query).get("page", ["1"])[0]) or 1


def _number(typed: str) -> int:
    """What cannot be the number of anything is 0, which nothing has."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def per_page() -> int:
    return int(structure.setting("posts.per_page"))
