"""`forum member`: accounts made or promoted by whoever runs the server."""

import click
from flask import current_app

from forum import database, links
from forum.cli.loading import ready
from forum.lib.verdict import Refused
from forum.models.users import OPERATOR
from forum.queries import accounts as queries
from forum.services import accounts, ways_in


@click.group(name="member")
def command() -> None:
    """Make a member, or put one into a group."""


@command.command()
@click.argument("name")
@click.argument("email")
@click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="SLUG",
    help="admins, community-managers, moderators, ambassadors …; may be repeated.",
)
@click.option("--display-name", default="", help="What is shown instead of the name.")
@click.option("--byline", default="", help='Under the name of staff: "Support, Fernway".')
@click.option(
    "--password",
    envvar="FORUM_MEMBER_PASSWORD",
    help="Asked for when it is not given, which keeps it out of the shell's history.",
)
def create(
    name: str,
    email: str,
    groups: tuple[str, ...],
    display_name: str,
    byline: str,
    password: str | None,
) -> None:
    """Make an account that is confirmed and can sign in at once."""
    if password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with ready(), database.unit("write"):
        made = accounts.create(OPERATOR, name, email, password, groups, display_name, byline)
        said = f"{made.name} can sign in now."
    click.echo(said)


@command.command()
@click.argument("name")
@click.argument("groups", nargs=-1, metavar="GROUP…")
def promote(name: str, groups: tuple[str, ...]) -> None:
    """Put a member into these groups, and into no others that are given by hand.

    Without a group the member is an ordinary one again. Ends the member's sessions.
    """
    with ready(), database.unit("write"):
        user = queries.named(OPERATOR, name)
        if user is None:
            raise Refused(f"There is no member called {name}.", "name")
        accounts.promote(OPERATOR, user, groups)
    click.echo(f"{name} is in: {', '.join(groups) or 'no group that is given by hand'}.")


@command.command(name="sign-in-link")
@click.argument("name")
def sign_in_link(name: str) -> None:
    """Print a link with which the admin NAME signs in: once, within 15 minutes.

    For when the brand's accounts are the only way in and do not work. The admin is told by mail,
    and that it was used stands in the staff's log.
    """
    with ready(), database.unit("write"):
        user = queries.named(OPERATOR, name)
        if user is None:
            raise Refused(f"There is no member called {name}.", "name")
        base = current_app.config["FORUM"].base_url
        said = base + links.sign_in_link(ways_in.make(OPERATOR, user))
    click.echo(said)
