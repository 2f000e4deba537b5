"""Reporting a message of a private conversation; and, for the team, what was reported."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.rescuing import protect
from forum.forms.base import Typed, blank, read
from forum.forms.conversations import ReportMessageForm
from forum.lib.verdict import Refused, require
from forum.policies import conversations as policy
from forum.queries import conversations as talks
from forum.queries import message_reports as queries
from forum.services import message_reports
from forum.web import render_template, tell, unkept, viewer

bp = Blueprint("message_reports", __name__)
protect(bp)


@bp.get("/messages/<int:conversation_id>/<int:number>/report")
def ask(conversation_id: int, number: int) -> Any:
    return _form(conversation_id, number, blank())


def _form(conversation_id: int, number: int, form: Typed[Any]) -> Any:
    opened = talks.get(viewer(), conversation_id)
    message = talks.numbered(viewer(), opened, number)
    require(policy.can_report(viewer(), opened.conversation, opened.place, message))
    return render_template("conversations/report.html", message=message, form=form)


@bp.post("/messages/<int:conversation_id>/<int:number>/report")
def report(conversation_id: int, number: int) -> Any:
    form = read(ReportMessageForm, submitted())
    if not form:
        return _form(conversation_id, number, form), 422
    opened = talks.get(viewer(), conversation_id)
    message = talks.numbered(viewer(), opened, number)
    try:
        message_reports.report(viewer(), opened, message, form.data.reason)
    except Refused as error:
        return _form(conversation_id, number, refused(form, error)), 422
    tell(_("Thank you. The team can now read this message, and no other."))
    return redirect(links.message(conversation_id, number), 303)


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
