"""What an operator reads when something is not as it should be: one sentence and what to do."""

import re

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from forum.archives.opening import NotAnArchive
from forum.config import ConfigError
from forum.database import Busy
from forum.lib.verdict import Denied, Refused
from forum.schema import SchemaError
from forum.storage import StorageError

_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@/\s]*@")
_DAMAGED = re.compile(r"malformed|not a database|disk I/O error")
_MISSING_TABLE = re.compile(r"no such (table|column)|relation .* does not exist|column .* does not")


def sentence(error: Exception) -> str | None:
    """The sentence for a known kind of mistake; None for one of our own making."""
    if isinstance(error, (ConfigError, SchemaError, StorageError, NotAnArchive, Denied)):
        return without_password(str(error))
    if isinstance(error, Refused):
        return str(error.message)
    if isinstance(error, Busy):
        return "Another process holds the database. Try again when it has ended."
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, SQLAlchemyError):
        return f"FORUM_DATABASE_URL cannot be used: {without_password(str(error))}"
    if isinstance(error, RedisError):
        return f"Redis does not answer: {error}. Check FORUM_REDIS_URL."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return None


def without_password(text: str) -> str:
    """The same with the passwords in addresses replaced by stars."""
    return _PASSWORD.sub(r"\1:***@", text)


def _of_database(error: DBAPIError) -> str | None:
    said = without_password(" ".join(str(error.orig).split()))
    if _MISSING_TABLE.search(said):
        return "The database is not prepared for this version. Run: forum db upgrade"
    if _DAMAGED.search(said):
        return (
            f"The database file is damaged ({said}). Stop the forum and put back the last good "
            "backup, as docs/deploy.md says."
        )
    if not error.connection_invalidated and error.statement:
        return None
    return f"The database does not answer: {said}. Check FORUM_DATABASE_URL."
