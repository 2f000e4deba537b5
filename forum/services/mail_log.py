"""What became of letters: written down as they are sent, and sending one once more."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.lib import emails
from forum.lib.verdict import Refused, require
from forum.models import Job, Mailing, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import notifications as policy
from forum.policies import structure as structure_policy
from forum.services import jobs

OF_ACCOUNTS = "account."  # how the kinds of letters begin that a job of its own sends


def note(
    actor: Viewer, kind: str, to: str, user: User | None, message_id: str, job: str,
    *, is_sent: bool, said: str,
) -> None:  # fmt: skip
    """One try to send a letter about an account. `job` is the same at each try, `said` the mail
    server's answer; of `to` only so much is kept that its owner would know it."""
    require(policy.can_report_mail(actor))
    key = f"{_named(job) or message_id}:{kind}"[:100]
    database.insert_missing(
        Mailing, user_id=user.id if user else None, key=key, kind=OF_ACCOUNTS + kind,
        created_at=utcnow(), due_at=utcnow(), message_id=message_id, state="failed", reason="",
        tries=0,
    )  # fmt: skip
    settle(actor, Mailing.key == key, "sent" if is_sent else "failed", to, said,
           tries=Mailing.tries + 1, message_id=message_id)  # fmt: skip


def _named(job: str) -> str:
    """With the moment it was asked for: SQLite gives the number of a job that is done to another,
    and that one's letter would be written over somebody else's."""
    number = job.partition(" ")[2]
    if not number.isdecimal():
        return job
    asked_at = db.session.scalar(select(Job.created_at).where(Job.id == int(number)))
    return f"{job} {_moment(asked_at)}" if asked_at is not None else job


def _moment(asked_at: datetime) -> int:
    """Microseconds since 1970."""
    return (asked_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def settle(
    actor: Viewer, which: Any, state: str, to: str = "", said: str = "", **more: Any
) -> None:
    """What a try came to. `said`: the server's answer when it is sent, else why it is not."""
    require(policy.can_report_mail(actor))
    said = emails.concealed(said)
    values: dict[str, Any] = {
        "state": state, "settled_at": None if state == "waiting" else utcnow(),
        "reason": "" if state == "sent" else said[:1000], **more,
    }  # fmt: skip
    if to:
        values["sent_to"] = emails.masked(to)
    if state == "sent":
        values["answer"] = said[:300]
    db.session.execute(
        update(Mailing).where(which).values(values),
        execution_options={"synchronize_session": False},
    )


def came_back(actor: Viewer, address: str, kind: str) -> None:
    """Of the letters to whoever has this address the latest came back: soft, hard or complaint."""
    require(policy.can_report_mail(actor))
    latest = (
        select(Mailing.id)
        .join(User, User.id == Mailing.user_id)
        .where(User.email == address, Mailing.state == "sent")
        .order_by(Mailing.settled_at.desc(), Mailing.id.desc())
        .limit(1)
    )
    db.session.execute(
        update(Mailing).where(Mailing.id.in_(latest)).values(bounce=kind),
        execution_options={"synchronize_session": False},
    )


def again(actor: Viewer, letter: Mailing) -> None:
    """Send a letter once more that was given up. Refused for one whose link is made only once."""
    require(structure_policy.can_shape(actor))
    if letter.state != "failed":
        raise Refused(_("Only an e-mail that was given up can be sent again."))
    if letter.kind.startswith(OF_ACCOUNTS):
        _ask_job_again(actor, letter)
    else:
        letter.state, letter.reason, letter.tries = "waiting", "", 0
        letter.created_at = letter.due_at = utcnow()
        letter.settled_at = None
    details = {"letter": letter.id, "kind": letter.kind}
    db.session.add(
        StaffAction(actor_id=actor.id, verb="send-again", user_id=letter.user_id, details=details)
    )
    db.session.flush()


def _ask_job_again(actor: Viewer, letter: Mailing) -> None:
    number, _space, moment = letter.key.partition(" ")[2].partition(":")[0].partition(" ")
    job = db.session.get(Job, int(number)) if number.isdecimal() else None
    if job is None or (moment and moment != str(_moment(job.created_at))):
        raise Refused(
            _("What this e-mail was about is over. Whoever is waiting for it can ask for another.")
        )
    if job.failed_at is not None:
        jobs.retry(actor, [job.id])
