"""`forum setting`: what an admin decides, until there are pages for it."""

import click

from forum import database, settings, structure
from forum.cli.loading import ready
from forum.models.users import OPERATOR
from forum.services import settings as service


@click.group(name="setting")
def command() -> None:
    """List settings, or change one."""


@command.command(name="list")
def show() -> None:
    """Every setting with its value; what was changed is marked."""
    with ready(), database.unit("read"):
        now = structure.current()
        for each in settings.ALL:
            mark = "*" if each.name in now.values else " "
            click.echo(f"{mark} {each.name:28} {now.setting(each.name)!s:24} {each.label}")


@command.command(name="set")
@click.argument("name")
@click.argument("value")
def change(name: str, value: str) -> None:
    """Give the setting NAME another VALUE. All processes know it at once."""
    with ready(), database.unit("write"):
        value = service.change(OPERATOR, name, value)
    click.echo(f"{name} is {value} now.")


@command.command()
@click.argument("name")
def reset(name: str) -> None:
    """Give the setting NAME its default again."""
    with ready(), database.unit("write"):
        service.reset(OPERATOR, name)
    click.echo(f"{name} has its default again.")
