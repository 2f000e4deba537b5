"""`forum worker`: does the jobs, in a process of its own."""

import click

from forum import config
from forum.cli.loading import ready
from forum.server import processes


@click.command(name="worker")
def command() -> None:
    """Do jobs until told to end.

    For machines where the web server runs with `forum run --no-worker`, and wherever more jobs
    come than one worker can do. SIGTERM lets the job at hand be ended first.
    """
    with ready():
        pass
    click.echo("The worker waits for jobs. Ctrl-C ends it.")
    processes.work(config.with_secret_key(config.read()))
