"""Many threads at once: choosing them in a list, doing something, and taking it back."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused
from forum.forms.base import Typed, blank, read
from forum.forms.threads import BulkForm
from forum.lib.verdict import Refused, require
from forum.policies import categories as policy
from forum.policies import moderation
from forum.queries import categories, composing, lists
from forum.queries.lists import Wanted
from forum.services import bulk
from forum.web import render_template, viewer

bp = Blueprint("bulk", __name__)


def _numbers(name: str) -> list[int]:
    found = request.form.getlist(name)[: bulk.MOST + 1]
    return [int(each) for each in found if each.isascii() and each.isdigit() and len(each) < 10]


@bp.get("/c/<slug>/select")
def select(slug: str) -> Any:
    """A category's threads with a box before each."""
    return _choose(slug, blank())


def _choose(slug: str, form: Typed[Any]) -> str:
    who, node = viewer(), categories.get(viewer(), slug)
    require(policy.can_moderate(who, node.id))
    which = Wanted(category_id=node.id, after=request.args.get("after"),
                   before=request.args.get("before"))  # fmt: skip
    page = lists.page(who, which, lambda **key: links.category(node.slug, "select", **key))
    return render_template(
        "arranging/select.html", node=node, page=page, form=form, most=bulk.MOST,
        places=composing.places(who), chosen=set(request.form.getlist("id")),
    )  # fmt: skip


@bp.post("/c/<slug>/select")
def act(slug: str) -> Any:
    node = categories.get(viewer(), slug)
    require(policy.can_moderate(viewer(), node.id))
    form = read(BulkForm, request.form)
    if not form:
        return _choose(slug, form), 422
    data = form.data
    try:
        place = composing.category(viewer(), data.category) if data.verb == "move" else None
        found = bulk.act(viewer(), _numbers("id"), data.verb, data.reason, place, data.tags)
    except Refused as error:
        return _choose(slug, refused(form, error)), 422
    return _told(node.slug, found, _("Done"))


@bp.post("/c/<slug>/select/undo")
def undo(slug: str) -> Any:
    require(moderation.can_moderate_somewhere(viewer()))
    node = categories.get(viewer(), slug)
    return _told(node.slug, bulk.undo(viewer(), _numbers("event")), _("Taken back"), False)


def _told(slug: str, found: list[bulk.Outcome], title: str, may_undo: bool = True) -> str:
    return render_template(
        "arranging/outcomes.html", slug=slug, title=title, may_undo=may_undo,
        done=[one for one in found if one.event_id], left=[one for one in found if one.reason],
    )  # fmt: skip
