"""An archive comes into this forum: looked at as a whole, then the database, then the files."""

import shutil
from collections.abc import Callable
from typing import Any

from flask import current_app

from forum import database
from forum.archives import loading
from forum.archives.opening import Archive, NotAnArchive
from forum.extensions import db


def bring(
    archive: Archive, is_trusted: bool, tell: Callable[[str], object], replaces: bool = False
) -> tuple[int, int]:
    """Returns how many rows and files. Raises NotAnArchive, and then nothing has changed."""
    loading.require_known(archive)
    database.begin("write")
    if not replaces and not loading.is_empty(db.engine):
        raise NotAnArchive("There is a community in this forum already.")
    tell("looking at all of it")
    archive.check()
    counts = loading.load(db.engine, archive, is_trusted, tell)
    files = loading.put_media(archive, tell)
    forget()
    return sum(counts.values()), files


def forget() -> None:
    """What was kept of the community before: pages in memory, and the index of the search."""
    versions: Any = current_app.extensions["forum.versions"]
    versions.renew()
    shutil.rmtree(current_app.config["FORUM"].instance / "search", ignore_errors=True)
