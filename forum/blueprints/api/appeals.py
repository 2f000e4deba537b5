"""Appeals that wait for the team: the list, one, looking after it, answering it."""

from typing import Any

from forum.blueprints.answering import answer_of
from forum.blueprints.api import shapes_of_moderation as shapes
from forum.blueprints.api.answering import cursor, options, say_version
from forum.blueprints.api.frame import route
from forum.forms.api import PageQuery
from forum.forms.appeals import AnswerForm
from forum.forms.base import Form
from forum.queries import appeals as queries
from forum.services import appeals
from forum.web import viewer

APPEAL = "/appeals/<string(maxlength=20):reference>"


@route("GET", "/appeals", answer=shapes.Appeals, scope="moderate", query=PageQuery)
def list_appeals(asked: PageQuery) -> Any:
    """Appeals that the account may look at as somebody who took no part, what is due first."""
    page = queries.page(viewer(), asked.after or None)
    return {"items": page.rows, "next": cursor(page.next_href)}


@route("GET", APPEAL, answer=shapes.Appeal, scope="moderate")
def get_appeal(reference: str) -> Any:
    """One in full: the grounds, the decision and what was said of it, what an answer can say."""
    appeal = queries.get(viewer(), reference)
    whole = queries.whole(viewer(), appeal)
    say_version(appeal.version)
    shown = {name: getattr(whole.row, name) for name in shapes.AppealInList.model_fields}
    same = ("is_open", "held_until", "grounds", "decision", "kept", "reviewer", "milder")
    chosen = ("outcomes", "codes_reversed", "codes_inadmissible", "rules")
    return {
        **shown, **{name: getattr(whole, name) for name in same},
        **{name: options(getattr(whole, name)) for name in chosen},
        "statement_html": whole.statement, "version": appeal.version,
    }  # fmt: skip


@route("POST", f"{APPEAL}/<any(claim, release):verb>", scope="moderate", body=Form)
def claim_appeal(reference: str, verb: str, sent: Form) -> None:
    """Look after an appeal, or leave it to others again."""
    appeal = queries.get(viewer(), reference)
    if verb == "claim":
        appeals.claim(viewer(), appeal)
    else:
        appeals.release(viewer(), appeal)


@route("POST", f"{APPEAL}/answer", scope="moderate", body=AnswerForm, has_version=True)
def answer_appeal(reference: str, sent: AnswerForm) -> None:
    """Answer it: both sides are told, and what it changes is done. If-Match is its version. From
    `action` on: what takes the place of the decision, for the outcome "varied"."""
    appeal = queries.get(viewer(), reference)
    said = answer_of(sent, queries.decision_of(viewer(), appeal))
    appeals.answer(viewer(), appeal, said, appeal.version if sent.version is None else sent.version)
