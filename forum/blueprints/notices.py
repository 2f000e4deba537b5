"""Notices of illegal content by guests: the form, the thanks, the page behind the letter's link."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, session
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.reports import NoticeForm
from forum.lib.verdict import Refused, Verdict, require
from forum.policies import reports as policy
from forum.queries import members, meta, posts, report_reasons
from forum.queries import notices as queries
from forum.security import challenges
from forum.services import notices
from forum.services.filing import Said
from forum.services.notices import Notifier
from forum.web import limited, render_template, tell, unkept, viewer

bp = Blueprint("notices", __name__)

SENT = "noticed"  # in the cookie: the reference of the notice sent from this browser
TOKEN = "<string(minlength=20, maxlength=64):token>"  # noqa: S105 - a pattern of addresses


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about, for the page. `instead`: where who has an account reports it."""

    kind: str
    href: str
    action: str
    instead: str
    verdict: Verdict


@bp.get("/posts/<int:post_id>/notice")
def ask_post(post_id: int) -> Any:
    return _ask(_post(post_id)[1])


@bp.post("/posts/<int:post_id>/notice")
def notify_post(post_id: int) -> Any:
    post, subject = _post(post_id)
    return _take(subject, lambda said, by: notices.of_post(viewer(), post, said, by))


@bp.get("/m/<name>/notice")
def ask_member(name: str) -> Any:
    return _ask(_member(name)[1])


@bp.post("/m/<name>/notice")
def notify_member(name: str) -> Any:
    user, subject = _member(name)
    return _take(subject, lambda said, by: notices.of_member(viewer(), user, said, by))


@bp.get("/notices/sent")
def sent() -> Any:
    if SENT not in session:
        return redirect(links.home())
    return unkept(render_template("reports/notice_sent.html", reference=session[SENT]))


@bp.get(f"/notices/{TOKEN}")
def show(token: str) -> Any:
    limited("token.address")
    found = queries.one(viewer(), token)
    return unkept(render_template("reports/notice_show.html", it=found, token=token))


@bp.post(f"/notices/{TOKEN}")
def confirm(token: str) -> Any:
    limited("token.address")
    notices.confirm(viewer(), queries.one(viewer(), token).report)
    tell(_("Thank you. We will write to you as soon as it is decided."))
    return redirect(links.notice(token), 303)


def _post(post_id: int) -> tuple[Any, Subject]:
    post = posts.get(viewer(), post_id)
    subject = Subject(
        "thread" if post.number == 1 else "post",
        links.post(post.thread.id, post.thread.slug, post.number),
        links.act_on_post(post.id, "notice"),
        links.report_post(post.id),
        policy.can_notify_of_post(viewer(), post),
    )
    return post, subject


def _member(name: str) -> tuple[Any, Subject]:
    user = members.one(viewer(), name)
    subject = Subject(
        "member", links.member(user.name), links.act_on_member(user.name, "notice"),
        links.report_member(user.name), policy.can_notify_of_member(viewer(), user),
    )  # fmt: skip
    return user, subject


def _ask(subject: Subject) -> Any:
    if viewer().is_authenticated:
        return redirect(subject.instead)
    require(subject.verdict)
    return unkept(_page(subject, blank()))  # what it asks is good once


def _take(subject: Subject, verb: Callable[[Said, Notifier], Any]) -> Any:
    require(subject.verdict)
    limited("notice.address")
    form = read(NoticeForm, submitted())
    if not form:
        return _page(subject, form), 422
    data = form.data
    try:
        _stop_programs(data)
        said = Said(data.reason, data.explanation, data.law, data.is_in_good_faith)
        made = verb(said, Notifier(data.name, data.email, challenges.key(data.challenge)))
    except Refused as error:
        return _page(subject, refused(form, error)), 422
    session[SENT] = made.reference
    return redirect(links.notice("sent"), 303)


def _stop_programs(data: NoticeForm) -> None:
    if data.homepage:
        raise Refused(_("Leave this field empty: it is a trap for bots."), "homepage")
    if problem := challenges.problem("notice", data.challenge, data.proof, data.answer):
        raise Refused(problem, "answer")


def _page(subject: Subject, form: Typed[Any]) -> Any:
    page = render_template(
        "reports/notice.html", subject=subject, form=form, address=meta.absolute(subject.href),
        challenge=challenges.draw("notice"), reasons=report_reasons.of_notices(viewer()),
    )  # fmt: skip
    return unkept(page)
