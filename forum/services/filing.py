"""Putting a report into the case of its target: what it is for, what it weighs, once for each text.

Called by verbs, which have asked the policy.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import database, events
from forum.extensions import db
from forum.lib import emails, reasons, weighing
from forum.lib.markdown import plain
from forum.lib.reasons import Reason
from forum.lib.verdict import Refused
from forum.models import ModerationCase, Post, Report, Snapshot, User
from forum.models.columns import utcnow
from forum.models.moderation import PASSED_ON
from forum.queries import viewers
from forum.services import cases
from forum.structure import setting

LONGEST = 2000  # characters of an explanation
LONGEST_LAW = LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a target. `reason` is the key of one that is offered for it."""

    reason: str
    explanation: str = ""
    law: str = ""
    is_in_good_faith: bool = False
    acts: bool = False  # staff wants it hidden until it is decided
    on_behalf: str = ""  # of PASSED_ON: staff passes it on, with who says it and where to answer
    notifier: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it: a member, or a guest with a name and an address; or whom a member of the team
    passes on."""

    kind: str
    reporter_id: int | None = None
    name: str = ""
    email: str = ""
    weight: float = 0.0


def title_of(post: Post) -> str:
    """What is kept beside the text: the title of the thread, for the first post."""
    return post.thread.title if post.number == 1 else ""


def reason_of(offered: tuple[Reason, ...], said: Said) -> Reason:
    """The reason that was chosen, with what has to be said to it. Raises Refused."""
    found = reasons.chosen(offered, said.reason)
    if found is None:
        raise Refused(_("Please choose what is wrong with it."), "reason")
    if found.wants_words and not plain.readable(said.explanation).strip():
        raise Refused(_("Say in a few words what is wrong with it."), "explanation")
    if found.is_illegal and not said.is_in_good_faith:
        raise Refused(_("Please confirm that what you say is right to the best of your "
                        "knowledge."),
                      "is_in_good_faith")  # fmt: skip
    return found


def of_member(actor: User, is_staff: bool, acts: bool = False) -> Source:
    """What this member's report weighs: nothing while they are suspended."""
    decided, upheld = db.session.execute(
        select(func.count(), func.count().filter(Report.is_upheld.is_(True)))
        .where(Report.reporter_id == actor.id, Report.is_upheld.is_not(None))
    ).one()  # fmt: skip
    is_heard = not actor.is_suspended and actor.waits_since is None
    heavy = weighing.weight(actor.trust_level, is_staff, decided, upheld, acts)
    kind = "staff" if is_staff else "member"
    return Source(kind, actor.id, weight=heavy if is_heard else 0.0)


def passed_on(source: Source, said: Said) -> Source:
    """The same from an authority or a trusted flagger, by whom of the team brings it. Raises
    Refused without who it is."""
    name = plain.fold(plain.readable(said.notifier)).strip()[:LONGEST_NAME]
    if said.on_behalf not in PASSED_ON:
        raise Refused(_("Choose one of the options."), "on_behalf")
    if not name:
        raise Refused(_("Say who it is, with their reference if there is one."), "notifier")
    email = emails.normalised(said.address) if said.address.strip() else ""
    if email is None:
        raise Refused(_("This is not an e-mail address that we can write to."), "address")
    return replace(source, kind=said.on_behalf, name=name, email=email)


def stay_once(actor: User, target: cases.Target, digest: str) -> None:
    """Raise Refused when this very text was reported by them, and nothing is new since."""
    lately = utcnow() - timedelta(hours=int(setting("reports.again_hours")))
    same = db.session.scalars(
        select(Report.reference)
        .join(ModerationCase, ModerationCase.id == Report.case_id)
        .outerjoin(Snapshot, Snapshot.id == Report.snapshot_id)
        .where(
            Report.reporter_id == actor.id,
            ModerationCase.target == target.key,
            Snapshot.sha256 == digest,
            (ModerationCase.closed_at.is_(None)) | (ModerationCase.closed_at > lately),
        )
        .limit(1)
    ).first()
    if same is not None:
        raise Refused(_("You have already reported this: %(reference)s.", reference=same))


def file(
    case: ModerationCase, snapshot: Snapshot, reason: Reason, said: Said, source: Source,
    at: datetime | None = None,
) -> Report:  # fmt: skip
    """Put a report into the case that is held open, and say so. Called by verbs.

    Who has one in it already, of an older text, gives it other words.
    """
    moment = at or utcnow()
    found = _theirs(case, source) or Report(
        reference=cases.reference("R"), case_id=case.id, source=source.kind,
        reporter_id=source.reporter_id, created_at=moment,
    )  # fmt: skip
    found.snapshot_id, found.reason, found.section_id = snapshot.id, reason.key, reason.section_id
    found.source, found.reporter_name, found.reporter_email = source.kind, source.name, source.email
    if source.kind in PASSED_ON and source.email:
        found.email_confirmed_at = moment  # they have written from there
    found.is_illegal, found.is_in_good_faith = reason.is_illegal, said.is_in_good_faith
    found.law = plain.readable(said.law).strip()[:LONGEST_LAW]
    found.explanation = plain.readable(said.explanation).strip()[: LONGEST * 2]
    found.score, found.acknowledged_at = source.weight, moment
    db.session.add(found)
    database.flush_or_raise(Refused(_("You have already reported this.")))
    weigh(case)
    _leave_to_staff(case, reason)
    events.report_filed.send(report=found, case=case)
    return found


def _theirs(case: ModerationCase, source: Source) -> Report | None:
    if source.reporter_id is None:
        return None
    mine = select(Report).where(Report.case_id == case.id, Report.reporter_id == source.reporter_id)
    found: Report | None = db.session.scalar(mine)
    return found


def _leave_to_staff(case: ModerationCase, reason: Reason) -> None:
    """Who may not see the case any more neither holds it nor is asked about it."""
    if reason.key not in reasons.FOR_STAFF:
        return
    for column in ("claimed_by_id", "escalated_to_id"):
        holder = db.session.get(User, getattr(case, column) or 0)
        if holder is not None and not viewers.with_groups(None, holder).is_staff:
            setattr(case, column, None)
    if case.claimed_by_id is None:
        case.claimed_until = None
    if case.state == "escalated" and case.escalated_to_id is None:
        case.state = "open"
    db.session.flush()


def weigh(case: ModerationCase) -> None:
    """The score of a case is the sum of its reports'; many good ones make it more urgent."""
    total = db.session.scalar(select(func.sum(Report.score)).where(Report.case_id == case.id))
    case.score = float(total or 0)
    if case.score >= hide_from() and case.severity > 3:
        case.severity = 3
        case.due_at = min(case.due_at, cases.due(3, utcnow()))
    db.session.flush()


def hide_from() -> float:
    """The score from which on software hides a post (features.md §4.2 points 4, 5)."""
    return weighing.threshold(
        int(setting("reports.typical_score")) / 100, int(setting("reports.sensitivity"))
    )
