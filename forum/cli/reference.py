"""Writes what of the documentation is made from the code: `make docs`.

docs/configuration.md as a whole, and the tables of docs/plugins.md between their marks.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from forum import cli, config, events, plugins, settings

HEAD = """\
# Configuration

Two kinds of decisions: what the operator decides when the forum is started, and what an admin
decides while it runs. This page is made from the code by `make docs`; a test keeps it true.

## Variables

From the environment, or from `forum.toml` in the instance folder (or the file that `FORUM_CONFIG`
names), where `port = 8123` means `FORUM_PORT`. The environment wins. `forum check` shows every
value with where it comes from.

| variable | default | what it is |
| --- | --- | --- |
"""
SETTINGS = """
## Settings

In the database, changed by an admin, read by all processes at once when they change.

| setting | kind | default | what it is |
| --- | --- | --- | --- |
"""


COMMANDS = """
## Commands

`forum <command> --help` says more, and what options each has.

| command | what it does |
| --- | --- |
"""


def text() -> str:
    """The whole page about the configuration."""
    return "".join([HEAD, *_variables(), SETTINGS, *_settings(), COMMANDS, *_commands()])


def filled(page: str) -> str:
    """The page about plugins, with its tables as they are in the code."""
    tables = {"events": _events(), "outlets": _outlets(), "tightened": _tightened()}
    for name, rows in tables.items():
        before, _mark, rest = page.partition(f"<!-- {name} -->\n")
        _old, end, after = rest.partition(f"<!-- /{name} -->")
        page = f"{before}<!-- {name} -->\n{''.join(rows)}{end}{after}"
    return page


def _events() -> Iterator[str]:
    yield "| event | it carries |\n| --- | --- |\n"
    for name, event in vars(events).items():
        if isinstance(event, events.Event):
            yield f"| `{name}` | {event.__doc__} |\n"


def _outlets() -> Iterator[str]:
    yield "| outlet | it has, and where it is |\n| --- | --- |\n"
    for name, what in plugins.OUTLETS.items():
        yield f"| `{name}` | {what} |\n"


def _tightened() -> Iterator[str]:
    yield "| rule | the hook is given, after the actor |\n| --- | --- |\n"
    for name, what in plugins.TIGHTENED.items():
        yield f"| `{name}` | {what} |\n"


def _commands() -> Iterator[str]:
    for name, what in cli.COMMANDS.items():
        yield f"| `forum {name}` | {what} |\n"
        command = cli.tool.get_command(click.Context(cli.tool), name)
        if isinstance(command, click.Group):
            for below, one in command.commands.items():
                yield f"| `forum {name} {below}` | {one.get_short_help_str(200)} |\n"


def _variables() -> Iterator[str]:
    for variable in config.VARIABLES:
        secret = " (secret: shown nowhere)" if variable.is_secret else ""
        yield f"| `{variable.name}` | {_value(variable.default)} | {variable.help}{secret} |\n"


def _settings() -> Iterator[str]:
    for setting in settings.ALL:
        kind = setting.kind if isinstance(setting.kind, str) else setting.kind.__name__
        help_ = f" {setting.help}" if setting.help else ""
        yield (f"| `{setting.name}` | {kind} | {_value(setting.default)} | "
               f"{setting.label}.{help_} |\n")  # fmt: skip


def _value(value: Any) -> str:
    if value in ("", []):
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return f"`{value}`"


if __name__ == "__main__":
    sys.stdout.write(filled(Path(sys.argv[1]).read_text()) if sys.argv[1:] else text())
