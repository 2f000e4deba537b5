"""What a member wants to be told, and how; taken back from a letter as well."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import update

from forum import database
from forum.extensions import db
from forum.lib import occasions
from forum.lib.verdict import Refused, require
from forum.models import NotificationChoice, ThreadLevel, User, Viewer
from forum.models.columns import utcnow
from forum.models.notifications import MUTED
from forum.policies import accounts, notifications
from forum.queries import choices as queries

VALUES = ("none", "site", "mail")
DIGESTS = (0, 7, 14, 30, 90, 180)  # days between two; 0: none


def choose(
    actor: Viewer,
    user: User,
    wanted: Mapping[str, str],
    digest_days: int,
    is_read_untracked: bool = False,
) -> None:
    """`wanted` says none, site or mail for some of the events. What is as before stays unwritten,
    so that it goes on following the site."""
    require(accounts.can_change(actor, user))
    if digest_days not in DIGESTS or not set(wanted.values()) <= set(VALUES):
        raise Refused(_("Choose one of the options."), "digest_days")
    user.digest_days, user.is_read_untracked = digest_days, is_read_untracked
    for choice in queries.mine(user):
        value = wanted.get(choice.event, choice.value)
        if value != choice.value:
            _set(user, choice.event, "site", value != "none")
            _set(user, choice.event, "mail", value == "mail")


def stop(actor: Viewer, user: User, what: str) -> None:
    """No more letters: of a thread ("t42": it is muted), of one event, or no digest.

    `actor` is who came with the link that proves it, signed in or not.
    """
    require(notifications.can_stop_mail(actor))
    if what == "digest":
        db.session.execute(update(User).where(User.id == user.id).values(digest_days=0))
    elif what in occasions.BY_NAME:
        _set(user, what, "mail", False)
    else:
        database.upsert(
            ThreadLevel, ("user_id", "thread_id"), user_id=user.id, thread_id=int(what[1:]),
            level=MUTED, is_by_hand=True, changed_at=utcnow(),
        )  # fmt: skip


def _set(user: User, event: str, channel: str, is_on: bool) -> None:
    database.upsert(
        NotificationChoice, ("user_id", "event", "channel"), user_id=user.id, event=event,
        channel=channel, is_on=is_on,
    )  # fmt: skip
