"""Telling other servers of what happens here: arranged by admins, noted as it happens, and what
became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from forum import database, structure
from forum.extensions import db
from forum.lib import names, sealing
from forum.lib.happenings import EVENTS
from forum.lib.reachable import Unreachable, place
from forum.lib.verdict import Refused, require
from forum.models import Delivery, StaffAction, User, Viewer, Webhook
from forum.models.columns import utcnow
from forum.policies import api_tokens as token_policy
from forum.policies import webhooks as policy
from forum.queries import webhooks as queries
from forum.services import jobs

MOST = 50
SHORTEST_SECRET = 16
PURPOSE = "webhook"
KEPT = timedelta(days=30)  # what became of deliveries
# After a try that failed: a day and a half in all.
DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1080))
AT_ONCE = 500  # of what was held
PATIENCE = timedelta(days=3)  # of failing and nothing else, after which it is paused


@dataclass(frozen=True, slots=True)
class Asked:
    """What a webhook should be. An empty secret: as it is."""

    name: str
    address: str
    secret: str = ""
    events: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # slugs
    user: User | None = None  # None: it reads as guests do
    is_enabled: bool = True


def arrange(actor: User, asked: Asked, hook: Webhook | None = None) -> Webhook:
    """Make one, or change one. The secret is sealed, and shown to nobody again."""
    require(policy.can_arrange(actor))
    is_new = hook is None
    if is_new and (db.session.scalar(select(func.count(Webhook.id))) or 0) >= MOST:
        raise Refused(_("You have enough webhooks. Remove one first."))
    if (is_new or asked.secret) and len(asked.secret) < SHORTEST_SECRET:
        raise Refused(_("A secret has at least %(n)s characters.", n=SHORTEST_SECRET), "secret")
    _check(actor, asked)
    hook = hook or Webhook(sealed_secret="")
    hook.creator_id = actor.id  # who changed it last answers for it
    hook.name, hook.address = names.clean(asked.name)[:80], asked.address
    if asked.secret:
        key = str(current_app.config["SECRET_KEY"])
        hook.sealed_secret = sealing.seal(key, PURPOSE, asked.secret)
    hook.events = sorted(set(asked.events))
    hook.category_ids = _categories(asked.categories)
    hook.user_id = asked.user.id if asked.user else None
    hook.is_enabled, hook.paused_at, hook.failing_since = asked.is_enabled, None, None
    db.session.add(hook)
    db.session.flush()
    database.touch("webhooks")
    _log(actor, "make-webhook" if is_new else "change-webhook", hook)
    return hook


def _check(actor: User, asked: Asked) -> None:
    allowed = frozenset(str(current_app.config["FORUM"]["FORUM_OUTGOING_ALLOWED"]).split())
    try:
        place(asked.address, allowed)
    except Unreachable as error:
        raise Refused(
            _("The forum does not go there: an address has to begin with https:// and lead "
              "to a public server, on port 80 or 443."), "address",
        ) from error  # fmt: skip
    if not asked.events or set(asked.events) - EVENTS.keys():
        raise Refused(_("Choose what it is told about."), "events")
    if asked.user is not None and not (verdict := token_policy.can_act_as(actor, asked.user)):
        raise Refused(str(verdict.reason), "reads_as")


def _categories(slugs: Iterable[str]) -> list[int]:
    by_slug = structure.current().by_slug
    if missing := [slug for slug in slugs if slug not in by_slug]:
        raise Refused(_("There is no category %(name)s.", name=missing[0][:64]), "categories")
    return sorted({by_slug[slug].id for slug in slugs})


def remove(actor: Viewer, hook: Webhook) -> None:
    """With what became of its deliveries."""
    require(policy.can_arrange(actor))
    _log(actor, "remove-webhook", hook)
    db.session.execute(delete(Delivery).where(Delivery.webhook_id == hook.id))
    db.session.delete(hook)
    db.session.flush()
    database.touch("webhooks")


def replay(actor: Viewer, sent: Delivery) -> None:
    """Send it once more, under the same id, as it reads now."""
    require(policy.can_arrange(actor))
    sent.state, sent.attempts = "waiting", 0
    _log(actor, "replay-webhook", db.session.get_one(Webhook, sent.webhook_id))
    jobs.enqueue("webhook.deliver", once=f"webhook:{sent.id}", delivery_id=sent.id)


def outcome(
    actor: Viewer, sent: Delivery, hook: Webhook, state: str, *, status: int | None = None,
    milliseconds: int | None = None, error: str = "", response: str = "",
) -> None:  # fmt: skip
    """What became of a try; after one that failed, the next, and after many a pause."""
    require(policy.can_deliver(actor))
    sent.attempts += 1
    sent.status, sent.milliseconds, sent.tried_at = status, milliseconds, utcnow()
    sent.error, sent.response, sent.state = error[:200], response[:1000], state
    if state == "sent":
        hook.failing_since = None
    elif state == "failed":
        _again(sent, hook)
    db.session.flush()


def _again(sent: Delivery, hook: Webhook) -> None:
    now = utcnow()
    hook.failing_since = hook.failing_since or now
    if now - hook.failing_since > PATIENCE and hook.paused_at is None:
        hook.paused_at = now
        database.touch("webhooks")
        maker = db.session.get_one(User, hook.creator_id)
        if maker.email:  # none: they have left
            jobs.enqueue("mail.notice", user_id=maker.id, what="webhook-paused", to=maker.email)
    elif hook.paused_at is None and sent.attempts <= len(DELAYS):
        sent.state = "waiting"
        jobs.enqueue("webhook.deliver", run_at=now + DELAYS[sent.attempts - 1],
                     once=f"webhook:{sent.id}", delivery_id=sent.id)  # fmt: skip


def hold(actor: Viewer, sent: Delivery, hook: Webhook) -> None:
    """It is not sent now, and counts as no try: who answers for it owes a second factor."""
    require(policy.can_deliver(actor))
    sent.state, hook.held_since = "held", hook.held_since or utcnow()
    db.session.flush()


def resume(actor: Viewer) -> None:
    """What was held is sent, in its order, where nobody's second factor is missing any more."""
    require(policy.can_deliver(actor))
    live = (Webhook.is_enabled.is_(True), Webhook.paused_at.is_(None))
    for hook in db.session.scalars(select(Webhook).where(Webhook.held_since.is_not(None), *live)):
        if queries.waits_for(actor, hook) is None:
            _send_held(hook)


def _send_held(hook: Webhook) -> None:
    held = select(Delivery).where(Delivery.webhook_id == hook.id, Delivery.state == "held")
    rows = db.session.scalars(held.order_by(Delivery.id).limit(AT_ONCE)).all()
    for sent in rows:
        sent.state = "waiting"
        jobs.enqueue("webhook.deliver", once=f"webhook:{sent.id}", delivery_id=sent.id)
    if len(rows) < AT_ONCE:
        hook.held_since = None
    db.session.flush()


def forget(actor: Viewer) -> None:
    """Delete what became of deliveries a month ago; not what is held and will be sent."""
    require(policy.can_deliver(actor))
    live = select(Webhook.id).where(Webhook.is_enabled.is_(True), Webhook.paused_at.is_(None))
    will_be_sent = (Delivery.state == "held") & Delivery.webhook_id.in_(live)
    db.session.execute(
        delete(Delivery).where(Delivery.happened_at < utcnow() - KEPT, ~will_be_sent)
    )


def _log(actor: Viewer, verb: str, hook: Webhook) -> None:
    details = {"webhook": hook.id, "name": hook.name, "events": hook.events}
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details))
