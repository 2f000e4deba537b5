"""Letters about accounts. A link's token is made here, where it is sent from, and not before.

Whether an address has an account is looked up here as well, so that no page can tell: the same job
is asked for in either case.
"""

from email.message import EmailMessage

from flask_babel import format_date
from sqlalchemy import select

from forum import database, links, mailer
from forum.extensions import db
from forum.letters import in_language_of, sentences
from forum.letters import written as letter
from forum.lib import causes, emails, names, tokens
from forum.models import OPERATOR, Departure, SignUp, User
from forum.policies import departures
from forum.services import mail_log, notices
from forum.services import tokens as letters


def sign_up(sign_up_id: int) -> None:
    """To somebody who wants to join: the link; to a member's address: that they are one."""
    with database.unit("write"):
        found = db.session.get(SignUp, sign_up_id)
        if found is None:
            return
        owner = db.session.scalar(select(User).where(User.email == found.email))
        if owner is not None:
            message = letter("already_member", owner, found.email)
        else:
            token = tokens.new()
            found.token_hash = tokens.hashed(token)
            message = letter("sign_up", None, found.email, name=found.name,
                              href=links.confirm_sign_up(token))  # fmt: skip
    send("already_member" if owner else "sign_up", message, owner)


def reset(identity: str) -> None:
    """To a member: a link to a new password. To nobody, nothing."""
    with database.unit("write"):
        email = emails.normalised(identity) if "@" in identity else None
        by = User.email == email if email else User.name_key == names.skeleton(identity)
        mine = select(User).where(by, departures.may_enter(), User.claimed_at.is_not(None))
        user = db.session.scalar(mine)
        if user is None or not user.email:
            return
        token = letters.issue(OPERATOR, user, "reset")
        message = letter("reset", user, user.email, href=links.reset_password(token))
    send("reset", message, user)


def email(user_id: int, email: str) -> None:
    """To the new address: a link that makes it count; to the old one: what was asked for."""
    with database.unit("write"):
        user = db.session.get(User, user_id)
        if user is None:
            return
        messages = []
        if db.session.scalar(select(User.id).where(User.email == email)):
            messages.append(("already_member", letter("already_member", None, email)))
        else:
            token = letters.issue(OPERATOR, user, "email", email=email)
            asked = letter("email", user, email, href=links.confirm_email(token))
            messages.append(("email", asked))
        if user.email:
            told = letter("email_asked", user, user.email, new=emails.masked(email))
            messages.append(("email_asked", told))
    for kind, message in messages:
        send(kind, message, user)


def identity(user_id: int) -> None:
    """To a member: a link that shows that an account of elsewhere and the one here are both
    theirs. It is worth something only in the browser that came from there."""
    with database.unit("write"):
        user = db.session.get(User, user_id)
        if user is None or not user.email:
            return
        token = letters.issue(OPERATOR, user, "identity")
        message = letter("identity", user, user.email, href=links.arrived(token))
    send("identity", message, user)


def claim(user_id: int) -> None:
    """To the owner of an imported account: a link with which they take it over."""
    with database.unit("write"):
        user = db.session.get(User, user_id)
        if user is None or not user.email or user.claimed_at is not None:
            return
        token = letters.issue(OPERATOR, user, "claim")
        message = letter("claim", user, user.email, href=links.claim(token))
    send("claim", message, user)


def notice(user_id: int, what: str, to: str | None) -> None:
    """To a member, at the address they had: what was changed, and what to do if it was not them."""
    with database.unit("read"):
        user = db.session.get(User, user_id)
        if user is None or not to:
            return
        with in_language_of(user):
            sentence = sentences.notice(what, _last_day(user) if what == "leaving" else "")
        message = letter(f"notice.{what}", user, to, sentence=sentence)
    send("notice", message, user)


def test(user_id: int) -> None:
    """To an admin who wants to know whether letters go out. What hinders it stands with the job."""
    with database.unit("read"):
        user = db.session.get(User, user_id)
        if user is None or not user.email:
            return
        message = letter("test", user, user.email)
    send("test", message, user)


def arrival(user_id: int, to: str | None, what: str, kind: str, why: str) -> None:
    """To who waited at the door: they are in, or they are not, and why."""
    with database.unit("read"):
        user = db.session.get(User, user_id)
        if user is None or not to:
            return
        which = "claim" if what != "admitted" and kind == "claim" else what
        message = letter(f"arrival.{which}", user, to, what=what, is_claim=kind == "claim",
                         why=why, href=links.home())  # fmt: skip
    send("arrival", message, user)


def notice_received(report_id: int) -> None:
    """To who sent a notice without an account: its reference, and whether the address is theirs."""
    with database.unit("write"):
        found = notices.letter(OPERATOR, report_id)
        if found is None:
            return
        report, token = found
        message = letter("notice_received", None, report.reporter_email,
                          reference=report.reference, href=links.notice(token))  # fmt: skip
    send("notice_received", message, None)


def send(kind: str, message: EmailMessage, user: User | None) -> None:
    """Send a letter about an account and write down what came of it. NotSent: it is tried again.

    `kind` is the name of its template, `user` whom it is to (none: who has no account).
    """
    try:
        said = mailer.send(message)
    except mailer.NotSent as error:
        _note(kind, message, user, False, str(error))
        raise
    _note(kind, message, user, True, said)


def _note(kind: str, message: EmailMessage, user: User | None, is_sent: bool, said: str) -> None:
    cause = causes.current()
    with database.unit("write"):
        mail_log.note(
            OPERATOR, kind, str(message["To"]), user, str(message["Message-ID"]),
            cause.job if cause else "", is_sent=is_sent, said=said,
        )  # fmt: skip


def _last_day(user: User) -> str:
    found = db.session.get(Departure, user.id)
    return format_date(found.erase_at, "long") if found is not None else ""
