"""What a community begins with, in the language that is spoken: guidelines and first categories."""

from contextlib import nullcontext
from dataclasses import asdict, replace

from flask_babel import force_locale
from flask_babel import gettext as _

from forum.extensions import db
from forum.lib import rulebooks, starting_points
from forum.lib.rulebooks import Rule, Rulebook
from forum.lib.starting_points import First, Point
from forum.models import KnownEdition, Viewer
from forum.models.columns import utcnow
from forum.models.editions import GUIDELINES


def rulebook(language: str = "") -> Rulebook:
    """The guidelines that come along, in this language or the one that is spoken. Their anchors are
    the same in each."""
    book = rulebooks.default()
    with force_locale(language) if language else nullcontext():
        rules = tuple(_rule(one) for one in book.rules)
        return replace(book, rules=rules, summary=_said(book.summary))


def know(actor: Viewer, language: str) -> None:
    """From now on the community knows these guidelines as this version of the program has them."""
    row = db.session.get(KnownEdition, GUIDELINES) or KnownEdition(name=GUIDELINES)
    row.number, row.language = rulebooks.edition(), language
    row.rules = [asdict(one) for one in rulebook(language).rules]
    row.known_at, row.known_by_id = utcnow(), actor.id
    db.session.add(row)
    db.session.flush()


def points() -> dict[str, Point]:
    """The starting points by their keys."""
    return {
        key: replace(
            point, name=_said(point.name), about=_said(point.about),
            categories=tuple(_first(one) for one in point.categories),
        )
        for key, point in starting_points.every().items()
    }  # fmt: skip


def _rule(one: Rule) -> Rule:
    return replace(
        one, title=_said(one.title), body=_said(one.body), example=_said(one.example),
        reason=_said(one.reason),
    )  # fmt: skip


def _first(one: First) -> First:
    return replace(
        one, name=_said(one.name), description=_said(one.description),
        template=_said(one.template),
    )  # fmt: skip


def _said(text: str) -> str:
    """Its white space stands in no catalogue."""
    return str(_(text.strip())) if text.strip() else text
