"""Knowing by software that a case may be about criticism of the brand (community.md §4.6 point 2).

Asked when the first text of a case is kept, when somebody edits what others wrote, and of who is
said to be a spammer. It takes away nothing: it makes that two people are needed.
"""

from collections.abc import Iterable

from sqlalchemy import select

from forum import wording
from forum.extensions import db
from forum.lib import displeasure
from forum.models import Conversation, ModerationCase, Post, Tag, ThreadTag
from forum.structure import setting


def is_criticised(thread_id: int | None, user_id: int, text: str) -> bool:
    """A name of the brand beside a word of displeasure; a thread that is a complaint; or an author
    whom the team still owes an answer."""
    said = displeasure.is_displeased(text, *wording.offered())  # people write in their own
    if said and displeasure.names(text, terms()):
        return True
    return _is_complaint(thread_id) or _waits_for_the_team(user_id)


def is_at_stake(post: Post) -> bool:
    """Whether taking words from this post takes two people: it, or how its thread began, criticises
    the brand, or a case in the thread is about that."""
    thread = post.thread
    known = select(ModerationCase.id).where(
        ModerationCase.thread_id == thread.id, ModerationCase.is_about_brand
    )
    if db.session.scalar(known.limit(1)) is not None:
        return True
    said = f"{thread.title}\n{thread.excerpt}\n{post.body}"
    return is_criticised(thread.id, post.author_id, said)


def terms() -> tuple[str, ...]:
    """What the brand and its products are called, as the settings say."""
    own = [str(setting(name)) for name in ("brand.company", "brand.name")]
    words = [*own, *str(setting("brand.reserved_words")).splitlines()]
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def stays_complaint(thread_id: int, tags: Iterable[Tag]) -> bool:
    """Whether a thread that is a complaint still is one with these tags."""
    return any(tag.slug in _complaint_tags() for tag in tags) or not _is_complaint(thread_id)


def _complaint_tags() -> list[str]:
    return str(setting("brand.complaint_tags")).split()


def _is_complaint(thread_id: int | None) -> bool:
    tags = _complaint_tags()
    if thread_id is None or not tags:
        return False
    found = (
        select(ThreadTag.thread_id)
        .join(Tag, Tag.id == ThreadTag.tag_id)
        .where(ThreadTag.thread_id == thread_id, Tag.slug.in_(tags))
    )
    return db.session.scalar(found.limit(1)) is not None


def _waits_for_the_team(user_id: int) -> bool:
    asked = select(Conversation.id).where(
        Conversation.kind == "team", Conversation.starter_id == user_id,
        Conversation.state != "solved",
    )  # fmt: skip
    return db.session.scalar(asked.limit(1)) is not None
