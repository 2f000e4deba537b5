"""The two steps of a report, the same for everything that can be reported."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from flask_babel import gettext as _

from forum import limits, links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.reports import ReportForm
from forum.lib import reasons
from forum.lib.reasons import Reason
from forum.lib.verdict import Refused, Verdict, require
from forum.queries import report_reasons
from forum.services.filing import Said
from forum.web import member, render_template, viewer


@dataclass(frozen=True, slots=True)
class Subject:
    """What is reported, for the pages: where to and from, what it is, for what it can be."""

    kind: str  # post, thread, member, message
    name: str
    back: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    href: Callable[..., str]
    may_act: bool = False  # hide it at once


def ask(subject: Subject) -> Any:
    """Choose why; then, with the reason in the address, say more."""
    if not viewer().is_authenticated:
        return redirect(links.sign_in(request.full_path.rstrip("?")))
    require(subject.verdict)
    return _page(subject, blank(reason=request.args.get("reason", "")))


def take(subject: Subject, verb: Callable[[Said], Any]) -> Any:
    """What was typed, to `verb`: its answer, or the page again with what is wrong and its status.

    After `members_only`. Raises Denied, TooMany.
    """
    if seconds := limits.take("report.member", member().id):
        raise limits.TooMany(_("Too many attempts. Please wait a few minutes."), seconds)
    require(subject.verdict)
    form = read(ReportForm, submitted())
    if not form:
        return _page(subject, form), 422
    try:
        return verb(Said(**form.data.model_dump()))
    except Refused as error:
        return _page(subject, refused(form, error)), 422


def _page(subject: Subject, form: Typed[Any]) -> str:
    reason = reasons.chosen(subject.reasons, form["reason"])
    return render_template(
        "reports/ask.html", subject=subject, reason=reason, form=form,
        passed_on=report_reasons.passed_on(viewer()),
    )  # fmt: skip
