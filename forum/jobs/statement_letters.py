"""Letters with a statement in them, word for word: they cannot be stopped, are sent to suspended
people as well, and hold links with which one reads it and appeals without signing in."""

from datetime import UTC
from email.message import EmailMessage
from typing import Any

from flask import current_app
from flask_babel import force_locale, format_date

from forum import links
from forum.extensions import db
from forum.letters import in_language_of, sentences
from forum.letters import written as letter
from forum.lib import markdown, proofs
from forum.lib.plain_letters import as_text
from forum.models import Mailing, Statement, User
from forum.queries import statements as queries


def write(mailing: Mailing) -> EmailMessage | str:
    """The letter that is owed, or why there is nobody to send it to. Only reads."""
    statement = db.session.get_one(Statement, mailing.statement_id)
    user = db.session.get(User, statement.user_id) if statement.user_id else None
    to = user.email if user is not None else statement.email
    if not to:
        return "nobody to write to"
    made = _acknowledged(statement, user, to) if mailing.kind == "appeal_got" else None
    if made is None:
        made = _letter(statement, user, to)
    del made["Message-ID"]
    made["Message-ID"] = mailing.message_id
    made["Reply-To"] = str(current_app.config["FORUM"]["FORUM_MAIL_FROM"])
    return made


def chosen(mailing: Mailing, user: User) -> EmailMessage:
    """The same to somebody who chose to have such letters, and may stop them."""
    return _letter(db.session.get_one(Statement, mailing.statement_id), user, str(user.email))


def _letter(statement: Statement, user: User | None, to: str) -> EmailMessage:
    may_appeal = queries.is_open(user, statement)
    what, reference = _about(statement)
    html = markdown.absolute(markdown.render(statement.body).html, _base())
    with _speaking(statement):
        about: dict[str, Any] = {
            "subject": sentences.statement(what, reference), "reference": reference,
            "said": html, "said_text": as_text(html),
            "href": links.statement(_word(statement, proofs.READ)),
            "until": format_date(statement.appeal_until.astimezone(UTC), "long"),
        }  # fmt: skip
        if may_appeal:
            about["appeal_href"] = _base() + links.appeal_by_letter(_word(statement, proofs.APPEAL))
        made: EmailMessage = letter(f"statement.{what}", user, to, **about)
    return made


def _acknowledged(statement: Statement, user: User | None, to: str) -> EmailMessage | None:
    appeal = queries.appeal_of(user, statement)
    if appeal is None:
        return None
    with in_language_of(user):
        due = format_date(appeal.due_at.astimezone(UTC), "long")
    made: EmailMessage = letter(
        "appeal_got", user, to, reference=appeal.reference, due=due,
        href=links.appeal_by_letter(_word(statement, proofs.APPEAL)),
    )  # fmt: skip
    return made


def _about(statement: Statement) -> tuple[str, str]:
    """Which letter it is, and under which number the team knows it."""
    appeal = queries.appeal_answered(None, statement)
    if appeal is not None:
        return "appeal", appeal.reference
    case = queries.case_reference(None, statement)
    return "report" if statement.recipient == "reporter" else "decision", case


def _word(statement: Statement, purpose: str) -> str:
    return proofs.make(current_app.config["SECRET_KEY"], statement.puid, statement.id, purpose)


def _speaking(statement: Statement) -> Any:
    return force_locale(statement.language)


def _base() -> str:
    return str(current_app.config["FORUM"].base_url)
