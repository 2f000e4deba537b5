"""What was done to a thread, as lines between its posts, in words for who is reading."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import aliased

from forum import links, structure
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Thread, ThreadEvent, Viewer
from forum.policies import categories as category_policy
from forum.policies import threads as policy
from forum.queries import pace
from forum.queries.people import PersonColumns
from forum.queries.shapes import EventView, PostsPage
from forum.queries.threads import Seen

MOST = 200  # the newest lines of a thread; older ones are in the staff's log
_ACTOR = PersonColumns("actor")
_OTHER = aliased(Thread, name="other")
_OF_POSTS = frozenset({"split-off", "split-from", "merged", "merged-from"})
Lines = dict[int, tuple[EventView, ...]]


def get(viewer: Viewer, thread: Thread, event_id: int) -> ThreadEvent:
    """A line of this thread. Raises Denied when there is none for this viewer."""
    require(policy.can_read(viewer, thread))
    found = db.session.get(ThreadEvent, event_id)
    if found is None or found.thread_id != thread.id:
        raise Denied(NOT_FOUND)
    return found


def on_page(viewer: Viewer, thread: Thread | Seen, page: PostsPage) -> Lines:
    """The lines of one page by the number of the post they stand below; 0: above the first.

    A thread without lines is asked nothing; any other costs one statement.
    """
    if not thread.event_count:
        return {}
    shown = [post.number for post in page.posts]
    moderates = bool(category_policy.can_moderate(viewer, thread.category_id))
    found: dict[int, list[EventView]] = defaultdict(list)
    overtaken: set[str] = set()
    for row in _rows(thread):
        newest = row.family not in overtaken if row.family else True
        overtaken.add(row.family)
        begins = 0 if page.number == 1 else page.first_number
        ends = row.after_number if page.number == page.last else page.last_number
        if begins <= row.after_number <= ends:
            below = max((number for number in shown if number <= row.after_number), default=0)
            undo = moderates and newest and _is_live(viewer, thread, row)
            found[below].append(_view(viewer, row, undo))
    return {number: tuple(reversed(lines)) for number, lines in found.items()}


def _rows(thread: Thread | Seen) -> Any:
    """The newest first."""
    return db.session.execute(
        select(
            ThreadEvent.id, ThreadEvent.after_number, ThreadEvent.verb, ThreadEvent.note,
            ThreadEvent.details, ThreadEvent.created_at, ThreadEvent.actor_capacity,
            ThreadEvent.actor_byline, ThreadEvent.family, _OTHER.id.label("other_id"),
            _OTHER.title, _OTHER.slug, _OTHER.category_id, _OTHER.author_id, _OTHER.state,
            ThreadEvent.actor_id.label("by"), *_ACTOR.columns,
        )
        .outerjoin(_ACTOR.user, _ACTOR.user.id == ThreadEvent.actor_id)
        .outerjoin(_OTHER, _OTHER.id == ThreadEvent.other_id)
        .where(ThreadEvent.thread_id == thread.id)
        .order_by(ThreadEvent.id.desc())
        .limit(MOST)
    )  # fmt: skip


def _view(viewer: Viewer, row: Any, may_undo: bool) -> EventView:
    is_shown = row.other_id is not None and bool(policy.can_read(viewer, row))
    return EventView(
        id=row.id,
        actor=_ACTOR.of(row, row.actor_capacity, row.actor_byline) if row.by else None,
        verb=row.verb,
        said=said(viewer, row.verb, row.details),
        note=row.note,
        created_at=row.created_at,
        other_title=row.title if is_shown else "",
        other_href=links.thread(row.other_id, row.slug) if is_shown else "",
        may_undo=may_undo,
    )


def _is_live(viewer: Viewer, thread: Thread | Seen, row: Any) -> bool:
    """Whether what the line says still is so, and can be taken back by the viewer."""
    if row.verb in _OF_POSTS:
        other = row.other_id is not None and category_policy.can_moderate(viewer, row.category_id)
        return bool(other) and not row.details.get("is_back")
    so: dict[str, bool] = {
        "close": policy.is_closed(thread),
        "slow": True,
        "archive": thread.is_archived,
        "pin": bool(thread.pin_scope),
        "move": row.details.get("to") == thread.category_id,
        "lock-post": True,
        "edit-tags": True,
    }
    return so.get(row.verb, False)


def said(viewer: Viewer, verb: str, details: dict[str, Any]) -> str:
    """What was done, to stand after a name: "closed this thread until 24 Nov 2026 14:00 UTC"."""
    if verb == "move":
        return _moved(viewer, details)
    if details.get("is_back"):
        verb = verb.replace("split-", "back-")
    n, number = int(details.get("count", 0)), details.get("number", 0)
    words = {
        "close": _("closed this thread") + _until(details) + _why(details),
        "open": _("opened this thread again"),
        "opened-itself": _("had closed this thread for a time that has passed; it is open again"),
        "slow": _("put this thread into slow mode: members wait %(time)s between two replies",
                  time=pace.length(viewer, int(details.get("seconds", 0)))) + _until(details),
        "fast": _("ended slow mode"),
        "fast-itself": _("had set a time for slow mode that has passed"),
        "archive": _("archived this thread: nothing in it changes any more"),
        "unarchive": _("took this thread out of the archive"),
        "pin": _("pinned this thread"),
        "unpin": _("unpinned this thread"),
        "lock-post": _("locked post %(number)s: its author cannot edit it", number=number),
        "official": _("marked post %(number)s as the brand's official answer", number=number),
        "unofficial": _("decided that post %(number)s is no longer the brand's official answer",
                        number=number),
        "unlock-post": _("unlocked post %(number)s", number=number),
        "back-off": ngettext("took back that %(num)d post was moved here; it is where it was",
                             "took back that %(num)d posts were moved here; they are where they"
                             " were", n),
        "back-from": ngettext("took back that %(num)d post was moved away; it is here again",
                              "took back that %(num)d posts were moved away; they are here again",
                              n),
        "split-off": ngettext("moved %(num)d post to another thread",
                              "moved %(num)d posts to another thread", n),
        "split-from": ngettext("moved %(num)d post here from another thread",
                               "moved %(num)d posts here from another thread", n),
        "merged": _("merged this thread into another"),
        "merged-from": ngettext("merged another thread with %(num)d post into this one",
                                "merged another thread with %(num)d posts into this one", n),
        "edit-tags": _("changed the tags"),
        "tidy": _("gave this thread a clearer title or other tags"),
    }  # fmt: skip
    return str(words.get(verb, verb))


def _moved(viewer: Viewer, details: dict[str, Any]) -> str:
    """A category is named to those only who may know of it."""
    nodes, seen = structure.current().categories, category_policy.visible_ids(viewer)
    names = [
        nodes[place].name if place in seen and place in nodes else ""
        for place in (details.get("from"), details.get("to"))
    ]
    if all(names):
        return str(_("moved this thread from %(old)s to %(new)s", old=names[0], new=names[1]))
    if names[1]:
        return str(_("moved this thread to %(new)s", new=names[1]))
    return str(_("moved this thread"))


def _why(details: dict[str, Any]) -> str:
    if details.get("why") != "reports":
        return ""
    return ", " + str(
        _("because several people reported posts in it, so that everybody can calm down")
    )


def _until(details: dict[str, Any]) -> str:
    try:
        end = datetime.fromisoformat(str(details.get("until", "")))
    except ValueError:
        return ""
    return ", " + str(_("until %(time)s", time=f"{end:%Y-%m-%d %H:%M} UTC"))
