"""`forum backup`: one file with everything, made now."""

import sys

import click

from forum import database, storage
from forum.cli.loading import ready
from forum.jobs import backups as jobs
from forum.lib.verdict import Conflict
from forum.models.users import OPERATOR
from forum.queries import backups as queries
from forum.services import backups


@click.group(name="backup", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Make a backup now, or look at those there are.

    It goes where FORUM_BACKUP_URL says, and is restored into a database of its own before it
    counts. Ends with 1 when nothing came of it.
    """
    if ctx.invoked_subcommand is None:
        with ready():
            click.echo(taken("hand"))


@command.command("list")
def show() -> None:
    """Every backup, the newest first."""
    with ready(), database.unit("read"):
        for one, _name in queries.every(OPERATOR):
            state = one.error or ("being made" if one.slot else "good" if one.proved_at else "")
            click.echo(f"{one.key}  {one.size / 1e6:>9,.1f} MB  {one.why:8}  {state}")


def taken(why: str) -> str:
    """Make one in this process. A sentence about it; ends the program when there is none."""
    try:
        with database.unit("write"):
            asked = backups.ask(OPERATOR, why, by_job=False).id
    except Conflict as error:
        raise click.ClickException("A backup is being made already.") from error
    try:
        jobs.make(asked)
    except storage.StorageError as error:
        with database.unit("write"):
            backups.fail(OPERATOR, queries.get(OPERATOR, asked), str(error))
    except BaseException:
        database.rollback()
        with database.unit("write"):
            backups.fail(OPERATOR, queries.get(OPERATOR, asked), "It was interrupted.")
        raise
    with database.unit("read"):
        made = queries.get(OPERATOR, asked)
        if made.error:
            click.echo(f"No backup: {made.error}", err=True)
            sys.exit(1)
        place = storage.backups().local_path(made.key) or made.key
        return f"{made.size / 1e6:,.1f} MB in {made.seconds} s: {place}"
