"""Letters of the forum, written in the language of who gets them: in the community's own words,
where it has some, else in ours."""

import logging
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from email.message import EmailMessage
from html import unescape
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from markupsafe import Markup

from forum import mailer, wording
from forum.lib import colours, languages, letter_kinds, letter_texts
from forum.lib.letter_kinds import Kind
from forum.models import OPERATOR, User
from forum.queries import letter_texts as queries
from forum.structure import setting

_GAP = re.compile(r"\n{3,}")
# What a letter is made from, by the names under which it may be filled into one's own words.
_NAMES = {
    "brand": "brand_name", "home": "home", "link": "href", "sentence": "sentence",
    "title": "title", "quote": "quoted", "new_address": "new", "why": "why",
    "reference": "reference", "day": "due", "statement": "said", "programme": "programme",
    "who": "who",
}  # fmt: skip
log = logging.getLogger("forum.mail")


def written(key: str, user: User | None, to: str, **context: Any) -> Any:
    """One of `lib.letter_kinds`, in the language of `user`, as text and as HTML."""
    kind = letter_kinds.ALL[key]
    if "href" in context:
        context["href"] = current_app.config["FORUM"].base_url + context["href"]
    language = language_of(user)
    with in_language_of(user):
        said = queries.current(OPERATOR, kind, language)
        return made(kind, to, said, language, {"user": user, **context})


def made(
    kind: Kind, to: str, said: tuple[str, str], language: str, context: Mapping[str, Any]
) -> EmailMessage:
    """The letter with `said` (subject and body, each "" where ours stands) in the language that is
    spoken now. Words that cannot be used any more are left out: a letter is sent all the same."""
    base = str(current_app.config["FORUM"].base_url)
    brand, accent = str(setting("brand.name")), str(setting("brand.accent"))
    about = {
        "brand_name": brand, "home": base, "to": to, "user": None, "accent": accent,
        "on_accent": colours.readable_on(accent), "language": languages.tag(language),
        "direction": languages.direction(language), "own": None, "is_beginning": False, **context,
    }  # fmt: skip
    if wrong := letter_texts.problem(kind, *said):
        log.warning("the words of the letter %s are left out: %s", kind.key, wrong.sentence)
        said = ("", "")
    subject, body = said
    values = _values(kind, about) if subject or body else {}
    if body:
        style = (f"display:inline-block;padding:12px 20px;border-radius:6px;background:{accent};"
                 f"color:{about['on_accent']};text-decoration:none;font-weight:600")  # fmt: skip
        about["own"] = letter_texts.body(body, values, base, style)
    called = letter_texts.subject(subject, values) if subject else ""
    called = called or " ".join(_drawn(f"{kind.template}.subject.txt", about).split())
    text = _GAP.sub("\n\n", _drawn(f"{kind.template}.txt", about)).strip() + "\n"
    html = _drawn(f"{kind.template}.html", about)
    return mailer.write(to, called, text, html, " ".join(brand.split()))


def beginning(kind: Kind, context: Mapping[str, Any]) -> tuple[str, str]:
    """What the forum says by itself, as words of one's own can begin: its subject and its body with
    the names in their places. `context` has these names as values."""
    nothing = dict.fromkeys(("to", "accent", "on_accent", "language", "direction", "stop_kind",
                             "choices", "until"), "")  # fmt: skip
    about = {**nothing, "own": None, "is_beginning": True, **context}
    subject = " ".join(_drawn(f"{kind.template}.subject.txt", about).split())
    text = _GAP.sub("\n\n", _drawn(f"{kind.template}.txt", about)).strip()
    if label := re.search(r'<a href="\{\{ link \}\}" style="[^"]*">([^<]+)</a>',
                          _drawn(f"{kind.template}.html", {**about, "threads": ()})):  # fmt: skip
        button = f"[{unescape(label[1])}]({{{{ link }}}})"
        text = re.sub(r"^\{\{ link \}\}$", lambda _found: button, text, count=1, flags=re.M)
    return subject, text


def in_language_of(user: User | None) -> AbstractContextManager[Any]:
    found: AbstractContextManager[Any] = force_locale(language_of(user))
    return found


def language_of(user: User | None) -> str:
    return (user.locale if user is not None and user.locale else "") or wording.site()


def _drawn(template: str, context: Mapping[str, Any]) -> str:
    return str(render_template(f"mail/{template}", **context))


def _values(kind: Kind, about: Mapping[str, Any]) -> dict[str, str | Markup]:
    """What is filled in. Only what our own gate has drawn is Markup; all else is text."""
    found: dict[str, str | Markup] = {
        name: about[source]
        for name, source in _NAMES.items()
        if source in about and name in kind.names
    }
    user = about["user"]
    found["name"] = str(about.get("name") or (user.display_name if user is not None else ""))
    if "threads" in kind.names:
        found["threads"] = Markup(_drawn("threads.html", about))  # noqa: S704 - a template of ours
    return found
