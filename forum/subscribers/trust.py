"""Trust level 3 is lost by a penalty, at once and not only at night (features.md §4.1, point 4)."""

from flask import Flask

from forum import events
from forum.models import Decision, ModerationCase, Viewer
from forum.queries.conduct import PENALTIES
from forum.services import jobs


def connect(app: Flask) -> None:
    events.decision_made.listen(app, _decided)


def _decided(decision: Decision, case: ModerationCase, actor: Viewer | None) -> None:
    if decision.action in PENALTIES:
        jobs.enqueue("trust.one", user_id=case.user_id)
