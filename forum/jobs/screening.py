"""Second looks at texts, for checks of plugins that ask somebody outside."""

from flask import current_app

from forum import database
from forum.models import OPERATOR
from forum.services import later


def look_later(by: str, target: str, digest: str, reason: str = "") -> None:
    """Ask the plugin, with no lock held, and carry out what it says. What fails is tried again."""
    look = current_app.extensions["forum"].later.get(by)
    with database.unit("read"):
        text = later.text(OPERATOR, target, digest)
    if look is None or text is None:
        return
    found = look(text)
    with database.unit("write"):
        later.carry_out(OPERATOR, target, digest, found, reason)
