"""`forum run`: the whole forum, web server and worker, from one command."""

from importlib import import_module

import click

from forum import config
from forum.server import grounds


@click.command(name="run")
@click.option(
    "--worker/--no-worker",
    "with_worker",
    default=True,
    help="Also do the jobs (default), or leave them to `forum worker`.",
)
@click.option(
    "--migrate",
    is_flag=True,
    help="Prepare the database first if it needs it. Always so in development.",
)
@click.option(
    "--safe-mode",
    is_flag=True,
    help="Without plugins, theme and the admins' own styles, to find out what is wrong.",
)
def command(with_worker: bool, migrate: bool, safe_mode: bool) -> None:
    """Start the web server and the worker together. Ctrl-C ends everything.

    In development an empty database is filled with the demonstration community first.
    """
    settings = config.read()
    if safe_mode:
        settings = settings.changed("--safe-mode", FORUM_SAFE_MODE=True)
    grounds.require_instance(settings)
    grounds.require_free_port(settings)
    settings = config.with_secret_key(settings)
    # What is wrong up to here is said at once; the forum itself takes a moment to be read.
    import_module("forum.cli.serving").serve(settings, with_worker, migrate)
    click.echo("The forum has ended.")
