"""What the software does by itself once enough is said of a post (features.md §4.2 points 4 to 6).

It hides the post, keeps a newcomer who spams from writing, closes a thread for some hours. Each is
a restriction like any other: a decision "by software", with its statement, and whoever decides the
case takes its place. Who is of the team is past all of it, unless the team itself reports them.

Called by what listens to reports and edits, with the operator as the actor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib import reasons, weighing
from forum.lib.verdict import require
from forum.models import (
    Decision,
    GuidelineSection,
    ModerationCase,
    Post,
    Report,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import deciding as policy
from forum.queries import viewers
from forum.services import cases, decisions, filing
from forum.services.choosing import Choice
from forum.structure import setting

OFFICIAL = frozenset({"staff", "trusted", "authority"})  # one of theirs is enough in danger
MOST_DANGER = 1  # severity at which little is enough (community.md §4.3 point 2)
MEMBERS_IN_DANGER = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A report that counts: what it is for, what it weighs, how severe that is."""

    report: Report
    section: GuidelineSection | None
    severity: int

    @property
    def is_official(self) -> bool:
        return self.report.source in OFFICIAL


def settle(actor: Viewer, case: ModerationCase) -> None:
    """After a report: do what its case has become due for."""
    require(policy.can_automate(actor))
    if case.kind != "report" or case.post_id is None or case.closed_at is not None:
        return
    post, said = cases.the_post(case), _said(case)
    author = viewers.with_groups(None, post.author)
    if author.is_staff or author.is_moderator:
        said = [one for one in said if one.is_official]
    if not said:
        return
    is_alone = case.is_about_brand and policy.found_nobody(case)  # criticism, and nobody agreed
    is_enough = _is_dangerous(said) or _score(said) >= filing.hide_from()
    if post.state == "visible" and is_enough and not is_alone:
        decisions.by_software(actor, case, _choice("hide", said))
    if not is_alone:
        _silence(actor, case, author, said)
    _close(actor, case, post)


def edited(actor: Viewer, post: Post) -> None:
    """Its author has changed a post that software hid: the first time it is shown again, and what
    was said of the older text counts no longer (features.md §4.2 point 5)."""
    require(policy.can_automate(actor))
    found = _hidden_by_software(post)
    if post.state != "hidden" or len(found) != 1 or found[0].state != "in_force":
        return
    decision = found[0]
    case = db.session.get_one(ModerationCase, decision.case_id)
    said = db.session.scalars(select(Report).where(Report.case_id == case.id, Report.score > 0))
    for report in said.all():
        report.score = 0.0
    cases.keep(case, post, filing.title_of(post))
    filing.weigh(case)
    decisions.end(actor, decision, utcnow())


def _hidden_by_software(post: Post) -> Sequence[Decision]:
    return db.session.scalars(
        select(Decision)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(ModerationCase.post_id == post.id, ModerationCase.kind == "report",
               Decision.automation == "fully", Decision.action == "hide")
        .order_by(Decision.id.desc())
    ).all()  # fmt: skip


def _said(case: ModerationCase) -> list[Said]:
    """What was said and counts. A report of an older text that was changed weighs nothing."""
    rows = db.session.execute(
        select(Report, GuidelineSection)
        .outerjoin(GuidelineSection, GuidelineSection.id == Report.section_id)
        .where(Report.case_id == case.id, Report.score > 0)
        .order_by(Report.id)
    ).all()
    return [Said(report, section, _severity(report, section)) for report, section in rows]


def _severity(report: Report, section: GuidelineSection | None) -> int:
    if section is not None:
        return section.severity
    return reasons.FIXED[report.reason][1] if report.reason in reasons.FIXED else 4


def _score(said: Iterable[Said]) -> float:
    return sum(one.report.score for one in said)


def _is_dangerous(said: Iterable[Said]) -> bool:
    """Whether somebody may be in danger: one who is qualified says so, or two members do."""
    grave = [one for one in said if one.severity <= MOST_DANGER]
    members = {one.report.reporter_id for one in grave if one.report.source == "member"}
    return any(one.is_official for one in grave) or len(members) >= MEMBERS_IN_DANGER


def _silence(actor: Viewer, case: ModerationCase, author: User, said: Sequence[Said]) -> None:
    """A newcomer whom several people report for spam writes nothing until somebody has looked, and
    what they wrote within a day is hidden."""
    if author.trust_level > 0 or author.is_restricted or author.is_suspended:
        return
    spam = [
        one for one in said if one.report.reason in str(setting("reports.spam_reasons")).split()
    ]
    if len({one.report.reporter_id for one in spam}) < int(setting("reports.silence_people")):
        return
    if _score(spam) >= _part("reports.silence_percent"):
        days = int(setting("reports.silence_days"))
        decisions.by_software(
            actor, case, _choice("restriction", spam, days=days, also="hide-lately")
        )


def _close(actor: Viewer, case: ModerationCase, post: Post) -> None:
    """Very much is said of a thread by many: it is closed for some hours, so that all calm down.

    Its first post's case says so, and who began the thread is told.
    """
    thread = post.thread
    if thread.is_closed or thread.state != "visible":
        return
    score, people = db.session.execute(
        select(func.sum(Report.score), func.count(Report.reporter_id.distinct()))
        .join(ModerationCase, ModerationCase.id == Report.case_id)
        .where(ModerationCase.thread_id == thread.id, ModerationCase.closed_at.is_(None))
    ).one()
    if (score or 0) < _part("reports.close_percent") or people < int(
        setting("reports.close_people")
    ):
        return
    first = db.session.scalars(
        select(Post).where(Post.thread_id == thread.id, Post.number == 1)
    ).one()
    about = cases.open_case(
        cases.of_post(first), "report", 3, [str(_("Many reports about its thread."))]
    )
    cases.keep(about, first, thread.title)
    until = utcnow() + timedelta(hours=int(setting("reports.close_hours")))
    decisions.by_software(actor, about, _to_close(case, people), until=until)


def _to_close(case: ModerationCase, people: int) -> Choice:
    facts = ngettext(
        "%(num)d person reported posts in this thread within a short time. It is closed for "
        "some hours so that everybody can calm down, and opens by itself.",
        "%(num)d people reported posts in this thread within a short time. It is closed for "
        "some hours so that everybody can calm down, and opens by itself.",
        people,
    )
    return _grounded("lock", _said(case), facts, also="close")


def _part(name: str) -> float:
    """A part of the typical score, in percent; the typical score is kept in hundredths."""
    return int(setting("reports.typical_score")) / 100 * int(setting(name)) / 100


def _choice(action: str, said: Sequence[Said], days: int | None = None, also: str = "") -> Choice:
    people = len(said)
    facts = ngettext(
        "%(num)d report about it weighed so much that the software acted before a person "
        "could look. Somebody on the team will.",
        "%(num)d reports about it weighed so much that the software acted before a person "
        "could look. Somebody on the team will.",
        people,
    )
    return _grounded(action, said, facts, days=days, also=also)


def _grounded(
    action: str, said: Sequence[Said], facts: str, days: int | None = None, also: str = ""
) -> Choice:
    """On what it rests: the rule that was named most, gravest first, or a law; or no rule at all,
    which is what the reports say then."""
    ranked = sorted(said, key=lambda one: (one.severity, one.report.id))
    section = next((one.section for one in ranked if one.section is not None), None)
    illegal = next((one.report for one in ranked if one.report.is_illegal), None)
    if section is not None:
        return Choice(action, section_id=section.id, facts=facts, days=days, also=also)
    if illegal is not None:
        law = illegal.law or str(_("as somebody reported it"))
        return Choice(action, "illegal", law=law, facts=facts, days=days, also=also)
    return Choice(action, "none", facts=facts, days=days, also=also)


def typical_score(actor: Viewer) -> int | None:
    """What is worth hiding here, in hundredths: the 85th percentile of the scores of posts of which
    at least two reports were upheld, once there are 15; None until then."""
    require(policy.can_automate(actor))
    since = utcnow() - timedelta(days=366)
    upheld = (
        select(ModerationCase.score)
        .join(Report, Report.case_id == ModerationCase.id)
        .where(ModerationCase.closed_at > since, ModerationCase.kind == "report",
               ModerationCase.post_id.is_not(None), Report.is_upheld.is_(True),
               ModerationCase.score > 0)
        .group_by(ModerationCase.id, ModerationCase.score)
        .having(func.count(Report.id) >= 2)
    )  # fmt: skip
    scores = list(db.session.scalars(upheld))
    found = weighing.typical(scores, 0.0)
    return round(found * 100) or None
