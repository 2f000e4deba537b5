"""What happened, in the past tense. Services send these; subscribers and plugins listen.

A listener runs inside the sender's transaction, so it may only write rows. Anything slow or
outside the database (mail, the search index) is queued with `services.jobs.enqueue`.
"""

from collections.abc import Callable
from typing import Any

from blinker import Signal
from flask import Flask, current_app


class Event:
    """A signal whose listeners belong to one app, so two apps in one process never mix."""

    def __init__(self, doc: str) -> None:
        self.__doc__ = doc
        self._signal = Signal()

    def listen(self, app: Flask, listener: Callable[..., Any]) -> None:
        def call(_: Any, **payload: Any) -> None:
            listener(**payload)

        self._signal.connect(call, sender=app, weak=False)

    def send(self, **payload: Any) -> None:
        self._signal.send(current_app._get_current_object(), **payload)  # type: ignore[attr-defined]


member_joined = Event("user: the new User.")
member_followed = Event("user: who is followed. actor: who follows. Not sent where a block is.")
member_renamed = Event("user: the User. old_name: what they were called.")
thread_created = Event("thread: the new Thread. post: its first Post.")
thread_read_long = Event("user_id, thread_id: who has read there for so long that they track it.")
thread_changed = Event("thread: the Thread. actor: who changed it. what: e.g. close, move.")
post_created = Event("post: the new Post.")
post_approved = Event("post: the Post that waited and is there now. actor: who approved it.")
post_edited = Event("post: the Post. actor: the editor.")
post_corrected = Event(
    "post: the Post whose text somebody else than its author changed. actor: who. reason: why."
)
thread_tidied = Event(
    "thread: the Thread with another title or place. post: its first. actor: who. reason: why."
)
post_state_changed = Event("post: the Post. before: its old state. actor: who did it.")
reaction_added = Event("post: the Post. actor: who reacted. kind: the key of the reaction.")
reaction_removed = Event("post: the Post. actor: who reacted. kind: the key of the reaction.")
answer_accepted = Event("thread: the Thread. post: the answer. actor: who marked it.")
answer_withdrawn = Event("thread: the Thread. actor: who took the mark back.")
level_changed = Event("user: the User. before, after: trust levels. reason: why, for the ledger.")
badge_granted = Event("grant: the BadgeGrant. badge: its Badge. user: who got it.")
badge_revoked = Event("grant: the BadgeGrant. badge: its Badge. user: who had it.")
candidacy_moved = Event(
    "candidacy: the Candidacy. event: apply, approve … before: its old state. actor: who did it."
)
advice_asked = Event("candidacy: the Candidacy. adviser: the ambassador. actor: who asked.")
advice_given = Event("candidacy: the Candidacy. actor: the ambassador who advised.")
grant_moved = Event(
    "grant: the ProgrammeGrant. event: accept, renew … before: its old state. actor: who did it."
)
group_asked = Event("group: the Group. user: who asks to be let in.")
group_answered = Event("group: the Group. user: of whom. what: let-in, not-let-in, added.")
grant_reminder = Event("grant: the ProgrammeGrant. kind: renewal-open, grace-1, grace-14 …")
message_sent = Event(
    "message: the new Message. conversation: its Conversation. to: ids of those who may be told:"
    " in it, not having muted it or its author; of the team's, who looks after it or everybody."
)
conversation_left = Event("conversation: the Conversation. user: who left and reads it no more.")
message_reported = Event("report: the new MessageReport.")
guidelines_proposed = Event("version: the GuidelineVersion to approve. actor: who proposes it.")
guidelines_published = Event("version: the GuidelineVersion; it may come into force later.")
guidelines_returned = Event("version: a draft again. actor: who sent it back to its author.")
guidelines_withdrawn = Event("version: the GuidelineVersion, announced and now not to come.")
report_filed = Event("report: the Report, new or with other words. case: its ModerationCase.")
case_escalated = Event("case: the ModerationCase. to: the User asked. actor: who asks them.")
decision_made = Event(
    "decision: the Decision, in force, its statements written. case: its ModerationCase. actor: who"
    " decided, None: software."
)
decision_proposed = Event(
    "decision: the Decision, which waits for a second person. case: its case. actor: who proposes."
)
decision_declined = Event(
    "decision: the Decision that somebody else did not agree with. case: its case. actor: who."
)
decision_ended = Event("decision: the Decision, whose time is over.")
appeal_made = Event("appeal: the new Appeal. decision: what it contradicts.")
appeal_decided = Event(
    "appeal: the Appeal. decision: what it contradicted. actor: who looked at it."
)
