"""Webhooks: all of them, one with what became of its deliveries, and what is sent."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from forum import links, structure
from forum.extensions import db
from forum.lib.happenings import EVENTS
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.memory import remembered
from forum.models import Delivery, Guest, Post, Thread, User, Viewer, Webhook
from forum.policies import api_tokens as token_policy
from forum.policies import categories as category_policy
from forum.policies import webhooks as policy
from forum.queries import members, posts, threads, viewers
from forum.queries.meta import absolute

MOST = 100


def every(viewer: Viewer) -> list[Webhook]:
    require(policy.can_arrange(viewer))
    return list(db.session.scalars(select(Webhook).order_by(Webhook.id.desc()).limit(MOST)))


def get(viewer: Viewer, webhook_id: int) -> Webhook:
    require(policy.can_arrange(viewer))
    found = db.session.get(Webhook, webhook_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def deliveries(viewer: Viewer, hook: Webhook) -> list[Delivery]:
    """The newest, with what the other server said."""
    require(policy.can_arrange(viewer))
    mine = select(Delivery).where(Delivery.webhook_id == hook.id)
    return list(db.session.scalars(mine.order_by(Delivery.id.desc()).limit(MOST)))


def delivery(viewer: Viewer, hook: Webhook, delivery_id: int) -> Delivery:
    require(policy.can_arrange(viewer))
    found = db.session.get(Delivery, delivery_id)
    if found is None or found.webhook_id != hook.id:
        raise Denied(NOT_FOUND)
    return found


def listening(viewer: object, event: str) -> tuple[tuple[int, frozenset[int]], ...]:
    """Who wants to know of this event: (id, categories); kept, as most forums have nobody."""

    def made() -> dict[str, list[tuple[int, frozenset[int]]]]:
        found: dict[str, list[tuple[int, frozenset[int]]]] = {}
        live = select(Webhook).where(Webhook.is_enabled.is_(True), Webhook.paused_at.is_(None))
        for hook in db.session.scalars(live):
            for name in hook.events:
                found.setdefault(name, []).append((hook.id, frozenset(hook.category_ids)))
        return found

    return tuple(remembered(("webhooks",), ("webhooks",), made).get(event, ()))


def reader(viewer: object, hook: Webhook) -> Viewer:
    """With whose eyes what is sent is read. Denied when that account is no longer good, or who
    arranged it is an admin no more: they know where it goes."""
    if hook.user_id is None:
        return Guest()
    if waits_for(viewer, hook) is not None:
        raise Denied(NOT_FOUND)
    require(policy.can_arrange(_live(hook.creator_id)))
    return _live(hook.user_id)


def waits_for(viewer: object, hook: Webhook) -> User | None:
    """Who answers for it and owes the second factor that is asked of them: until they have it,
    nothing leaves and nothing is lost. Nobody for one that reads as guests: it uses no rights."""
    if hook.user_id is None:
        return None
    owner = _found(hook.creator_id)  # none: gone, and what happens is withheld
    return owner if owner is not None and viewers.owes_factor(viewer, owner) else None


def _live(user_id: int) -> User:
    if (found := _found(user_id)) is None:
        raise Denied(NOT_FOUND)
    return viewers.with_groups(None, found)


def _found(user_id: int) -> User | None:
    found: User | None = db.session.scalar(
        select(User).where(User.id == user_id, token_policy.may_act())
    )
    return found


def payload(viewer: Viewer, hook: Webhook, sent: Delivery) -> dict[str, Any]:
    """What leaves, as `viewer` may read it at this moment. Denied when they may not."""
    kind = EVENTS[sent.event]
    data = _READ[kind](viewer, sent.subject, hook)
    return {
        "id": sent.key, "type": sent.event, "timestamp": sent.happened_at.isoformat(),
        "data": {**sent.subject.get("more", {}), kind.removeprefix("gone_"): data},
    }  # fmt: skip


def _thread(viewer: Viewer, subject: Mapping[str, Any], hook: Webhook) -> dict[str, Any]:
    thread = threads.get(viewer, int(subject["id"]))
    _within(viewer, thread.category_id, hook)
    return {
        "id": thread.id, "title": thread.title, "kind": thread.kind, "state": thread.state,
        "category_id": thread.category_id, "author_id": thread.author_id,
        "is_closed": thread.is_closed, "created_at": thread.created_at.isoformat(),
        "url": absolute(links.thread(thread.id, thread.slug)),
    }  # fmt: skip


def _post(viewer: Viewer, subject: Mapping[str, Any], hook: Webhook) -> dict[str, Any]:
    post = posts.get(viewer, int(subject["id"]))
    _within(viewer, post.thread.category_id, hook)
    return {
        "id": post.id, "thread_id": post.thread_id, "number": post.number, "state": post.state,
        "category_id": post.thread.category_id, "title": post.thread.title,
        "author": {"id": post.author_id, "name": post.author.name,
                   "capacity": post.author_capacity},
        "version": post.version, "html": str(post.html),
        "created_at": post.created_at.isoformat(),
        "url": absolute(links.post(post.thread_id, post.thread.slug, post.number)),
    }  # fmt: skip


def _gone(viewer: Viewer, subject: Mapping[str, Any], hook: Webhook) -> dict[str, Any]:
    """Only which it was, so that a copy elsewhere can go as well. Denied where its thread is not,
    or not known to be gone, for its reader: who could never read it learns nothing."""
    post = db.session.get(Post, int(subject["id"]))
    if post is None:
        raise Denied(NOT_FOUND)
    try:
        category_id = threads.get(viewer, post.thread_id).category_id
    except Denied as error:
        if not error.verdict.gone:
            raise
        category_id = db.session.get_one(Thread, post.thread_id).category_id
    _within(viewer, category_id, hook)
    return {
        "id": post.id, "thread_id": post.thread_id, "number": post.number,
        "category_id": category_id,
    }  # fmt: skip


def _within(viewer: Viewer, category_id: int, hook: Webhook) -> None:
    """It may have been moved since, out of what the webhook is for."""
    wanted = set(hook.category_ids)
    inside = {one for top in wanted for one in structure.current().with_children(top)}
    if category_id not in category_policy.visible_ids(viewer) or (
        wanted and category_id not in inside
    ):
        raise Denied(NOT_FOUND)


def _user(viewer: Viewer, subject: Mapping[str, Any], hook: Webhook) -> dict[str, Any]:
    user = db.session.get(User, int(subject["id"]))
    if user is None or hook.category_ids:
        raise Denied(NOT_FOUND)
    shown = members.view(viewer, members.one(viewer, user.name))
    return {"id": shown.id, "name": shown.name, "display_name": shown.display_name,
            "url": absolute(shown.href)}  # fmt: skip


_READ: dict[str, Callable[[Viewer, Mapping[str, Any], Webhook], dict[str, Any]]] = {
    "thread": _thread, "post": _post, "gone_post": _gone, "user": _user,
}  # fmt: skip
