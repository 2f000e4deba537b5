"""Letters: each that the forum sends, looked at, said in own words, sent to oneself, put back."""

from email.message import EmailMessage
from typing import Any

from flask import Blueprint, Response, redirect, request
from flask_babel import gettext as _

from forum import links, wording
from forum.blueprints.incoming import refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.letter_texts import LetterForm, LetterVersionForm
from forum.letters import samples
from forum.lib import languages, letter_kinds
from forum.lib.letter_kinds import Kind
from forum.lib.verdict import Refused
from forum.queries import letter_texts as queries
from forum.queries import own_words
from forum.services import letter_texts
from forum.web import (
    limit_changes,
    limited,
    members_only,
    render_template,
    tell,
    unkept,
    viewer,
)

bp = Blueprint("letter_texts", __name__)
bp.before_request(limit_changes)
KIND = "<string(maxlength=40):letter_kind>"
# Letters carry their styles in them, as mail programs want it. Nothing else of them is let in.
_OF_LETTERS = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


@bp.get("/admin/letters")
@members_only
def index() -> Any:
    own: dict[str, list[str]] = {}
    for one in queries.every(viewer()):
        own.setdefault(one.kind, []).append(languages.NAMES.get(one.language, one.language))
    groups = [(_(label), [one for one in letter_kinds.ALL.values() if one.group == group])
              for group, label in letter_kinds.GROUPS.items()]  # fmt: skip
    return unkept(render_template(
        "admin/letters.html", page="letters", groups=groups, own=own, here=wording.site()
    ))  # fmt: skip


@bp.get(f"/admin/letters/{KIND}")
@members_only
def show(letter_kind: str) -> Any:
    kind = queries.kind(viewer(), letter_kind, _language())
    own = queries.own(viewer(), kind, _language())
    typed = blank(language=own.language, subject=own.subject, body=own.body, number=own.number)
    return _page(kind, typed, samples.example(viewer(), kind.key, own.language))


@bp.post(f"/admin/letters/{KIND}")
@members_only
def change(letter_kind: str) -> Any:
    """Show what was typed, or say it from now on."""
    kind = queries.kind(viewer(), letter_kind, _language())
    form = read(LetterForm, submitted())
    if not form:
        return _page(kind, form), 422
    said = (form.data.subject.strip(), form.data.body.strip())
    try:
        if form.data.preview:
            return _page(kind, form, samples.example(viewer(), kind.key, form.data.language, said))
        letter_texts.write(viewer(), kind.key, form.data.language, *said, form.data.number)
    except Refused as error:
        return _page(kind, refused(form, error)), 422
    tell(_("It will be said like this from now on."))
    return _back(kind, form.data.language)


@bp.get(f"/admin/letters/{KIND}/html")
@members_only
def drawn(letter_kind: str) -> Any:
    """The letter as a mail program shows it, on a page that can do nothing."""
    return _html(samples.example(viewer(), letter_kind, _language()))


@bp.post(f"/admin/letters/{KIND}/html")
@members_only
def draw(letter_kind: str) -> Any:
    """The same with what was typed, before it is saved."""
    kind = queries.kind(viewer(), letter_kind, _language())
    form = read(LetterForm, submitted())
    if not form:
        return _page(kind, form), 422
    said = (form.data.subject.strip(), form.data.body.strip())
    try:
        return _html(samples.example(viewer(), kind.key, form.data.language, said))
    except Refused as error:
        return _page(kind, refused(form, error)), 422


@bp.post(f"/admin/letters/{KIND}/send")
@members_only
def send(letter_kind: str) -> Any:
    """A test letter to oneself, in the words that are in force."""
    limited("look.address")
    kind = queries.kind(viewer(), letter_kind, _language())
    samples.ask(viewer(), kind.key, _language())
    tell(_("It is on its way to you. If it does not arrive, the Jobs page says why."))
    return _back(kind, _language())


@bp.post(f"/admin/letters/{KIND}/versions/<int:number>")
@members_only
def put_back(letter_kind: str, number: int) -> Any:
    """What an earlier version said; 0: what the forum says by itself."""
    kind = queries.kind(viewer(), letter_kind, _language())
    form = read(LetterVersionForm, submitted())
    if not form:
        return _page(kind, form), 422
    seen = form.data.number
    try:
        if number:
            letter_texts.put_back(viewer(), kind.key, form.data.language, number, seen)
        else:
            letter_texts.write(viewer(), kind.key, form.data.language, "", "", seen)
    except Refused as error:
        return _page(kind, refused(form, error)), 422
    tell(_("It will be said like this from now on."))
    return _back(kind, form.data.language)


def _page(kind: Kind, form: Typed[Any], made: EmailMessage | None = None) -> Any:
    """`made`: the letter that is shown; none, when what was typed makes none."""
    language = _language()
    found, _number = own_words.find(viewer(), language, place=f"templates/mail/{kind.template}.")
    subject, body = samples.beginning(viewer(), kind.key, language)
    variables = [letter_kinds.VARIABLES[name] for name in kind.names]
    return unkept(render_template(
        "admin/letter.html", page="letters", kind=kind, form=form, variables=variables,
        usual={"subject": subject, "body": body}, now=queries.own(viewer(), kind, language),
        versions=queries.versions(viewer(), kind, language),
        subject=made["subject"] if made is not None else "",
        text=part(made, "plain") if made is not None else "", language=language,
        languages=languages.ALL, sentences=found,
    ))  # fmt: skip


def part(letter: EmailMessage, kind: str) -> str:
    """Its "plain" or its "html"."""
    found = letter.get_body((kind,))
    return str(found.get_content()) if found is not None else ""


def _html(made: EmailMessage) -> Response:
    answer = Response(part(made, "html"), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _OF_LETTERS
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _back(kind: Kind, language: str) -> Any:
    return redirect(links.admin(f"letters/{kind.key}", language=language), 303)


def _language() -> str:
    return request.values.get("language") or wording.site()
