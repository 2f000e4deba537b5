"""Words that decisions begin with, and who looks at what first."""

from typing import Any

from forum.blueprints.api import shapes_of_moderation as shapes
from forum.blueprints.api.answering import options
from forum.blueprints.api.frame import Invalid, route
from forum.forms.deciding import EscalationForm, TemplateForm, remarks
from forum.lib.escalation import Level
from forum.lib.verdict import require
from forum.policies import moderation as policy
from forum.queries import escalation, reasons
from forum.queries import templates as queries
from forum.services import templates
from forum.services.templates import Wanted
from forum.web import viewer


@route("GET", "/templates", answer=shapes.Templates, scope="moderate")
def list_templates() -> Any:
    """Every template with how often it was used and how often that was reversed."""
    return {"items": queries.every(viewer())}


@route("GET", "/templates/anchors", answer=shapes.Options, scope="moderate")
def list_anchors() -> Any:
    """What a template can be for: `anchor` is one of these keys."""
    require(policy.can_edit_templates(viewer()))
    return {"items": options(reasons.choices(viewer()))}


@route("POST", "/templates", answer=shapes.Id, status=201, scope="moderate", body=TemplateForm)
def add_template(sent: TemplateForm) -> Any:
    """A new one. Remarks on its tone come as 422 at `is_sure`; send true when they were read."""
    return templates.add(viewer(), _wanted(sent))


@route("PUT", "/templates/<int:template_id>", scope="moderate", body=TemplateForm)
def change_template(template_id: int, sent: TemplateForm) -> None:
    """Give a template other words; what was decided with it keeps its own."""
    templates.change(viewer(), queries.get(viewer(), template_id), _wanted(sent))


@route("DELETE", "/templates/<int:template_id>", scope="moderate")
def remove_template(template_id: int) -> None:
    """Remove it; what was decided with it stays as it was said."""
    templates.remove(viewer(), queries.get(viewer(), template_id))


def _wanted(sent: TemplateForm) -> Wanted:
    require(policy.can_edit_templates(viewer()))
    if not sent.is_sure and (found := remarks(sent.body)):
        raise Invalid({"is_sure": " ".join(found)})
    return Wanted(**sent.model_dump(exclude={"is_sure"}))


@route("GET", "/escalation", answer=shapes.Levels, scope="moderate")
def list_escalation() -> Any:
    """Who looks at what first, by severity, 1 to 4."""
    return {"items": escalation.levels(viewer())}


@route("PUT", "/escalation/<int:severity>", scope="moderate", body=EscalationForm)
def plan_escalation(severity: int, sent: EscalationForm) -> None:
    """Say it anew for one severity."""
    one = escalation.level(viewer(), severity)
    templates.plan(viewer(), Level(one.severity, **sent.model_dump()))
