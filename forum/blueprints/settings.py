"""Settings: the pages on which admins find, change and undo them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import links
from forum.blueprints.incoming import submitted
from forum.forms import settings as forms
from forum.lib.verdict import Refused
from forum.queries import settings as queries
from forum.services import settings
from forum.web import limit_changes, members_only, render_template, tell, undo, unkept, viewer

bp = Blueprint("settings", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/settings")
@members_only
def index() -> Any:
    q, changed = request.args.get("q", "")[:100], request.args.get("changed") == "1"
    return unkept(render_template(
        "admin/settings.html", page="settings", parts=queries.overview(viewer(), q, changed), q=q,
        changed=changed, warnings=queries.warnings(viewer()),
    ))  # fmt: skip


@bp.get("/admin/settings/<string(maxlength=32):section>")
@members_only
def show(section: str) -> Any:
    return _page(section)


@bp.post("/admin/settings/<string(maxlength=32):section>")
@members_only
def save(section: str) -> Any:
    part, source = queries.section(viewer(), section), submitted()
    names = [line.setting.name for _heading, lines in part.groups for line in lines]
    if source.get("reset") in names:
        return _reset(section, source["reset"])
    typed = forms.typed(source, names)
    if not typed:
        return _page(section, errors={"form": _("Nothing was sent.")}), 422
    found = settings.read(viewer(), typed)
    if found.errors:
        return _page(section, typed, found.errors), 422
    seen = source.get("seen")
    try:
        changed = settings.apply(
            viewer(), found.values, forms.whole(seen) if seen is not None else None
        )
    except Refused as error:
        undo()
        return _page(section, typed, {error.field or "form": error.message}), 422
    return _saved(section, changed)


@bp.get("/admin/settings/history")
@members_only
def history() -> Any:
    name = request.args.get("name", "")[:100]
    lines, before = queries.history(viewer(), name, forms.whole(request.args.get("before")))
    return unkept(render_template(
        "admin/settings_history.html", page="settings", lines=lines, before=before, asked=name
    ))  # fmt: skip


@bp.post("/admin/settings/history/<int:change_id>/undo")
@members_only
def take_back(change_id: int) -> Any:
    settings.undo(viewer(), [queries.change(viewer(), change_id)])
    tell(_("It is as it was before."))
    return redirect(links.admin("settings/history"), 303)


def _reset(section: str, name: str) -> Any:
    settings.reset(viewer(), name)
    tell(_("“%(name)s” is back to its default.", name=queries.labels(viewer(), [name])))
    return redirect(links.admin(f"settings/{section}"), 303)


def _saved(section: str, changed: list[str]) -> Any:
    if not changed:
        tell(_("Nothing was changed."), "info")
    else:
        names = queries.labels(viewer(), changed)
        tell(ngettext("Saved: %(names)s.", "Saved, %(num)d settings: %(names)s.", len(changed),
                      names=names))  # fmt: skip
    return redirect(links.admin(f"settings/{section}"), 303)


def _page(section: str, typed: Mapping[str, str] = {}, errors: Mapping[str, str] = {}) -> Any:
    return unkept(render_template(
        "admin/settings_section.html", page="settings", part=queries.section(viewer(), section),
        typed=typed, errors=errors, warnings=queries.warnings(viewer(), section),
        groups=queries.groups(viewer()),
        seen=forms.whole(request.form.get("seen")) if errors else queries.newest(viewer()),
    ))  # fmt: skip
