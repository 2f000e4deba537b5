"""Many who watch a thread: told in batches, and not in the reply itself."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import notifications
from forum.models import Notification, ThreadLevel, User
from forum.models.columns import utcnow
from forum.models.notifications import WATCHING
from forum.services import posts
from tests import factories
from tests.jobs.notifying import watch, work

pytestmark = pytest.mark.usefixtures("settled")


@pytest.fixture
def thread(cast):
    return factories.thread(author=cast.max)


def test_watchers_are_told_in_batches_that_can_be_interrupted(app, cast, thread, monkeypatch):
    monkeypatch.setattr(notifications, "BATCH", 3)
    people = [factories.user() for _ in range(8)]
    for person in people:
        watch(person, thread)
    post = posts.reply(cast.nia, thread, "Hello, all.")
    database.commit()
    notifications.watchers(post.id, 0)  # a worker that dies before it removes its job …
    database.begin("write")
    work(app)  # … and the one that does it again
    counts = db.session.scalars(select(Notification.count)).all()
    assert counts == [1] * 8


def test_the_reply_itself_does_not_notice_that_ten_thousand_watch(app, cast, thread, queries):
    def statements(n):
        with queries() as seen:
            posts.reply(cast.nia, thread, f"Reply number {n}")
            database.commit()
        return len(seen)

    for n in range(4):
        few = statements(n)
    one = db.session.execute(select(User.__table__).where(User.id == cast.nia.id)).mappings().one()
    ids = range(1_000, 11_000)
    db.session.execute(
        User.__table__.insert(),
        [{**one, "id": i, "fs_uniquifier": f"watcher-{i}", "email": f"w{i}@example.org",
          **dict.fromkeys(("name", "name_key"), f"watcher{i}"), "mail_key": None} for i in ids],
    )  # fmt: skip
    db.session.execute(
        ThreadLevel.__table__.insert(),
        [{"user_id": i, "thread_id": thread.id, "level": WATCHING, "is_by_hand": True,
          "changed_at": utcnow()} for i in ids],
    )  # fmt: skip
    database.commit()
    assert statements(9) <= few
