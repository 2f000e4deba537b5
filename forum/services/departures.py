"""Leaving for good, and staying after all: what a member decides about their own account."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from forum import database
from forum.extensions import db
from forum.lib.verdict import Conflict, require
from forum.models import Departure, Group, Mailing, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.models.groups import ADMINS
from forum.policies import departures as policy
from forum.services import accounts, jobs, sessions, tokens
from forum.services.sessions import Device, Entry
from forum.structure import setting


def ask(actor: Viewer, user: User, blanks_posts: bool, password: str) -> Departure:
    """Leave: hidden and signed out everywhere now, erased after `leaving.days` days (N4).

    `blanks_posts` says whether what they wrote goes too. Raises Denied, Refused.
    """
    require(policy.can_leave(actor, user))
    if user.is_admin:  # one after the other, so that one of them stays
        db.session.execute(select(Group.id).where(Group.id == ADMINS).with_for_update())
        require(policy.can_leave(actor, user))
    accounts.check_password(actor, user, password)
    now = utcnow()
    departure = Departure(
        user_id=user.id, blanks_posts=blanks_posts, asked_at=now,
        erase_at=now + timedelta(days=setting("leaving.days")), names={},
    )  # fmt: skip
    db.session.add(departure)
    database.flush_or_raise(Conflict(_("You have already asked for this.")))
    user.active = False
    tokens.void(user, user)
    sessions.end_all(actor, user)
    db.session.execute(
        update(Mailing)
        .where(Mailing.user_id == user.id, Mailing.state == "waiting")
        .values(state="dropped", reason="the member is leaving", settled_at=now)
    )
    _tell(user, "leaving")
    return departure


def stay(actor: Viewer, user: User, device: Device, keep: bool = False) -> Entry:
    """Take leaving back, and begin a session. Raises Conflict once the erasure has begun."""
    require(policy.can_return(actor, user))
    gone = db.session.execute(
        delete(Departure)
        .where(Departure.user_id == user.id, Departure.begun_at.is_(None))
        .returning(Departure.user_id)
    ).scalar_one_or_none()
    if gone is None:
        raise Conflict(_("It is too late: this account is being erased."))
    user.active = True
    db.session.flush()
    _tell(user, "staying")
    return sessions.open_for(user, device, keep)


def check(actor: Viewer, listed: StaffAction) -> None:
    """Somebody of the team has looked at a post where a former member's name may still stand."""
    require(policy.can_check(actor))
    db.session.add(
        StaffAction(actor_id=actor.id, verb="name-checked", user_id=listed.user_id,
                    post_id=listed.post_id, thread_id=listed.thread_id,
                    details={"listed": listed.id})
    )  # fmt: skip
    db.session.flush()


def _tell(user: User, what: str) -> None:
    jobs.enqueue("mail.notice", user_id=user.id, what=what, to=user.email)
    database.touch("members", "lists", f"member:{user.id}")
    db.session.flush()
