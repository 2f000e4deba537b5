"""Figures about moderation: what was published, for everybody; the draft of the next, for staff."""

import csv
import io
import json
from typing import Any

from flask import Blueprint, Response, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.transparency import PeriodForm, PublishForm
from forum.lib import markdown, published, tables
from forum.lib.periods import Period
from forum.lib.verdict import Refused, require
from forum.policies import transparency as policy
from forum.queries import transparency as queries
from forum.services import transparency
from forum.structure import setting
from forum.web import keep, members_only, render_template, tell, viewer

bp = Blueprint("transparency", __name__)


@bp.get("/transparency")
def index() -> str:
    keep("transparency")
    return render_template(
        "transparency/index.html", reports=queries.every(viewer()),
        may_draft=bool(policy.can_draft(viewer())),
    )  # fmt: skip


@bp.get("/transparency/<int:number>")
def show(number: int) -> str:
    keep("transparency")
    found = queries.get(viewer(), number)
    return render_template(
        "transparency/show.html", found=found, figures=found.report.figures,
        words=markdown.render(found.report.words).html,
    )  # fmt: skip


@bp.get("/transparency/<int:number>.<any(csv, json):kind>")
def as_file(number: int, kind: str) -> Any:
    """The same for machines: the JSON is what the published SHA-256 is of."""
    report = queries.get(viewer(), number).report
    contents = queries.plain(viewer(), report)
    if kind == "json":
        body = json.dumps({**contents, "sha256": report.sha256}, ensure_ascii=False, indent=1)
    else:
        body = _csv(contents)
    mime = "application/json" if kind == "json" else "text/csv; charset=utf-8"
    answer = Response(body, mimetype=mime)
    name = f"transparency-{contents['figures']['period']['from']}-{report.number}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.get("/moderation/transparency")
@members_only
def draft() -> Any:
    require(policy.can_draft(viewer()))
    form = read(PeriodForm, request.args)
    return _draft(blank(), _period(form))


@bp.post("/moderation/transparency")
@members_only
def publish() -> Any:
    require(policy.can_publish(viewer()))
    form = read(PublishForm, submitted())
    period = _period(form)
    if period is None:
        form = Typed(None, form.values, {**form.errors, "since": _("Choose the days.")})
    if not form or period is None:
        return _draft(form, period), 422
    try:
        made = transparency.publish(viewer(), period, form.data.words, form.data.seen)
    except Refused as error:
        return _draft(refused(form, error), period), 422
    tell(_("Published. From now on everybody can read it."))
    return redirect(links.transparency(made.id), 303)


def _period(form: Typed[Any]) -> Period | None:
    return form.data.period(str(setting("site.time_zone"))) if form else None


def _draft(form: Typed[Any], period: Period | None) -> str:
    found = queries.draft(viewer(), period)
    return render_template(
        "moderation/transparency.html", draft=found, form=form, figures=found.figures
    )


def _csv(contents: dict[str, Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("section", "of", "what", "value"))
    for name in ("starts_at", "ends_at", "number", "published_at"):
        writer.writerow(("report", "", name, contents[name]))
    for row in published.rows(contents["figures"]):
        writer.writerow([tables.harmless(cell) for cell in row])
    return out.getvalue()
