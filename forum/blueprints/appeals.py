"""What was decided about oneself, in full, and contradicting it: signed in, or with the link from
the letter, which needs no account. Following a link only shows; what is done is sent."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.appeals import AppealForm
from forum.forms.base import Typed, blank, read
from forum.lib import proofs
from forum.lib.verdict import Refused, require
from forum.policies import appeals as policy
from forum.queries import statements as queries
from forum.services import appeals
from forum.web import (
    limit_changes,
    limited,
    members_only,
    render_template,
    tell,
    unkept,
    viewer,
)

if TYPE_CHECKING:
    from forum.models import Statement

bp = Blueprint("appeals", __name__)
bp.before_request(members_only(lambda: None))
bp.before_request(limit_changes)
letters = Blueprint("statements", __name__)
letters.before_request(lambda: limited("appeal.address"))
WORD = "<string(minlength=30, maxlength=60):word>"


@bp.get("/account/decisions")
def index() -> Any:
    found = queries.own(viewer(), request.args.get("after"))
    return render_template(
        "appeals/index.html", page="decisions", found=found,
        stopped=policy.stopped_until(viewer().id),
    )  # fmt: skip


@bp.get("/account/decisions/<int:statement_id>")
def show(statement_id: int) -> Any:
    return _page(queries.get(viewer(), statement_id), blank())


@bp.post("/account/decisions/<int:statement_id>/appeal")
def appeal(statement_id: int) -> Any:
    statement = queries.get(viewer(), statement_id)
    require(queries.told(viewer(), statement).may_appeal)
    form = read(AppealForm, submitted())
    if not form:
        return _page(statement, form), 422
    try:
        made = appeals.appeal(viewer(), statement, form.data.grounds)
    except Refused as error:
        return _page(statement, refused(form, error)), 422
    tell(_thanks(made.reference))
    return redirect(links.decisions(statement_id), 303)


@bp.post("/account/decisions/<int:statement_id>/withdraw")
def withdraw(statement_id: int) -> Any:
    statement = queries.get(viewer(), statement_id)
    appeals.withdraw(viewer(), queries.appeal_to_withdraw(viewer(), statement))
    tell(_("Your appeal has been withdrawn."))
    return redirect(links.decisions(statement_id), 303)


@bp.get("/posts/<int:post_id>/statement")
def of_post(post_id: int) -> Any:
    """From a post of one's own that is hidden or removed to what was said of it."""
    found = queries.of_post(viewer(), post_id)
    return redirect(found or links.decisions())


@bp.get("/threads/<int:thread_id>/statement")
def of_thread(thread_id: int) -> Any:
    """The same from a thread of one's own, which went with its first post."""
    found = queries.of_thread(viewer(), thread_id)
    return redirect(found or links.decisions())


def _page(statement: "Statement", form: Typed[Any]) -> Any:
    return render_template(
        "appeals/show.html", page="decisions", told=queries.told(viewer(), statement), form=form
    )


# --- with the link from the letter ---------------------------------------------------------------


@letters.get(f"/statements/read/{WORD}")
def by_letter(word: str) -> Any:
    return _of_letter(word, proofs.READ, blank())


@letters.get(f"/statements/appeal/{WORD}")
def ask_by_letter(word: str) -> Any:
    return _of_letter(word, proofs.APPEAL, blank())


@letters.post(f"/statements/appeal/{WORD}")
def appeal_by_letter(word: str) -> Any:
    statement = queries.by_word(viewer(), word, proofs.APPEAL)
    require(queries.told(viewer(), statement, holds_link=True).may_appeal)
    form = read(AppealForm, submitted())
    if not form:
        return _of_letter(word, proofs.APPEAL, form), 422
    try:
        made = appeals.appeal(viewer(), statement, form.data.grounds, holds_link=True)
    except Refused as error:
        return _of_letter(word, proofs.APPEAL, refused(form, error)), 422
    tell(_thanks(made.reference))
    return redirect(links.appeal_by_letter(word), 303)


@letters.post(f"/statements/appeal/{WORD}/withdraw")
def withdraw_by_letter(word: str) -> Any:
    statement = queries.by_word(viewer(), word, proofs.APPEAL)
    mine = queries.appeal_to_withdraw(viewer(), statement)
    appeals.withdraw(viewer(), mine, holds_link=True)
    tell(_("Your appeal has been withdrawn."))
    return redirect(links.appeal_by_letter(word), 303)


def _of_letter(word: str, purpose: str, form: Typed[Any]) -> Any:
    statement = queries.by_word(viewer(), word, purpose)
    told = queries.told(viewer(), statement, holds_link=True)
    page = render_template(
        "appeals/letter.html", told=told, form=form, word=word, may_act=purpose == proofs.APPEAL
    )
    answer = unkept(page)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _thanks(reference: str) -> str:
    return str(_("Your appeal %(reference)s is with the team.", reference=reference))
