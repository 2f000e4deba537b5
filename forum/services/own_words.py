"""The community says a sentence of the interface in its own words, in one language."""

from collections.abc import Sequence

from flask_babel import gettext as _

from forum import structure, wording
from forum.lib import catalogues, languages, own_words
from forum.lib.verdict import NOT_FOUND, Denied, Refused, require
from forum.models import Viewer
from forum.policies import structure as policy
from forum.services import settings
from forum.settings import words


def say(actor: Viewer, language: str, text: str, said: Sequence[str], context: str = "") -> None:
    """From now on `said` stands for the English `text`; its forms, where something is counted;
    with a `context` only where the English means that.

    Written into the settings' history and the staff's log, undone there. Raises Refused.
    """
    require(policy.can_shape(actor))
    original = _original(language, name := catalogues.named(text, context))
    cleaned = [one.replace("\r\n", "\n").strip() for one in said]
    if problem := own_words.problem(original, cleaned, wording.forms(language)):
        raise Refused(str(_(problem)), "said")
    _put(actor, language, name, cleaned[0] if isinstance(original, str) else cleaned)


def take_back(actor: Viewer, language: str, text: str, context: str = "") -> None:
    """It is said as the catalogue says it."""
    require(policy.can_shape(actor))
    _original(language, name := catalogues.named(text, context))
    _put(actor, language, name, None)


def _original(language: str, name: str) -> str | Sequence[str]:
    found = wording.everything().get(name)
    if found is None or language not in languages.NAMES:
        raise Denied(NOT_FOUND)
    return found.id


def _put(actor: Viewer, language: str, sentence: str, said: str | list[str] | None) -> None:
    name = f"{words.GROUP}.{language}"
    own = dict(own_words.parsed(str(structure.setting(name))))
    own.pop(sentence, None)
    if said is not None:
        own[sentence] = said
    kept = own_words.packed(own)
    if len(kept) > own_words.LONGEST:
        raise Refused(_("You have changed too many words in this language."), "said")
    settings.apply(actor, {name: kept})
