"""`forum plugins`: which are installed and what they add; the beginnings of a new one."""

from pathlib import Path

import click
from flask_babel import force_locale

from forum import database
from forum.cli import beginning
from forum.cli.loading import load, ready
from forum.models.users import OPERATOR
from forum.queries import plugins as queries


@click.group(name="plugins")
def command() -> None:
    """See which plugins are installed and what they add, or begin a new one."""


@command.command(name="list")
def show() -> None:
    """Every installed plugin, what it adds, and what of it failed."""
    with ready(), database.unit("read"), force_locale("en"):
        rows = queries.every(OPERATOR)
        for one in rows:
            _show(one)
        if not rows:
            click.echo("No plugin is installed.")


def _show(one: queries.Installed) -> None:
    about = one.about
    said = [about.author, about.licence, about.homepage, one.why_not]
    click.secho(f"{about.name} {about.version}", bold=True)
    click.echo(f"  {about.summary}")
    click.echo(f"  {' · '.join(part for part in said if part)}")
    for kind, names in one.adds:
        click.echo(f"  {kind}: {', '.join(names)}")
    for failure in one.failures:
        click.echo(f"  failed {failure.count}x: {failure.seam}, {failure.error}")


@command.command()
@click.argument("name")
@click.option("--into", default=".", type=click.Path(file_okay=False, path_type=Path),
              help="The folder in which its folder is made.")  # fmt: skip
def new(name: str, into: Path) -> None:
    """Write the beginnings of a plugin called NAME, which can be installed and tested at once."""
    try:
        folder = beginning.write(name, into)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{folder} is a plugin now. Next, in the forum's own environment:")
    click.echo(f"  pip install --no-deps --editable {folder}")
    click.echo("  forum db upgrade && forum plugins list")


@command.command()
@click.argument("name")
@click.argument("message")
def migration(name: str, message: str) -> None:
    """Write a migration for the tables of the plugin NAME, as its models have them now.

    Its tables in this forum's database must be of its newest revision. Read what was written.
    """
    app = load()
    with app.app_context():
        if name not in app.extensions["forum"].tables:
            raise click.ClickException(f"No plugin called {name} has tables here.")
        click.echo(f"{beginning.migration(name, message)} was written.")
