"""`forum setup`: founding a community from a file, as the setup page does it."""

import os
import tomllib
from pathlib import Path
from typing import Any

import click

from forum import database, links
from forum.cli.loading import ready
from forum.forms.base import read
from forum.forms.setups import SetupForm
from forum.lib.starting_points import First
from forum.lib.verdict import Refused
from forum.models.users import OPERATOR, User
from forum.services import settings, setups, shaping, uploads


@click.command(name="setup")
@click.option(
    "--from",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What the community begins with, as TOML; docs/admin.md shows one.",
)
def command(file: Path) -> None:
    """Found the community: its name, first admin, categories and guidelines.

    The admin's password is `admin_password` in the file or FORUM_SETUP_PASSWORD; else it is asked
    for. Refused where the community has members already.
    """
    try:
        typed = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name} is not TOML: {error}") from error
    logo = _logo(file, typed.pop("logo", ""))
    more = [_first(row) for row in typed.pop("categories", [])]
    typed.setdefault("start", "none" if more else "support")
    typed.setdefault("guidelines", True)
    if not typed.get("admin_password"):
        typed["admin_password"] = os.environ.get("FORUM_SETUP_PASSWORD") or click.prompt(
            "Password", hide_input=True, confirmation_prompt=True
        )
    if unknown := sorted(typed.keys() - SetupForm.model_fields.keys()):
        raise click.ClickException(f"{file.name} says {unknown[0]}, which is no part of a setup.")
    with ready():
        with database.unit("write"):
            form = read(SetupForm, typed)
            if not form:
                raise Refused("; ".join(f"{name}: {said}" for name, said in form.errors.items()))
            if setups.begin(OPERATOR) is None:
                raise Refused("This community is there already.")
            admin = setups.found(OPERATOR, setups.Plan(**form.data.model_dump(), more=more))
            said = f"{form.data.name} is there. {admin.name} can sign in."
        if logo is not None:
            _show_logo(admin, logo)
    click.echo(said)


def _logo(file: Path, named: Any) -> Path | None:
    """The picture that `logo` names, beside the file; None without one."""
    if not named:
        return None
    picture = file.parent / str(named)
    if not picture.is_file():
        raise click.ClickException(f"There is no {picture}, which is to be the logo.")
    return picture


def _show_logo(admin: User, picture: Path) -> None:
    """In three units, as a picture that is sent on a page: nobody waits for its decoding."""
    data = picture.read_bytes()
    with database.unit("write"):
        upload = uploads.reserve(admin, picture.name, data)
    with database.unit("read"):
        stored = uploads.fill(admin, upload, data)
    with database.unit("write"):
        uploads.finish(admin, upload, stored)
        settings.change(OPERATOR, "brand.logo", links.upload(upload.key, upload.name))


def _first(row: Any) -> First:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise click.ClickException("Each [[categories]] needs a name.")
    if unknown := sorted(row.keys() - set(First.__slots__)):
        raise click.ClickException(f"A category says {unknown[0]}, which is no part of one.")
    if not all(isinstance(value, str) for value in row.values()):
        raise click.ClickException(f"What is said of the category {row['name']} is text.")
    if row.get("access", "everyone") not in shaping.FIRST:
        raise click.ClickException(f"access is one of {', '.join(shaping.FIRST)}.")
    return First(**row)
