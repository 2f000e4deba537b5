"""Founding the community: the page whose address the server prints when it starts empty."""

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from flask import Blueprint, redirect, request
from flask_babel import get_locale
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.setups import SetupForm
from forum.forms.uploads import UploadForm
from forum.lib import languages
from forum.lib.verdict import Refused
from forum.queries import setups as queries
from forum.services import beginnings, sessions, settings, setups, uploads
from forum.web import (
    begin_session,
    device,
    limited,
    operator,
    render_template,
    tell,
    unit,
    unkept,
    viewer,
)

if TYPE_CHECKING:
    from forum.models import User

bp = Blueprint("setups", __name__)
TOKEN = "<string(minlength=20, maxlength=64):token>"  # noqa: S105 - a pattern of addresses


@bp.get(f"/setup/{TOKEN}")
def show(token: str) -> Any:
    limited("token.address")
    queries.get(viewer(), token)
    return _page(token, blank(
        language=str(get_locale()), time_zone="UTC", accent="#2f6b4f", may_read="everyone",
        may_join="everyone", start="support", guidelines="1", test_letter="1",
    ))  # fmt: skip


@bp.post(f"/setup/{TOKEN}")
def found(token: str) -> Any:
    limited("token.address")
    queries.get(viewer(), token)
    form = read(SetupForm, submitted())
    if not form:
        return _page(token, form), 422
    try:
        with unit("write"):
            admin = setups.found(viewer(), setups.Plan(**form.data.model_dump()), token)
            entry = sessions.open_for(admin, device())
    except Refused as error:
        return _page(token, refused(form, error)), 422
    begin_session(entry)
    tell(_("Your community is ready. These are good first steps."))
    _show_logo(admin)
    return redirect(links.admin(), 303)


def _show_logo(admin: "User") -> None:
    """The logo that was sent with the form. One that cannot be read costs nothing else."""
    if not request.files.get("logo"):
        return
    form = UploadForm.read({}, {"file": request.files["logo"]})
    try:
        with unit("write"):
            upload = uploads.reserve(admin, form.name, form.data)
        with unit("read"):
            stored = uploads.fill(admin, upload, form.data)
        with unit("write"):
            uploads.finish(admin, upload, stored)
            settings.change(operator(), "brand.logo", links.upload(upload.key, upload.name))
    except Refused as error:
        tell(_("The logo could not be added yet: %(why)s", why=error.message), "warning")


def _page(token: str, form: Typed[Any]) -> Any:
    rules = [each.title for each in beginnings.rulebook().rules]
    page = render_template(
        "setup/index.html", form=form, token=token, points=beginnings.points().values(),
        tongues=languages.ALL,
        zones=sorted(available_timezones()), rules=rules, sends_mail=queries.sends_mail(viewer()),
    )  # fmt: skip
    return unkept(page)
