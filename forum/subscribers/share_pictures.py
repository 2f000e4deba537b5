"""The picture of a thread goes from the storage when guests may not read the thread any more."""

from flask import Flask

from forum import events
from forum.lib import share_pictures
from forum.models import Thread, User
from forum.queries import share_pictures as queries
from forum.services import jobs


def connect(app: Flask) -> None:
    events.thread_changed.listen(app, _changed)


def _changed(thread: Thread, actor: User, what: str) -> None:
    if thread.state != "visible" or not queries.may_be_kept(None, thread.category_id):
        path = share_pictures.place(thread.id)
        jobs.enqueue("upload.erase", paths=[path], once=f"upload.erase:{path}")
