"""Sending events to other servers: read at the moment it leaves, signed, tried again."""

import json
import time
from typing import Any

from flask import current_app

from forum import database, fetcher
from forum.extensions import db
from forum.lib import sealing, signing
from forum.lib.reachable import Unreachable
from forum.lib.verdict import Denied
from forum.models import OPERATOR, Delivery, Webhook
from forum.queries import webhooks as queries
from forum.services import webhooks


def deliver(delivery_id: int) -> None:
    """One event to one server. What its reader may not see any more does not leave."""
    with database.unit("read"):
        found = _waiting(delivery_id)
        if found is None:
            return
        sent, hook = found
        is_held = queries.waits_for(None, hook) is not None
        key = str(current_app.config["SECRET_KEY"])
        secret = sealing.unsealed(key, webhooks.PURPOSE, hook.sealed_secret)
        address, key = hook.address, sent.key
        try:
            body = json.dumps(queries.payload(queries.reader(None, hook), hook, sent)).encode()
        except Denied:
            body = None
    if is_held:
        _hold(delivery_id)
    elif body is None:
        _note(delivery_id, "withheld", error="its reader may not see this, or no longer")
    elif secret is None:
        _note(delivery_id, "failed", error="the secret was sealed with another key: type it anew")
    else:
        _note(delivery_id, **_sent(address, key, secret, body))


def _waiting(delivery_id: int) -> tuple[Delivery, Webhook] | None:
    sent = db.session.get(Delivery, delivery_id)
    hook = db.session.get(Webhook, sent.webhook_id) if sent is not None else None
    if sent is None or hook is None or sent.state != "waiting":
        return None
    return (sent, hook) if hook.is_enabled and hook.paused_at is None else None


def _sent(address: str, key: str, secret: str, body: bytes) -> dict[str, Any]:
    """What became of it. No redirect is followed: what was signed goes where it was meant to."""
    moment, began = int(time.time()), time.monotonic()
    headers = {
        "Content-Type": "application/json", "Webhook-Id": key, "Webhook-Timestamp": str(moment),
        "Webhook-Signature": signing.signature(secret, key, moment, body),
    }  # fmt: skip
    try:
        answer = fetcher.fetch("POST", address, body, headers)
    except Unreachable as error:
        return {"state": "failed", "error": f"refused: {error}"}
    except fetcher.Failed as error:
        return {"state": "failed", "error": str(error)}
    taken = int((time.monotonic() - began) * 1000)
    said = answer.body[:1000].decode("utf-8", "replace").replace("\0", "")
    is_good = 200 <= answer.status < 300
    return {"state": "sent" if is_good else "failed", "status": answer.status,
            "milliseconds": taken, "response": said}  # fmt: skip


def _note(delivery_id: int, state: str, **what: Any) -> None:
    with database.unit("write"):
        sent = db.session.get(Delivery, delivery_id)
        hook = db.session.get(Webhook, sent.webhook_id) if sent is not None else None
        if sent is not None and hook is not None:
            webhooks.outcome(OPERATOR, sent, hook, state, **what)


def _hold(delivery_id: int) -> None:
    with database.unit("write"):
        if (found := _waiting(delivery_id)) is not None:
            webhooks.hold(OPERATOR, *found)


def resume() -> None:
    """What waited for somebody's second factor goes on, once they have it."""
    webhooks.resume(OPERATOR)


def clean() -> None:
    webhooks.forget(OPERATOR)
