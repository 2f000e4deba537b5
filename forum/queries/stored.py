"""What the community takes up on disks, by kind; and files that nothing shows."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, func, select, text

from forum import engines, structure
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import (
    Backup,
    Category,
    DataExport,
    Job,
    MessageUpload,
    PostUpload,
    Upload,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import structure as policy
from forum.settings.looks import FILES

YOUNG = timedelta(days=2)  # a file that somebody has just sent is not in its post yet
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Kind:
    """How much one kind of thing takes up. `count` is None where nothing is counted."""

    name: str
    size: int  # bytes
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    kinds: tuple[Kind, ...]
    unused: Kind
    free: int  # bytes, on the disk of the instance folder
    disk: int


def page(viewer: Viewer) -> Stored:
    """Sums by kind, the largest first. Small copies of pictures are not in them."""
    require(policy.can_shape(viewer))
    kinds = sorted([*_uploads(), *_others()], key=lambda one: -one.size)
    rows = unused(viewer)
    usage = shutil.disk_usage(current_app.config["FORUM"].instance)
    return Stored(
        tuple(one for one in kinds if one.size),
        Kind(str(_("Files that nothing uses")), sum(size for _id, size in rows), len(rows)),
        usage.free, usage.total,
    )  # fmt: skip


def unused(viewer: Viewer) -> list[tuple[int, int]]:
    """Ids and sizes of files that no post, message, member, category or page shows, older than two
    days. What is looked at by itself on a later day is not among them: what a draft holds, and for
    a month what was taken out of a post, for whoever restores an older version."""
    require(policy.can_shape(viewer))
    old = (
        select(Upload.id, Upload.size, Upload.key)
        .where(Upload.created_at < utcnow() - YOUNG, *_not_in_use())
        .order_by(Upload.id)
        .limit(MOST)
    )
    looks, later = (
        " ".join(str(structure.setting(name)) for name in (*FILES, "looks.css")),
        _later(),
    )
    rows = db.session.execute(old).all()
    return [(row.id, row.size) for row in rows if row.key not in looks and row.id not in later]


def _later() -> frozenset[int]:
    """The ids of uploads that wait for a day of their own."""
    waiting = select(Job.unique_key).where(Job.name == "upload.collect", Job.failed_at.is_(None))
    keys = (str(key).split(":") for key in db.session.scalars(waiting))
    return frozenset(int(parts[1]) for parts in keys if len(parts) == 3)


def _not_in_use() -> Iterator[ColumnElement[bool]]:
    shown: tuple[Any, ...] = (
        PostUpload.upload_id == Upload.id, MessageUpload.upload_id == Upload.id,
        User.avatar_key == Upload.key, User.cover_key == Upload.key,
        Category.cover_key == Upload.key,
    )  # fmt: skip
    for condition in shown:
        yield ~exists(select(1).where(condition))


def _uploads() -> Iterator[Kind]:
    names = {
        "post": _("Pictures and files in posts and messages"),
        "avatar": _("Pictures of members"),
    }
    sums: dict[str, list[int]] = {}
    for row in db.session.execute(
        select(Upload.purpose, func.sum(Upload.size).label("size"), func.count().label("n"))
        .group_by(Upload.purpose)
    ):  # fmt: skip
        name = str(names.get(row.purpose, _("Other pictures")))
        kept = sums.setdefault(name, [0, 0])
        kept[0], kept[1] = kept[0] + int(row.size), kept[1] + row.n
    for name, (size, count) in sums.items():
        yield Kind(name, size, count)


def _others() -> Iterator[Kind]:
    for name, table in ((_("Backups"), Backup), (_("Copies of members' data"), DataExport)):
        size, count = db.session.execute(
            select(func.coalesce(func.sum(table.size), 0), func.count(table.id))
        ).one()
        yield Kind(str(name), int(size), count)
    yield Kind(str(_("The database")), _database())
    yield Kind(str(_("The search index")), engines.state().size)


def _database() -> int:
    if db.engine.dialect.name == "postgresql":
        return int(db.session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    main = Path(str(db.engine.url.database))
    files = (main, main.with_name(f"{main.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())
