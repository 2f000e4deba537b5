"""`forum db upgrade`: the tables this version needs."""

import click

from forum.cli.loading import load
from forum.cli.upgrading import upgrade as upgraded


@click.group(name="db")
def command() -> None:
    """Prepare the database."""


@command.command()
@click.option("--without-backup", is_flag=True, help="Do not keep what is there first.")
def upgrade(without_backup: bool) -> None:
    """Make the tables, or bring them to this version. Doing it again changes nothing.

    What is there is backed up first, and looked at afterwards. Of two at once one waits.
    """
    with load().app_context():
        click.echo(upgraded(with_backup=not without_backup))
