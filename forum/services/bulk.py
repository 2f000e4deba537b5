"""One thing done to many threads at once; each is asked for by itself, and said in each thread.

What may not be done to one of them is left, with the reason; the others are done all the same.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, Refused, require
from forum.models import Category, Tag, Thread, ThreadEvent, ThreadTag, User, Viewer
from forum.policies import moderation as moderation_policy
from forum.policies import threads as policy
from forum.services import counters, moving, thread_events, threads, undoing, versions
from forum.services import tags as tag_service
from forum.structure import CategoryNode

MOST = 50
VERBS = ("close", "open", "archive", "pin", "unpin", "move", "tag")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thread: the line that says so in it, or why nothing was done."""

    thread_id: int
    title: str
    event_id: int | None
    reason: str = ""


def act(
    actor: Viewer,
    ids: Collection[int],
    verb: str,
    note: str = "",
    category: CategoryNode | None = None,
    tags: Iterable[str] = (),
) -> list[Outcome]:
    """Do `verb` (one of VERBS) to these threads, 50 at most. Raises Denied, Refused."""
    require(moderation_policy.can_moderate_somewhere(actor))
    if verb not in VERBS:
        raise Refused(_("Choose what to do."), "verb")
    if verb == "move" and category is None:
        raise Refused(_("Choose a category."), "category")
    found = _held(actor, ids, category)
    names = list(tags)
    do: dict[str, Callable[[Thread], None]] = {
        "close": lambda thread: threads.close(actor, thread, note),
        "open": lambda thread: threads.open(actor, thread, note),
        "archive": lambda thread: threads.archive(actor, thread, note),
        "pin": lambda thread: threads.pin(actor, thread, "category", note=note),
        "unpin": lambda thread: threads.unpin(actor, thread, note),
        "move": lambda thread: threads.move(actor, thread, category or _nowhere(), note),
        "tag": lambda thread: tag(actor, thread, names, note),
    }
    return [_one(thread, do[verb]) for thread in found]


def undo(actor: Viewer, event_ids: Collection[int]) -> list[Outcome]:
    """Take back what these lines say, as far as nothing else was done since."""
    require(moderation_policy.can_moderate_somewhere(actor))
    lines = db.session.scalars(
        select(ThreadEvent).where(ThreadEvent.id.in_(list(event_ids)[:MOST]))
        .order_by(ThreadEvent.thread_id)
    ).all()  # fmt: skip
    by_thread = {line.thread_id: line for line in lines}
    found = _held(actor, by_thread, None)
    return [_one(each, lambda thread: undoing.undo(actor, thread, by_thread[thread.id]))
            for each in found]  # fmt: skip


def tag(actor: Viewer, thread: Thread, names: Collection[str], note: str = "") -> None:
    """Give the thread these tags as well, as far as its category has them."""
    require(policy.can_moderate(actor, thread))
    assert isinstance(actor, User)
    before = versions.tags_of(thread)
    node = structure.current().categories[thread.category_id]
    chosen = tuple(tag_service.choose(actor, node, [*before, *names]))
    if [each.name for each in chosen] == before:
        raise Refused(_("It already has these tags."), "tags")
    versions.retag(thread, chosen)
    thread.version = Thread.version + 1
    thread_events.say(actor, thread, "edit-tags", note, before=before)
    thread_events.log(actor, thread, "edit-tags", note, before=", ".join(before))
    database.touch(f"thread:{thread.id}", "lists")


def _held(actor: Viewer, ids: Collection[int], category: CategoryNode | None) -> list[Thread]:
    """These threads, smaller ids first, with all rows held that may be counted anew."""
    if not ids:
        raise Refused(_("Choose threads first."), "ids")
    if len(ids) > MOST:
        raise Refused(_("At most %(most)s threads at once.", most=MOST), "ids")
    found = db.session.scalars(
        select(Thread).where(Thread.id.in_(ids), policy.readable(actor)).order_by(Thread.id)
    ).all()
    if len(found) != len(set(ids)):
        raise Denied(NOT_FOUND)
    counters.lock(Thread, ids)
    places = {thread.category_id for thread in found} | ({category.id} if category else set())
    counters.lock(Category, places)
    used = select(ThreadTag.tag_id).where(ThreadTag.thread_id.in_(ids))
    counters.lock(Tag, db.session.scalars(used).all())
    if category is not None:
        counters.lock(User, moving.people_of(ids))
    for thread in found:
        counters.reread(thread)
    return list(found)


def _one(thread: Thread, do: Callable[[Thread], None]) -> Outcome:
    """Of what fails for one thread nothing is left."""
    thread_id, title, lines = thread.id, thread.title, thread.event_count
    try:
        with db.session.begin_nested():
            do(thread)
            db.session.flush()
    except (Denied, Refused) as error:
        return Outcome(thread_id, title, None, str(error))
    newest = select(ThreadEvent.id).where(ThreadEvent.thread_id == thread_id)
    event_id = db.session.scalar(newest.order_by(ThreadEvent.id.desc()).limit(1))
    if thread.event_count == lines:
        return Outcome(thread_id, title, None, str(_("It was already so.")))
    return Outcome(thread_id, title, event_id)


def _nowhere() -> CategoryNode:
    raise Refused(_("Choose a category."), "category")
