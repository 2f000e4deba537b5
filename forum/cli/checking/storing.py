"""The database, the jobs in it, and the place for uploads."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import text

from forum import database, engines, schema, storage
from forum.cli.checking.finding import Finding, bad, good, note
from forum.config import Config
from forum.extensions import db
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.queries import jobs, promises

LONG_WAIT = timedelta(minutes=5)
_SYNCHRONOUS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}


def findings(settings: Config) -> Iterator[Finding]:
    """Raises SQLAlchemyError when the database does not answer."""
    with database.unit("read"):
        if db.engine.dialect.name == "sqlite":
            yield from _sqlite()
        else:
            yield from _postgresql(settings)
    found = schema.read()
    if not found.is_known:
        yield bad(
            "tables",
            f"made by a newer version of the forum (revision {found.current})",
            "install that version",
        )
    elif not found.is_current:
        yield bad("tables", _lacking(found), "forum db upgrade")
    else:
        yield good("tables", f"of this version (revision {found.head})")
        with database.unit("read"):
            yield from _jobs()
            yield _promises()
            yield _search()
    yield _storage("storage", storage.current(), "FORUM_STORAGE_URL")
    yield _storage("backups' place", storage.backups(), "FORUM_BACKUP_URL")


def _lacking(found: schema.Schema) -> str:
    """What `forum db upgrade` would do."""
    if not found.current:
        return "missing"
    if not found.missing:
        return f"of an older version of {', '.join(found.plugins)}"
    return f"of an older version (revision {found.current}); to come: {', '.join(found.missing)}"


def _sqlite() -> Iterator[Finding]:
    def ask(pragma: str) -> str:
        return str(db.session.scalar(text(f"PRAGMA {pragma}")))

    version = db.session.scalar(text("SELECT sqlite_version()"))
    yield good("database", f"SQLite {version}, {db.engine.url.database}")
    problem = ask("quick_check")
    if problem != "ok":
        yield bad(
            "database file",
            f"damaged: {problem}",
            "stop the forum and put back the last good backup (docs/deploy.md)",
        )
    wanted = dict(line.removeprefix("PRAGMA ").split("=") for line in database.PRAGMAS)
    for pragma, value in wanted.items():
        now = ask(pragma).upper()
        if pragma == "synchronous":
            now = _SYNCHRONOUS.get(int(now), now)
        meant = {"ON": "1", "OFF": "0", "MEMORY": "2"}.get(value.upper(), value.upper())
        if now != meant and not (pragma == "mmap_size" and now != "NONE"):
            yield bad(
                "database",
                f"PRAGMA {pragma} is {now} and should be {value}",
                "put the instance folder on a local disk",
            )
    yield good("database file", "whole, and set up to survive a loss of power")


def _postgresql(settings: Config) -> Iterator[Finding]:
    version, encoding, connections = db.session.execute(text(
        "SELECT current_setting('server_version'), current_setting('server_encoding'), "
        "current_setting('max_connections')::int"
    )).one()  # fmt: skip
    yield good("database", f"PostgreSQL {version}")
    if encoding != "UTF8":
        yield bad(
            "database",
            f"its encoding is {encoding}",
            "make it anew: createdb --encoding=UTF8 --template=template0",
        )
    most = settings["FORUM_WEB_PROCESSES"] * settings["FORUM_WEB_THREADS"] + 3
    if most > connections:
        yield bad(
            "database",
            f"lets {connections} connect, and this machine may need {most}",
            "raise max_connections, or lower FORUM_WEB_PROCESSES or FORUM_WEB_THREADS",
        )


def _jobs() -> Iterator[Finding]:
    due, later, failed = jobs.counts(None)
    oldest = jobs.oldest_due(None)
    if failed:
        yield note("jobs", f"{failed} were given up", "forum jobs list")
    if oldest is not None and utcnow() - oldest > LONG_WAIT:
        yield bad(
            "jobs",
            f"{due} wait, one since {oldest:%Y-%m-%d %H:%M} UTC",
            "start the worker: it is part of forum run, or forum worker",
        )
    else:
        yield good("jobs", f"{due} due, {later} later")


def _promises() -> Finding:
    """Nobody is restricted without being told why, nobody judges themselves."""
    broken = promises.broken(OPERATOR)
    if broken:
        said = "; ".join(f"{name}: {', '.join(map(str, ids))}" for name, ids in broken.items())
        return bad("promises to members", said, "docs/moderation.md says what each word means")
    return good("promises to members", f"{promises.count(OPERATOR)} decisions, each with reasons")


def _search() -> Finding:
    health = engines.state()
    if health.state == "unavailable":
        return bad("search", health.said, "docs/search.md")
    held = f"{health.engine}, {health.documents:,} posts, {health.size / 1e6:,.1f} MB"
    if health.state == "damaged":
        return bad("search", f"{health.engine}: {health.said}", "forum search rebuild")
    if health.state != "ready":
        return note("search", f"{health.engine}: {health.said}".rstrip(": "), "the worker makes it")
    return good("search", held)


def _storage(what: str, place: storage.Storage, variable: str) -> Finding:
    try:
        place.check()
    except Exception as error:  # whatever stands behind FORUM_STORAGE_URL may raise anything
        return bad(
            what,
            f"cannot be used: {error}",
            f"check {variable}, its credentials, and the space that is left",
        )
    return good(what, "a file was written, read and deleted")
