"""What follows from a report."""

from flask import Flask

from forum import events
from forum.models import OPERATOR, ModerationCase, Post, Report, Viewer
from forum.services import acting, jobs


def connect(app: Flask) -> None:
    events.report_filed.listen(app, _filed)
    events.post_edited.listen(app, _edited)


def _filed(report: Report, case: ModerationCase) -> None:
    if report.reporter_id is not None:
        jobs.enqueue("notify.report", report_id=report.id, once=f"notify.report:{report.id}")
    elif report.reporter_email:
        jobs.enqueue("mail.notice_received", report_id=report.id)
    acting.settle(OPERATOR, case)


def _edited(post: Post, actor: Viewer) -> None:
    if post.state == "hidden" and actor.id == post.author_id:
        acting.edited(OPERATOR, post)
