"""Letters with made-up contents: to be looked at, and sent to who writes their words."""

from datetime import date
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

from flask import current_app
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from markupsafe import Markup

from forum import letters
from forum.letters import sentences
from forum.lib import letter_kinds, letter_texts
from forum.lib.letter_kinds import Kind
from forum.lib.plain_letters import as_text
from forum.lib.verdict import NOT_FOUND, Denied, Refused, require
from forum.models import OPERATOR, User, Viewer
from forum.policies import structure as policy
from forum.queries import letter_texts as queries
from forum.queries import letters_of_programme as programme
from forum.services import jobs

_DAY = date(2027, 5, 1)
_LINK = "/example"


class _Reader:
    """Who it is written to: the admin, in the language that is looked at."""

    def __init__(self, name: str) -> None:
        self.display_name = name


def example(
    actor: Viewer, key: str, language: str, said: tuple[str, str] | None = None
) -> EmailMessage:
    """The letter in this language, as it would be sent to `actor`; with the subject and the body
    that are in `said`, else with those in force. Denied for what is none, Refused for words that
    cannot be used."""
    require(policy.can_shape(actor))
    kind = queries.kind(actor, key, language)
    if not isinstance(actor, User):
        raise Denied(NOT_FOUND)
    if said and (wrong := letter_texts.problem(kind, *said)):
        raise Refused(str(_(wrong.sentence, **wrong.about)), wrong.field)
    said = queries.completed(actor, kind, language, said)
    with force_locale(language):
        reader = _Reader(actor.display_name)
        return letters.made(kind, actor.email or "", said, language,
                            {"user": reader, **_contents(kind)})  # fmt: skip


def beginning(actor: Viewer, key: str, language: str) -> tuple[str, str]:
    """What words of one's own can begin with: subject and body as the forum says them."""
    require(policy.can_shape(actor))
    kind = queries.kind(actor, key, language)
    with force_locale(language):
        return letters.beginning(kind, _names(kind))


def ask(actor: Viewer, key: str, language: str) -> None:
    """Send it to `actor` a moment later, in the words that are in force."""
    require(policy.can_shape(actor))
    queries.kind(actor, key, language)
    jobs.enqueue("mail.example", user_id=actor.id, kind=key, language=language)


def _contents(kind: Kind) -> dict[str, Any]:
    """What stands in it, made up. All of it in the language that is spoken now."""
    href = current_app.config["FORUM"].base_url + _LINK
    day, what = format_date(_DAY, "long"), kind.key.partition(".")[2]
    stops = {"stop_thread": _LINK, "stop_kind": _LINK, "choices": _LINK}
    found: dict[str, Any] = {"href": href, "due": day, "reference": "A-7K3M2PX"}
    if kind.template == "sign_up":
        found["name"] = "Robin"
    elif kind.template == "email_asked":
        found["new"] = "r…@example.org"
    elif kind.template == "arrival":
        found |= {"what": what, "is_claim": what == "claim", "why": _example_words()}
    elif kind.template == "notice":
        found["sentence"] = sentences.notice(what or "password", day)
    elif kind.template == "told":
        found |= {**stops, "sentence": _sentence(what), "title": _("The title of a thread"),
                  "quoted": _example_words()}  # fmt: skip
    elif kind.template == "digest":
        found |= {**stops, **_threads()}
    elif kind.template == "statement":
        found |= _statement(what, day)
    elif kind.template == "programme":
        about = programme.About(what, _("The programme"), 0, "Robin", _LINK, _example_words(), _DAY)
        found |= {**stops, **programme.filled(OPERATOR, about)}
    return found


def _names(kind: Kind) -> dict[str, Any]:
    """The same with the names of what is filled in where that would stand."""
    named = {name: f"{{{{ {name} }}}}" for name in letter_kinds.VARIABLES}
    what = kind.key.partition(".")[2]
    found: dict[str, Any] = {
        "brand_name": named["brand"], "home": named["home"], "name": named["name"],
        "user": _Reader(named["name"]), "href": named["link"], "new": named["new_address"],
        "why": named["why"] if "why" in kind.names else "", "what": what,
        "is_claim": what == "claim", "sentence": named["sentence"],
        "title": named["title"] if "title" in kind.names else "",
        "quoted": named["quote"] if "quote" in kind.names else "",
        "threads": named["threads"], "due": named["day"], "reference": named["reference"],
        "said": named["statement"], "said_text": named["statement"], "subject": _subject(what),
    }  # fmt: skip
    if kind.template == "statement":
        found["subject"] = _subject(what, named["reference"])
    if kind.template == "programme":
        about = programme.About(what, named["programme"], 0, named["who"], "", named["why"],
                                named["day"])  # fmt: skip
        found |= programme.filled(OPERATOR, about)
    return found


def _sentence(what: str) -> str:
    if what == letter_kinds.WAITS:
        return sentences.told("report", "", {"waits": 3})
    return sentences.told(what or "reply", "Robin", {"reference": "C-7K3M2PX"})


def _subject(what: str, reference: str = "C-7K3M2PX") -> str:
    return sentences.statement(what, reference)


def _example_words() -> str:
    return str(_("Here you see somebody else's words."))


def _threads() -> dict[str, Any]:
    one = SimpleNamespace(title=_("The title of a thread"), href=_LINK, by="Robin", told="",
                          excerpt=_example_words(), reply_count=3)  # fmt: skip
    return {"threads": (one, one), "title": one.title}


def _statement(what: str, day: str) -> dict[str, Any]:
    said = Markup("<p>{}</p>").format(_("Here you see the statement of reasons, word for word."))
    found = {"said": said, "said_text": as_text(said), "until": day,
             "subject": _subject(what)}  # fmt: skip
    if what == "decision":
        found["appeal_href"] = current_app.config["FORUM"].base_url + _LINK
    return found
