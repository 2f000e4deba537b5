"""`forum log`: whether the staff's log is what it was."""

import re

import click

from forum import database
from forum.cli.loading import ready
from forum.models.users import OPERATOR
from forum.queries import staff_log


@click.group(name="log")
def command() -> None:
    """The log of what staff did."""


@command.command()
@click.option("--end", "end", default="", metavar="NUMBER:HASH",
              help="What this command said at an earlier time.")  # fmt: skip
def verify(end: str) -> None:
    """Find any line that was changed, taken away or put in past the forum.

    Keep what it says at the end somewhere else, and give it the next time with --end: lines taken
    away at the very end can be found only like that.
    """
    known = None
    if end:
        found = re.fullmatch(r"([0-9]{1,9}):([0-9a-f]{64})", end.strip())
        if found is None:
            raise click.ClickException("--end is a number, a colon and 64 hexadecimal digits.")
        known = staff_log.End(int(found[1]), found[2])
    with ready(), database.unit("read"):
        wrong, last = staff_log.verify(OPERATOR, known)
    for sentence in wrong:
        click.echo(sentence)
    if last.number:
        click.echo(f"The log ends with {last.number}:{last.sha256}")
    if wrong:
        raise click.ClickException("The log is not what it was.")
    click.echo("The log is as it was written.")
