"""`forum export`: everything, to take away."""

from pathlib import Path

import click

from forum.archives import exporting
from forum.cli.loading import ready


@click.command(name="export")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--with-secrets",
    is_flag=True,
    help="Also password hashes, second factors, passkeys, sessions, and work that waits.",
)
def command(path: Path, with_secrets: bool) -> None:
    """Write the whole community to PATH: one file if it ends with .zip, else a folder.

    It is a snapshot of one moment, however much is written meanwhile. Who has it has all private
    messages and addresses too. The format is in docs/export.md.
    """
    with ready():
        made = exporting.write(path, with_secrets, tell=lambda what: click.echo(f"  {what}"))
    rows = sum(table.rows for table in made.tables.values())
    click.echo(f"{rows:,} rows and {made.media.rows:,} files are in {path}.")
    if with_secrets:
        click.echo("Whoever has it can sign in as anybody. Keep it as you keep the server.")
