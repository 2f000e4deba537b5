"""`forum db upgrade`: the tables this version needs."""

import click

from forum.cli.loading import load
from forum.server import schema


@click.group(name="db")
def command() -> None:
    """Prepare the database."""


@command.command()
def upgrade() -> None:
    """Make the tables, or bring them to this version. Doing it again changes nothing."""
    with load().app_context():
        before = schema.read()
        schema.upgrade()
    click.echo(
        "The database is of this version."
        if before.is_current
        else f"The database was brought to revision {before.head}."
    )
