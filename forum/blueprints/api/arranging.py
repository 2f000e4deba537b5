"""What is done to threads: closing, cooling down, pinning, moving, merging, splitting; to many."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from forum import links
from forum.blueprints.api import shapes
from forum.blueprints.api import shapes_of_guarding as more
from forum.blueprints.api.frame import route
from forum.forms.api import (
    ManyEvents,
    ManyThreads,
    MergedThreads,
    NewPin,
    PostsQuery,
    SplitThread,
)
from forum.forms.base import Form
from forum.forms.posts import NoteForm
from forum.forms.threads import CloseForm, EmbargoForm, MoveForm, SlowForm, TidyForm, UndoForm
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.policies import embargoes as embargo_policy
from forum.policies import moderation
from forum.policies import threads as policy
from forum.queries import composing, moved, posts, thread_events
from forum.queries import embargoes as embargo_queries
from forum.queries import threads as queries
from forum.services import bulk, cooling, embargoes, movers, threads, tidying, undoing
from forum.web import viewer

VERBS = {"open": threads.open, "archive": threads.archive, "unarchive": threads.unarchive,
         "unpin": threads.unpin}  # fmt: skip
THREAD = "/threads/<int:thread_id>"


@route("POST", f"{THREAD}/<any(open, archive, unarchive, unpin):verb>",
       scope="moderate", body=NoteForm)  # fmt: skip
def arrange(thread_id: int, verb: str, sent: NoteForm) -> None:
    """Open a closed thread again, archive it or take it out, pin it no longer."""
    VERBS[verb](viewer(), queries.get(viewer(), thread_id), sent.reason)


@route("POST", f"{THREAD}/close", scope="moderate", body=CloseForm)
def close(thread_id: int, sent: CloseForm) -> None:
    """No more replies, for so many hours or until somebody opens it."""
    thread = queries.get(viewer(), thread_id)
    if sent.until is not None:
        cooling.close_for(viewer(), thread, sent.until, sent.reason)
    else:
        threads.close(viewer(), thread, sent.reason)


@route("POST", f"{THREAD}/pin", scope="moderate", body=NewPin)
def pin(thread_id: int, sent: NewPin) -> None:
    """Show it at the top of its category, or of all lists."""
    until = (datetime.combine(sent.until, time.min, UTC) + timedelta(days=1)
             if sent.until else None)  # fmt: skip
    threads.pin(viewer(), queries.get(viewer(), thread_id), sent.scope, until, sent.reason)


@route("POST", f"{THREAD}/move", scope="moderate", body=MoveForm)
def move(thread_id: int, sent: MoveForm) -> None:
    """Put it into another category."""
    place = composing.category(viewer(), sent.category)
    threads.move(viewer(), queries.get(viewer(), thread_id), place, sent.reason)


@route("POST", f"{THREAD}/tidy", scope="write", body=TidyForm)
def tidy(thread_id: int, sent: TidyForm) -> None:
    """Give somebody else's thread a better title, these tags and this category, and say why."""
    place = composing.category(viewer(), sent.category)
    thread = queries.get(viewer(), thread_id)
    tidying.tidy(viewer(), thread, sent.title, sent.tags, place, sent.reason)


@route("POST", f"{THREAD}/slow", scope="moderate", body=SlowForm)
def slow_down(thread_id: int, sent: SlowForm) -> None:
    """Slow mode: so many `seconds` between two replies of one member, for so many `hours`; 0: until
    somebody ends it."""
    cooling.slow(viewer(), queries.get(viewer(), thread_id), sent.seconds, sent.until, sent.reason)


@route("POST", f"{THREAD}/fast", scope="moderate", body=NoteForm)
def end_slow_mode(thread_id: int, sent: NoteForm) -> None:
    """End slow mode."""
    cooling.fast(viewer(), queries.get(viewer(), thread_id), sent.reason)


@route("POST", "/posts/<int:post_id>/unlock", scope="moderate", body=NoteForm)
def unlock_post(post_id: int, sent: NoteForm) -> None:
    """Let its author edit a locked post again."""
    cooling.unlock_post(viewer(), posts.get(viewer(), post_id), sent.reason)


@route("GET", f"{THREAD}/events", answer=more.Events, query=PostsQuery)
def list_events(thread_id: int, asked: PostsQuery) -> Any:
    """What was done to the thread, as lines below the posts that follow the number `after`; `below`
    0: above the first."""
    thread = queries.seen(viewer(), thread_id)
    number = min(asked.after, thread.highest_number) + 1
    page = posts.page(viewer(), thread, posts.page_of(viewer(), number))
    lines = thread_events.on_page(viewer(), thread, page)
    items = [{**line._asdict(), "below": below} for below in sorted(lines) for line in lines[below]]
    more_of_them = page.last_number < thread.highest_number
    return {"items": items, "next": str(page.last_number) if more_of_them else None}


@route("POST", f"{THREAD}/undo", scope="moderate", body=UndoForm)
def undo_event(thread_id: int, sent: UndoForm) -> None:
    """Take back what one line in the thread says; `event` is its id."""
    thread = queries.get(viewer(), thread_id)
    require(policy.can_moderate(viewer(), thread))
    undoing.undo(viewer(), thread, thread_events.get(viewer(), thread, sent.event))


@route("POST", f"{THREAD}/merge", answer=shapes.Made, scope="moderate", body=MergedThreads)
def merge_thread(thread_id: int, sent: MergedThreads) -> Any:
    """Put all of it into the thread `target`, a number or an address. `mixes`: others can read it
    there, and that is meant. `answer`, where both have one: kept or moved."""
    thread = queries.get(viewer(), thread_id)
    require(policy.can_moderate(viewer(), thread))
    target = moved.named(viewer(), sent.target)
    movers.merge(viewer(), thread, target, sent.reason, sent.mixes, sent.answer)
    return _made(target)


@route("POST", f"{THREAD}/split", answer=shapes.Made, status=201, scope="moderate",
       body=SplitThread)  # fmt: skip
def split_thread(thread_id: int, sent: SplitThread) -> Any:
    """Move posts, by their `numbers`, into a new thread, or into the thread `target`."""
    thread = queries.get(viewer(), thread_id)
    require(policy.can_moderate(viewer(), thread))
    if sent.target:
        target = moved.named(viewer(), sent.target)
        movers.move_posts(viewer(), thread, sent.numbers, target, sent.reason, sent.mixes,
                          sent.answer)  # fmt: skip
        return _made(target)
    place = composing.category(viewer(), sent.category)
    return _made(movers.split(viewer(), thread, sent.numbers, sent.title, place, sent.tags,
                              sent.reason, sent.mixes))  # fmt: skip


def _made(thread: Any) -> dict[str, Any]:
    return {"id": thread.id, "url": links.thread(thread.id, thread.slug), "state": thread.state}


@route("POST", "/threads/bulk", answer=more.Outcomes, scope="moderate", body=ManyThreads)
def arrange_many(sent: ManyThreads) -> Any:
    """The same for many threads at once: close, open, archive, pin, unpin, move (with `category`)
    or tag (with `tags`). The answer says for each what became of it."""
    require(moderation.can_moderate_somewhere(viewer()))
    place = composing.category(viewer(), sent.category) if sent.verb == "move" else None
    return {"items": bulk.act(viewer(), sent.threads, sent.verb, sent.reason, place, sent.tags)}


@route("POST", "/threads/bulk/undo", answer=more.Outcomes, scope="moderate", body=ManyEvents)
def undo_many(sent: ManyEvents) -> Any:
    """Take back what was done to many, by the `event_id` of each."""
    require(moderation.can_moderate_somewhere(viewer()))
    return {"items": bulk.undo(viewer(), sent.events)}


@route("POST", f"{THREAD}/dismiss-pin", scope="write", body=Form)
def dismiss_pin(thread_id: int, sent: Form) -> None:
    """Do not see it at the top any more, for oneself."""
    threads.dismiss_pin(viewer(), queries.get(viewer(), thread_id))


@route("GET", f"{THREAD}/embargo", answer=more.Embargo, scope="read")
def get_embargo(thread_id: int) -> Any:
    """Until when what it says is kept, in a programme's room, and for the team: who has seen it."""
    found = embargo_queries.of_thread(viewer(), queries.get(viewer(), thread_id))
    if found is None:
        raise Denied(NOT_FOUND)
    return found


@route("PUT", f"{THREAD}/embargo", scope="moderate", body=EmbargoForm)
def keep_embargo(thread_id: int, sent: EmbargoForm) -> None:
    """Everybody in the room is told until when it is kept: `until` is the first day after."""
    thread = queries.get(viewer(), thread_id)
    require(embargo_policy.can_set(viewer(), thread))
    embargoes.keep(viewer(), thread, sent.until_moment)


@route("DELETE", f"{THREAD}/embargo", scope="moderate")
def lift_embargo(thread_id: int) -> None:
    """It may be told now."""
    embargoes.lift(viewer(), queries.get(viewer(), thread_id))


@route("POST", f"{THREAD}/embargo/accept", scope="write", body=Form)
def accept_embargo(thread_id: int, sent: Form) -> None:
    """Promise to keep it to oneself until then."""
    embargoes.accept(viewer(), queries.get(viewer(), thread_id))
