"""Runs an import: reads the archives into a temporary file, then writes what is new."""

import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import String

from forum.importers.discourse import archive, parsing
from forum.importers.discourse.drawing import Limits
from forum.importers.discourse.progress import Progress, watched
from forum.importers.discourse.records import Member, Problem
from forum.importers.discourse.settling import settle
from forum.importers.discourse.source import Source
from forum.importers.discourse.staging import Staging
from forum.importers.discourse.tally import Report
from forum.importers.discourse.workers import Workers
from forum.importers.discourse.writing import (
    categories,
    finishing,
    members,
    planning,
    posts,
    recognising,
    threads,
)
from forum.importers.discourse.writing.job import Job
from forum.lib.markdown import limits as markdown_limits
from forum.models import Post

_LOOKED_AT = 40  # files of an archive, to learn which forum it is of


def run(
    paths: Sequence[Path],
    *,
    report: Path | None = None,
    progress: Progress = watched,
    processes: int | None = None,
) -> Report:
    """Import what the archives at `paths` hold, in one go; each a folder, a tar or a JSON file.

    Archives of different forums are brought over one forum after the other; those of one forum, or
    of none that can be told, are read together. Needs an application context and commits as it
    goes, so it can be stopped at any moment and started again: what is here already is left alone.
    `report` is a file that gets the outcome as
    JSON; `processes` draw the texts, by default one for each processor. Raises
    `archive.NotAnArchive`, with a sentence, before anything is written.
    """
    began = time.monotonic()
    for path in paths:
        archive.check(path)
    outcome = Report()
    for ours in _by_forum(paths):
        _bring(ours, outcome, progress, processes)
    outcome.seconds = time.monotonic() - began
    if report is not None:
        outcome.write(report)
    return outcome


def _bring(
    paths: Sequence[Path], outcome: Report, progress: Progress, processes: int | None
) -> None:
    instance = current_app.config["FORUM"].instance
    with tempfile.TemporaryDirectory(prefix="import-", dir=instance) as folder:
        staging = Staging(Path(folder), outcome)
        try:
            _read(paths, staging, progress)
            settle(staging)
            staging.share()
            _write(staging, outcome, progress, processes)
        finally:
            staging.close()


def _by_forum(paths: Sequence[Path]) -> list[list[Path]]:
    """The archives of one forum together. Their ids are their own: 62 is another thread elsewhere.

    What does not tell its forum is taken to be of the one forum there is, if there is just one.
    """
    found: dict[str, list[Path]] = {}
    for path in paths:
        found.setdefault(_host(path) if len(paths) > 1 else "", []).append(path)
    if len(found) == 2 and "" in found:
        return [list(paths)]
    return list(found.values())


def _host(path: Path) -> str:
    """The forum that the first files of an archive name most often; "" when none does."""
    hosts: Counter[str] = Counter()
    for file in islice(archive.files(path), _LOOKED_AT):
        if not isinstance(file, Problem):
            records = parsing.parse(file.name, file.data)
            hosts.update(r.host for r in records if isinstance(r, Member) and r.host)
    return max(sorted(hosts), key=hosts.__getitem__, default="")


def _read(paths: Sequence[Path], staging: Staging, progress: Progress) -> None:
    bar = progress("Reading", None, "files")
    for path in paths:
        for file in archive.files(path):
            if isinstance(file, Problem):
                staging.take(file, file.where)
            else:
                for record in parsing.parse(file.name, file.data):
                    staging.take(record, file.name)
            bar.update(1)
    bar.close()


def _write(staging: Staging, outcome: Report, progress: Progress, processes: int | None) -> None:
    source = Source(staging.host)
    recognising.recognise(staging, source, outcome)
    categories.write(staging, source)
    members.write(staging, source)
    planning.plan(staging)
    waiting = staging.row("SELECT count(*) FROM post WHERE ours IS NULL AND skipped IS NULL")[0]
    bar = progress("Writing", waiting, "posts")
    with Workers(staging.file, source.host, _limits(), processes if waiting else 0) as workers:
        job = Job(staging, source, outcome, workers, bar)
        threads.write(job)
        posts.write(job)
        finishing.finish(job)
    bar.close()


def _limits() -> Limits:
    column = Post.__table__.c.body.type
    assert isinstance(column, String)
    own_host = urlsplit(current_app.config["FORUM"].base_url).netloc
    return Limits(column.length or markdown_limits.LONG_CHARACTERS, frozenset({own_host}))
