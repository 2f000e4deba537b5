"""Against who reports or appeals without ground again and again (Digital Services Act, article 23):
first a warning, then for a while nothing more is taken from them. Both are decisions like any
other: with a statement, in the member's history, and to be appealed.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from forum import events
from forum.extensions import db
from forum.lib import misuse
from forum.lib.markdown import plain
from forum.lib.verdict import Refused, require
from forum.models import Decision, MisuseMeasure, ModerationCase, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import deciding
from forum.policies import misuse as policy
from forum.queries import misuse as queries
from forum.services import cases, decisions, statements


@dataclass(frozen=True, slots=True)
class Assessment:
    """What somebody weighed; number and share are counted, not typed."""

    kind: str
    gravity: str
    intention: str


def warn(actor: Viewer, user: User, said: Assessment) -> MisuseMeasure:
    """Say that it goes on like this no longer. Raises Denied, Refused with the field."""
    require(policy.can_act(actor, user))
    return _measure(actor, user, _checked(actor, user, said), said.kind, None)


def stop(actor: Viewer, user: User, said: Assessment, days: int | None) -> MisuseMeasure:
    """Take no more of it for a while: only after a warning, and when it went on since."""
    require(policy.can_act(actor, user))
    assessment = _checked(actor, user, said)
    warned = queries.warned_at(actor, user, said.kind)
    if warned is None:
        raise Refused(_("Warn them first. Only after a warning can they be stopped."), "kind")
    least, most = misuse.LENGTHS
    if days is None or not least <= days <= most:
        raise Refused(_("Choose between %(least)s and %(most)s days.", least=least, most=most),
                      "days")  # fmt: skip
    return _measure(actor, user, assessment, said.kind, days, warned)


def instead(actor: Viewer, decision: Decision, days: int | None) -> MisuseMeasure:
    """After an appeal: a shorter time takes its place, or without days a warning."""
    require(deciding.can_reverse(actor, decision))
    was = db.session.scalars(
        select(MisuseMeasure).where(MisuseMeasure.decision_id == decision.id)
    ).one()
    user = db.session.get_one(User, was.user_id)
    decisions.reverse(actor, decision, utcnow())
    warned = was.warned_at if days else None
    return _measure(actor, user, was.assessment, was.kind, days, warned)


def _checked(actor: Viewer, user: User, said: Assessment) -> dict[str, object]:
    """The four parts that article 23 asks for."""
    if said.kind not in misuse.KINDS:
        raise Refused(_("Choose what it is about."), "kind")
    found: dict[str, object] = {}
    for name in ("gravity", "intention"):
        text = plain.readable(asdict(said)[name]).strip()
        if len(text) < misuse.LEAST:
            raise Refused(_("Say it in at least %(least)s characters.", least=misuse.LEAST), name)
        if len(text) > misuse.LONGEST:
            raise Refused(_("At most %(most)s characters.", most=misuse.LONGEST), name)
        found[name] = text
    counted = queries.numbers(actor, user, said.kind)
    if not counted.unfounded:
        raise Refused(_("Nothing of this kind has been unfounded so far."), "kind")
    return {"number": counted.unfounded, "share": counted.share, **found}


def _measure(
    actor: Viewer, user: User, assessment: dict[str, object], kind: str, days: int | None,
    warned: datetime | None = None,
) -> MisuseMeasure:  # fmt: skip
    """The decision with its case, its statement and the line in the log; and what it does."""
    assert isinstance(actor, User)
    now = utcnow()
    until = now + (timedelta(days=days) if days else misuse.WARNED)
    case = ModerationCase(
        reference=cases.reference("C"), kind="misuse", target=f"misuse:{user.id}",
        user_id=user.id, state="decided", severity=4, reasons=[], opened_at=now, due_at=now,
        closed_at=now,
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    decision = Decision(
        case_id=case.id, action="misuse_stop" if days else "misuse_warning", ground="none",
        facts=_facts(assessment, kind, warned), origin="own_initiative", starts_at=now,
        ends_at=until, decided_by_id=actor.id, decided_at=now, before={"content": "misuse"},
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    made = MisuseMeasure(
        user_id=user.id, kind=kind, assessment=assessment, decision_id=decision.id,
        decided_by_id=actor.id, warned_at=warned or now, suspended_from=now if days else None,
        suspended_until=until if days else None,
    )  # fmt: skip
    db.session.add(made)
    statements.send(actor, case, decision, (), now)
    db.session.add(StaffAction(actor_id=actor.id, verb=decision.action, user_id=user.id,
                               details={"case": case.reference, "kind": kind}))  # fmt: skip
    db.session.flush()
    events.decision_made.send(decision=decision, case=case, actor=actor)
    return made


def _facts(assessment: dict[str, object], kind: str, warned: datetime | None) -> str:
    """What was weighed, in words: it is what the statement says."""
    what = {
        "unfounded_notices": _("Of what you reported within a year, %(number)s had no ground"
                               " (%(share)s %%).", **_counted(assessment)),
        "unfounded_complaints": _("Of your appeals within a year, %(number)s had no ground"
                                  " (%(share)s %%).", **_counted(assessment)),
    }[kind]  # fmt: skip
    parts = [str(what), str(assessment["gravity"]), str(assessment["intention"])]
    if warned is not None:
        parts.append(str(_("You were warned on %(day)s.", day=format_date(warned, "long"))))
    return " ".join(parts)


def _counted(assessment: dict[str, object]) -> dict[str, object]:
    return {"number": assessment["number"], "share": assessment["share"]}
