"""A thread about which very much is said is closed for some hours by software: all calm down.

The line in the thread says so: that it was software, why, and until when. Called by
`services.effects`, for the decision that it is.
"""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from forum import database, events
from forum.extensions import db
from forum.lib.verdict import Conflict
from forum.models import Decision, ModerationCase, Thread, Viewer
from forum.services import thread_events
from forum.services.cases import the_post


def close_thread(
    actor: Viewer, case: ModerationCase, decision: Decision, body: str
) -> dict[str, Any]:
    """No replies for some hours; it opens by itself."""
    thread, until = the_post(case).thread, decision.ends_at
    assert until is not None
    if thread.is_closed:
        raise Conflict(_("This thread is closed."))
    _set(actor, thread, True, until)
    end = until.isoformat()
    thread_events.say(None, thread, "close", until=end, why="reports")
    return {"until": end}


def open_again(actor: Viewer, case: ModerationCase, before: dict[str, Any]) -> None:
    """Its time is over, or somebody of the team ended it: unless it was closed anew since."""
    thread = the_post(case).thread
    until = thread.closed_until
    if thread.is_closed and until is not None and until.isoformat() == before["until"]:
        _set(actor, thread, False, None)
        thread_events.say(actor, thread, "open")


def _set(actor: Viewer, thread: Thread, closed: bool, until: datetime | None) -> None:
    thread.is_closed, thread.closed_until = closed, until
    thread.version = Thread.version + 1
    db.session.flush()
    events.thread_changed.send(thread=thread, actor=actor, what="close" if closed else "open")
    database.touch(f"thread:{thread.id}", "lists")
