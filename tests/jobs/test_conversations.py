"""Who is written to privately is told once, without a word of it, as long as they are in it."""

from sqlalchemy import select

from forum import database, tallies
from forum.extensions import db
from forum.jobs import HANDLERS
from forum.jobs.worker import Worker
from forum.models import Job, Mailing, Notification
from forum.queries import notifications as queries
from forum.services import conversations


def work(app):
    database.commit()
    worker = Worker(app, {"notify.message": HANDLERS["notify.message"]}, every={})
    while worker.once():
        pass
    database.begin("write")
    db.session.expire_all()
    assert not db.session.scalars(select(Job).where(Job.error != "")).all()


def told(person):
    rows = [row for day in queries.page(person).days for row in day.rows]
    return [(row.event, row.count, row.is_unread) for row in rows]


def test_messages_of_one_conversation_are_one_notification_and_one_letter(app, cast):
    talk = conversations.start(cast.max, [cast.amy], "A secret word: heron.")
    conversations.write(cast.max, talk, "And another: otter.")
    work(app)
    assert told(cast.amy) == [("message", 2, True)] and told(cast.max) == []
    row = db.session.scalars(select(Notification)).one()
    assert row.details == {"path": f"/messages/{talk.id}"}
    assert queries.target(cast.amy, row.id) == f"/messages/{talk.id}"
    assert [letter.kind for letter in db.session.scalars(select(Mailing))] == ["message"]
    tallies.current().heard(cast.amy.id, talk.id, 2)
    database.commit()
    tallies.current().flush()
    database.begin("write")
    db.session.expire_all()
    assert told(cast.amy) == [("message", 2, False)]


def test_who_has_read_it_mutes_it_or_has_left_is_told_nothing(app, cast):
    group = conversations.start(cast.max, [cast.amy, cast.nia, cast.mo], "Hello, the three of you.")
    conversations.mute(cast.nia, group)
    conversations.leave(cast.mo, group)
    tallies.current().heard(cast.amy.id, group.id, 1)
    database.commit()
    tallies.current().flush()
    work(app)
    assert [told(person) for person in (cast.amy, cast.nia, cast.mo)] == [[], [], []]


def test_what_was_told_is_gone_for_who_leaves(app, cast):
    talk = conversations.start(cast.max, [cast.amy], "Are you there?")
    work(app)
    assert told(cast.amy)
    conversations.leave(cast.amy, talk)
    assert told(cast.amy) == []
    unread = select(Notification).where(Notification.read_at.is_(None))
    assert db.session.scalars(unread).all() == []


def test_the_team_is_told_of_what_it_is_asked_and_the_asker_of_the_answer(app, cast):
    asked = conversations.ask(cast.max, "My order never came.", "Order 4711")
    work(app)
    assert [bool(told(person)) for person in (cast.cleo, cast.ada, cast.mo)] == [True, True, False]
    conversations.write(cast.ada, asked, "I have sent it again.")
    work(app)
    assert told(cast.max) == [("message", 1, True)]
