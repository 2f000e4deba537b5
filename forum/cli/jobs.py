"""`forum jobs`: what waits, what was given up and why, and running it again."""

import json

import click

from forum import database
from forum.cli.loading import ready
from forum.models.users import OPERATOR
from forum.queries import jobs as queries
from forum.services import jobs as services


@click.group(name="jobs")
def command() -> None:
    """See which jobs failed, and run them again."""


@command.command("list")
def show() -> None:
    """How many jobs wait, and every job that was given up, with its error."""
    with ready(), database.unit("read"):
        due, later, _failed = queries.counts(None)
        click.echo(f"{due} due, {later} later")
        for job in queries.failed(None):
            click.echo(f"\n{job.id}  {job.name}  {json.dumps(job.arguments)[:200]}")
            click.echo(f"   given up {job.failed_at:%Y-%m-%d %H:%M} UTC, {job.attempts} attempts")
            click.echo(f"   {job.error}")


@command.command()
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "all_", is_flag=True, help="All that were given up.")
def retry(ids: tuple[int, ...], all_: bool) -> None:
    """Run jobs that were given up once more."""
    if not ids and not all_:
        raise click.UsageError("Name the jobs by their numbers, or say --all.")
    with ready(), database.unit("write"):
        count = services.retry(OPERATOR, None if all_ else ids)
    click.echo(f"{count} jobs will be run again.")


@command.command()
@click.argument("ids", nargs=-1, type=int, required=True)
def discard(ids: tuple[int, ...]) -> None:
    """Delete jobs that were given up."""
    with ready(), database.unit("write"):
        count = services.discard(OPERATOR, ids)
    click.echo(f"{count} jobs deleted.")
