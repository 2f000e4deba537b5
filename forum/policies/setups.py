"""Who may found the community: whoever holds the token that the server printed, or the machine."""

from forum.lib import tokens
from forum.lib.verdict import ALLOW, NOT_FOUND, Verdict
from forum.models import OPERATOR, Setup, Viewer
from forum.models.columns import utcnow


def can_open(actor: Viewer) -> Verdict:
    """Give out the address of the setup page: the server itself, as it starts."""
    return ALLOW if actor is OPERATOR else NOT_FOUND


def can_found(
    actor: Viewer, setup: Setup | None, token: str = "", is_inhabited: bool = False
) -> Verdict:
    """Once, and only while it waits: afterwards there is no such page (T48), nor where members came
    in by another door meanwhile, a command for example (`is_inhabited`)."""
    if setup is None or setup.finished_at is not None or is_inhabited:
        return NOT_FOUND
    if actor is OPERATOR:
        return ALLOW
    if setup.token_until is None or setup.token_until <= utcnow() or not setup.token_hash:
        return NOT_FOUND
    return ALLOW if tokens.same(tokens.hashed(token), setup.token_hash) else NOT_FOUND
