"""No text is lost: when a request cannot be done, what was typed is shown again."""

from typing import Any

from flask import Blueprint, request
from flask import redirect as to
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from forum import links
from forum.blueprints.accepting import interstitial
from forum.lib.verdict import Asked, Denied
from forum.web import error_page, render_template, undo, viewer, wants_json

# What the form is given again besides title and text; nothing else that was sent comes back.
_KEPT = ("to", "submission_key", "key", "sequence", "category", "kind", "tags", "version", "reason")


def protect(blueprint: Blueprint, reads: frozenset[str] = frozenset()) -> None:
    """Make the forms of `blueprint` safe to lose a session under. `reads` are the endpoints that
    write nothing although they are asked by POST."""

    def first() -> Any:
        if request.endpoint in reads:
            undo()
        return None if viewer().is_authenticated else _ask_to_sign_in()

    blueprint.before_request(first)
    blueprint.register_error_handler(CSRFError, _form_too_old)
    blueprint.register_error_handler(Asked, interstitial)
    blueprint.register_error_handler(Denied, _denied)


def _ask_to_sign_in() -> Any:
    if request.method in {"GET", "HEAD"}:
        return to(links.sign_in(request.full_path.rstrip("?")))
    return _again(_("Sign in to take part."), 403, sign_in=links.sign_in(request.path))


def _form_too_old(error: CSRFError) -> Any:
    if not viewer().is_authenticated:
        return _ask_to_sign_in()
    return _again(_("This form was open for too long. Please send it again."), 400)


def _denied(error: Denied) -> Any:
    if error.verdict.hidden:
        return _again(_("There is nothing here."), 404, may_repeat=False)
    return _again(str(error), 403, may_repeat=False)


def _again(message: str, status: int, sign_in: str = "", may_repeat: bool = True) -> Any:
    """The text as it was sent, with a button to send it again where that makes sense."""
    try:
        form = request.form
    except HTTPException as error:  # too many fields: nothing that a form of ours has sent
        return error_page(error.code or 413, message)
    if request.method != "POST" or wants_json() or not form.get("body"):
        return error_page(status, message)
    undo()
    return render_template(
        "compose/resend.html", action=request.path, message=message, sign_in=sign_in,
        fields=[(name, form[name]) for name in _KEPT if name in form], title=form.get("title"),
        body=form["body"], may_repeat=may_repeat,
    ), status  # fmt: skip
