"""Writes the whole community into an archive: one snapshot of all tables, then the files.

The snapshot is one transaction: on SQLite a reader in WAL mode, which stops no writer, on
PostgreSQL REPEATABLE READ. Nothing of it is held in memory. Files never change under their key, so
they are copied afterwards; one that was erased meanwhile is named as missing.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import starmap
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import Integer, MetaData, Table, func, literal, select, text

from forum import database, links, schema, settings, storage, structure
from forum.archives import of_plugins, tables
from forum.archives.manifest import ADDRESSES, MANIFEST, MEDIA, SECRET_KEY, Lines, Manifest, Medium
from forum.archives.packing import Counted, FolderPack, Pack, ZipPack, copied
from forum.config import VARIABLES, Config
from forum.extensions import db
from forum.models import Category, Tag, Thread, Upload, User
from forum.search.postgresql.tables import NAMES as INDEX

ROWS = 500  # read from the database in one go
Tell = Callable[[str], object]


def write(target: Path, with_secrets: bool = False, tell: Tell = lambda _what: None) -> Manifest:
    """Make an archive at `target`: a file if it ends with .zip, else a folder. It must be new.

    What breaks off leaves nothing under that name.
    """
    if target.suffix != ".zip":
        return _packed(FolderPack(target), with_secrets, tell)
    if target.exists():
        raise FileExistsError(17, "There is such a file already", str(target))
    unfinished = target.with_name(f".{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        made = _packed(ZipPack(unfinished), with_secrets, tell)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return made


def _packed(pack: Pack, with_secrets: bool, tell: Tell) -> Manifest:
    with tempfile.TemporaryFile("w+") as keys:
        with database.unit("read"):
            if db.engine.dialect.name == "postgresql":
                db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            there = schema.revision()
            about = _about(with_secrets, there)
            about["plugins"] = plugins = of_plugins.revisions(with_secrets)
            found = {
                table.name: _table(pack, table, with_secrets, tell)
                for table in [*_tables(with_secrets, there), *of_plugins.tables(plugins)]
            }
            addresses = _lines(pack, ADDRESSES, _addresses())
            for row in _stream(_media()):
                keys.write(json.dumps(list(row)) + "\n")
        keys.seek(0)
        media = _copied_media(pack, keys, tell)
    if with_secrets:
        _secret_key(pack)
    made = Manifest(**about, tables=found, addresses=addresses, media=media)
    with pack.member(MANIFEST) as file:
        file.write(made.model_dump_json(indent=1).encode())
    pack.close()
    return made


def _tables(with_secrets: bool, revision: str) -> list[Table]:
    """Those that the models know; before an upgrade, as they are in the database."""
    if revision == schema.head():
        return tables.included(with_secrets)
    if not with_secrets:
        raise schema.SchemaError("The database is of an older version. Run: forum db upgrade")
    there = MetaData()
    there.reflect(db.session.connection())
    left_out = {*tables.LEFT_OUT, *INDEX, "alembic_version"}
    return [
        table
        for name, table in sorted(there.tables.items())
        if name not in left_out and not name.startswith("plugin_")
    ]


def _about(with_secrets: bool, revision: str) -> dict[str, Any]:
    config: Config = current_app.config["FORUM"]
    left_out = tables.LEFT_OUT if with_secrets else {**tables.LEFT_OUT, **tables.SECRET}
    return {
        "made_at": datetime.now(UTC).isoformat(),
        "program": version("forum"),
        "schema_revision": revision,
        "database": db.engine.dialect.name,
        "name": structure.setting("brand.name") if revision == schema.head() else "",
        "base_url": config.base_url,
        "with_secrets": with_secrets,
        "configuration": {
            one.name: config[one.name]
            for one in VARIABLES
            # An address may hold a password; where the forum lives is nobody's business.
            if not one.is_secret and "URL" not in one.name and one.name != "FORUM_INSTANCE"
        },
        "left_out": dict(left_out),
        "hidden": {}
        if with_secrets
        else {name: sorted(columns) for name, columns in tables.SECRET_COLUMNS.items()},
    }


def _table(pack: Pack, table: Table, with_secrets: bool, tell: Tell) -> Lines:
    tell(table.name)
    hidden = tables.hidden(table.name, with_secrets)
    shapes = [
        (column.name, tables.to_json(column), column.name in hidden) for column in table.columns
    ]
    key = list(table.primary_key)

    def row_of(row: Any) -> dict[str, Any]:
        return {
            name: None if is_hidden or value is None else (value if write is None else write(value))
            for (name, write, is_hidden), value in zip(shapes, row, strict=True)
        }

    wanted = select(table).order_by(*key)
    if table.name == "setting_value" and not with_secrets:
        wanted = wanted.where(table.c.name.not_in(_secret_settings()))
    rows = (row_of(row) for row in _stream(wanted))
    made = _lines(pack, f"tables/{table.name}.jsonl", rows)
    if len(key) == 1 and key[0].name == "id" and isinstance(key[0].type, Integer):
        made.next_id = _next_id(table)
    return made


def _secret_settings() -> list[str]:
    return [one.name for one in settings.declared() if one.kind == "secret"]


def _next_id(table: Table) -> int:
    largest = db.session.scalar(select(func.max(table.c.id))) or 0
    if db.engine.dialect.name == "postgresql":
        sequence = db.session.scalar(
            text("SELECT pg_get_serial_sequence(quote_ident(:name), 'id')"), {"name": table.name}
        )
        if sequence:
            said = db.session.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608 - the catalogue's own word
            return int(max(largest + 1, said.last_value + bool(said.is_called)))
    return int(largest + 1)


def _addresses() -> Iterator[dict[str, Any]]:
    """Where each thing is found today. Posts follow by rule: the thread's path, then the number."""
    ways: tuple[tuple[str, Any, Callable[[Any, Any], str]], ...] = (
        ("category", (Category.id, Category.slug), lambda _id, slug: links.category(slug)),
        ("tag", (Tag.id, Tag.slug), lambda _id, slug: links.tag(slug)),
        ("thread", (Thread.id, Thread.slug), links.thread),
        ("member", (User.id, User.name), lambda _id, name: links.member(name)),
    )
    for kind, columns, path in ways:
        for id_, name in _stream(select(*columns).order_by(columns[0])):
            yield {"kind": kind, "id": id_, "path": path(id_, name)}


def _media() -> Any:
    files = select(Upload.path.label("key"), Upload.mime).where(Upload.path != "")
    small = select(Upload.thumb_path, literal("image/webp")).where(Upload.thumb_path.is_not(None))
    both = files.union_all(small).subquery()
    return select(both.c.key, func.min(both.c.mime)).group_by(both.c.key).order_by(both.c.key)


def _copied_media(pack: Pack, keys: IO[str], tell: Tell) -> Lines:
    tell("files")
    with tempfile.TemporaryFile() as listed:
        for line in keys:
            medium = _copied(pack, *json.loads(line))
            listed.write(medium.model_dump_json().encode() + b"\n")
        listed.seek(0)
        with pack.member(MEDIA) as file:
            for written in listed:
                file.line(written.rstrip(b"\n"))
    return _said(MEDIA, file)


def _copied(pack: Pack, key: str, kind: str) -> Medium:
    try:
        source = storage.current().open(key)
    except FileNotFoundError:
        return Medium(key=key, type=kind, bytes=0, sha256="", is_missing=True)
    with source, pack.member(f"media/{key}", squeezed=False) as file:
        copied(source, file)
    return Medium(key=key, type=kind, bytes=file.bytes, sha256=file.sha256)


def _secret_key(pack: Pack) -> None:
    """The key that reads two-factor secrets, where it is kept with the forum and not apart."""
    kept = current_app.config["FORUM"].instance / "secret_key"
    if kept.is_file():
        with pack.member(SECRET_KEY) as file:
            file.write(kept.read_bytes().strip())


def _stream(query: Any) -> Iterator[Any]:
    found = db.session.execute(query, execution_options={"yield_per": ROWS})
    return starmap(lambda *values: values, found)


def _lines(pack: Pack, name: str, rows: Iterator[dict[str, Any]]) -> Lines:
    with pack.member(name) as file:
        for row in rows:
            file.line(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())
    return _said(name, file)


def _said(name: str, file: Counted) -> Lines:
    return Lines(file=name, rows=file.rows, bytes=file.bytes, sha256=file.sha256)
