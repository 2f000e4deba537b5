"""Words that decisions begin with, and who looks at what first: the team's own pages."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links, wording
from forum.blueprints.incoming import refused, submitted
from forum.blueprints.moderation import limit_work
from forum.forms.base import Typed, blank, read
from forum.forms.deciding import EscalationForm, TemplateForm, remarks
from forum.lib.escalation import Level
from forum.lib.verdict import Refused, require
from forum.policies import moderation as policy
from forum.queries import escalation, reasons
from forum.queries import templates as queries
from forum.services import templates
from forum.services.choosing import VARIABLES
from forum.services.templates import Wanted
from forum.web import members_only, render_template, tell, viewer

if TYPE_CHECKING:
    from forum.models import DecisionTemplate

bp = Blueprint("templates", __name__)
bp.before_request(members_only(lambda: None))
bp.before_request(limit_work)


@bp.get("/moderation/templates")
def index() -> Any:
    return render_template(
        "moderation/templates.html", page="templates", rows=queries.every(viewer())
    )


@bp.get("/moderation/templates/new")
def start() -> Any:
    return _page(blank(language=_site(), is_enabled="1", review_days="180"))


@bp.post("/moderation/templates/new")
def add() -> Any:
    return _save(None)


@bp.get("/moderation/templates/<int:template_id>")
def edit(template_id: int) -> Any:
    one = queries.get(viewer(), template_id)
    typed = blank(
        anchor=one.anchor, title=one.title, body=one.body, language=one.language,
        review_days="180" if one.review_at else "", is_enabled="1" if one.is_enabled else "",
    )  # fmt: skip
    return _page(typed, one)


@bp.post("/moderation/templates/<int:template_id>")
def change(template_id: int) -> Any:
    return _save(queries.get(viewer(), template_id))


@bp.post("/moderation/templates/<int:template_id>/remove")
def remove(template_id: int) -> Any:
    templates.remove(viewer(), queries.get(viewer(), template_id))
    tell(_("The template is removed."))
    return redirect(links.moderation_page("templates"), 303)


@bp.get("/moderation/escalation")
def levels() -> Any:
    """Who looks at what first, for everybody with a queue."""
    return render_template(
        "moderation/escalation.html", page="escalation", levels=escalation.levels(viewer()),
        may_change=bool(policy.can_edit_templates(viewer())),
    )  # fmt: skip


@bp.get("/moderation/escalation/<int:severity>")
def level(severity: int) -> Any:
    one = escalation.level(viewer(), severity)
    typed = blank(trigger=one.trigger, owner=one.owner, backup=one.backup, first=one.first)
    return _level(one, typed)


@bp.post("/moderation/escalation/<int:severity>")
def change_level(severity: int) -> Any:
    one = escalation.level(viewer(), severity)
    form = read(EscalationForm, submitted())
    if not form:
        return _level(one, form), 422
    data = form.data
    templates.plan(
        viewer(), Level(severity, data.trigger, data.owner, data.backup, data.first)
    )  # fmt: skip
    tell(_("Saved."))
    return redirect(links.moderation_page("escalation"), 303)


def _level(one: Level, form: Typed[Any]) -> str:
    return render_template("moderation/level.html", page="escalation", level=one, form=form)


def _save(one: "DecisionTemplate | None") -> Any:
    require(policy.can_edit_templates(viewer()))
    number = one.id if one is not None else None
    form = _thought_over(read(TemplateForm, submitted()))
    if not form:
        return _page(form, one), 422
    data = form.data
    wanted = Wanted(data.anchor, data.title, data.body, data.language, data.review_days,
                    data.is_enabled)  # fmt: skip
    try:
        templates.add(viewer(), wanted) if one is None else templates.change(viewer(), one, wanted)
    except Refused as error:
        form = refused(form, error)
        return _page(form, queries.get(viewer(), number) if number else None), 422
    tell(_("Saved."))
    return redirect(links.moderation_page("templates"), 303)


def _thought_over(form: Typed[TemplateForm]) -> Typed[TemplateForm]:
    """Once more with the remarks on its tone, unless they were read."""
    if not form or form.data.is_sure:
        return form
    found = remarks(form.data.body)
    return Typed(None, form.values, {"is_sure": " ".join(found)}) if found else form


def _page(form: Typed[Any], one: "DecisionTemplate | None" = None) -> str:
    require(policy.can_edit_templates(viewer()))
    return render_template(
        "moderation/template.html", page="templates", form=form, template=one,
        anchors=reasons.choices(viewer()), variables=VARIABLES,
    )  # fmt: skip


def _site() -> str:
    return wording.site()
