"""Watched words: the pages on which the team decides what happens to which word."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.guarding import TryForm, WordForm
from forum.lib.verdict import Refused, require
from forum.policies import guarding as policy
from forum.queries import words as queries
from forum.services import words
from forum.services.words import Wanted
from forum.web import limit_changes, members_only, render_template, tell, undo, viewer

if TYPE_CHECKING:
    from forum.models import WatchedWord

bp = Blueprint("words", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/words")
@members_only
def index() -> Any:
    return _list(blank())


@bp.post("/admin/words/try")
@members_only
def try_text() -> Any:
    """Which rules meet a text. Writes nothing."""
    require(policy.can_watch(viewer()))
    undo()
    form = read(TryForm, submitted())
    return _list(form) if form else (_list(form), 422)


@bp.get("/admin/words/new")
@members_only
def start() -> Any:
    return _page(blank(action="hold", is_enabled="1"))


@bp.post("/admin/words/new")
@members_only
def add() -> Any:
    return _save(None)


@bp.get("/admin/words/<int:word_id>")
@members_only
def edit(word_id: int) -> Any:
    word = queries.get(viewer(), word_id)
    typed = blank(
        text=word.text, is_pattern="1" if word.is_pattern else "", action=word.action,
        replacement=word.replacement, message=word.message, note=word.note,
        is_enabled="1" if word.is_enabled else "",
    )  # fmt: skip
    return _page(typed, word)


@bp.post("/admin/words/<int:word_id>")
@members_only
def change(word_id: int) -> Any:
    return _save(queries.get(viewer(), word_id))


@bp.post("/admin/words/<int:word_id>/remove")
@members_only
def remove(word_id: int) -> Any:
    words.remove(viewer(), queries.get(viewer(), word_id))
    tell(_("It is no longer watched. What it held still waits for you."))
    return redirect(links.admin("words"), 303)


def _save(word: "WatchedWord | None") -> Any:
    """Keep the rule, or say what it would have done."""
    require(policy.can_watch(viewer()))
    form, number = read(WordForm, submitted()), word.id if word is not None else None
    if not form:
        return _page(form, word), 422
    data = form.data
    names = ("text", "is_pattern", "action", "replacement", "message", "is_enabled", "note")
    wanted = Wanted(**{name: getattr(data, name) for name in names})
    try:
        if data.rehearse:
            return _rehearsed(form, word, words.check(viewer(), wanted))
        words.add(viewer(), wanted) if word is None else words.change(viewer(), word, wanted)
    except Refused as error:
        form = refused(form, error)
        return _page(form, queries.get(viewer(), number) if number else None), 422
    tell(_("Saved."))
    return redirect(links.admin("words"), 303)


def _rehearsed(form: Typed[Any], word: "WatchedWord | None", wanted: Wanted) -> str:
    found = queries.rehearsal(viewer(), wanted.text, wanted.is_pattern, wanted.action)
    return _page(form, word, found)


def _list(form: Typed[Any]) -> str:
    found = queries.tried(viewer(), form.data.text) if form["text"] and form else None
    return render_template(
        "admin/words.html", page="words", words=queries.every(viewer()), form=form, found=found
    )


def _page(
    form: Typed[Any], word: "WatchedWord | None" = None, rehearsal: queries.Rehearsal | None = None
) -> str:
    require(policy.can_watch(viewer()))
    return render_template(
        "admin/word.html", page="words", form=form, word=word, rehearsal=rehearsal
    )
