"""Makes notifications, and the letters that go with them. Called by jobs, which know who may hear.

While unread there is one row for a person and a group ("thread:42"): what comes then is added.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import case, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite

from forum.extensions import db
from forum.lib import tokens
from forum.lib.emails import FORGOTTEN, MOST_POINTS
from forum.models import MailAddressHealth, Mailing, Notification, Post, Statement, Told, User
from forum.models.columns import utcnow
from forum.queries import choices
from forum.structure import setting

# What says more than "there are new posts" stays when others are added to it.
_STRONGER = ("reply", "quote")
# Letters about something done to a post, which was perhaps written of when it came.
_AGAIN = ("reaction", "embargo", "embargo_over")


def tell(
    event: str,
    group: str,
    people: Collection[User],
    *,
    post: Post | None = None,
    actor: User | None = None,
    at: datetime | None = None,
    details: Mapping[str, Any] | None = None,
    once: bool = False,
    by_mail: bool = True,
    is_owed: bool = False,
    letter: str = "",
    **about: int,
) -> None:
    """One notification for each of these members, as far as they want any of this event.

    `group` is what repeats fold into; `once`: only for those not told of the post yet, by whatever
    event; `by_mail`: also by letter, where they want that; `is_owed`: at the bell whatever they
    chose; `letter`: what its letter is about, where one row is told anew: one letter for a person
    and this; `about` is conversation_id or badge_id.
    """
    wishes = choices.wishes(None, event, [user.id for user in people])
    hearing = [user for user in people if is_owed or wishes[user.id].site]
    if once and post is not None:
        new = _first_time(event, post, [user.id for user in hearing])
        hearing = [user for user in hearing if user.id in new]
    if not hearing:
        return
    row = {
        "event": event, "group": group, "count": 1, "created_at": at or utcnow(),
        "thread_id": post.thread_id if post else None, "post_id": post.id if post else None,
        "actor_id": actor.id if actor else None, "conversation_id": about.get("conversation_id"),
        "badge_id": about.get("badge_id"),
        "details": {**({"first": post.number} if post else {}), **(details or {})},
    }  # fmt: skip
    ids = _note([{**row, "user_id": user.id} for user in hearing])
    reading = [user for user in hearing if wishes[user.id].mail and by_mail]
    _write_to(event, _healthy(reading), ids, post, letter)


def deliver(statement: Statement, event: str, path: str, is_owed: bool, **details: Any) -> None:
    """What somebody is told of a decision: at the bell, and word for word by mail.

    `is_owed`: whom it concerns is told both ways, whatever they chose, suspended or not, and cannot
    stop such letters; others as they chose. Who has no account gets the letter.
    """
    user = db.session.get(User, statement.user_id) if statement.user_id else None
    if user is None:
        if statement.email:
            write_of(statement, "statement")
        return
    if user.erased_at is not None:
        return
    wish = choices.wishes(None, event, [user.id])[user.id]
    if not is_owed and not wish.site:
        return
    row = {
        "user_id": user.id, "event": event, "group": f"statement:{statement.id}", "count": 1,
        "created_at": statement.sent_at, "thread_id": None, "post_id": None, "actor_id": None,
        "conversation_id": None, "badge_id": None, "details": {"path": path, **details},
    }  # fmt: skip
    ids = _note([row])
    if is_owed:
        write_of(statement, "statement")
    elif wish.mail and _healthy([user]):
        write_of(statement, event, ids[user.id])


def write_of(statement: Statement, kind: str, notification_id: int | None = None) -> None:
    """A letter about this statement, once of each kind. One that has a notification waits a while,
    and is not sent when that was read meanwhile."""
    now = utcnow()
    later = timedelta(minutes=setting("mail.delay_minutes")) if notification_id else timedelta()
    row = {
        "user_id": statement.user_id, "kind": kind, "statement_id": statement.id,
        "notification_id": notification_id, "key": f"{kind}:{statement.id}:statement",
        "thread_id": None, "post_id": None, "created_at": now, "due_at": now + later,
        "message_id": _message_id(), "state": "waiting", "reason": "", "tries": 0,
    }  # fmt: skip
    db.session.execute(_insert(Mailing).on_conflict_do_nothing(), [row])


def _message_id() -> str:
    host = str(current_app.config["FORUM"]["FORUM_MAIL_FROM"]).rpartition("@")[2]
    return f"<{tokens.new()}@{host or 'localhost'}>"


def _first_time(event: str, post: Post, ids: Sequence[int]) -> set[int]:
    """Of these members those who are told of the post now for the first time; notes that."""
    if not ids:
        return set()
    rows = [{"user_id": user_id, "post_id": post.id, "event": event} for user_id in ids]
    statement = _insert(Told).on_conflict_do_nothing().returning(Told.__table__.c.user_id)
    return set(db.session.scalars(statement, rows))


def _note(rows: list[dict[str, Any]]) -> dict[int, int]:
    """Write the rows, or add to those that are unread. Ids of notifications by member."""
    statement, old = _insert(Notification), Notification.__table__.c
    new = statement.excluded
    stays = or_(*(old.event == each for each in _STRONGER))  # no list: many rows at once
    added: Any = statement.on_conflict_do_update(
        index_elements=["user_id", "group"],
        index_where=text("read_at IS NULL"),
        set_={
            "event": case((stays, old.event), else_=new.event),
            "count": old["count"] + 1,
            "post_id": new.post_id,
            "actor_id": new.actor_id,
            # Of posts the first that is unread stays; of anything else it is what happened last.
            "details": case((new.post_id.is_(None), new.details), else_=old.details),
            "created_at": case(
                (new.created_at > old.created_at, new.created_at), else_=old.created_at
            ),
        },
    ).returning(old.user_id, old.id)
    return {row.user_id: row.id for row in db.session.execute(added, rows)}


def _write_to(
    event: str, people: Sequence[User], ids: Mapping[int, int], post: Post | None, about: str
) -> None:
    """A letter for each, which waits a while: read meanwhile, it is not sent."""
    if not people:
        return

    def key(user: User) -> str:
        if post is not None and event not in _AGAIN:
            return f"post:{post.id}:{user.id}"
        return f"{about}:{user.id}" if about else f"notification:{ids[user.id]}"

    now = utcnow()
    rows = [
        {
            "user_id": user.id, "kind": event, "notification_id": ids[user.id],
            "key": key(user),
            "thread_id": post.thread_id if post else None, "post_id": post.id if post else None,
            "created_at": now, "due_at": now + timedelta(minutes=setting("mail.delay_minutes")),
            "message_id": _message_id(),
            "state": "waiting", "reason": "", "tries": 0,
        }
        for user in people
    ]  # fmt: skip
    db.session.execute(_insert(Mailing).on_conflict_do_nothing(), rows)


def _healthy(people: Sequence[User]) -> list[User]:
    """Those whose address is confirmed and takes letters."""
    addresses = [user.email for user in people if user.email and user.confirmed_at]
    if not addresses:
        return []
    ill = set(db.session.scalars(select(MailAddressHealth.email).where(
        MailAddressHealth.email.in_(addresses),
        or_(
            MailAddressHealth.complained_at.is_not(None),
            (MailAddressHealth.points >= MOST_POINTS)
            & (MailAddressHealth.last_bounce_at > utcnow() - FORGOTTEN),
        ),
    )))  # fmt: skip
    return [u for u in people if u.email and u.confirmed_at and u.email not in ill]


def _insert(model: Any) -> Any:
    """For many rows at once: the statement is put together once, whatever their number."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return insert(model.__table__)
