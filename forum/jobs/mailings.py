"""Sends the letters that wait: each once, or not at all when nobody needs it any more.

A letter is taken for some minutes, written from what its reader may know now, sent while no lock
is held, and marked as sent in a unit of its own. A process that dies in between leaves it waiting:
then it is sent once more, under the same Message-ID. A mail server that is away is waited for,
three days.
"""

import logging
import smtplib
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from time import monotonic

from sqlalchemy import delete, select, update

from forum import database, mailer, metrics
from forum.extensions import db
from forum.jobs import letters
from forum.lib import tokens
from forum.models import Mailing, Notification, User
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.services import bounces, mail_log
from forum.structure import setting

FIRST_PAUSE = timedelta(minutes=5)  # doubled each time; longer than any one letter takes
LONGEST_PAUSE = timedelta(hours=2)
GIVEN_UP = timedelta(days=3)
LONGEST_RUN = 90.0  # seconds; then others have their turn
READ_KEPT = timedelta(days=180)  # notifications that were read
# Thread and list headers hold addresses longer than a line: folding would encode them.
_WIDE = SMTP.clone(max_line_length=990)
log = logging.getLogger("forum.mail")


def deliver() -> None:
    """Everything that is due, until the server does not answer."""
    began = monotonic()
    while monotonic() - began < LONGEST_RUN:
        taken = _take()
        if taken is None:
            return
        with database.unit("read"):
            written = letters.write(taken)
        if isinstance(written, str):
            _settle(taken.id, "dropped", said=written)
            metrics.current().add("forum_letters", "dropped")
        elif not _send(taken, written):
            return


def clean() -> None:
    """Forget letters and read notifications of long ago, some thousands at a time."""
    now = utcnow()
    kept = timedelta(days=setting("mail.log_days"))
    for table, old in (
        (Mailing, (Mailing.state != "waiting") & (Mailing.settled_at < now - kept)),
        (Notification, (Notification.read_at < now - READ_KEPT)
         & Notification.id.not_in(select(Mailing.notification_id)
                                  .where(Mailing.notification_id.is_not(None)))),
    ):  # fmt: skip
        some = select(table.id).where(old).limit(5_000)
        with database.unit("write"):
            db.session.execute(
                delete(table).where(table.id.in_(some)),
                execution_options={"synchronize_session": False},
            )


def _take() -> Mailing | None:
    """The letter that is due longest. It comes back after a pause unless it is settled."""
    with database.unit("write"):
        now = utcnow()
        found: Mailing | None = db.session.scalar(
            select(Mailing)
            .where(Mailing.state == "waiting", Mailing.due_at <= now)
            .order_by(Mailing.due_at, Mailing.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if found is None:
            return None
        found.due_at = now + min(FIRST_PAUSE * 2 ** min(found.tries, 10), LONGEST_PAUSE)
        found.tries += 1
        db.session.execute(
            update(User).where(User.id == found.user_id, User.mail_key.is_(None))
            .values(mail_key=tokens.new()),
        )  # fmt: skip
        db.session.flush()
    return found


def _send(taken: Mailing, message: EmailMessage) -> bool:
    """False when the server is away, so that the others need not be tried now."""
    message.policy = _WIDE
    to = str(message["To"])
    try:
        said = mailer.send(message)
    except mailer.NotSent as error:
        return _not_sent(taken, to, error)
    _settle(taken.id, "sent", to, said)
    return True


def _not_sent(taken: Mailing, to: str, error: mailer.NotSent) -> bool:
    """Whether others may be tried. An address that is refused for good is not tried again."""
    cause = error.__cause__
    refused = isinstance(cause, smtplib.SMTPRecipientsRefused)
    for_good = isinstance(cause, smtplib.SMTPRecipientsRefused) and all(
        500 <= code < 600 for code, _said in cause.recipients.values()
    )
    if for_good:
        with database.unit("write"):
            bounces.note_bounce(OPERATOR, to, "hard")
    if for_good or utcnow() - taken.created_at > GIVEN_UP:
        log.warning("letter %s is given up: %s", taken.id, error)
        _settle(taken.id, "failed", to, str(error))
    else:
        _settle(taken.id, "waiting", to, str(error))
    return refused or isinstance(cause, smtplib.SMTPResponseException)


def _settle(mailing_id: int, state: str, to: str = "", said: str = "") -> None:
    with database.unit("write"):
        mail_log.settle(OPERATOR, Mailing.id == mailing_id, state, to, said)
