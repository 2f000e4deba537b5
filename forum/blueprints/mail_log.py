"""What became of letters, for admins: the list, and sending one once more."""

from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.forms.base import read
from forum.forms.mail_log import LettersForm
from forum.lib.verdict import Refused, require
from forum.policies import structure as policy
from forum.queries import mail_log as queries
from forum.services import mail_log
from forum.web import limit_changes, members_only, render_template, tell, unkept, viewer

bp = Blueprint("mail_log", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/mail-log")
@members_only
def index() -> Any:
    require(policy.can_shape(viewer()))
    form = read(LettersForm, request.args)
    asked = {name: form[name] for name in ("name", "kind", "result") if form and form[name]}
    after = form.data.after or 0 if form else 0
    return unkept(render_template(
        "admin/mail_log.html", page="mail-log", form=form, asked=asked,
        found=queries.page(viewer(), **asked, after=after), kinds=queries.kinds(viewer()),
        results=queries.results(viewer()),
    ))  # fmt: skip


@bp.post("/admin/mail-log/<int:letter_id>/again")
@members_only
def again(letter_id: int) -> Any:
    try:
        mail_log.again(viewer(), queries.get(viewer(), letter_id))
        tell(_("It will be sent again in a moment."))
    except Refused as error:
        tell(error.message, "danger")
    return redirect(links.admin("mail-log"), 303)
