"""`forum transparency`: files for the EU's Transparency Database."""

import json
from pathlib import Path

import click

from forum import database
from forum.cli.loading import ready
from forum.lib.verdict import Denied
from forum.models.users import OPERATOR
from forum.queries import eu_statements as queries
from forum.services import eu_statements


@click.group(name="transparency")
def command() -> None:
    """Files for the EU's Transparency Database. Nothing is sent anywhere."""


@command.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--all", "all_", is_flag=True, help="Also the files that were made before.")
def export(folder: Path, all_: bool) -> None:
    """Write what is approved into FOLDER, a hundred statements in each file.

    Each file is the body of one call to the database. Statements that nobody has looked at stay out
    (the setting transparency.eu_held).
    """
    with ready():
        try:
            with database.unit("write"):
                made = eu_statements.make_files(OPERATOR)
        except Denied as error:
            raise click.ClickException(str(error)) from error
        folder.mkdir(parents=True, exist_ok=True)
        with database.unit("read"):
            numbers = sorted(one.number for one in queries.files(OPERATOR)) if all_ else made
            for number in numbers:
                place = folder / f"eu-statements-{number:04}.json"
                body = json.dumps(queries.file(OPERATOR, number), ensure_ascii=False, indent=1)
                place.write_text(body + "\n", encoding="utf-8")
                click.echo(str(place))
            left, _ready = queries.count(OPERATOR)
    click.echo(f"{len(numbers)} files written. {left} statements wait for somebody to read them.")
