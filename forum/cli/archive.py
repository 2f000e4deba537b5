"""`forum archive`: the community as plain pages that need no server."""

import tempfile
from pathlib import Path

import click

from forum import config
from forum.archives import exporting
from forum.cli.loading import ready
from forum.config import ConfigError
from forum.frozen import site
from forum.server import logs


@click.command(name="archive")
@click.argument("export", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--address", default="", metavar="https://…",
              help="Where it will be found; the forum's own address if left out.")  # fmt: skip
@click.option("--everything", "with_everything", is_flag=True,
              help="Also what is private, hidden, removed or deleted.")  # fmt: skip
@click.option("--noindex", "is_unlisted", is_flag=True,
              help="Ask search engines to leave it alone; no sitemap then.")  # fmt: skip
@click.option("--replace", is_flag=True, help="An archive that is in OUTPUT already may go.")
def command(
    export: tuple[Path, ...],
    output: Path,
    address: str,
    with_everything: bool,
    is_unlisted: bool,
    replace: bool,
) -> None:
    """Draw EXPORT (what `forum export` wrote) as a site in the folder OUTPUT: [EXPORT] OUTPUT.

    Without EXPORT it is the community here, as it is now. Only what guests could read is in it
    unless you say --everything; private messages never are. It works from a folder and on any web
    host; old addresses stay, and redirects.map and _redirects say where the others lead.
    """
    if len(export) > 1:
        raise click.UsageError("One export becomes one archive.")
    if address and not address.startswith(("https://", "http://")):
        raise click.UsageError("--address must begin with https:// or http://.")
    wanted = site.Wanted(address, with_everything, is_unlisted, _theme())
    try:
        if export:
            made = site.make(export[0], output, wanted, _tell, replace)
        else:
            made = _of_here(output, wanted, replace)
    except (site.Occupied, site.Closed) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{made.threads:,} threads with {made.posts:,} posts are {made.pages:,} pages in {output}."
    )
    if with_everything:
        click.echo("What was private is in it too. Keep it where only the right people read it.")


def _of_here(output: Path, wanted: site.Wanted, replace: bool) -> site.Made:
    """By way of an export, so that it is one moment of the community."""
    place = config.read().instance
    with tempfile.TemporaryDirectory(prefix=".archive-", dir=place) as folder:
        whole = Path(folder) / "export"
        with ready():
            exporting.write(whole, tell=_tell)
        return site.make(whole, output, wanted, _tell, replace)


def _theme() -> str:
    """The operator's theme, where this is run beside a forum."""
    try:
        settings = config.read()
    except ConfigError:
        return ""
    logs.configure(settings["FORUM_LOG_LEVEL"])
    return str(settings["FORUM_THEME"])


def _tell(what: str) -> None:
    click.echo(f"  {what}")
