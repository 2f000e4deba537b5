"""Reporting posts and members: what was said of them, with what was there, into one queue."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib.reasons import Reason
from forum.lib.verdict import Refused, require
from forum.models import ModerationCase, Post, Report, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.models.moderation import PASSED_ON
from forum.policies import abilities
from forum.policies import reports as policy
from forum.queries import report_reasons
from forum.services import cases, filing
from forum.services.filing import Said, Source

OFFICIAL = 2  # severity of what is passed on, at least


def report_post(actor: Viewer, post: Post, said: Said) -> Report:
    """Report `post`, whose thread and author are loaded. Raises Denied, Refused.

    Once for each text: again when it was edited, or a day after it was decided (features.md §4.2).
    """
    require(policy.can_report_post(actor, post))
    assert isinstance(actor, User)
    reason = filing.reason_of(report_reasons.of_post(actor, post), said)
    _stay_within_the_day(actor)
    source = _source(actor, post.thread.category_id, said)
    target = cases.of_post(post)
    filing.stay_once(actor, target, cases.digest(post.body, filing.title_of(post)))
    found = cases.open_case(target, "report", _severity(reason, source))
    kept = cases.keep(found, post, filing.title_of(post))
    return _noted(actor, filing.file(found, kept, reason, said, source), found)


def report_member(actor: Viewer, user: User, said: Said) -> Report:
    """Report a member as they present themselves. Raises Denied, Refused."""
    require(policy.can_report_member(actor, user))
    assert isinstance(actor, User)
    reason = filing.reason_of(report_reasons.of_member(actor, user), said)
    _stay_within_the_day(actor)
    source = _source(actor, None, said)
    target = cases.of_member(user)
    filing.stay_once(actor, target, cases.digest(cases.profile(user), user.display_name))
    found = cases.open_case(target, "report", _severity(reason, source))
    made = filing.file(found, cases.keep_profile(found, user), reason, said, source)
    return _noted(actor, made, found)


def _source(actor: User, category_id: int | None, said: Said) -> Source:
    """Who says it: the actor, or whom they pass on."""
    source = filing.of_member(actor, policy.can_act_at_once(actor, category_id), said.acts)
    if not said.on_behalf:
        return source
    require(policy.can_pass_on(actor))
    return filing.passed_on(source, said)


def _severity(reason: Reason, source: Source) -> int:
    """What an authority or a trusted flagger says comes first (community.md §4.7, P2)."""
    return min(reason.severity, OFFICIAL) if source.kind in PASSED_ON else reason.severity


def _noted(actor: User, report: Report, case: ModerationCase) -> Report:
    if report.source in PASSED_ON:
        details = {"case": case.reference, "report": report.reference, "source": report.source}
        db.session.add(
            StaffAction(actor_id=actor.id, verb="pass-on-report", user_id=case.user_id,
                        post_id=case.post_id, thread_id=case.thread_id,
                        note=report.reporter_name, details=details)
        )  # fmt: skip
        db.session.flush()
    return report


def _stay_within_the_day(actor: User) -> None:
    """Counted with the member's row held, so that many at once make no more than one by one."""
    db.session.execute(select(User.id).where(User.id == actor.id).with_for_update(key_share=True))
    made = db.session.scalar(
        select(func.count(Report.id)).where(
            Report.reporter_id == actor.id, Report.created_at > utcnow() - timedelta(days=1)
        )
    )
    if (made or 0) >= abilities.per_day(actor, "reports.per_day") and not actor.is_staff:
        raise Refused(_("You have reported a lot today. If this cannot wait, write to the team."))
