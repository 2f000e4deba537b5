"""What colleagues are told: a second person is needed, somebody is asked, somebody said no; and
members, of new guidelines."""

from datetime import timedelta

from flask import Flask

from forum import events
from forum.models import Decision, GuidelineVersion, ModerationCase, User, Viewer
from forum.models.columns import utcnow
from forum.services import jobs

_NEWS = timedelta(days=1)  # guidelines in force for longer come with an import, and are no news


def connect(app: Flask) -> None:
    events.decision_proposed.listen(app, _proposed)
    events.decision_made.listen(app, _made)
    events.decision_declined.listen(app, _declined)
    events.case_escalated.listen(app, _asked)
    events.guidelines_proposed.listen(app, _rules_proposed)
    events.guidelines_returned.listen(app, _rules_returned)
    events.guidelines_published.listen(app, _rules_published)
    events.guidelines_withdrawn.listen(app, _rules_withdrawn)


def _proposed(decision: Decision, case: ModerationCase, actor: Viewer) -> None:
    jobs.enqueue("notify.second_person", decision_id=decision.id)


def _made(decision: Decision, case: ModerationCase, actor: Viewer | None) -> None:
    if decision.restores_at is not None:  # done in danger: it stands only until somebody agrees
        jobs.enqueue("notify.second_person", decision_id=decision.id)


def _declined(decision: Decision, case: ModerationCase, actor: Viewer) -> None:
    jobs.enqueue("notify.declined", decision_id=decision.id)


def _asked(case: ModerationCase, to: User, actor: Viewer) -> None:
    jobs.enqueue("notify.escalated", case_id=case.id, user_id=to.id, actor_id=actor.id)


def _rules_proposed(version: GuidelineVersion, actor: Viewer) -> None:
    jobs.enqueue("notify.guidelines", version_id=version.id)


def _rules_returned(version: GuidelineVersion, actor: Viewer) -> None:
    jobs.enqueue("notify.guidelines_answer", version_id=version.id, actor_id=actor.id)


def _rules_published(version: GuidelineVersion) -> None:
    if version.approver_id is not None:
        jobs.enqueue("notify.guidelines_answer", version_id=version.id,
                     actor_id=version.approver_id)  # fmt: skip
    if version.noticed_at is not None and utcnow() - version.noticed_at < _NEWS:
        jobs.enqueue("notify.members_of_guidelines", version_id=version.id)


def _rules_withdrawn(version: GuidelineVersion) -> None:
    if version.noticed_at is not None:
        jobs.enqueue("notify.members_of_guidelines", version_id=version.id, is_taken_back=True)
