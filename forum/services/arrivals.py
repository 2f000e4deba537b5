"""People at the door: sign-ups that wait until the team has looked, claims of imported accounts.

Who waits reads like every member and writes nothing. A case holds what was asked of them; deciding
it is the way in or out (`effects.KINDS`). Called by verbs, effects and jobs that have asked.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, select, update

from forum import database
from forum.extensions import db
from forum.models import (
    Decision,
    Departure,
    MemberSession,
    ModerationCase,
    Snapshot,
    User,
)
from forum.models.columns import utcnow
from forum.queries import profile_fields
from forum.services import cases, jobs, tokens
from forum.structure import setting

SEVERITY = 4
LONGEST = 4000
AT_ONCE = 100


def wait(user: User, answers: Mapping[str, str], reasons: Sequence[str] = ()) -> ModerationCase:
    """A new member waits: they are told on every page, and the team finds them in the queue, with
    the reasons why software made them wait."""
    user.waits_since = utcnow()
    asked = {str(field.id): field.label for field in profile_fields.of_newcomers(user)}
    lines = [_answered(asked.get(key, key), said) for key, said in answers.items() if said]
    if user.joined_via:
        lines.append(str(_("Came by: %(how)s", how=user.joined_via)))
    return _open("sign-up", user, lines, reasons)


def _answered(label: str, said: str) -> str:
    """A label is a word or a question."""
    return f"{label} {said}" if label.endswith(("?", ":", ".", "!")) else f"{label}: {said}"


def wait_for_claim(user: User) -> ModerationCase:
    """Somebody has come for an imported account, with the link that went to its address."""
    user.waits_since = utcnow()
    return _open("claim", user, [str(_("Somebody has asked for this imported account."))])


def _open(kind: str, user: User, lines: list[str], reasons: Sequence[str] = ()) -> ModerationCase:
    target = cases.Target(f"{kind}:{user.id}", user.id)
    case = cases.open_case(target, kind, SEVERITY, reasons)
    body = "\n".join(lines)[:LONGEST]
    db.session.add(
        Snapshot(case_id=case.id, title=user.display_name, body=body,
                 sha256=cases.digest(body, user.display_name))
    )  # fmt: skip
    db.session.flush()
    return case


def admit(case: ModerationCase, decision: Decision) -> None:
    """They are a member like everybody. A letter tells them."""
    user = db.session.get_one(User, case.user_id, with_for_update=True)
    user.waits_since, user.active = None, True
    _told(user, case, decision, "admitted")


def refuse(case: ModerationCase, decision: Decision) -> None:
    """A sign-up: the account is switched off, and nothing is left of it after a while. A claim: the
    account is an imported one again, that nobody has come for. One letter tells them, and why: to
    a sign-up the statement, with its appeal; a claim leaves no address that it could go to."""
    user = db.session.get_one(User, case.user_id, with_for_update=True)
    if case.kind == "claim":
        _told(user, case, decision, "refused")
        user.email = user.password = user.claimed_at = user.confirmed_at = None
        user.waits_since = None
    else:
        user.active = False
    db.session.execute(
        update(MemberSession)
        .where(MemberSession.user_id == user.id, MemberSession.revoked_at.is_(None))
        .values(revoked_at=utcnow())
    )
    tokens.void(user, user)
    db.session.flush()
    database.touch("members", f"member:{user.id}")


def _told(user: User, case: ModerationCase, decision: Decision, what: str) -> None:
    jobs.enqueue("mail.arrival", user_id=user.id, to=user.email, what=what, kind=case.kind,
                 why=decision.explanation)  # fmt: skip
    db.session.flush()
    database.touch("members", f"member:{user.id}")


def forget_refused(at: datetime | None = None) -> int:
    """Begin the erasure of sign-ups that were refused some time ago, with what they had said."""
    now = at or utcnow()
    decided = (
        ModerationCase.user_id == User.id, ModerationCase.kind == "sign-up",
        ModerationCase.closed_at < now - timedelta(days=int(setting("join.refused_days"))),
    )  # fmt: skip
    ids = db.session.scalars(
        select(User.id)
        .where(User.active.is_(False), User.waits_since.is_not(None), User.erased_at.is_(None),
               exists(select(1).where(*decided)),
               ~exists(select(1).where(Departure.user_id == User.id)))
        .order_by(User.id)
        .limit(AT_ONCE)
    ).all()  # fmt: skip
    for user_id in ids:
        of_theirs = select(ModerationCase.id).where(
            ModerationCase.user_id == user_id, ModerationCase.kind == "sign-up"
        )
        db.session.execute(
            update(Snapshot).where(Snapshot.case_id.in_(of_theirs)).values(title="", body="")
        )
        db.session.add(Departure(user_id=user_id, blanks_posts=True, asked_at=now, erase_at=now))
    db.session.flush()
    return len(ids)
