"""The words that decisions begin with, and who looks at what first: what the team writes for
itself."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from forum import database
from forum.extensions import db
from forum.lib import names
from forum.lib.escalation import Level
from forum.lib.markdown import plain
from forum.lib.verdict import Refused, require
from forum.models import Decision, DecisionTemplate, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import moderation as policy
from forum.services import settings

LONGEST_BODY = 2000
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Wanted:
    """A template as somebody writes it. `review_days`: when it is looked at again; none: never."""

    anchor: str
    title: str
    body: str
    language: str = "en"
    review_days: int | None = None
    is_enabled: bool = True


def add(actor: Viewer, wanted: Wanted) -> DecisionTemplate:
    """Words for a section that has none in this language. Raises Refused."""
    require(policy.can_edit_templates(actor))
    made = DecisionTemplate(use_count=0, created_at=utcnow())
    _write(actor, made, wanted)
    return made


def change(actor: Viewer, template: DecisionTemplate, wanted: Wanted) -> None:
    """Other words; whoever changes them looks after them from now on. Raises Refused."""
    require(policy.can_edit_templates(actor))
    _write(actor, template, wanted)


def remove(actor: Viewer, template: DecisionTemplate) -> None:
    """Decisions on its section begin with nothing from now on."""
    require(policy.can_edit_templates(actor))
    db.session.execute(
        update(Decision).where(Decision.template_id == template.id).values(template_id=None)
    )
    db.session.delete(template)
    _log(actor, "remove-template", template.anchor)


def plan(actor: Viewer, level: Level) -> None:
    """Say who looks at what is this severe, and what they do first (community.md §4.7)."""
    require(policy.can_edit_templates(actor))
    if not level.trigger.strip() or not level.owner.strip() or not level.first.strip():
        raise Refused(_("Please fill this in."), "trigger")
    name = f"escalation.level_{level.severity}"
    settings.keep(actor, name, level.lines)
    _log(actor, "plan-escalation", str(level.severity))


def _write(actor: Viewer, template: DecisionTemplate, wanted: Wanted) -> None:
    body = plain.readable(wanted.body).strip()
    if not body or len(body) > LONGEST_BODY:
        raise Refused(_("At most %(most)s characters, and at least one.", most=LONGEST_BODY),
                      "body")  # fmt: skip
    anchor = names.slug(wanted.anchor)
    if not anchor:
        raise Refused(_("Choose the section that these words are for."), "anchor")
    if wanted.review_days is not None and wanted.review_days > MOST_DAYS:
        raise Refused(_("At most %(most)s days.", most=MOST_DAYS), "review_days")
    template.anchor, template.title, template.body = anchor, wanted.title.strip(), body
    template.language, template.is_enabled = wanted.language.strip(), wanted.is_enabled
    template.owner_id = actor.id
    days = wanted.review_days
    template.review_at = utcnow() + timedelta(days=days) if days else None
    db.session.add(template)
    taken = _("There are already words for this section in this language.")
    database.flush_or_raise(Refused(taken, "anchor"))
    _log(actor, "template", anchor)


def _log(actor: Viewer, verb: str, what: str) -> None:
    if isinstance(actor, User):
        db.session.add(StaffAction(actor_id=actor.id, verb=verb, details={"what": what}))
    db.session.flush()
