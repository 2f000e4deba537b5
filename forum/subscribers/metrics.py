"""What happens is counted once it is committed."""

from typing import Any

from flask import Flask

from forum import database, events

COUNTED = (
    "member_joined", "thread_created", "post_created", "reaction_added", "answer_accepted",
    "message_sent", "report_filed", "decision_made", "appeal_made",
)  # fmt: skip


def connect(app: Flask) -> None:
    for name in COUNTED:
        getattr(events, name).listen(app, _counted(name))


def _counted(name: str) -> Any:
    def listen(**_: Any) -> None:
        database.happened(name)

    return listen
