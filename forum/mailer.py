"""Letters: made whole, then sent by SMTP or, where none is set up, laid into a folder."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from forum import metrics
from forum.config import Config

TIMEOUT = 20.0  # seconds, for each answer of the server
_KEPT = 200  # letters in the folder; older ones are removed


class NotSent(Exception):  # noqa: N818
    """The server did not take a letter. The message says what it answered."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One that lies in the folder, as the page for it shows it."""

    name: str
    to: str
    subject: str
    written_at: datetime
    text: str


def write(to: str, subject: str, text: str, html: str, sender_name: str) -> EmailMessage:
    """A letter from the forum to one address.

    ValueError for a line break in anything that stands in a header: nothing of what a member typed
    can add one (T108).
    """
    config = _config()
    sender = str(config["FORUM_MAIL_FROM"])
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender_name, addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


class _Plain(smtplib.SMTP):
    """Remembers what the server said when it took a letter: its name for it, as a rule."""

    said = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, said = super().data(msg)
        self.said = f"{code} {said.decode('utf-8', 'replace')}"
        return code, said


class _Encrypted(_Plain, smtplib.SMTP_SSL):
    pass


def send(message: EmailMessage) -> str:
    """Hand `message` to the SMTP server, or to the folder. Slow: from jobs only. Returns what the
    server said.

    NotSent when the server refuses or cannot be reached; the job tries again.
    """
    url = str(_config()["FORUM_MAIL_URL"])
    if not url:
        _lay_down(message)
        return ""
    try:
        with _connection(url) as server:
            server.send_message(message)
        metrics.current().add("forum_letters", "sent")
        return server.said
    except (OSError, smtplib.SMTPException) as error:
        metrics.current().add("forum_letters", "not sent")
        raise NotSent(f"the mail server answered: {_said(error)}") from error


def _said(error: Exception) -> str:
    """The code and the words of a mail server, as it said them."""
    answers: list[tuple[int, bytes | str]]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    else:
        return str(error)
    return "; ".join(
        f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
        for code, said in answers
    )


def check() -> None:
    """Connect and sign in as `send` would, and send nothing. Raises what stood in the way."""
    with _connection(str(_config()["FORUM_MAIL_URL"])) as server:
        server.noop()


def folder() -> Path | None:
    """Where letters lie instead of being sent. None in production and where SMTP is set up."""
    config = _config()
    if config["FORUM_MAIL_URL"] or config.is_production:
        return None
    return config.instance / "mail"


def lying() -> list[Letter]:
    """The letters in the folder, the latest first."""
    place = folder()
    if place is None or not place.is_dir():
        return []
    return [_read(file) for file in sorted(place.glob("*.eml"), reverse=True)]


def _connection(url: str) -> _Plain:
    """A server that is ready to take letters: encrypted when it can be, always with a password."""
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    server: _Plain
    if parts.scheme == "smtps":
        server = _Encrypted(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = _Plain(host, parts.port or 25, timeout=TIMEOUT)
    try:
        server.ehlo()
        if parts.scheme != "smtps" and (server.has_extn("starttls") or parts.username):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _lay_down(message: EmailMessage) -> None:
    config = _config()
    place = config.instance / "mail"
    place.mkdir(parents=True, exist_ok=True)
    name = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    draft = place / f"{name}.part"
    draft.write_bytes(bytes(message))
    draft.chmod(0o600)
    draft.rename(place / f"{name}.eml")
    for old in sorted(place.glob("*.eml"))[:-_KEPT]:
        old.unlink(missing_ok=True)


def _read(file: Path) -> Letter:
    message = BytesParser(policy=default).parsebytes(file.read_bytes())
    body = message.get_body(("plain",))
    return Letter(
        name=file.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        written_at=datetime.strptime(file.stem, "%Y%m%d-%H%M%S-%f").replace(tzinfo=UTC),
        text=body.get_content() if body is not None else "",
    )


def _config() -> Config:
    found: Config = current_app.config["FORUM"]
    return found
