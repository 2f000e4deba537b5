"""Writes docs/configuration.md from the declared variables and settings: `make docs`."""

import sys
from collections.abc import Iterator
from typing import Any

from forum import config, settings

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


def text() -> str:
    """The whole page."""
    return HEAD + "".join(_variables()) + SETTINGS + "".join(_settings())


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
    sys.stdout.write(text())
