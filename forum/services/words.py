"""Watched words: adding, changing and removing one (features.md row 135)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib import watching
from forum.lib.verdict import Conflict, Refused, require
from forum.models import StaffAction, User, Viewer, WatchedWord
from forum.models.screening import WORD_ACTIONS
from forum.policies import guarding as policy


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule as somebody describes it. `replacement` are words, or an address for "link"."""

    text: str
    is_pattern: bool = False
    action: str = "hold"
    replacement: str = ""
    message: str = ""
    is_enabled: bool = True
    note: str = ""


def check(actor: Viewer, wanted: Wanted) -> Wanted:
    """The rule as it would be kept. Raises Refused for what is wrong with it."""
    require(policy.can_watch(actor))
    text = wanted.text if wanted.is_pattern else " ".join(wanted.text.split())
    if not text.strip():
        raise Refused(_("Write the word or pattern."), "text")
    if len(text) > watching.LONGEST:
        raise Refused(_("At most %(most)s characters.", most=watching.LONGEST), "text")
    if wanted.is_pattern and (said := watching.problem(text)):
        raise Refused(_("This pattern cannot be used: %(why)s.", why=_(said)), "text")
    if wanted.action not in WORD_ACTIONS:
        raise Refused(_("Choose one of the options."), "action")
    if wanted.action == "link":
        _check_address(wanted.replacement.strip())
    if wanted.action == "link" and wanted.is_pattern:
        raise Refused(_("Only words can be turned into links, patterns cannot."), "action")
    replacement = wanted.replacement.strip() if wanted.action in {"replace", "link"} else ""
    return Wanted(text, wanted.is_pattern, wanted.action, replacement, wanted.message.strip(),
                  wanted.is_enabled, wanted.note.strip())  # fmt: skip


def add(actor: Viewer, wanted: Wanted) -> WatchedWord:
    """Watch for another word or pattern. Raises Refused."""
    require(policy.can_watch(actor))
    assert isinstance(actor, User)
    kept = check(actor, wanted)
    _check_room(kept)
    word = WatchedWord(creator_id=actor.id)
    db.session.add(word)
    _describe(word, kept)
    _note(actor, "watch", word)
    return word


def change(actor: Viewer, word: WatchedWord, wanted: Wanted) -> None:
    """Watch otherwise. Raises Refused."""
    require(policy.can_watch(actor))
    assert isinstance(actor, User)
    kept = check(actor, wanted)
    _check_room(kept, word)
    _describe(word, kept)
    _note(actor, "watch", word)


def remove(actor: Viewer, word: WatchedWord) -> None:
    """Watch for it no longer. What it held goes on waiting: somebody has to look at that."""
    require(policy.can_watch(actor))
    assert isinstance(actor, User)
    _note(actor, "unwatch", word)
    db.session.delete(word)
    db.session.flush()


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    is_whole = parts.scheme in {"http", "https"} and bool(parts.netloc)
    if not is_whole or any(each in address for each in " ()<>\n"):
        raise Refused(_("Write the whole address, beginning with https://."), "replacement")


def _check_room(wanted: Wanted, own: WatchedWord | None = None) -> None:
    others = WatchedWord.id != (own.id if own is not None else 0)
    kinds = WatchedWord.is_pattern.is_(wanted.is_pattern)
    same = select(WatchedWord.id).where(others, kinds, WatchedWord.text == wanted.text)
    if db.session.scalar(same.limit(1)) is not None:
        raise Conflict(_("This is already being watched."), "text")
    most = watching.MOST_PATTERNS if wanted.is_pattern else watching.MOST_WORDS
    if (db.session.scalar(select(func.count()).where(others, kinds)) or 0) >= most:
        raise Refused(_("There are already %(most)s. Remove one first.", most=most), "text")


def _describe(word: WatchedWord, wanted: Wanted) -> None:
    for name in Wanted.__slots__:
        setattr(word, name, getattr(wanted, name))
    db.session.flush()


def _note(actor: User, verb: str, word: WatchedWord) -> None:
    details = {"text": word.text, "action": word.action}
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details))
    db.session.flush()
