"""The looks: drafted, previewed on every page, published, undone; and the announcement."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.brand import look, preview
from forum.blueprints.incoming import submitted
from forum.blueprints.uploads import received
from forum.forms import looks as forms
from forum.forms import settings as setting_forms
from forum.lib.verdict import Refused, require
from forum.policies import structure as policy
from forum.queries import looks as queries
from forum.queries import settings as setting_queries
from forum.services import looks, settings
from forum.settings.looks import DRAFTED
from forum.web import (
    limit_changes,
    members_only,
    render_template,
    tell,
    undo,
    unkept,
    viewer,
)

if TYPE_CHECKING:
    from forum.models import Viewer

bp = Blueprint("looks", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/looks")
@members_only
def index() -> Any:
    return _page()


@bp.post("/admin/looks")
@members_only
def save() -> Any:
    """Keep the draft, and then show it on pages or put it in force."""
    require(policy.can_shape(viewer()))
    typed, errors = _typed()
    if not typed and not errors:
        return _page({}, {"form": _("Nothing was sent.")}), 422
    found = settings.read(viewer(), typed, together=False)
    if errors or found.errors:
        return _page(typed, {**found.errors, **errors}), 422
    version, way = submitted().get("version"), forms.way(submitted().get("then"))
    try:
        known = setting_forms.whole(version) if version is not None else None
        looks.draft(viewer(), found.values, known)
        changed = looks.publish(viewer()) if way == "publish" else []
    except Refused as error:
        undo()
        return _page(typed, {error.field or "form": error.message}), 422
    return _done(way, changed)


@bp.post("/admin/looks/preview")
@members_only
def show() -> Any:
    require(policy.can_shape(viewer()))
    preview(submitted().get("on") == "1")
    return redirect(links.home() if submitted().get("on") == "1" else links.admin("looks"), 303)


@bp.post("/admin/looks/discard")
@members_only
def discard() -> Any:
    looks.discard(viewer())
    preview(False)
    tell(_("The draft is gone. Everything looks the way it did."))
    return redirect(links.admin("looks"), 303)


@bp.post("/admin/looks/undo/<int:change_id>")
@members_only
def take_back(change_id: int) -> Any:
    change = setting_queries.change(viewer(), change_id)
    settings.undo(viewer(), list(setting_queries.saved_with(viewer(), change.batch)))
    tell(_("It looks the way it did before."))
    return redirect(links.admin("looks"), 303)


def _typed() -> tuple[dict[str, str], dict[str, str]]:
    """What was typed, with the addresses of files that were sent; what was refused of these."""
    typed, errors = setting_forms.typed(submitted(), DRAFTED), {}
    for name, form in forms.sent_files(request.files).items():
        try:
            upload = received(form)
            typed[name] = f"/uploads/{upload.key}/{upload.name}"
        except Refused as error:
            errors[name] = error.message
    return typed, errors


def _done(way: str, changed: list[str]) -> Any:
    if way == "preview":
        preview(True)
        return redirect(links.home(), 303)
    if way == "publish":
        preview(False)
        tell(_("Published. Everybody sees it from now on.") if changed
             else _("There was nothing to publish."), "success" if changed else "info")  # fmt: skip
    else:
        tell(_("The draft is kept. Nobody else sees it."))
    return redirect(links.admin("looks"), 303)


def _page(typed: Mapping[str, str] = {}, errors: Mapping[str, str] = {}) -> Any:
    draft = queries.draft(viewer())
    return unkept(render_template(
        "admin/looks.html", page="looks", draft=draft,
        groups=queries.groups(viewer(), draft.values),
        typed=typed, errors=errors, unreadable=queries.unreadable(viewer(), draft.values),
        published=queries.published(viewer()), choices=setting_queries.groups(viewer()),
        version=setting_forms.whole(request.form.get("version")) if errors else draft.version,
    ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Announcement:
    """`mark` is another one for another text, so that who has closed one sees the next."""

    text: str
    href: str
    link_text: str
    is_dismissible: bool
    mark: str


@bp.app_template_global()
def announcement(viewer: "Viewer") -> Announcement | None:
    """What stands above the pages of this viewer; none when it is for others, or over."""
    text = look("banner.text")
    audience = (look("banner.audience"), look("banner.groups"), look("banner.until"))
    if not text or not queries.is_announced_to(viewer, *audience):
        return None
    mark = hashlib.blake2b(f"{text}{look('banner.until')}".encode(), digest_size=6).hexdigest()
    return Announcement(text, look("banner.link"), look("banner.link_text"),
                        look("banner.is_dismissible"), mark)  # fmt: skip


@bp.app_template_global()
def own_links(name: str) -> list[tuple[str, str]]:
    """The links that admins have put into the header or the footer: words and addresses."""
    lines = (line.rpartition("|") for line in look(name).splitlines())
    return [(words.strip(), address.strip()) for words, _bar, address in lines]
