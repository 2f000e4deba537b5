"""`forum category`: the first categories of a community, made by whoever runs the server."""

import click

from forum import database
from forum.cli.loading import ready
from forum.models.users import OPERATOR
from forum.services import categories


@click.group(name="category")
def command() -> None:
    """Make a category, or say how much one counts."""


@command.command()
@click.argument("name")
@click.option("--slug", default="", help="Its address; made from the name when left out.")
@click.option("--description", default="")
@click.option("--parent", default="", metavar="SLUG", help="The category above it.")
@click.option("--colour", default="", metavar="#RRGGBB")
@click.option("--icon", default="", help="tent, pack, flame, map, wrench, chat, wave, star …")
@click.option(
    "--allow",
    multiple=True,
    metavar="GROUP:RIGHT,RIGHT",
    help="see, reply, start, moderate, e.g. ambassadors:see,reply,start; may be "
    "repeated. Without any, everybody reads and members write.",
)
def add(
    name: str,
    slug: str,
    description: str,
    parent: str,
    colour: str,
    icon: str,
    allow: tuple[str, ...],
) -> None:
    """Make a category called NAME."""
    pairs = (each.partition(":") for each in allow)
    access = {group: rights.split(",") for group, _, rights in pairs} or None
    with ready(), database.unit("write"):
        made = categories.create(
            OPERATOR, name, slug=slug, description=description, parent=parent, colour=colour,
            icon=icon, access=access,
        )  # fmt: skip
        said = f"{made.name} is at /c/{made.slug}."
    click.echo(said)


@command.command()
@click.argument("slug")
@click.argument("percent", type=click.IntRange(0, 200))
def weigh(slug: str, percent: int) -> None:
    """Say how much the posts of the category SLUG count in the search.

    100 is the usual, 80 is low, 120 is high; 0 leaves it out unless one looks in it.
    """
    with ready(), database.unit("write"):
        categories.weigh(OPERATOR, slug, percent)
    click.echo(f"{slug} counts {percent} % from now on.")
