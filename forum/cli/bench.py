"""`forum bench`: the ladder, printed and written into docs/performance.md."""

import os
import re
import tempfile
from pathlib import Path

import click

from forum import config, schema
from forum.app import create_app
from forum.bench import community, ladder
from forum.extensions import db
from forum.importers.discourse.progress import watched
from forum.server import grounds

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "performance.md"
_BETWEEN = re.compile(r"(<!-- measured -->\n).*(<!-- /measured -->)", re.DOTALL)


@click.command(name="bench")
@click.option("--posts", default=100_000, show_default=True, help="How many posts to generate.")
@click.option("--seconds", default=4.0, show_default=True, help="For each measurement.")
@click.option("--write/--no-write", default=True, help="Put the table into docs/performance.md.")
def command(posts: int, seconds: float, write: bool) -> None:
    """Measure the hot pages over HTTP against a bare view that returns the same bytes.

    Takes some three minutes. The community is generated once and kept beside the instance folder;
    the forum's own data is not touched.
    """
    folder = config.read().instance.with_name(f"{config.read().instance.name}-bench-{posts}")
    variables = {"FORUM_INSTANCE": str(folder), "FORUM_ENV": "production",
                 "FORUM_LOG_LEVEL": "ERROR", "FORUM_SECRET_KEY": "of a benchmark and nothing else",
                 "FORUM_DATABASE_URL": "", "FORUM_REDIS_URL": "", "FORUM_BASE_URL": "",
                 "FORUM_PROXIES": "0"}  # fmt: skip
    os.environ.update(variables)
    settings = config.read()
    grounds.require_instance(settings)
    app = create_app(settings)
    with app.app_context(), tempfile.TemporaryDirectory() as scratch:
        schema.upgrade()
        _generate(community.Size(posts))
        click.echo(f"{ladder.machine()}\n\n{ladder.HEAD}\n{ladder.RULE}")
        rows = ladder.climb(app, variables, Path(scratch), seconds, click.echo)
        db.engine.dispose()
    click.echo(ladder.bare_line(rows))
    if write and DOCUMENT.is_file():
        _write(rows)


def _generate(size: community.Size) -> None:
    if community.is_there(size):
        return
    bar = watched("Generating the community", size.posts, "posts")
    community.make(size, bar.update)
    bar.close()


def _write(rows: list[ladder.Row]) -> None:
    lines = [ladder.HEAD, ladder.RULE, ladder.bare_line(rows), *map(ladder.line, rows)]
    table = "\n".join([f"Measured on {ladder.machine()}.", "", *lines, ""])
    text = DOCUMENT.read_text()
    DOCUMENT.write_text(_BETWEEN.sub(lambda found: found[1] + table + found[2], text))
    click.echo(f"Written into {DOCUMENT.name}.")
