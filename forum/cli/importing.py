"""`forum import`: other forums' data."""

from pathlib import Path

import click

from forum.cli.loading import ready
from forum.importers import discourse


@click.group(name="import")
def command() -> None:
    """Bring over another forum."""


@command.command("discourse")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the outcome there as JSON.",
)
def from_discourse(paths: tuple[Path, ...], report: Path | None) -> None:
    """Import the public JSON of a Discourse forum: folders, .tar.gz or single files.

    Importing again changes nothing, and an import that was stopped goes on where it was.
    """
    try:
        with ready():
            outcome = discourse.run(paths, report=report)
    except discourse.NotAnArchive as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt as error:
        raise click.ClickException(
            "Stopped. What was brought over stays, and the same command goes on from there."
        ) from error
    click.echo(outcome.table())
    click.echo(f"in {outcome.seconds:,.1f} s")
    if not any(outcome.read.values()):
        raise click.ClickException("Nothing in there is the public JSON of a Discourse forum.")
