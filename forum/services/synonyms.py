"""Synonyms, and notes about terms: what the team learns from what is searched for."""

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from forum import database
from forum.extensions import db
from forum.lib import commas, searches
from forum.lib.verdict import Conflict, Refused, require
from forum.models import StaffAction, Synonym, TermNote, User, Viewer
from forum.models.columns import utcnow
from forum.models.search import LONGEST_TERM
from forum.policies import searching as policy

MOST = 500
MOST_WORDS = 12  # on one line
NAME = "synonyms"  # the version of all of them


def add(actor: Viewer, typed: str) -> Synonym:
    """Words, separated by commas, that mean the same from now on. Raises Refused."""
    require(policy.can_tend(actor))
    assert isinstance(actor, User)
    words = _read(typed)
    if (db.session.scalar(select(func.count(Synonym.id))) or 0) >= MOST:
        raise Refused(_("There are already %(most)s. Remove one first.", most=MOST), "words")
    line = ", ".join(words)
    if db.session.scalar(select(Synonym.id).where(Synonym.words == line)) is not None:
        raise Conflict(_("These already mean the same."), "words")
    made = Synonym(words=line, creator_id=actor.id)
    db.session.add(made)
    _log(actor, "synonym", line)
    for word in words:  # what a term was missing is there now
        db.session.execute(delete(TermNote).where(TermNote.term == word, TermNote.note == ""))
    db.session.flush()
    return made


def remove(actor: Viewer, synonym: Synonym) -> None:
    """They mean different things again."""
    require(policy.can_tend(actor))
    assert isinstance(actor, User)
    _log(actor, "unsynonym", synonym.words)
    db.session.delete(synonym)
    db.session.flush()


def note(actor: Viewer, term: str, words: str) -> None:
    """What was decided about a term; it leaves the list of those that find nothing."""
    require(policy.can_tend(actor))
    assert isinstance(actor, User)
    term, words = term.strip().casefold(), words.strip()
    if not 1 <= len(term) <= LONGEST_TERM:
        raise Refused(_("Choose a term."), "term")
    if len(words) > 1000:
        raise Refused(_("At most %(most)s characters.", most=1000), "note")
    values = {"note": words, "writer_id": actor.id, "created_at": utcnow()}
    if not database.insert_missing(TermNote, term=term, **values):
        found = db.session.get(TermNote, term)
        if found is not None:
            for name, value in values.items():
                setattr(found, name, value)
    _log(actor, "note-search", term)
    db.session.flush()


def forget(actor: Viewer, term: str) -> None:
    """Put a term back on the list."""
    require(policy.can_tend(actor))
    db.session.execute(delete(TermNote).where(TermNote.term == term.strip().casefold()))


def _read(typed: str) -> list[str]:
    found: dict[str, None] = {}
    for part in commas.plain(searches.clean(typed.replace("\n", ","))).replace('"', " ").split(","):
        word = " ".join(part.split()).casefold()
        if word:
            found[word] = None
    if len(found) < 2:
        raise Refused(_("Write at least two words, separated by commas."), "words")
    if len(found) > MOST_WORDS or any(len(word) > 60 for word in found):
        raise Refused(
            _("At most %(most)s words or short phrases, of 60 characters.", most=MOST_WORDS),
            "words",
        )
    if len(", ".join(found)) > 500:
        raise Refused(_("At most %(most)s characters.", most=500), "words")
    return sorted(found)


def _log(actor: User, verb: str, words: str) -> None:
    database.touch(NAME)
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, details={"text": words[:200]}))
