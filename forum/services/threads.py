"""Threads: starting one, closing, pinning, archiving, moving it.

What staff does to a thread is written into its log.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from forum import database, events, structure
from forum.extensions import db
from forum.lib import markdown, names
from forum.lib.verdict import ALLOW, Refused, require
from forum.models import (
    Category,
    PinDismissal,
    Post,
    Tag,
    Thread,
    ThreadTag,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.policies import categories as category_policy
from forum.policies import embargoes
from forum.policies import threads as policy
from forum.policies.capacities import as_personal, capacity_of
from forum.services import (
    counters,
    drafts,
    holding,
    moving,
    newcomers,
    publishing,
    rendering,
    screening,
    thread_events,
    versions,
)
from forum.services import tags as tag_service
from forum.services.rendering import Drawn
from forum.structure import CategoryNode


def start(
    actor: Viewer,
    category: Category | CategoryNode,
    title: str,
    body: str,
    kind: str = "",
    tags: Iterable[str] = (),
    submission_key: str | None = None,
    at: datetime | None = None,
    as_house: bool = False,
    is_personal: bool = False,
) -> Thread:
    """Start a thread with its first post, "pending" where a check holds it
    (`services.screening`). `kind` is the category's usual one if left out. `as_house`: the brand
    announces it, posted by the actor; both are kept. `is_personal`: their own view, beside whom
    they are with. The same `submission_key` again gives the same thread again. `at` is when it was
    written, for what comes from elsewhere; now if left out. Raises Denied, Refused.
    """
    require(category_policy.can_start(actor, category))
    require(policy.can_speak_for_house(actor) if as_house else ALLOW)
    assert isinstance(actor, User)
    author, node = actor, structure.current().categories[category.id]

    def publish() -> Post:
        moment = at or utcnow()
        words, text = _accepted(author, node, title, body, moment, is_new=at is None)
        chosen = tag_service.choose(author, node, tags)
        drawn = rendering.draw(author, author, node.id, text)
        found = _screened(author, node, words, drawn, moment, submission_key, at is None)
        accepted = publishing.accepted_kind(author, node, kind)
        state = "pending" if found.holds else "visible"
        thread = _add_thread(author, node, words, accepted, drawn, moment, state, is_personal)
        post = publishing.add_post(
            author, thread, 1, drawn, moment, None, submission_key, state, is_personal
        )
        thread.house_name = post.house_name = _house(accepted, is_personal) if as_house else ""
        _add_tags(thread, chosen)
        if submission_key:
            drafts.sent(author, "new")
        if found.holds:
            return holding.keep_first(post, found)
        counters.post_added(post, is_first=True, tag_ids=[tag.id for tag in chosen])
        if at is None:
            publishing.arrived(author, thread.id, 1)
        holding.flagged(post, found)
        events.thread_created.send(thread=thread, post=post)
        events.post_created.send(post=post)
        database.touch("lists")
        return post

    return publishing.once(author, submission_key, publish).thread


def _accepted(
    author: User, node: CategoryNode, title: str, body: str, at: datetime, is_new: bool
) -> tuple[str, str]:
    """Title and text as they are stored. Raises Refused."""
    words, text = publishing.accepted_title(title), publishing.accepted_body(body)
    publishing.stay_within_limits(author, text, at)
    _stay_within_the_day(author, at)
    if is_new:
        newcomers.stay_within_pace(author, at)
        words = screening.rewritten(author, node.id, words, is_markdown=False)
        text = screening.rewritten(author, node.id, text)
    return words, text


def _screened(
    author: User, node: CategoryNode, title: str, drawn: Drawn, at: datetime, key: str | None,
    is_new: bool,
) -> screening.Findings:  # fmt: skip
    if not is_new:
        return screening.NOTHING
    newcomers.stay_within_contents(author, drawn)
    seconds = screening.seconds_since(key, at)
    return screening.look(
        screening.Submission(author, node, drawn, at, title, is_thread=True, seconds=seconds)
    )


def _house(kind: str, is_personal: bool) -> str:
    if is_personal:
        raise Refused(_("The brand has no personal view. Choose one of the two."), "is_personal")
    if kind != "announcement":
        raise Refused(_("Only announcements are made in the name of the brand."), "as_house")
    return policy.house_name()


def _stay_within_the_day(actor: User, at: datetime) -> None:
    started = db.session.scalar(
        select(func.count(Thread.id)).where(
            Thread.author_id == actor.id,
            Thread.created_at > at - timedelta(days=1),
            Thread.created_at <= at,
        )
    )
    if (started or 0) >= structure.setting("limits.threads_per_day") and not actor.is_staff:
        raise Refused(_("You have started many threads today. Please go on tomorrow."))


def _add_thread(
    actor: User,
    category: CategoryNode,
    title: str,
    kind: str,
    drawn: Drawn,
    at: datetime,
    state: str,
    is_personal: bool,
) -> Thread:
    capacity, byline = capacity_of(actor, category.id)
    thread = Thread(
        category_id=category.id, author=actor, title=title, slug=names.slug(title), kind=kind,
        author_capacity=capacity, author_byline=as_personal(byline) if is_personal else byline,
        last_poster_capacity=capacity, created_at=at,
        excerpt=markdown.excerpt(drawn.text, versions.LONGEST_EXCERPT), highest_number=1,
        state=state, post_count=int(state == "visible"), last_post_at=at, last_poster=actor,
    )  # fmt: skip
    db.session.add(thread)
    try:
        db.session.flush()
    except IntegrityError as error:  # on PostgreSQL it can go while we come
        raise moving.category_is_gone() from error
    return thread


def _add_tags(thread: Thread, chosen: Sequence[Tag]) -> None:
    db.session.add_all(
        ThreadTag(thread_id=thread.id, tag_id=tag.id, position=place)
        for place, tag in enumerate(chosen)
    )
    db.session.flush()


def close(actor: Viewer, thread: Thread, note: str = "", at: datetime | None = None) -> None:
    """No more replies, except from moderators."""
    require(policy.can_moderate(actor, thread))
    _set(actor, thread, "close", note, at, is_closed=True, closed_until=None)


def open(actor: Viewer, thread: Thread, note: str = "") -> None:
    """Replies are welcome again."""
    require(policy.can_moderate(actor, thread))
    _set(actor, thread, "open", note, is_closed=False, closed_until=None)


def archive(actor: Viewer, thread: Thread, note: str = "") -> None:
    """From now on nothing in it changes: no replies, edits or reactions, from nobody."""
    require(policy.can_moderate(actor, thread))
    _set(actor, thread, "archive", note, is_archived=True)


def unarchive(actor: Viewer, thread: Thread, note: str = "") -> None:
    require(policy.can_moderate(actor, thread))
    _set(actor, thread, "unarchive", note, is_archived=False)


def pin(
    actor: Viewer,
    thread: Thread,
    scope: str,
    until: datetime | None = None,
    note: str = "",
    at: datetime | None = None,
) -> None:
    """Show it at the top of its category, or of all lists ("everywhere"), perhaps until a moment.

    Who had put an earlier pin away sees this one.
    """
    require(policy.can_moderate(actor, thread))
    moment = at or utcnow()
    if scope == "everywhere":
        require(policy.can_pin_everywhere(actor, thread))
    elif scope != "category":
        raise Refused(_("Choose where it is pinned."), "scope")
    if until is not None and until <= moment:
        raise Refused(_("Choose a day in the future."), "until")
    db.session.execute(delete(PinDismissal).where(PinDismissal.thread_id == thread.id))
    _set(actor, thread, "pin", note, at, pin_scope=scope, pinned_at=moment, pinned_until=until)


def unpin(actor: Viewer, thread: Thread, note: str = "") -> None:
    require(policy.can_moderate(actor, thread))
    if thread.pin_scope == "everywhere":
        require(policy.can_pin_everywhere(actor, thread))
    _set(actor, thread, "unpin", note, pin_scope="", pinned_at=None, pinned_until=None)


def dismiss_pin(actor: Viewer, thread: Thread) -> None:
    """For this member the thread is at the top no longer."""
    require(policy.can_dismiss_pin(actor, thread))
    database.insert_missing(
        PinDismissal, user_id=actor.id, thread_id=thread.id, dismissed_at=utcnow()
    )


def move(actor: Viewer, thread: Thread, category: Category | CategoryNode, note: str = "") -> None:
    """Put it into another category, in which the actor may start threads, and which everybody
    whose posts it has may read."""
    require(policy.can_moderate(actor, thread))
    require(category_policy.can_start(actor, category))
    require(embargoes.can_leave_room(actor, thread, category.id))
    counters.hold(thread)
    moving.keep_in_sight(actor, thread, category.id, "category")
    before, after = thread.category_id, category.id
    if before == after:
        return
    moving.put(thread, after)
    names = {"from": _name(before), "to": _name(after)}
    _record(actor, thread, "move", note, names, said={"from": before, "to": after})


def _name(category_id: int) -> str:
    return structure.current().categories[category_id].name


def _set(
    actor: Viewer, thread: Thread, verb: str, note: str, at: datetime | None = None, **values: Any
) -> None:
    """Give the thread these values; nothing happens when it has them."""
    if all(getattr(thread, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(thread, name, value)
    _record(actor, thread, verb, note, at=at)


def _record(
    actor: Viewer,
    thread: Thread,
    verb: str,
    note: str,
    details: dict[str, Any] | None = None,
    at: datetime | None = None,
    said: dict[str, Any] | None = None,
) -> None:
    """Into the log of the staff and, by name, into the thread itself."""
    thread.version = Thread.version + 1
    thread_events.say(actor, thread, verb, note, at, **(said or {}))
    thread_events.log(actor, thread, verb, note, at, **(details or {}))
    events.thread_changed.send(thread=thread, actor=actor, what=verb)
    database.touch(f"thread:{thread.id}", "lists")
