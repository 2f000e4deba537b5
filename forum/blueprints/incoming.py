"""What a request carries: an HTML form or a JSON object, read the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import abort, request

from forum.forms.base import F, Typed
from forum.lib.verdict import Refused
from forum.limits import TooMany
from forum.queries import drafts, identities
from forum.web import render_template, undo, viewer


def submitted() -> Mapping[str, Any]:
    """The fields of the form, or of the JSON object. Aborts with 400 when it is neither."""
    if not request.is_json:
        return request.form
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # brackets within brackets, a hundred thousand deep
        abort(400)
    if not isinstance(sent, dict):
        abort(400)
    return sent


def refused(form: Typed[F], error: Refused) -> Typed[F]:
    """Everything undone, and the form with what was typed and what is wrong.

    Something done too often is no mistake of the form's: that has a page of its own (429).
    """
    if isinstance(error, TooMany):
        raise error
    undo()
    return Typed(None, form.values, {error.field or "form": error.message})


def asking_page(name: str, **context: Any) -> str:
    """A page of one's account that asks for the password, or for another proof instead."""
    return render_template(name, confirmation=identities.confirmation(viewer()), **context)


def draft_of(key: str) -> drafts.State:
    """The viewer's draft at this place, under the sequence that the page which was sent knew: when
    that is drawn again, what another page has saved meanwhile is still news to it."""
    kept, known = drafts.at(viewer(), key), request.form.get("sequence")
    if request.method != "POST" or known is None:
        return kept
    is_number = known.isascii() and known.isdigit() and len(known) < 10
    return replace(kept, sequence=int(known) if is_number else None)
