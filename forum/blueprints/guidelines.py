"""The guidelines, and what runs the place: for everybody to read."""

from flask import Blueprint

from forum.queries import accounts as queries
from forum.web import keep, render_template, viewer

bp = Blueprint("guidelines", __name__)


@bp.get("/guidelines")
def show() -> str:
    keep()
    return render_template("accounts/guidelines.html", guidelines=queries.guidelines(viewer()))


@bp.get("/software")
def software() -> str:
    """Names the software, its licence and where its source is (AGPL, section 13)."""
    keep()
    return render_template("home/software.html")
