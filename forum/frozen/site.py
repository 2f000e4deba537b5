"""The archive site: everything is drawn beside the place where it goes, and then put there."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from forum import structure
from forum.archives import opening
from forum.frozen import drawing, files, maps
from forum.frozen.places import Places, per_page
from forum.frozen.thawing import Tell, forum_of
from forum.models import Guest
from forum.models.users import OPERATOR
from forum.policies import members as member_policy

MARK = "archive.json"  # in the folder of an archive, and nowhere else


class Occupied(Exception):  # noqa: N818
    """There is something at that place which is no archive. The message is for the operator."""


class Closed(Exception):  # noqa: N818
    """Guests may read nothing, so there is nothing to draw."""


@dataclass(frozen=True)
class Wanted:
    """`address`: where the archive will live, for the sitemap; empty: where the forum lived."""

    address: str = ""
    with_everything: bool = False
    is_unlisted: bool = False  # search engines are asked to leave it alone
    theme: str = ""


@dataclass(frozen=True)
class Made:
    pages: int
    threads: int
    posts: int
    files: int


def make(source: Path, target: Path, wanted: Wanted, tell: Tell, replaces: bool = False) -> Made:
    """Draw the export at `source` as a site in the folder `target`, which must be new or empty, or
    an archive that is replaced. What breaks off leaves nothing there.

    Raises NotAnArchive, Occupied, Closed.
    """
    _require_free(target, replaces)
    target.parent.mkdir(parents=True, exist_ok=True)
    with opening.opened(source) as archive, _beside(target) as folder:
        tell("looking at all of it")
        archive.check()
        about = archive.manifest
        address = (wanted.address or about.base_url).rstrip("/")
        with (
            forum_of(archive, address, wanted.theme, tell) as app,
            force_locale(structure.setting("site.language")),
        ):
            made = _drawn(app, archive, folder, wanted, tell)
        written = {"forum": about.name, "made_at": about.made_at, "program": about.program,
                   "with_everything": wanted.with_everything, **vars(made)}  # fmt: skip
        (folder / MARK).write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n")
        _put(folder, target)
    return made


def _drawn(app: Flask, archive: opening.Archive, folder: Path, wanted: Wanted, tell: Tell) -> Made:
    viewer = OPERATOR if wanted.with_everything else Guest()
    if not member_policy.can_look(viewer):
        raise Closed("Guests may read nothing in this community.")
    about = archive.manifest
    places = Places(app, viewer, per_page())
    sheet = drawing.Sheet(app, folder, places, about.base_url, wanted.is_unlisted,
                          datetime.fromisoformat(about.made_at))  # fmt: skip
    with maps.Maps(folder, places, wanted.address or about.base_url, wanted.is_unlisted) as listed:
        threads, posts = drawing.everything(sheet, listed, tell)
        tell("addresses")
        listed.write_redirects()
    tell("files")
    files.styles(app, folder, places)
    files.faces(folder, places)
    copied = files.media(archive, folder, places) + files.statics(app, folder, places)
    return Made(sheet.count, threads, posts, copied)


def _require_free(target: Path, replaces: bool) -> None:
    if not target.exists():
        return
    if not target.is_dir() or target.is_symlink():
        raise Occupied(f"{target} is no folder.")
    if not any(target.iterdir()):
        return
    if not (target / MARK).is_file():
        raise Occupied(f"There is something else in {target} already.")
    if not replaces:
        raise Occupied(f"There is an archive in {target} already. Say --replace if it is to go.")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    folder = Path(
        tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".unfinished", dir=target.parent)
    )
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(folder: Path, target: Path) -> None:
    """Two names change; what was there goes afterwards."""
    folder.chmod(0o755)
    old = folder.with_suffix(".old")
    if target.exists():
        target.rename(old)
    folder.rename(target)
    shutil.rmtree(old, ignore_errors=True)
