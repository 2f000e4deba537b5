"""The command-line tool `forum`. A command's module is read only when that command is called."""

import sys
from importlib import import_module
from typing import Any

import click

from forum.config import ConfigError

COMMANDS = {
    "run": "Start the web server and the worker together.",
    "worker": "Start a worker of its own, beside the web server.",
    "db": "Prepare the database.",
    "setup": "Found the community from a file, as the setup page does it.",
    "check": "Look at configuration, database, files, mail and more, and say what to do.",
    "member": "Make a member, or put one into a group.",
    "category": "Make a category.",
    "setting": "List settings, or change one.",
    "config": "The configuration as a file: write, compare, apply, and take it back.",
    "import": "Bring over another forum, or a community from an export.",
    "mode": "Open the forum, let people only read, or close it for a while.",
    "backup": "Make one file with everything, or look at those there are.",
    "restore": "Let a backup, or an export, become this forum.",
    "export": "Write the whole community as files in an open format.",
    "archive": "Draw the community as plain pages that need no server, for any web host.",
    "render": "Markdown on standard input becomes the page's HTML on standard output.",
    "search": "Look at the search index, compare it with the database, or make it anew.",
    "plugins": "See which plugins are installed and what they add, or begin a new one.",
    "recount": "Count everything anew and say what was wrong.",
    "log": "Look whether anybody changed the log of what staff did.",
    "transparency": "Write statements of reasons as files for the EU's database.",
    "jobs": "See which jobs failed, and run them again.",
    "words": "Find all the interface says, and keep its translations complete.",
    "seed": "Fill an empty database with the demonstration community.",
    "bench": "Measure how fast the pages are, on a generated community.",
}
MODULES = {"db": "database", "export": "exporting", "import": "importing", "member": "members"}


class Tool(click.Group):
    """Finds commands by name; tells an operator's mistake in one sentence, without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(
            f"forum.cli.{MODULES.get(cmd_name, cmd_name)}"
        ).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except ConfigError as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            sentence = import_module("forum.cli.errors").sentence(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


@click.group(cls=Tool, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="forum", message="%(version)s")
def tool() -> None:
    """A discussion forum that a brand owns.

    Configured by FORUM_… variables and forum.toml in the instance folder; `forum check` shows them.
    """


def main() -> None:
    """The console script."""
    tool.main(prog_name="forum", args=sys.argv[1:])
