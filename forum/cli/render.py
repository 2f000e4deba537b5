"""`forum render`: what a post would look like, without a database."""

import sys

import click

from forum.lib import markdown


@click.command(name="render")
def command() -> None:
    """Markdown on standard input becomes the page's HTML on standard output.

    Text as UTF-8; broken characters are replaced. Mentions are shown as plain text: who exists is
    known to the database only.
    """
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    html = str(markdown.render(text).html)
    sys.stdout.buffer.write(html.encode() + (b"" if html.endswith("\n") else b"\n"))
