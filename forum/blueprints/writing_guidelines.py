"""The pages on which staff writes the guidelines: one drafts and proposes, another approves."""

from typing import Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.guidelines import (
    ApproveForm,
    BeginForm,
    DescribeForm,
    ReturnForm,
    SectionForm,
)
from forum.lib import rulebooks
from forum.lib.rulebooks import Rule
from forum.lib.verdict import NOT_FOUND, Conflict, Denied, Refused, require
from forum.policies import guidelines as policy
from forum.queries import editions as newer
from forum.queries import guideline_drafts as queries
from forum.queries import guidelines as versions
from forum.services import beginnings, editions, guidelines
from forum.services import guideline_sections as sections
from forum.web import limit_changes, member, members_only, render_template, tell, undo, viewer

bp = Blueprint("writing_guidelines", __name__)
bp.before_request(limit_changes)
DRAFT = "/admin/guidelines/<int:version_id>"
SECTION = f"{DRAFT}/sections/<string(maxlength=80):anchor>"


@bp.get("/admin/guidelines")
@members_only
def index() -> Any:
    return render_template(
        "admin/guidelines.html",
        page="guidelines",
        shelves=queries.shelves(viewer()),
        is_newer=newer.is_newer(viewer()),
    )


@bp.get("/admin/guidelines/news")
@members_only
def news() -> Any:
    """What is newer in the set that comes along, compared with what the community made of it."""
    return render_template("admin/guideline_news.html", page="guidelines", news=_news())


@bp.post("/admin/guidelines/news/<any(take, leave):what>")
@members_only
def settle(what: str) -> Any:
    require(policy.can_manage(viewer()))
    try:
        if what == "take":
            draft = editions.take(member())
            tell(_("It is in the draft. Read it, and propose it to somebody else on the team."))
            return redirect(links.guideline_draft(draft.id), 303)
        editions.leave(member())
    except Refused as error:
        undo()
        tell(error.message, "danger")
        return redirect(links.admin("guidelines"), 303)
    tell(_("Everything stays as it is."))
    return redirect(links.admin("guidelines"), 303)


def _news() -> "newer.News":
    newest = beginnings.rulebook(newer.language(viewer())).rules
    found = newer.news(viewer(), newest)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


@bp.post("/admin/guidelines/begin")
@members_only
def begin() -> Any:
    require(policy.can_manage(viewer()))
    form = read(BeginForm, submitted())
    if not form:
        raise Denied(NOT_FOUND)
    category = form.data.category
    document = (guidelines.add_document(viewer(), category) if category
                else queries.community(viewer()))  # fmt: skip
    made = guidelines.begin(member(), document)
    return redirect(links.guideline_draft(made.id), 303)


@bp.get(DRAFT)
@members_only
def show(version_id: int) -> Any:
    gone = queries.published(viewer(), version_id)
    if gone is not None:  # an old link: it is public now
        return redirect(links.guidelines(gone[1], gone[0]))
    return _draft(version_id)


@bp.post(DRAFT)
@members_only
def describe(version_id: int) -> Any:
    draft = queries.get(viewer(), version_id)
    form = read(DescribeForm, submitted())
    if not form:
        return _draft(version_id, form), 422
    try:
        guidelines.describe(member(), draft.version, **form.data.model_dump())
    except Refused as error:
        return _draft(version_id, _again(form, error)), 422
    tell(_("Saved."))
    return redirect(links.guideline_draft(version_id), 303)


@bp.get(f"{DRAFT}/sections/new")
@members_only
def start_section(version_id: int) -> Any:
    return _section(version_id, "", blank(severity="4", eu_category=rulebooks.OTHER))


@bp.post(f"{DRAFT}/sections/new")
@members_only
def add_section(version_id: int) -> Any:
    return _keep(version_id, "")


@bp.get(SECTION)
@members_only
def section(version_id: int, anchor: str) -> Any:
    draft = queries.get(viewer(), version_id)
    rule = queries.section(viewer(), draft.version, anchor)
    names = ("title", "body", "example", "reason", "severity", "eu_category")
    typed = {name: getattr(rule, name) for name in names}
    return _section(version_id, anchor, blank(**typed, seen=queries.section_digest(viewer(), rule)))


@bp.post(SECTION)
@members_only
def write_section(version_id: int, anchor: str) -> Any:
    return _keep(version_id, anchor)


@bp.post(f"{SECTION}/<any(up, down, remove):way>")
@members_only
def shift_section(version_id: int, anchor: str, way: sections.Way) -> Any:
    draft = queries.get(viewer(), version_id)
    sections.shift(member(), draft.version, anchor, way)
    if way == "remove":
        tell(_("The section has been taken out of the draft. Versions already published keep it."))
        return redirect(f"{links.guideline_draft(version_id)}#sections", 303)
    return redirect(f"{links.guideline_draft(version_id)}#section-{anchor}", 303)


@bp.get(f"{DRAFT}/read")
@members_only
def read_through(version_id: int) -> Any:
    return _through(version_id)


@bp.post(f"{DRAFT}/propose")
@members_only
def propose(version_id: int) -> Any:
    draft = queries.get(viewer(), version_id)
    try:
        guidelines.propose(member(), draft.version)
    except Refused as error:
        return _through(version_id, refused(blank(), error)), 422
    tell(
        _("Proposed. Somebody else on the team approves it or sends it back; they have been told.")
    )
    return redirect(links.guideline_draft(version_id, "read"), 303)


@bp.post(f"{DRAFT}/approve")
@members_only
def approve(version_id: int) -> Any:
    draft = queries.get(viewer(), version_id)
    require(policy.can_approve(viewer(), draft.version))
    form, number, slug = read(ApproveForm, submitted()), draft.version.number, draft.document.slug
    if not form:
        return _through(version_id, form), 422
    try:
        guidelines.approve(member(), draft.version, form.data.seen)
    except Refused as error:
        return _through(version_id, refused(form, error)), 422
    tell(_("Published. It will never change from here on."))
    return redirect(links.guidelines(number, slug), 303)


@bp.post(f"{DRAFT}/return")
@members_only
def send_back(version_id: int) -> Any:
    draft = queries.get(viewer(), version_id)
    require(policy.can_send_back(viewer(), draft.version))
    form = read(ReturnForm, submitted())
    if not form:
        return _through(version_id, form), 422
    try:
        guidelines.send_back(member(), draft.version, form.data.reason)
    except Refused as error:
        return _through(version_id, refused(form, error)), 422
    tell(_("It is a draft again."))
    return redirect(links.guideline_draft(version_id), 303)


@bp.post(f"{DRAFT}/withdraw")
@members_only
def withdraw(version_id: int) -> Any:
    """A draft, or what is announced and not in force yet."""
    found = queries.open_version(viewer(), version_id)
    guidelines.withdraw(member(), found)
    tell(_("It has been taken back."))
    return redirect(links.admin("guidelines"), 303)


def _keep(version_id: int, anchor: str) -> Any:
    """Keep a section, or show it as it will be read."""
    draft = queries.get(viewer(), version_id)
    form = read(SectionForm, submitted())
    if not form:
        return _section(version_id, anchor, form), 422
    rule = Rule(anchor, **form.data.model_dump(exclude={"seen", "preview"}))
    if form.data.preview:
        undo()
        return _section(version_id, anchor, form, queries.drawn(viewer(), [rule]))
    try:
        kept = sections.write(member(), draft.version, rule, form.data.seen)
    except Refused as error:
        return _section(version_id, anchor, _again(form, error)), 422
    tell(_("Saved."))
    return redirect(f"{links.guideline_draft(version_id)}#section-{kept}", 303)


def _again(form: Typed[Any], error: Refused) -> Typed[Any]:
    """The form with what was typed; who was overtaken has seen it and may save over it."""
    typed = refused(form, error)
    if isinstance(error, Conflict):
        typed.values["seen"] = ""
    return typed


def _draft(version_id: int, form: Typed[Any] | None = None) -> str:
    """One place gathers what `admin/guideline_draft.html` needs."""
    who, draft = viewer(), queries.get(viewer(), version_id)
    version = draft.version
    known = blank(
        summary=version.summary, change_note=version.change_note,
        significance=version.significance, seen=queries.heading_digest(who, version),
    )  # fmt: skip
    return render_template(
        "admin/guideline_draft.html", page="guidelines", draft=draft,
        form=known if form is None else form,
        rules=queries.rules(who, version), missing=queries.missing(who, version),
        answer=queries.answer(who, version),
    )  # fmt: skip


def _section(version_id: int, anchor: str, form: Typed[Any], drawn: Any = None) -> str:
    who, draft = viewer(), queries.get(viewer(), version_id)
    now = queries.section(who, draft.version, anchor) if anchor else None
    return render_template(
        "admin/guideline_section.html", page="guidelines", draft=draft, form=form, now=now,
        drawn=drawn, hours=rulebooks.HOURS, eu_categories=rulebooks.EU_CATEGORIES,
    )  # fmt: skip


def _through(version_id: int, form: Typed[Any] | None = None) -> str:
    """One place gathers what `admin/guideline_read.html` needs."""
    who, draft = viewer(), queries.get(viewer(), version_id)
    version = draft.version
    return render_template(
        "admin/guideline_read.html", page="guidelines", draft=draft,
        form=blank() if form is None else form,
        seen=versions.draft_digest(who, version), missing=queries.missing(who, version),
        compared=queries.compared(who, version), days=queries.effective(who, version),
        drawn=queries.drawn(who, queries.rules(who, version)),
        answer=queries.answer(who, version),
        may_approve=bool(policy.can_approve(who, version)),
        may_propose=bool(policy.can_propose(who, version)),
    )  # fmt: skip
