"""`forum recount`: every counter as it should be."""

import click

from forum import database
from forum.cli.loading import ready
from forum.models.users import OPERATOR
from forum.services import recounting


@click.command(name="recount")
def command() -> None:
    """Count everything anew and say what was wrong.

    Others who write wait meanwhile; readers do not notice.
    """
    with ready(), database.unit("write"):
        found = recounting.recount(OPERATOR)
    for wrong in found:
        click.echo(f"{wrong.what} was {wrong.was}, is {wrong.is_now}")
    click.echo(
        f"{len(found)} counters were wrong and are right now."
        if found
        else "Every counter was right."
    )
