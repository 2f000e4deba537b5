"""`forum setting`: what an admin decides, for whoever has the machine."""

import click

from forum import database, settings, structure
from forum.cli.loading import ready
from forum.models.users import OPERATOR
from forum.queries import settings as queries
from forum.services import settings as service


@click.group(name="setting")
def command() -> None:
    """List settings, or change one."""


@command.command(name="list")
def show() -> None:
    """Every setting with its value; what was changed is marked."""
    with ready(), database.unit("read"):
        now = structure.current()
        for each in settings.declared():
            mark = "*" if each.name in now.values else " "
            value = now.setting(each.name)
            if each.kind == "secret":
                value = "(set)" if value else ""
            click.echo(f"{mark} {each.name:28} {value!s:24} {each.label}")


@command.command(name="set")
@click.argument("name")
@click.argument("value")
def change(name: str, value: str) -> None:
    """Give the setting NAME another VALUE. All processes know it at once."""
    with ready(), database.unit("write"):
        value = service.change(OPERATOR, name, value)
        is_secret = settings.BY_NAME[name].kind == "secret"
    click.echo(f"{name} is set now." if is_secret else f"{name} is {value} now.")


@command.command()
@click.argument("name", required=False, default="")
def history(name: str) -> None:
    """The newest changes, of all settings or of the one with this NAME."""
    with ready(), database.unit("read"):
        for one in queries.history(OPERATOR, name)[0]:
            click.echo(f"{one.id:6} {one.at:%Y-%m-%d %H:%M} {one.who}: {one.name}: "
                       f"{one.before!r} -> {one.after!r}")  # fmt: skip


@command.command()
@click.argument("number", type=int)
def undo(number: int) -> None:
    """Take back the change with this NUMBER of the history."""
    with ready(), database.unit("write"):
        service.undo(OPERATOR, [queries.change(OPERATOR, number)])
    click.echo("It is as it was before.")


@command.command()
@click.argument("name")
def reset(name: str) -> None:
    """Give the setting NAME its default again."""
    with ready(), database.unit("write"):
        service.reset(OPERATOR, name)
    click.echo(f"{name} has its default again.")
