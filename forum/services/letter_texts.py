"""Letters in a community's own words: written, given back their default, put back to a version."""

from flask_babel import gettext as _

from forum import database
from forum.extensions import db
from forum.lib import letter_texts
from forum.lib.markdown import plain
from forum.lib.verdict import NOT_FOUND, Conflict, Denied, Refused, require
from forum.models import LetterText, StaffAction, User, Viewer
from forum.policies import structure as policy
from forum.queries import letter_texts as queries


def write(
    actor: Viewer, key: str, language: str, subject: str, body: str, seen: int | None = None
) -> int:
    """From now on the letter says this in this language; a part that is "" as the forum says it,
    both "": the default. Returns the number of the version.

    `seen` is the version that was changed: a Conflict where somebody else has written another.
    Raises Refused with what is wrong with the words.
    """
    require(policy.can_shape(actor))
    kind, said = queries.kind(actor, key, language), (_clean(subject), _clean(body))
    if not isinstance(actor, User):
        raise Denied(NOT_FOUND)
    if wrong := letter_texts.problem(kind, *said):
        raise Refused(str(_(wrong.sentence, **wrong.about)), wrong.field)
    now = queries.own(actor, kind, language)
    if (now.subject, now.body) == said:
        return now.number
    newer = Conflict(
        _("Somebody else has changed this e-mail in the meantime. Look at it, then save again."),
        "body",
    )
    if seen is not None and seen != now.number:
        raise newer
    number = now.number + 1
    db.session.add(LetterText(kind=key, language=language, number=number, subject=said[0],
                              body=said[1], author_id=actor.id))  # fmt: skip
    verb = "write-letter" if any(said) else "default-letter"
    details = {"letter": key, "language": language, "version": number}
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details))
    database.flush_or_raise(newer)
    return number


def put_back(actor: Viewer, key: str, language: str, number: int, seen: int | None = None) -> int:
    """Say again what this version said. Raises Refused where that is not possible any more."""
    require(policy.can_shape(actor))
    kind = queries.kind(actor, key, language)
    known = {one.number: one for one in queries.versions(actor, kind, language)}
    if number not in known:
        raise Denied(NOT_FOUND)
    return write(actor, key, language, known[number].subject, known[number].body, seen)


def _clean(text: str) -> str:
    return plain.readable(text.replace("\r\n", "\n")).strip()
