"""The log of what staff did, as a page and as a file; and how much work there is."""

import csv
import io
import json
from typing import Any

from flask import Blueprint, Response, request

from forum.forms.base import Typed, read
from forum.forms.staff_log import LogForm
from forum.lib import tables
from forum.lib.verdict import require
from forum.policies import moderation
from forum.policies import staff_log as policy
from forum.queries import staff_log, workload
from forum.web import members_only, render_template, viewer

bp = Blueprint("staff_log", __name__)
bp.before_request(members_only(lambda: None))


def _asked(form: Typed[LogForm]) -> staff_log.Asked:
    if not form:  # nobody types these addresses: what is wrong is left out
        return staff_log.Asked()
    data = form.data
    return staff_log.Asked(
        data.who, data.what, data.whom, data.since_moment, data.before_moment
    )  # fmt: skip


@bp.get("/moderation/log")
def index() -> Any:
    require(policy.can_read_some(viewer()))
    form = read(LogForm, request.args)
    found = staff_log.page(viewer(), _asked(form), form["after"])
    asked = {name: form[name] for name in ("who", "what", "whom", "since", "until") if form[name]}
    return render_template(
        "moderation/log.html", form=form, found=found, asked=asked,
        verbs=[("", ""), *staff_log.verbs(viewer())],
    )  # fmt: skip


@bp.get("/moderation/workload")
def work() -> Any:
    """How much there is to do, and how it is shared."""
    require(moderation.can_moderate_somewhere(viewer()))
    days = request.args.get("days", 30, int)
    found = workload.of_period(viewer(), days if days in workload.PERIODS else 30)
    return render_template("moderation/workload.html", work=found, periods=workload.PERIODS)


@bp.get("/moderation/log.<any(csv, json):kind>")
def export(kind: str) -> Any:
    require(policy.can_read_some(viewer()))
    lines = staff_log.export(viewer(), _asked(read(LogForm, request.args)))
    body = json.dumps(lines, ensure_ascii=False, indent=1) if kind == "json" else _csv(lines)
    mime = "application/json" if kind == "json" else "text/csv; charset=utf-8"
    answer = Response(body, mimetype=mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="staff-log.{kind}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _csv(lines: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    names = ("number", "at", "by", "verb", "done", "to", "thread", "address", "note", "details")
    writer.writerow(names)
    for line in lines:
        row = {**line, "details": json.dumps(line["details"], ensure_ascii=False)}
        writer.writerow([tables.harmless(row[name]) for name in names])
    return out.getvalue()
