"""`forum search`: the index, seen from the operator's side."""

import sys
from typing import Any

import click
from tqdm import tqdm

from forum import database, engines
from forum.cli.loading import ready
from forum.jobs import search
from forum.queries import search_documents, stale
from forum.search import Rebuilding, Unavailable


@click.group(name="search")
def command() -> None:
    """Look at the search index, compare it with the database, or make it anew."""


@command.command()
def status() -> None:
    """Say which engine there is and what it holds."""
    with ready(), database.unit("read"):
        health = engines.state()
        posts, waiting = search_documents.count(None), stale.waiting(None)
    click.echo(f"{health.engine}: {health.state}. {health.said}".rstrip())
    click.echo(f"{health.documents:,} of {posts:,} posts, {health.size / 1e6:,.1f} MB")
    click.echo(f"{waiting:,} changes wait for the worker.")
    sys.exit(0 if health.is_ready else 1)


@command.command()
def rebuild() -> None:
    """Make the index anew from the database. Search goes on with the old one meanwhile."""
    with ready():
        _engine()
        with database.unit("read"):
            posts = search_documents.count(None)
        with tqdm(total=posts, unit=" posts", disable=not sys.stderr.isatty()) as bar:
            search.rebuild(bar.update)
        health = _engine().health()
    click.echo(f"The index of {health.engine} holds {health.documents:,} posts.")


@command.command()
@click.option("--only-look", is_flag=True, help="Say what is wrong and leave it.")
def check(only_look: bool) -> None:
    """Compare every post with the index, and repair what differs.

    Ends with 1 when something differed and was left.
    """
    with ready():
        try:
            found = search.compare_and_repair(_engine(), repairs=not only_look)
        except Rebuilding:
            raise click.ClickException("There is no index to check: forum search rebuild") from None
    if found.is_right:
        click.echo("Every post is in the index as it is in the database.")
        return
    click.echo(f"{found.missing:,} missing, {found.changed:,} changed, {found.extra:,} too many.")
    click.echo("Left as they are." if only_look else "Repaired.")
    sys.exit(1 if only_look else 0)


def _engine() -> Any:
    try:
        return search.current()
    except Unavailable as error:
        raise click.ClickException(str(error)) from error
