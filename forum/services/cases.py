"""Opening a case, or finding the one that is open; and keeping what was there. Called by verbs.

A case is a target with everything that was said of it. Of two who open one for the same target at
the same moment both get the same case: a unique index decides.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum import database
from forum.extensions import db
from forum.lib import rulebooks, times
from forum.lib.verdict import Conflict
from forum.models import HeldEdit, Message, ModerationCase, Post, PostUpload, Snapshot, Upload, User
from forum.models.columns import utcnow
from forum.policies import brand
from forum.services import counters
from forum.structure import setting

# Without what is mistaken for something else when read aloud.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# How long until a case should be decided, by severity (community.md §4.3).
DUE = {severity: timedelta(hours=hours) for severity, hours in rulebooks.HOURS.items()}
MOST_URGENT = 2  # up to this severity every day counts
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def due(severity: int, at: datetime) -> datetime:
    """When a case that is opened at `at` should be decided: what is not urgent waits on the days on
    which nobody looks (`moderation.days_off`)."""
    off = str(setting("moderation.days_off")).split() if severity > MOST_URGENT else []
    return times.working(
        at, DUE[severity], str(setting("site.time_zone")), {DAYS.index(day) for day in off}
    )


@dataclass(frozen=True, slots=True)
class Target:
    """What a case is about, and whom."""

    key: str
    user_id: int
    thread_id: int | None = None
    post_id: int | None = None
    message_id: int | None = None


def of_post(post: Post) -> Target:
    """A post; a thread is reported by its first."""
    return Target(f"post:{post.id}", post.author_id, post.thread_id, post.id)


def of_edit(edit: HeldEdit, post: Post) -> Target:
    return Target(f"edit:{edit.id}", edit.editor_id, post.thread_id, post.id)


def of_member(user: User) -> Target:
    return Target(f"user:{user.id}", user.id)


def of_message(message: Message) -> Target:
    return Target(f"message:{message.id}", message.author_id, message_id=message.id)


def the_post(case: ModerationCase) -> Post:
    """The post of a case with its thread and author, held so that nobody changes it meanwhile."""
    post = db.session.scalar(
        select(Post).where(Post.id == case.post_id)
        .options(joinedload(Post.thread), joinedload(Post.author))
    )  # fmt: skip
    if post is None:
        raise Conflict(_("What this is about no longer exists."))
    counters.hold(post.thread, post)
    return post


def reference(letter: str) -> str:
    """A new name for a letter: "C-7K3DQ2P". `letter`: C for cases, R reports, A appeals."""
    return f"{letter}-" + "".join(secrets.choice(_ALPHABET) for _ in range(7))


def open_case(
    target: Target, kind: str, severity: int = 4, reasons: Sequence[str] = (),
    at: datetime | None = None,
) -> ModerationCase:  # fmt: skip
    """The open case about `target`, made if there is none; at least as severe as asked.

    `reasons` say in words why software opened it; `at` is when, for what comes from elsewhere.
    """
    moment = at or utcnow()
    database.insert_missing(
        ModerationCase, reference=reference("C"), kind=kind, target=target.key,
        user_id=target.user_id, thread_id=target.thread_id, post_id=target.post_id,
        message_id=target.message_id, state="open", severity=severity, score=0.0,
        is_about_brand=False, reasons=[], opened_at=moment, due_at=due(severity, moment),
        version=0,
    )  # fmt: skip
    found = db.session.scalars(
        select(ModerationCase)
        .where(ModerationCase.target == target.key, ModerationCase.closed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    found.reasons = [*found.reasons, *(one for one in reasons if one not in found.reasons)]
    if severity < found.severity:
        found.severity = severity
        found.due_at = min(found.due_at, due(severity, moment))
    db.session.flush()
    return found


def keep(case: ModerationCase, post: Post, title: str = "") -> Snapshot:
    """What is there now, word for word; the one that is kept already when nothing changed."""
    shown = select(Upload.key).join(PostUpload, PostUpload.upload_id == Upload.id)
    known = _kept(case, digest(post.body, title))
    if known is not None:
        return known
    look_for_criticism(case, f"{title}\n{post.body}")
    return _keep(
        case, title, post.body, digest(post.body, title), post.version,
        list(db.session.scalars(shown.where(PostUpload.post_id == post.id))),
    )  # fmt: skip


def keep_profile(case: ModerationCase, user: User) -> Snapshot:
    """The same of a member, as they present themselves."""
    body = profile(user)
    key = digest(body, user.display_name)
    media = [key for key in (user.avatar_key, user.cover_key) if key]
    look_for_criticism(case, body)
    return _kept(case, key) or _keep(case, user.display_name, body, key, 0, media)


def keep_private(case: ModerationCase, text: str) -> Snapshot:
    """Of a private message only what proves it later: its text stays behind the one door at which
    each opening is written down (services.message_reports.read)."""
    look_for_criticism(case, text)
    return _kept(case, digest(text)) or _keep(case, "", "", digest(text))


def profile(user: User) -> str:
    """What a member says of themselves, one thing a line."""
    said = (user.title, user.pronouns, user.location, user.website, *user.interests, user.bio)
    return "\n".join([f"@{user.name}", *(line for line in said if line)])


def digest(body: str, title: str = "") -> str:
    """By which two texts are known to be the same."""
    return hashlib.sha256(f"{title}\0{body}".encode()).hexdigest()


def look_for_criticism(case: ModerationCase, text: str) -> None:
    """Of the first text of a case; what somebody of the team said later is not said against."""
    has_one = select(Snapshot.id).where(Snapshot.case_id == case.id).limit(1)
    if not case.is_about_brand and db.session.scalar(has_one) is None:
        case.is_about_brand = brand.is_criticised(case.thread_id, case.user_id, text)
        db.session.flush()


def _kept(case: ModerationCase, key: str) -> Snapshot | None:
    found: Snapshot | None = db.session.scalar(
        select(Snapshot).where(Snapshot.case_id == case.id, Snapshot.sha256 == key).limit(1)
    )
    return found


def _keep(
    case: ModerationCase, title: str, body: str, key: str, version: int = 0,
    media: Sequence[str] = (),
) -> Snapshot:  # fmt: skip
    made = Snapshot(
        case_id=case.id, version=version, title=title, body=body, sha256=key, media=list(media)
    )
    db.session.add(made)
    db.session.flush()
    return made
