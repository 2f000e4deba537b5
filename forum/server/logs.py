"""Log lines: one record is one line of bounded length, whatever somebody sent."""

import logging
import sys

LONGEST = 4000  # characters of a message; a traceback after it is ours and is kept whole
_UNPRINTABLE = {n: f"\\x{n:02x}" for n in [*range(32), 127]} | {10: "\\n", 13: "\\r", 9: "\\t"}


class Lines(logging.Formatter):
    """Time, level, name, message. Control characters in a message are shown, not obeyed."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        message = record.message.translate(_UNPRINTABLE)
        if len(message) > LONGEST:
            message = f"{message[:LONGEST]}… ({len(message)} characters)"
        record.message = message
        return super().formatMessage(record)


def configure(level: str) -> None:
    """Send everything to standard error, where systemd and containers look for it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    if level != "DEBUG":
        logging.getLogger("alembic").setLevel(logging.WARNING)
