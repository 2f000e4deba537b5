"""`forum import`: other forums' data, and a community that was exported."""

from pathlib import Path

import click

from forum import database
from forum.archives import opening
from forum.cli.bringing import bring
from forum.cli.loading import load, ready
from forum.importers import discourse
from forum.models.users import OPERATOR
from forum.queries import setups


class _WithPlugins(click.Group):
    """Also what plugins bring: they are looked for when a name is none of ours."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        ours = super().get_command(ctx, cmd_name)
        found: click.Command | None = ours or load().extensions["forum"].importers.get(cmd_name)
        return found


@click.group(name="import", cls=_WithPlugins)
def command() -> None:
    """Bring over another forum, or a community from an export."""


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


@command.command("forum")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def from_forum(path: Path) -> None:
    """Bring what `forum export` wrote into this forum, which must be empty.

    All of it or nothing. It is read twice: whole, before anything is changed, and then for good.
    """
    app = load()
    with app.app_context(), opening.opened(path) as archive:
        rows, files = bring(archive, is_trusted=False, tell=lambda what: click.echo(f"  {what}"))
        with database.unit("read"):
            admins = setups.admins(OPERATOR)
    click.echo(f"{rows:,} rows and {files:,} files were brought over.")
    click.echo(f"Admins here, as the archive has it: {', '.join(admins) or 'nobody'}.")
    if not archive.manifest.with_secrets:
        click.echo("Nobody has a password yet: each member asks for a new one by e-mail.")
    click.echo("Search is made anew when the forum starts.")
