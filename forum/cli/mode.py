"""`forum mode`: open, only reading, or closed for a while."""

import click

from forum import database, structure
from forum.cli.loading import ready
from forum.models.users import OPERATOR
from forum.services import settings


@click.command(name="mode")
@click.argument("which", required=False, type=click.Choice(["open", "read-only", "maintenance"]))
@click.option("--message", default=None, help="What people read meanwhile.")
def command(which: str | None, message: str | None) -> None:
    """Say how the forum is, or open it, let people only read, or let nobody in but admins.

    Every process knows at once, and it stays so until it is changed.
    """
    with ready():
        with database.unit("write"):
            if which:
                settings.change(OPERATOR, "site.mode", which)
            if message is not None:
                settings.change(OPERATOR, "site.mode_message", message)
        with database.unit("read"):
            click.echo(f"The forum is: {structure.setting('site.mode')}")
