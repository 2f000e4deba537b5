"""Reporting a post or a member; what one has reported, and what became of it."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints import reporting
from forum.blueprints.reporting import Subject
from forum.policies import reports as policy
from forum.queries import members, posts, report_reasons
from forum.queries import reports as queries
from forum.services import reports
from forum.web import members_only, render_template, tell, viewer

bp = Blueprint("reports", __name__)


@bp.get("/posts/<int:post_id>/report")
def ask_post(post_id: int) -> Any:
    return reporting.ask(_post(post_id)[1])


@bp.post("/posts/<int:post_id>/report")
@members_only
def report_post(post_id: int) -> Any:
    post, subject = _post(post_id)
    return reporting.take(subject, lambda said: _thank(reports.report_post(viewer(), post, said)))


@bp.get("/m/<name>/report")
def ask_member(name: str) -> Any:
    return reporting.ask(_member(name)[1])


@bp.post("/m/<name>/report")
@members_only
def report_member(name: str) -> Any:
    user, subject = _member(name)
    return reporting.take(subject, lambda said: _thank(reports.report_member(viewer(), user, said)))


def _thank(made: Any) -> Any:
    tell(_("Thank you. Your report is with the team."))
    return redirect(links.reports(made.reference), 303)


def _post(post_id: int) -> tuple[Any, Subject]:
    post = posts.get(viewer(), post_id)
    subject = Subject(
        "thread" if post.number == 1 else "post",
        post.thread.title if post.number == 1 else post.author.display_name,
        links.post(post.thread.id, post.thread.slug, post.number),
        policy.can_report_post(viewer(), post),
        report_reasons.of_post(viewer(), post),
        lambda **query: links.report_post(post.id, **query),
        policy.can_act_at_once(viewer(), post.thread.category_id),
    )
    return post, subject


def _member(name: str) -> tuple[Any, Subject]:
    user = members.one(viewer(), name)
    subject = Subject(
        "member",
        user.display_name,
        links.member(user.name),
        policy.can_report_member(viewer(), user),
        report_reasons.of_member(viewer(), user),
        lambda **query: links.report_member(user.name, **query),
    )
    return user, subject


@bp.get("/account/reports")
@members_only
def index() -> Any:
    found = queries.own(viewer(), request.args.get("after"))
    stopped = policy.stopped_until(viewer())
    return render_template(
        "reports/index.html", page="reports", found=found, stopped=stopped,
        kinds=queries.kinds(viewer()),
    )  # fmt: skip


@bp.get("/account/reports/<reference>")
@members_only
def show(reference: str) -> Any:
    found = queries.one(viewer(), reference)
    return render_template(
        "reports/show.html", page="reports", own=found, kinds=queries.kinds(viewer())
    )
