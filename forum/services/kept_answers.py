"""What a program was answered under its own key: the same request again gets the same again.

The row is written before the verb acts, in its unit of work. Of two at once the second waits for
the first at the constraint, and then finds its answer; what fails leaves no row and may be tried
again.
"""

import hashlib
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from forum import database
from forum.extensions import db
from forum.lib import tokens
from forum.lib.verdict import Refused, require
from forum.models import KeptAnswer, Viewer
from forum.models.api import LONGEST_ANSWER
from forum.models.columns import utcnow
from forum.policies import api_tokens as policy

KEPT = timedelta(hours=24)
LONGEST_KEY = 200  # characters


def begin(
    actor: Viewer, token_id: int, key: str, method: str, address: str, body: bytes
) -> tuple[int, str] | None:
    """(status, body) of what this key was answered; None: act, and say so to `finish`.

    Raises Refused when the key belongs to another request.
    """
    require(policy.can_make(actor))
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise Refused(_("A key has 1 to %(most)s characters.", most=LONGEST_KEY))
    digest = hashlib.sha256(b"\0".join((method.encode(), address.encode(), body))).hexdigest()
    mine = (KeptAnswer.token_id == token_id) & (KeptAnswer.key_hash == tokens.hashed(key))
    db.session.execute(delete(KeptAnswer).where(mine, KeptAnswer.created_at < utcnow() - KEPT))
    is_new = database.insert_missing(
        KeptAnswer, token_id=token_id, user_id=actor.id, key_hash=tokens.hashed(key),
        request_hash=digest, status=0, body="", created_at=utcnow(),
    )  # fmt: skip
    if is_new:
        return None
    found = db.session.execute(
        select(KeptAnswer.request_hash, KeptAnswer.status, KeptAnswer.body).where(mine)
    ).one()
    if found.request_hash != digest:
        raise Refused(_("This key was used for another request. Choose a new one."))
    return int(found.status), str(found.body)


def finish(actor: Viewer, token_id: int, key: str, status: int, body: str) -> None:
    """Keep the answer. One that is longer than anything the forum answers is not kept."""
    require(policy.can_make(actor))
    mine = (KeptAnswer.token_id == token_id) & (KeptAnswer.key_hash == tokens.hashed(key))
    if len(body) > LONGEST_ANSWER:
        db.session.execute(delete(KeptAnswer).where(mine))
    else:
        db.session.execute(update(KeptAnswer).where(mine).values(status=status, body=body))


def forget(actor: Viewer) -> None:
    """Delete what nobody asks for any more."""
    require(policy.can_forget(actor))
    db.session.execute(delete(KeptAnswer).where(KeptAnswer.created_at < utcnow() - KEPT))
