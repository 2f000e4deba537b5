"""Deciding cases: what may be decided, what the member will read, doing it, the second person."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from forum.blueprints.api import shapes_of_moderation as shapes
from forum.blueprints.api.answering import options
from forum.blueprints.api.frame import Invalid, route
from forum.forms.api import AboutBrand
from forum.forms.base import Form
from forum.forms.deciding import FIELDS, ChoiceForm, DecideForm, DeclineForm, remarks
from forum.forms.moderation import EscalateForm
from forum.lib import markdown, sanctions
from forum.lib.verdict import Refused
from forum.queries import cases, members, proposals
from forum.queries import deciding as queries
from forum.services import claims, decisions
from forum.services.choosing import LEAST_FACTS, Choice
from forum.web import viewer

if TYPE_CHECKING:
    from forum.models import Decision

CASE = "/cases/<string(maxlength=20):reference>"


@route("GET", f"{CASE}/choices", answer=shapes.Choices, scope="moderate")
def list_choices(reference: str) -> Any:
    """What the account may decide in a case: actions, the rules in force when it was written with
    the words of their templates, the highest step of the ladder that was `taken`, and what waits
    for a second person."""
    case = cases.get(viewer(), reference)
    named = [one.section_id for one in cases.page(viewer(), case).reports]
    desk = queries.desk(viewer(), case, named)
    shown = {name: getattr(desk, name) for name in shapes.Choices.model_fields
             if hasattr(desk, name) and name != "proposal"}  # fmt: skip
    return {
        **shown, "jumps": options(sanctions.JUMPS.items()), "least_facts": LEAST_FACTS,
        "colleagues": options(cases.colleagues(viewer(), case)),
        "proposal": _proposed(desk.proposal) if desk.proposal else None,
    }  # fmt: skip


def _proposed(decision: "Decision") -> dict[str, Any]:
    names = ("id", "action", "state", "ground", "facts", "explanation", "decided_at", "ends_at",
             "reversed_at")  # fmt: skip
    said = decisions.statement_of(viewer(), decision)
    return {**{name: getattr(decision, name) for name in names}, "title": decision.law or "",
            "statement_html": markdown.render(said).html}  # fmt: skip


@route("POST", f"{CASE}/preview", answer=shapes.Preview, scope="moderate", body=ChoiceForm,
       is_look=True)  # fmt: skip
def preview_decision(reference: str, sent: ChoiceForm) -> Any:
    """Exactly what the member will read, were it decided like this. Writes nothing."""
    with _by_fields():
        text = decisions.preview(viewer(), cases.get(viewer(), reference), Choice(**sent.choice))
    return {"text": text, "html": markdown.render(text).html,
            "remarks": remarks(sent.facts, sent.explanation)}  # fmt: skip


@route("POST", f"{CASE}/decisions", answer=shapes.Decided, status=201, scope="moderate",
       body=DecideForm, has_version=True)  # fmt: skip
def decide_case(reference: str, sent: DecideForm) -> Any:
    """Decide the case: what it does is done, and everybody concerned gets the statement of reasons.
    If-Match is the version of the case. Where it takes two people it is `proposed`. Remarks on its
    tone come as 422 at `is_sure`; send that as true when they were read."""
    case = cases.get(viewer(), reference)
    if not sent.is_sure and (found := remarks(sent.facts, sent.explanation)):
        raise Invalid({"is_sure": " ".join(found)})
    with _by_fields():
        return decisions.decide(viewer(), case, Choice(**sent.choice), sent.version)


@contextmanager
def _by_fields() -> Iterator[None]:
    """What the verb says about a choice, at the field in which it was sent."""
    try:
        yield
    except Refused as error:
        error.field = FIELDS.get(error.field, error.field)
        raise


@route("PUT", f"{CASE}/brand", scope="moderate", body=AboutBrand)
def mark_about_brand(reference: str, sent: AboutBrand) -> None:
    """Say that it is about criticism of the brand, which takes two people, or that it is not."""
    case = cases.get(viewer(), reference)
    decisions.mark_about_brand(viewer(), case, is_about_brand=sent.is_about_brand)


@route("POST", f"{CASE}/escalate", scope="moderate", body=EscalateForm)
def escalate_case(reference: str, sent: EscalateForm) -> None:
    """Ask a colleague to look at it; `to` is a name."""
    case, to = cases.get(viewer(), reference), members.one(viewer(), sent.to)
    claims.escalate(viewer(), case, to, sent.note)


@route("GET", "/proposals", answer=shapes.Proposals, scope="moderate")
def list_proposals() -> Any:
    """Decisions that wait for a second person."""
    return {"items": proposals.every(viewer())}


@route("POST", "/proposals/<int:decision_id>/agree", answer=shapes.Decided, scope="moderate",
       body=Form)  # fmt: skip
def agree_with_proposal(decision_id: int, sent: Form) -> Any:
    """Agree as the second person: it is done, and everybody concerned gets the statement."""
    found, _case = queries.to_answer(viewer(), decision_id)
    return decisions.agree(viewer(), found)


@route("POST", "/proposals/<int:decision_id>/decline", scope="moderate", body=DeclineForm)
def decline_proposal(decision_id: int, sent: DeclineForm) -> None:
    """Do not agree: the case is open again, and who proposed it reads why."""
    found, _case = queries.to_answer(viewer(), decision_id)
    decisions.decline(viewer(), found, sent.reason)
