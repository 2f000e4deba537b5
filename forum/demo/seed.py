"""Fills an empty database with the demonstration community, and says who can sign in there."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from forum import database, wording
from forum.demo import founding, happenings, moderating, serving, settling
from forum.demo.content import load
from forum.demo.shapes import Content
from forum.demo.telling import Teller
from forum.extensions import db
from forum.lib import rulebooks
from forum.lib.rulebooks import Rulebook
from forum.lib.verdict import Refused
from forum.models import User
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.security import passwords
from forum.services import badges, guidelines, helping

PASSWORD = "seven wet socks"  # noqa: S105 - printed for everyone who starts the demonstration
_ROLES = {
    "nia": "member, new today",
    "max": "member",
    "amy": "ambassador",
    "mo": "moderates Gear",
    "cleo": "community manager",
    "ada": "admin",
    "sue": "suspended",
}


def is_empty() -> bool:
    """Whether nobody has an account here yet."""
    return db.session.scalar(select(User.id).limit(1)) is None


def sign_ins() -> list[tuple[str, str, str]]:
    """(name, password, role) of who can sign in; empty where this is not the demonstration."""
    addresses = {founding.address(name): name for name in _ROLES}
    found = db.session.scalars(select(User.email).where(User.email.in_(addresses)))
    there = {addresses[str(email)] for email in found}
    return [(name, PASSWORD, role) for name, role in _ROLES.items() if name in there]


def run() -> None:
    """Fill the database. Raises Refused in production and where there are members already."""
    if current_app.config["FORUM"].is_production:
        with wording.as_shipped():  # the database is not even opened
            raise Refused(_("The demonstration community has no place in production."))
    with database.unit("read"):
        has_members = not is_empty()
    if has_members:
        raise Refused(_("There are members already; only an empty database can be filled."))
    content, now = load(), utcnow()
    story = happenings.in_order(content)
    with database.unit("write"):
        founding.lay(content, now)
    with database.unit("write"):
        teller = Teller(content, now, passwords.hashed(PASSWORD))
        for happening in story:
            if happening.what != "react":
                teller.tell(happening)
        settling.react(teller, story)
        settling.read(teller, story)
        settling.keep_drafts(teller)
        serving.serve(teller)
        _publish_guidelines(content, teller)
        badges.judge(OPERATOR)
        helping.write(OPERATOR, helping.wrong(OPERATOR))
        moderating.moderate(teller)


def _publish_guidelines(content: Content, teller: Teller) -> None:
    """Every version at its time; everybody has accepted the one in force."""
    for version in content.guidelines:
        rules = rulebooks.parse(version.body, rulebooks.default().rules)
        book = Rulebook(rules, version.summary, version.changed)
        made = guidelines.publish(OPERATOR, book, at=teller.now - version.ago)
    for user in teller.people.values():
        guidelines.accept(user, user, made.id)
