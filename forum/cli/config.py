"""`forum config`: what admins have decided, as a file that can be kept, compared and applied."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import tomli_w

from forum import database, settings, structure
from forum.cli import consequences
from forum.cli.loading import ready
from forum.forms import configurations as forms
from forum.lib import differences
from forum.lib.verdict import Conflict, require
from forum.models.users import OPERATOR
from forum.policies import structure as policy
from forum.queries import configurations as queries
from forum.queries import members
from forum.services import configurations

if TYPE_CHECKING:
    from forum.models import User

BY = click.option("--as", "name", required=True, metavar="NAME",
                  help="The admin in whose name it is done.")  # fmt: skip
YES = click.option("--yes", is_flag=True, help="Do not ask.")


@click.group(name="config")
def command() -> None:
    """The configuration as a file: settings, groups, badges, questions to members, categories with
    who may do what, pages, watched words, letters. docs/admin.md says what is not in it."""


@command.command("export")
@click.argument("path", type=click.Path(path_type=Path, allow_dash=True))
def write(path: Path) -> None:
    """Write it to PATH: a file that ends with .toml, - for standard output, else a folder."""
    with ready(), database.unit("read"):
        state = queries.state(OPERATOR)
    if str(path) == "-":
        click.echo(written(state), nl=False)
    elif path.suffix == ".toml":
        path.write_text(written(state), encoding="utf-8")
    else:
        path.mkdir(parents=True, exist_ok=True)
        for section, value in state.items():
            (path / f"{section}.toml").write_text(written({section: value}), encoding="utf-8")


@command.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def diff(path: Path) -> None:
    """What would change here if PATH were applied. Ends with 1 if anything would."""
    with ready(), database.unit("read"):
        now, wanted = queries.state(OPERATOR), _read(path)
        found = _differences(now, wanted)
        lines = [*consequences.guards(now, wanted), *found] if found else []
    for line in lines:
        click.echo(line)
    sys.exit(1 if found else 0)


@command.command("apply")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@BY
@YES
def use(path: Path, name: str, yes: bool) -> None:
    """Put PATH in force, all of it or nothing. What was before is kept: see roll-back.

    Shows first what changes, and how many members gain and lose what in which category.
    """
    with ready():
        with database.unit("read"):
            wanted = _read(path)
        _apply(wanted, name, path.name, yes)


@command.command("roll-back")
@BY
@YES
def roll_back(name: str, yes: bool) -> None:
    """Put in force what was before the last file was applied. Once more takes that back again."""
    with ready():
        with database.unit("read"):
            kept = queries.versions(OPERATOR)
            if not kept:
                raise click.ClickException("No file has been applied here.")
            wanted = forms.read(kept[0].body, _known(), "what was before")
            said = f"back from {kept[0].note}"
        _apply(wanted, name, said, yes)


@command.command()
def history() -> None:
    """Which files were applied, when and in whose name, the newest first."""
    with ready(), database.unit("read"):
        for one, by in queries.applied(OPERATOR):
            click.echo(f"{one.id:6} {one.created_at:%Y-%m-%d %H:%M} {by:20} {one.note}")


def written(state: queries.State) -> str:
    return tomli_w.dumps(state, multiline_strings=True)


def _apply(wanted: forms.ConfigurationFile, name: str, note: str, yes: bool) -> None:
    with database.unit("read"):
        actor = _admin(name)
        before = queries.state(actor)
        found = _differences(before, wanted)
        lines = [*consequences.guards(before, wanted), *found, *consequences.people(actor, wanted)]
    if not found:
        click.echo("There is nothing to change.")
        return
    for line in lines:
        click.echo(line)
    if not yes:
        click.confirm("Put this in force?", abort=True)
    with database.unit("write"):
        actor = _admin(name)
        if queries.state(actor) != before:
            raise Conflict("Somebody has changed something meanwhile. Look again.")
        configurations.apply(actor, wanted, written(before), note)
    click.echo("It is in force. `forum config roll-back` takes it back.")


def _admin(name: str) -> "User":
    actor = members.one(OPERATOR, name)
    require(policy.can_shape(actor))
    return actor


def _known() -> dict[str, set[str]]:
    return {
        "settings": {one.name for one in settings.ALL if queries.is_kept(OPERATOR, one.name)},
        "groups": set(queries.slugs(OPERATOR).values()),
        "rights": set(structure.RIGHTS),
    }


def _read(path: Path) -> forms.ConfigurationFile:
    """A file, or a folder with one for each section."""
    known = _known()
    files = [path]
    if path.is_dir():
        files = [path / f"{section}.toml" for section in queries.SECTIONS]
        files = [file for file in files if file.is_file()]
    merged: dict[str, Any] = {}
    for file in files:
        try:
            found = forms.read(file.read_text(encoding="utf-8"), known, file.name)
        except forms.Wrong as error:
            raise click.ClickException(str(error)) from error
        known["groups"] |= {group.slug for group in found.groups or ()}
        merged |= {name: value for name, value in found if value is not None}
    return forms.ConfigurationFile.model_construct(**merged)


def _differences(now: queries.State, wanted: forms.ConfigurationFile) -> list[str]:
    said = wanted.model_dump(exclude_none=True)
    return differences.between(now, said, queries.KEYS)
