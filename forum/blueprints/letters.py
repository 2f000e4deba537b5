"""The letters that were written instead of sent: in development only, and nowhere else."""

from typing import Any

from flask import Blueprint, abort

from forum import mailer
from forum.web import render_template

bp = Blueprint("letters", __name__)


@bp.get("/dev/mail")
def index() -> Any:
    if mailer.folder() is None:
        abort(404)
    return render_template("accounts/letters.html", letters=mailer.lying())


@bp.get("/dev/mail/<string(maxlength=40):name>")
def show(name: str) -> Any:
    found = next((letter for letter in mailer.lying() if letter.name == name), None)
    if found is None:
        abort(404)
    return render_template("accounts/letter.html", letter=found)
