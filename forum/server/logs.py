"""Log lines: one record is one line of bounded length, whatever somebody sent.

Either text for a terminal or JSON for what gathers logs. No line holds an e-mail address or what a
database says of the values of a row; each names the request and the job it belongs to.
"""

import json
import logging
import re
import sys
from copy import copy
from datetime import UTC, datetime
from typing import Any

from forum.lib import causes, emails

LONGEST = 4000  # characters of a message, and of a line of a traceback
MOST_LINES = 80  # of a traceback; what stands in the middle is left out
_UNPRINTABLE = {n: f"\\x{n:02x}" for n in [*range(32), *range(127, 160)]} | {
    10: "\\n", 13: "\\r", 9: "\\t", 0x2028: "\\u2028", 0x2029: "\\u2029",
}  # fmt: skip
_PASSWORD = re.compile(r"(?<=://)[^\s/@]{1,300}:[^\s/@]{1,300}@")
# What PostgreSQL adds to an error: the values of the row.
_VALUES = re.compile(r"(?:\\n|\n)(?:DETAIL|CONTEXT):.*?(?=\\n|\n|$)")
_OWN = {"milliseconds", "statements", "status", "route"}


def quiet(text: str) -> str:
    """`text` on one line, of bounded length, without addresses and without values of rows."""
    length = len(text)
    text = _VALUES.sub("", text[: 2 * LONGEST])
    text = emails.concealed(_PASSWORD.sub("", text)).translate(_UNPRINTABLE)
    if length > LONGEST:
        return f"{text[:LONGEST]}… ({length} characters)"
    return text


class Lines(logging.Formatter):
    """Time, level, name, message, and on whose behalf. Control characters are shown, not obeyed."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)  # others may have written its exception down in their way
        record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        record.message = quiet(record.message)
        said = {**_own(record), **_behind()}
        ending = " ".join(f"{name}={value}" for name, value in said.items())
        return super().formatMessage(record) + (f" [{ending}]" if ending else "")

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """Indented, so that no line of it looks like a record."""
        return "\n".join(f"  | {line}" for line in _lines(super().formatException(ei)))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - logging's name
        return "\n".join(f"  | {line}" for line in _lines(stack_info))


class Json(logging.Formatter):
    """One JSON object for each record: time, level, logger, message, request, job, exception."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        said: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"), "level": record.levelname,
            "logger": record.name, "message": quiet(record.getMessage()),
            **_behind(), **_own(record),
        }  # fmt: skip
        if record.exc_info:
            said["exception"] = "\n".join(_lines(self.formatException(record.exc_info)))
        return json.dumps(said, ensure_ascii=True)


def _behind() -> dict[str, Any]:
    cause = causes.current()
    found = {"request": cause.number, "job": cause.job} if cause else {}
    return {name: value for name, value in found.items() if value}


def _own(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name in _OWN}


def _lines(trace: str) -> list[str]:
    trace = _VALUES.sub("", trace)
    lines = [quiet(line) for line in re.split(r"\r\n|\r|\n", trace)]
    if len(lines) > MOST_LINES:
        half = MOST_LINES // 2
        lines = [*lines[:half], f"… {len(lines) - MOST_LINES} lines …", *lines[-half:]]
    return lines


def configure(level: str, form: str = "text") -> None:
    """Send everything to standard error, where systemd and containers look for it.

    `form` is text or json.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if form == "json" else Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    if level != "DEBUG":
        logging.getLogger("alembic").setLevel(logging.WARNING)
