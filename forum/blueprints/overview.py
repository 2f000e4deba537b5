"""The first page of the administration: first steps, what needs attention, and the jobs."""

from typing import Any

from flask import Blueprint, redirect
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import links
from forum.blueprints.incoming import submitted
from forum.forms.base import read
from forum.forms.jobs import JobForm
from forum.lib.verdict import require
from forum.policies import pages as page_policy
from forum.policies import structure as policy
from forum.queries import attention, overview, setups
from forum.queries import jobs as queries
from forum.services import jobs
from forum.web import limit_changes, members_only, render_template, tell, viewer

bp = Blueprint("overview", __name__)
bp.before_request(limit_changes)


@bp.get("/admin")
@members_only
def index() -> Any:
    """Admins see how things stand; others go to the first page that is there for them."""
    if not policy.can_shape(viewer()):
        require(page_policy.can_write(viewer()))
        return redirect(links.admin("pages"))
    return render_template(
        "admin/overview.html", page="", matters=attention.matters(viewer()),
        steps=setups.steps(viewer()), numbers=overview.numbers(viewer()),
    )  # fmt: skip


@bp.get("/admin/jobs")
@members_only
def show_jobs() -> Any:
    require(policy.can_shape(viewer()))
    return render_template(
        "admin/jobs.html", page="jobs", failed=queries.failed(viewer()),
        counts=queries.counts(viewer()), oldest=queries.oldest_due(viewer()),
    )  # fmt: skip


@bp.post("/admin/jobs")
@members_only
def act_on_jobs() -> Any:
    """Run what failed once more, or give it up: one job, or all of them."""
    require(policy.can_shape(viewer()))
    form = read(JobForm, submitted())
    if not form:
        tell(_("Choose what to do with the job."), "danger")
        return redirect(links.admin("jobs"), 303)
    ids = [form.data.job] if form.data.job else None
    if form.data.what == "retry":
        count = jobs.retry(viewer(), ids)
        tell(ngettext("%(num)d job is running again.", "%(num)d jobs are running again.", count))
    else:
        count = jobs.discard(viewer(), ids or [])
        tell(ngettext("%(num)d job was given up.", "%(num)d jobs were given up.", count))
    return redirect(links.admin("jobs"), 303)
