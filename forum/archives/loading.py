"""Puts an archive into a database: all of it or nothing, in one transaction.

The tables are made as they were when the archive was written, filled, and then brought to this
version, so that what an older version wrote is read by its own rules. No statement comes from the
archive: it has rows only, each value is of the type its column has, and HTML goes through the last
gate, and settings through theirs, unless the archive is a backup of one's own.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError

from forum import schema, storage, wording
from forum.archives import elsewhere, of_plugins, tables
from forum.archives.manifest import Lines
from forum.archives.opening import Archive, NotAnArchive
from forum.archives.tables import FRESH, HTML, SECRET_COLUMNS
from forum.extensions import db
from forum.lib.markdown import gate
from forum.models import Setup
from forum.models.setups import ONLY
from forum.search.postgresql.tables import NAMES as INDEX

ROWS = 500  # in one statement
_FRAME = re.compile(
    r'(<section id="[^"<>&\s]{1,80}"><h2><a href="#[^"<>&\s]{1,80}">[^<>]*</a></h2>\n|</section>\n)'
)
Tell = Callable[[str], object]


def load(
    engine: Engine, archive: Archive, is_trusted: bool = False, tell: Tell = lambda _what: None
) -> dict[str, int]:
    """Replace all that is in the database by the archive. Returns the rows of each table."""
    require_known(archive)
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:  # before a transaction, or it does nothing
            _raw(connection).execute("PRAGMA foreign_keys=OFF")
        try:
            with wording.as_shipped(), connection.begin():
                founded_at = _founded(connection)
                _emptied(connection, archive)
                counts = _filled(connection, archive, is_trusted, tell)
                schema.migrate(connection, "head")
                of_plugins.finished(connection)
                _stay_founded(connection, founded_at)
        finally:
            if is_sqlite:
                _raw(connection).execute("PRAGMA foreign_keys=ON")
    return counts


def require_known(archive: Archive) -> None:
    """NotAnArchive when a newer version made it."""
    revision = archive.manifest.schema_revision
    if not schema.knows(revision):
        raise NotAnArchive(
            f"It was made by a newer version of the forum (revision {revision}, program "
            f"{archive.manifest.program}). Install that version first."
        )
    of_plugins.require_known(archive.manifest)
    wanted = {table.name for table in tables.included(archive.manifest.with_secrets)}
    ours = {name for name in archive.manifest.tables if not name.startswith("plugin_")}
    if revision == schema.head() and (odd := wanted ^ ours):
        raise NotAnArchive(f"The table {min(odd)} is missing, or should not be in there.")


def is_empty(engine: Engine) -> bool:
    """Whether nobody and nothing is in there yet: no tables, or no member, category and thread."""
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        return not any(
            connection.execute(select(func.count()).select_from(db.metadata.tables[name])).scalar()
            for name in ("user", "category", "thread")
            if name in there
        )


def put_media(archive: Archive, tell: Tell = lambda _what: None) -> int:
    """The files, into the storage of this forum. Doing it again changes nothing."""
    tell("files")
    count = 0
    for medium, data in archive.media():
        storage.current().put(medium.key, data, medium.type)
        count += 1
    return count


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _founded(connection: Connection) -> datetime | None:
    """When the community on this server was founded, or nobody waited for that any more."""
    if not inspect(connection).has_table("setup"):
        return None
    return connection.scalar(select(func.max(Setup.finished_at)))


def _stay_founded(connection: Connection, at: datetime | None) -> None:
    """No archive opens the setup page of this server again, not even one without members (T48)."""
    if at is not None:
        made = insert(Setup).values(id=ONLY, token_hash="", finished_at=at, created_at=at)
        connection.execute(made)


def _emptied(connection: Connection, archive: Archive) -> None:
    """The tables as they were when the archive was written, without a row."""
    of_plugins.emptied(connection)
    ours = {*db.metadata.tables, *INDEX, "alembic_version", *archive.manifest.tables}
    there = [name for name in inspect(connection).get_table_names() if name in ours]
    functions = _functions(connection, there)
    for name in there:
        quoted = connection.dialect.identifier_preparer.quote(name)
        more = " CASCADE" if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {quoted}{more}")
    for name in functions:
        connection.exec_driver_sql(f"DROP FUNCTION {name}")
    schema.migrate(connection, archive.manifest.schema_revision)
    of_plugins.made(connection, archive.manifest)


def _functions(connection: Connection, names: list[str]) -> list[str]:
    """What the triggers of these tables call; PostgreSQL keeps it apart from them."""
    if connection.dialect.name != "postgresql":
        return []
    found = connection.execute(
        text(
            "SELECT DISTINCT t.tgfoid::regprocedure::text FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
            " AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:names)"
        ),
        {"names": names},
    )
    return list(found.scalars())


def _filled(
    connection: Connection, archive: Archive, is_trusted: bool, tell: Tell
) -> dict[str, int]:
    there = MetaData()
    there.reflect(connection)
    wanted = archive.manifest.tables
    if unknown := wanted.keys() - there.tables.keys():
        raise NotAnArchive(f"There is no table {min(unknown)} in this version.")
    keys = _without_keys(connection)
    for name, table in there.tables.items():
        if name != "alembic_version" and not _is_version(name):
            connection.execute(table.delete())  # the first rows of every forum
    for name, lines in wanted.items():
        tell(name)
        _filled_table(connection, there.tables[name], archive, lines, is_trusted)
    _with_keys(connection, keys)
    return {name: lines.rows for name, lines in wanted.items()}


def _is_version(table: str) -> bool:
    """Whether it says of which revision the tables of a plugin are."""
    return table.startswith("plugin_") and table.endswith("_version")


def _filled_table(
    connection: Connection, table: Table, archive: Archive, lines: Lines, is_trusted: bool
) -> None:
    for column in table.columns:  # nothing, as the database says it, and not the JSON word for it
        if isinstance(column.type, JSON) and column.nullable:
            column.type = JSON(none_as_null=True)
    read = _reader(table, is_trusted)
    all_rows = (read(row, number) for number, row in enumerate(archive.rows(lines), 1))
    rows: Iterator[dict[str, Any]] = (row for row in all_rows if row is not None)
    try:
        while some := list(islice(rows, ROWS)):
            connection.execute(table.insert(), some)
    except (DataError, IntegrityError, OverflowError, UnicodeEncodeError) as error:
        said = " ".join(str(getattr(error, "orig", error)).split())
        raise NotAnArchive(f"A row of {table.name} does not fit: {said}.") from error
    if lines.next_id and connection.dialect.name == "postgresql" and "id" in table.c:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(quote_ident(:name), 'id'), :next, false)"),
            {"name": table.name, "next": lines.next_id},
        )


def _reader(
    table: Table, is_trusted: bool
) -> Callable[[dict[str, Any], int], dict[str, Any] | None]:
    """What makes a row of the archive one of the table; None: it stays out. Raises NotAnArchive."""
    reads = {column.name: tables.from_json(column) for column in table.columns}
    longest = _longest(table)
    fresh = [n for n, how in SECRET_COLUMNS.get(table.name, {}).items() if how == FRESH]
    html = HTML | of_plugins.html()
    gated = [] if is_trusted else [name for one, name in html if one == table.name]

    def read(row: dict[str, Any], number: int) -> dict[str, Any] | None:
        if row.keys() != reads.keys():
            differ = ", ".join(sorted(row.keys() ^ reads.keys()))[:200]
            raise NotAnArchive(f"Line {number} of {table.name} has other columns: {differ}.")
        try:
            made: dict[str, Any] = {
                name: None if value is None else reads[name](value) for name, value in row.items()
            }
            if not is_trusted:
                _require_short(made, longest)
                if elsewhere.looked_at(table.name, made) is None:
                    return None
        except (ValueError, OverflowError) as error:
            raise NotAnArchive(f"Line {number} of {table.name}: {error}.") from error
        for name in gated:
            if made[name]:
                made[name] = _gated(made[name])
        for name in fresh:
            made[name] = made[name] or secrets.token_hex(32)
        return made

    return read


def _longest(table: Table) -> dict[str, int]:
    """How many characters each column takes. SQLite would keep more of them."""
    return {
        column.name: column.type.length
        for column in table.columns
        if isinstance(column.type, String) and column.type.length
    }


def _require_short(made: dict[str, Any], longest: dict[str, int]) -> None:
    for name, most in longest.items():
        if len(made[name] or "") > most:
            raise ValueError(f"{name} is longer than {most} characters")


def _gated(drawn: str) -> str:
    """Through the last gate; the frames of sections, which guidelines have, are drawn by us."""
    pieces = _FRAME.split(drawn)
    return "".join(
        piece if place % 2 else gate.clean(piece) for place, piece in enumerate(pieces) if piece
    )


def _without_keys(connection: Connection) -> list[tuple[str, str, str]]:
    """Take the foreign keys off: rows come in an order in which some point ahead."""
    if connection.dialect.name != "postgresql":
        return []
    found = connection.execute(
        text(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'f'"
            " AND connamespace = current_schema()::regnamespace"
            " AND conrelid::regclass::text = ANY(:names)"
        ),
        {"names": [connection.dialect.identifier_preparer.quote(n) for n in _keyed(connection)]},
    ).all()
    for table, name, _definition in found:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return [(table, name, definition) for table, name, definition in found]


def _keyed(connection: Connection) -> list[str]:
    there = inspect(connection).get_table_names()
    return [*db.metadata.tables, *(name for name in there if name.startswith("plugin_"))]


def _with_keys(connection: Connection, keys: list[tuple[str, str, str]]) -> None:
    """Put them on again, or look: every row must point to one that is there."""
    try:
        for table, name, definition in keys:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    except IntegrityError as error:
        raise NotAnArchive(f"Rows point to what is not there: {error.orig}") from error
    if connection.dialect.name == "sqlite":
        wrong = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if wrong is not None:
            raise NotAnArchive(
                f"A row of {wrong[0]} points to a row of {wrong[2]} that is missing."
            )
