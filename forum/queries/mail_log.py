"""What became of letters, for admins: who was sent which, and what the mail server said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select, true

from forum.extensions import db
from forum.lib import names, occasions
from forum.lib.phrases import N_
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Mailing, User, Viewer
from forum.models.columns import utcnow
from forum.policies import structure as policy
from forum.queries.people import PersonColumns
from forum.queries.shapes import Person

PAGE = 50
WEEK = timedelta(days=7)
_WHOM = PersonColumns("whom")
OTHERS: Mapping[str, str] = {
    "digest": N_("The digest"),
    "statement": N_("A statement of reasons"),
}
# What is sent by a job of its own, however many letters somebody had that day.
ACCOUNTS: Mapping[str, str] = {
    "account.sign_up": N_("To confirm an address"),
    "account.already_member": N_("Somebody who joins is already a member"),
    "account.reset": N_("To choose a new password"),
    "account.email": N_("To confirm another address"),
    "account.email_asked": N_("A change of address was requested"),
    "account.identity": N_("To link an account from elsewhere"),
    "account.claim": N_("To take over an imported account"),
    "account.notice": N_("Something about the account was changed"),
    "account.arrival": N_("Let in or not"),
    "account.notice_received": N_("A notice has arrived"),
    "account.test": N_("A test"),
}
RESULTS: Mapping[str, str] = {
    "sent": N_("sent"),
    "returned": N_("came back"),
    "waiting": N_("waiting"),
    "dropped": N_("not needed"),
    "failed": N_("given up"),
}
# Why a letter was not needed, in the words that the rows hold.
REASONS: Mapping[str, str] = {
    "nobody to write to": N_("nobody to write to"),
    "e-mails to this address come back": N_("e-mails to this address come back"),
    "enough e-mails for one day": N_("enough e-mails for one day"),
    "not wanted by mail": N_("not wanted by mail"),
    "read in the meantime": N_("read in the meantime"),
    "read in the meantime, or not visible to them": N_(
        "read in the meantime, or not visible to them"
    ),
    "not visible to them, or muted": N_("not visible to them, or muted"),
    "nothing new": N_("nothing new"),
    "decided in the meantime, or not theirs to know": N_(
        "decided in the meantime, or not theirs to know"
    ),
}


class Line(NamedTuple):
    id: int
    whom: Person | None  # none: who has no account, or has left
    to: str  # masked
    kind: str
    result: str
    why: str  # not needed because, or what the mail server said
    tries: int
    created_at: datetime
    settled_at: datetime | None
    can_be_sent_again: bool


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    after: int | None  # where the next page begins


def page(viewer: Viewer, name: str = "", kind: str = "", result: str = "", after: int = 0) -> Page:
    """The newest first. A name that nobody has finds nothing."""
    require(policy.can_shape(viewer))
    rows = db.session.execute(
        select(
            Mailing.id, Mailing.user_id, Mailing.sent_to, Mailing.kind, Mailing.state,
            Mailing.reason,
            Mailing.answer, Mailing.bounce, Mailing.tries, Mailing.created_at, Mailing.settled_at,
            *_WHOM.columns,
        )
        .outerjoin(_WHOM.user, _WHOM.user.id == Mailing.user_id)
        .where(_of(name), _is(kind, result), Mailing.id < after if after else true())
        .order_by(Mailing.id.desc())
        .limit(PAGE + 1)
    ).all()  # fmt: skip
    lines = tuple(_line(row) for row in rows[:PAGE])
    return Page(lines, lines[-1].id if len(rows) > PAGE else None)


def get(viewer: Viewer, letter_id: int) -> Mailing:
    require(policy.can_shape(viewer))
    found = db.session.get(Mailing, letter_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def kinds(viewer: Viewer) -> list[tuple[str, str]]:
    """Every kind of letter and its words."""
    return [(name, _label(name)) for name in (*occasions.BY_MAIL.split(), *OTHERS, *ACCOUNTS)]


def results(viewer: Viewer) -> list[tuple[str, str]]:
    return [(name, str(_(label))) for name, label in RESULTS.items()]


def returned(viewer: Viewer) -> tuple[int, int]:
    """Of the letters sent in the last seven days, how many came back; and how many were sent."""
    require(policy.can_shape(viewer))
    row = db.session.execute(
        select(func.count().filter(Mailing.bounce.is_not(None)), func.count())
        .select_from(Mailing)
        .where(Mailing.state == "sent", Mailing.settled_at > utcnow() - WEEK)
    ).one()
    return row[0], row[1]


def _of(name: str) -> ColumnElement[bool]:
    if not name:
        return true()
    mine = select(User.id).where(User.name_key == names.skeleton(name.strip().removeprefix("@")))
    return Mailing.user_id.in_(mine)


def _is(kind: str, result: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = Mailing.kind == kind if kind else true()
    if result == "returned":
        return found & (Mailing.state == "sent") & Mailing.bounce.is_not(None)
    return found & (Mailing.state == result) if result else found


def _line(row: Any) -> Line:
    result = "returned" if row.state == "sent" and row.bounce else row.state
    why = row.answer or "" if row.state == "sent" else row.reason
    return Line(
        row.id, _WHOM.of(row) if row.user_id is not None else None, row.sent_to or "",
        _label(row.kind), str(_(RESULTS[result])), str(_(REASONS[why])) if why in REASONS else why,
        row.tries, row.created_at, row.settled_at, row.state == "failed",
    )  # fmt: skip


def _label(kind: str) -> str:
    """What a letter is about, in words."""
    if kind in occasions.BY_NAME:
        return str(_(occasions.BY_NAME[kind].label))
    return str(_({**OTHERS, **ACCOUNTS}.get(kind, kind)))
