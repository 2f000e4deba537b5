"""Something happened: what waits to be told to which webhook, in the same transaction."""

from typing import Any

from forum import structure
from forum.extensions import db
from forum.lib import tokens
from forum.models import Delivery
from forum.queries import webhooks as queries
from forum.services import jobs


def note(actor: object, event: str, about: int, category_id: int | None, **more: Any) -> None:
    """For subscribers. `more` goes with what is sent."""
    for webhook_id, wanted in queries.listening(None, event):
        if wanted and not _concerns(wanted, category_id):
            continue
        row = Delivery(webhook_id=webhook_id, key=f"msg_{tokens.new()}"[:40], event=event,
                       subject={"id": about, "more": more})  # fmt: skip
        db.session.add(row)
        db.session.flush()
        jobs.enqueue("webhook.deliver", once=f"webhook:{row.id}", delivery_id=row.id)


def _concerns(wanted: frozenset[int], category_id: int | None) -> bool:
    if category_id is None:
        return False
    above = {node.id for node in structure.current().path(category_id)}
    return bool(wanted & above)
