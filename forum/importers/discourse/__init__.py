"""Imports the public JSON of a Discourse forum: `run(paths, report=…, progress=…)`."""

from typing import TYPE_CHECKING, Any

from forum.importers.discourse.archive import NotAnArchive
from forum.importers.discourse.tally import Report

if TYPE_CHECKING:
    from forum.importers.discourse.running import run

__all__ = ["NotAnArchive", "Report", "run"]


def __getattr__(name: str) -> Any:
    """`run` when it is asked for: the worker processes of an import need no database."""
    if name == "run":
        from forum.importers.discourse.running import run  # noqa: PLC0415 - see above

        return run
    raise AttributeError(name)
