"""Letters in the community's own words: listed, shown with made-up contents, said otherwise."""

from typing import Any

from flask_babel import gettext as _

from forum import wording
from forum.blueprints.api import shapes_of_arranging as shapes
from forum.blueprints.api.answering import say_version
from forum.blueprints.api.frame import route
from forum.blueprints.letter_texts import KIND, part
from forum.forms.letter_texts import LetterForm, LetterQuery, LetterVersionForm
from forum.letters import samples
from forum.lib import letter_kinds
from forum.queries import letter_texts as queries
from forum.services import letter_texts
from forum.web import viewer

PLACE = f"/letters/{KIND}"


@route("GET", "/letters", answer=shapes.OwnLetters, scope="arrange")
def list_letters() -> Any:
    """Every letter that the forum sends, and in which languages it is said in own words."""
    own: dict[str, list[str]] = {}
    for one in queries.every(viewer()):
        own.setdefault(one.kind, []).append(one.language)
    return {"items": [{"kind": one.key, "group": one.group, "label": _(one.label),
                       "languages": own.get(one.key, [])}
                      for one in letter_kinds.ALL.values()]}  # fmt: skip


@route("GET", PLACE, answer=shapes.LetterSource, scope="arrange", query=LetterQuery)
def get_letter(letter_kind: str, asked: LetterQuery) -> Any:
    """What a letter says in a language: in own words, by itself, and in every version. The ETag
    begins with the version that changing asks for."""
    language = asked.language or wording.site()
    kind = queries.kind(viewer(), letter_kind, language)
    own, usual = (
        queries.own(viewer(), kind, language),
        samples.beginning(viewer(), kind.key, language),
    )
    say_version(own.number)
    named = [letter_kinds.VARIABLES[name] for name in kind.names]
    return {
        "kind": kind.key, "label": _(kind.label), "language": language, "number": own.number,
        "subject": own.subject, "body": own.body, "usual_subject": usual[0],
        "usual_body": usual[1], "versions": queries.versions(viewer(), kind, language),
        "variables": [{"name": one.name, "kind": one.kind, "help": _(one.help),
                       "is_needed": one.name in kind.needed} for one in named],
    }  # fmt: skip


@route("PUT", PLACE, answer=shapes.LetterNumber, scope="arrange", body=LetterForm,
       has_version=True)  # fmt: skip
def change_letter(letter_kind: str, sent: LetterForm) -> Any:
    """Say it like this in one language from now on; what is empty as the forum says it."""
    kind = queries.kind(viewer(), letter_kind, sent.language)
    number = letter_texts.write(viewer(), kind.key, sent.language, sent.subject, sent.body,
                                sent.number)  # fmt: skip
    return {"number": number}


@route("POST", f"{PLACE}/preview", answer=shapes.DrawnLetter, scope="arrange", body=LetterForm,
       is_look=True)  # fmt: skip
def preview_letter(letter_kind: str, sent: LetterForm) -> Any:
    """The letter with these words and made-up contents. Nothing is saved."""
    said = (sent.subject.strip(), sent.body.strip())
    made = samples.example(viewer(), letter_kind, sent.language, said)
    return {"subject": made["subject"], "text": part(made, "plain"), "html": part(made, "html")}


@route("POST", f"{PLACE}/versions/<int:number>", answer=shapes.LetterNumber, scope="arrange",
       body=LetterVersionForm, has_version=True)  # fmt: skip
def put_letter_back(letter_kind: str, number: int, sent: LetterVersionForm) -> Any:
    """Say again what this version said."""
    kind = queries.kind(viewer(), letter_kind, sent.language)
    made = letter_texts.put_back(viewer(), kind.key, sent.language, number, sent.number)
    return {"number": made}
