"""The page of a case, for the views that show it again, and where they go from there."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import redirect, request
from flask_babel import gettext as _

from forum import links
from forum.forms.base import Typed, blank
from forum.lib import markdown, sanctions
from forum.queries import cases as queries
from forum.queries import deciding, moderation
from forum.services import decisions
from forum.services.choosing import LEAST_FACTS
from forum.web import render_template, viewer

if TYPE_CHECKING:
    from forum.models import ModerationCase


def case_page(case: "ModerationCase", form: Typed[Any] | None = None) -> str:
    """Everything about it on one screen, what a second person would agree with too."""
    found, asked = queries.page(viewer(), case), view()
    desk = deciding.desk(viewer(), case, [one.section_id for one in found.reports])
    seen = decisions.statement_of(viewer(), desk.proposal) if desk.proposal else ""
    return render_template(
        "moderation/case.html",
        page="queue",
        it=found,
        form=blank() if form is None else form,
        asked=asked,
        suffix=f"?{asked.query}" if asked.query else "",
        colleagues=queries.colleagues(viewer(), case),
        desk=desk,
        statement=markdown.render(seen).html,
        least_facts=LEAST_FACTS,
        lengths=sanctions.LENGTHS,
        jump_choices=[(key, _(words)) for key, words in sanctions.JUMPS.items()],
    )


def view() -> moderation.Filters:
    """The view of the queue from which the viewer came: the end of the address keeps it."""
    return moderation.filters(viewer(), request.args)


def back(case: "ModerationCase") -> Any:
    return redirect(links.case(case.reference, **asdict(view())), 303)


def onwards(case: "ModerationCase") -> Any:
    return redirect(onwards_href(case), 303)


def onwards_href(case: "ModerationCase") -> str:
    """The next case of the same view."""
    return links.moderation_page("next", after=case.reference, **asdict(view()))
