"""`forum seed`: the demonstration community."""

import click

from forum.cli import demonstration
from forum.cli.loading import ready
from forum.demo import seed


@click.command(name="seed")
def command() -> None:
    """Fill an empty database with the demonstration community."""
    with ready():
        seed.run()
        people = seed.sign_ins()
    click.echo(demonstration.table(people))
