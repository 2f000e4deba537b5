"""Reporting a message of a private conversation; and, for the team, what was reported."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints import reporting
from forum.blueprints.reporting import Subject
from forum.blueprints.rescuing import protect
from forum.policies import conversations as policy
from forum.policies import reports as report_policy
from forum.queries import conversations as talks
from forum.queries import message_reports as queries
from forum.queries import report_reasons
from forum.services import message_reports
from forum.web import render_template, tell, unkept, viewer

bp = Blueprint("message_reports", __name__)
protect(bp)


@bp.get("/messages/<int:conversation_id>/<int:number>/report")
def ask(conversation_id: int, number: int) -> Any:
    return reporting.ask(_subject(conversation_id, number)[2])


@bp.post("/messages/<int:conversation_id>/<int:number>/report")
def report(conversation_id: int, number: int) -> Any:
    opened, message, subject = _subject(conversation_id, number)
    return reporting.take(
        subject,
        lambda said: _thank(message_reports.report(viewer(), opened, message, said), message),
    )


def _subject(conversation_id: int, number: int) -> tuple[Any, Any, Subject]:
    opened = talks.get(viewer(), conversation_id)
    message = talks.numbered(viewer(), opened, number)
    subject = Subject(
        "message",
        _("The team will read this one message and what you say about it, and nothing else."),
        links.message(conversation_id, number),
        policy.can_report(viewer(), opened.conversation, opened.place, message)
        and report_policy.can_file(viewer()),
        report_reasons.of_message(viewer(), message.author_id, message.created_at),
        lambda **query: links.report_message(conversation_id, number, **query),
    )
    return opened, message, subject


def _thank(made: Any, message: Any) -> Any:
    tell(_("Thank you. The team can now read this message, and no other."))
    back = links.message(message.conversation_id, message.number)
    return redirect(links.reports(made.reference) if made else back, 303)


@bp.get("/messages/reports")
def index() -> Any:
    found = queries.page(viewer(), request.args.get("after"))
    return render_template("conversations/reports.html", found=found)


@bp.post("/messages/reports/<int:report_id>")
def show(report_id: int) -> Any:
    """By POST, because each opening is written into the log of what staff did."""
    found = queries.get(viewer(), report_id)
    message_reports.read(viewer(), found)
    opened = queries.opened(viewer(), found)
    return unkept(render_template("conversations/opened_report.html", opened=opened))
