"""What stands beside results: what is called like the words, and help when nothing is found.

Nothing here knows more than the viewer: words are put right from what they may read, and members
and categories are those they could look up anyway.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from forum import engines, links
from forum.extensions import db
from forum.lib import names, passages
from forum.lib.searches import Search, Term, write, write_condition
from forum.models import User, Viewer
from forum.policies import categories as category_policy
from forum.policies import members as member_policy
from forum.queries import categories, engine, pages
from forum.queries.conditions import Understood
from forum.queries.people import person
from forum.queries.shapes import CategoryRef, Person
from forum.search import Found, Piece, words

MOST_PEOPLE, MOST_PLACES, MOST_PAGES = 4, 4, 4
MOST_RETRIED = 4
_LAST = "\U0010ffff"  # sorts after every character of a name


@dataclass(frozen=True, slots=True)
class Way:
    """Another search that may find something."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Helps:
    """`instead`: the same with its words put right. `wider`: the same with less asked for.
    `ask_href`: a new thread with the words as its title."""

    instead: Way | None
    wider: tuple[Way, ...]
    ask_href: str


@dataclass(frozen=True, slots=True)
class Named:
    """What is called like the words, and pages in which they stand."""

    people: tuple[Person, ...] = ()
    places: tuple[CategoryRef, ...] = ()
    pages: tuple[Way, ...] = ()  # of the team


def named(viewer: Viewer, known: Understood) -> Named:
    """Members and categories called like the words, and pages with them, when nothing but words
    was asked."""
    terms = [term.text for term in known.search.wanted_terms]
    words = " ".join(terms)
    if known.search.conditions or not words or len(words) > names.LONGEST_DISPLAYED:
        return Named()
    written = pages.with_words(viewer, terms, MOST_PAGES)
    return Named(
        _people(viewer, words), _places(viewer, words), tuple(Way(t, h) for h, t in written)
    )


def _people(viewer: Viewer, words: str) -> tuple[Person, ...]:
    start = names.sought(words)
    if len(start) < 2:
        return ()
    begins = [
        and_(column >= start, column < start + _LAST)
        for column in (User.sought_name, User.sought_display)
    ]
    rows = db.session.scalars(
        select(User)
        .where(member_policy.listed(viewer), or_(*begins))
        .order_by(User.sought_name, User.id)
        .limit(MOST_PEOPLE)
    )
    return tuple(person(user) for user in rows)


def _places(viewer: Viewer, words: str) -> tuple[CategoryRef, ...]:
    wanted = words.casefold()
    found = [
        ref
        for ref in categories.refs(viewer).values()
        if wanted in ref.name.casefold() or ref.name.casefold() in wanted.split()
    ]
    return tuple(found[:MOST_PLACES])


def sought(viewer: Viewer, pieces: Sequence[Piece], found: Found) -> passages.Sought:
    """What is marked: the words, what means the same, and what was looked for instead."""
    wanted = [piece for piece in pieces if not piece.is_excluded]
    begun = [piece.text for piece in wanted if piece.kind == "prefix"]
    exact = [piece.text for piece in wanted if piece.kind != "prefix"]
    exact += [text for piece in wanted for text in piece.synonyms]
    exact += list(found.corrected.values())
    forms, commonplace = _language()
    if any(word.casefold() not in commonplace for text in exact for word in text.split()):
        exact = [
            " ".join(word for word in text.split() if word.casefold() not in commonplace)
            for text in exact
        ]
    return passages.Sought(exact, begun, forms)


def _language() -> tuple[passages.Forms, Collection[str]]:
    """What a word is compared by, and the words that nobody looks for: those of the engines."""
    known = words.language(engines.language())
    return (lambda word: known.forms(word)[1:]), known.commonplace


def helps(viewer: Viewer, known: Understood, found: Found | None) -> Helps:
    """What one can do when nothing was found; `found` is what the engine said, if it was asked."""
    search = known.search
    title = " ".join(term.text for term in search.wanted_terms)
    return Helps(
        _instead(viewer, search, found), _wider(search), links.new_thread(title=title[:120])
    )


def _instead(viewer: Viewer, search: Search, found: Found | None) -> Way | None:
    """Words that are found nowhere, put right from what the viewer may read: those the engine put
    right where it looked; any, if they are few and it had no time for that."""
    words = [term.text for term in search.wanted_terms if term.kind != "phrase"]
    if found is None or not (found.ran_out and len(words) <= MOST_RETRIED):
        words = [word for word in words if found and word in found.corrected]
    if not words:
        return None
    better = engine.better(viewer, words, category_policy.visible_ids(viewer))
    if not better:
        return None
    terms = tuple(
        Term(better.get(term.text, term.text), term.kind, term.is_excluded) for term in search.terms
    )
    text = write(Search(terms, search.conditions))
    return Way(text, links.search(text))


def chips(viewer: Viewer, search: Search, where: Callable[[str], str]) -> tuple[Way, ...]:
    """Each operator as it is written, and the same search without it."""
    return tuple(
        Way(
            write_condition(one),
            where(write(Search(search.terms, tuple(c for c in search.conditions if c != one)))),
        )
        for one in search.conditions
        if one.name != "order"
    )


def orders(
    viewer: Viewer, search: Search, names_of: Sequence[tuple[str, Any]]
) -> tuple[tuple[Way, bool], ...]:
    """The orders there are, and which one is chosen."""
    chosen = search.value("order") or ("relevance" if search.wanted_terms else "latest")
    kept = [one for one in names_of if search.wanted_terms or one[0] != "relevance"]
    return tuple(
        (Way(str(label), links.search(write(search.with_("order", key)))), key == chosen)
        for key, label in kept
    )


def _wider(search: Search) -> tuple[Way, ...]:
    """Without what narrows it down, one after the other."""
    said = {
        "thread": _("Look in all threads"),
        "category": _("Look in all categories"),
        "by": _("Posts by anybody"),
        "group": _("Posts by anybody"),
        "tag": _("Threads with any tag"),
        "after": _("From any time"),
        "before": _("From any time"),
        "status": _("Threads in any state"),
        "in": _("Look everywhere"),
        "with": _("Posts with or without pictures, links and code"),
    }
    ways: dict[str, Way] = {}
    used = {one.name for one in search.conditions}
    for name, label in said.items():
        if name in used and str(label) not in ways:
            text = write(search.without(name))
            if text:
                ways[str(label)] = Way(str(label), links.search(text))
    phrases = [term for term in search.wanted_terms if term.kind == "phrase"]
    if phrases:
        loose = [Term(w) for t in phrases for w in t.text.split()]
        others = [t for t in search.terms if t not in phrases]
        text = write(Search((*others, *loose), search.conditions))
        ways["words"] = Way(str(_("The same words in any order")), links.search(text))
    return tuple(ways.values())[:4]
