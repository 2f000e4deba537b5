"""Letters in a community's own words: those in force, all their versions, and which have any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from forum.extensions import db
from forum.lib import languages, letter_kinds
from forum.lib.letter_kinds import Kind
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import LetterText, User, Viewer
from forum.policies import structure as policy

MOST = 50  # versions that are listed


class Version(NamedTuple):
    number: int
    subject: str
    body: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Own:
    """Words of its own, by part; "" is said as the forum says it. `number` 0: there never were."""

    kind: str
    language: str
    number: int
    subject: str
    body: str

    @property
    def is_any(self) -> bool:
        return bool(self.subject or self.body)


def kind(viewer: Viewer, key: str, language: str) -> Kind:
    """Denied for a letter that is none, and for a language that there is not."""
    require(policy.can_shape(viewer))
    if key not in letter_kinds.ALL or language not in languages.NAMES:
        raise Denied(NOT_FOUND)
    return letter_kinds.ALL[key]


def current(viewer: Viewer, kind: Kind, language: str) -> tuple[str, str]:
    """Subject and body that count: its own, else those for all of its sort, else ""."""
    require(policy.can_shape(viewer))
    return _nearest(_newest(language, kind.keys), kind.keys)


def completed(
    viewer: Viewer, kind: Kind, language: str, said: tuple[str, str] | None
) -> tuple[str, str]:
    """What would count if `said` were its own words; None: what counts."""
    require(policy.can_shape(viewer))
    if said is None:
        return current(viewer, kind, language)
    subject, body = _nearest(_newest(language, kind.keys), kind.keys[1:])
    return said[0] or subject, said[1] or body


def own(viewer: Viewer, kind: Kind, language: str) -> Own:
    """What is said of this letter itself, and in which version."""
    require(policy.can_shape(viewer))
    return next(iter(_newest(language, (kind.key,))), Own(kind.key, language, 0, "", ""))


def every(viewer: Viewer) -> Sequence[Own]:
    """All that is said in own words now, by letter and language."""
    require(policy.can_shape(viewer))
    return [one for one in _newest() if one.is_any]


def versions(viewer: Viewer, kind: Kind, language: str) -> Sequence[Version]:
    """The newest first."""
    require(policy.can_shape(viewer))
    rows = db.session.execute(
        select(LetterText.number, LetterText.subject, LetterText.body, LetterText.created_at,
               func.coalesce(User.display_name, ""))
        .join(User, User.id == LetterText.author_id)
        .where(LetterText.kind == kind.key, LetterText.language == language)
        .order_by(LetterText.number.desc())
        .limit(MOST)
    )  # fmt: skip
    return [Version(*row) for row in rows]


def _newest(language: str | None = None, keys: Sequence[str] | None = None) -> list[Own]:
    """The newest version of each, whatever it says."""
    later = aliased(LetterText)
    asked = (
        select(LetterText.kind, LetterText.language, LetterText.number, LetterText.subject,
               LetterText.body)
        .outerjoin(later, (later.kind == LetterText.kind) & (later.language == LetterText.language)
                   & (later.number > LetterText.number))
        .where(later.id.is_(None))
        .order_by(LetterText.kind, LetterText.language)
    )  # fmt: skip
    if language is not None:
        asked = asked.where(LetterText.language == language)
    if keys is not None:
        asked = asked.where(or_(*(LetterText.kind == key for key in keys)))
    return [Own(*row) for row in db.session.execute(asked)]


def _nearest(found: Sequence[Own], keys: Sequence[str]) -> tuple[str, str]:
    by_key = {one.kind: one for one in found}
    those = [by_key[key] for key in keys if key in by_key]
    subject = next((one.subject for one in those if one.subject), "")
    return subject, next((one.body for one in those if one.body), "")
