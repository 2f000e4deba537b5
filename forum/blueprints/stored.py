"""What is stored and how much room it takes, for admins; and clearing up."""

from typing import Any

from flask import Blueprint, redirect
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import links
from forum.queries import stored as queries
from forum.services import stored
from forum.web import limit_changes, members_only, render_template, tell, unkept, viewer

bp = Blueprint("stored", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/storage")
@members_only
def index() -> Any:
    found = queries.page(viewer())
    return unkept(render_template("admin/storage.html", page="storage", found=found))


@bp.post("/admin/storage/clear")
@members_only
def clear() -> Any:
    count = stored.clear(viewer())
    tell(ngettext("%(num)d file will be checked once more and then deleted.",
                  "%(num)d files will be checked once more and then deleted.", count)
         if count else _("There is nothing to clear."))  # fmt: skip
    return redirect(links.admin("storage"), 303)
