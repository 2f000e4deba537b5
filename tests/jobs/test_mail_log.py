"""What became of each letter: what the server said, what came back, and sending it once more."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.jobs import HANDLERS, mailings
from forum.jobs.worker import MOST_ATTEMPTS, Worker
from forum.lib.verdict import Denied, Refused
from forum.models import OPERATOR, Job, Mailing, StaffAction
from forum.models.columns import utcnow
from forum.queries import attention
from forum.queries import mail_log as queries
from forum.queries import mailings as letters
from forum.services import bounces, jobs, mail_log
from tests import factories
from tests.jobs.test_mailings import deliver, mention, post  # noqa: F401 - a fixture


def work(app, times=1):
    """The jobs about letters are done, whenever they are due."""
    for _n in range(times):
        with database.unit("write"):
            db.session.execute(update(Job).values(run_at=utcnow() - timedelta(seconds=1)))
        worker = Worker(app, {n: h for n, h in HANDLERS.items() if n.startswith("mail.")}, every={})
        while worker.once():
            pass
    database.begin("write")
    db.session.expire_all()


def asked_for_a_password(cast, app, times=1):
    with database.unit("write"):
        jobs.enqueue("mail.reset", identity=cast.max.email)
    work(app, times)


def test_a_letter_that_was_sent_stands_there_with_what_the_server_said(app, cast, post):  # noqa: F811
    asked_for_a_password(cast, app)
    (line,) = queries.page(cast.ada).lines
    assert (line.whom.name, line.result, line.tries) == ("max", "sent", 1)
    assert line.to == f"m•••@{cast.max.email.partition('@')[2]}" and line.why.startswith("250 ")
    assert line.kind == "To choose a new password" and not line.can_be_sent_again
    assert cast.max.email not in str(db.session.scalars(select(Mailing)).one().__dict__)


def test_letters_of_two_jobs_are_two_lines_even_where_a_number_comes_again(app, cast, post):  # noqa: F811
    for person in (cast.max, cast.amy):  # the queue is empty in between
        with database.unit("write"):
            jobs.enqueue("mail.reset", identity=person.email)
        work(app)
    told = {line.whom.name: line.to[:1] for line in queries.page(cast.ada).lines}
    assert told == {"max": "m", "amy": "a"}


def test_one_that_the_server_does_not_take_is_one_line_and_can_be_sent_again(app, cast, post):  # noqa: F811
    post.refuses[cast.max.email] = f"450 4.2.0 <{cast.max.email}> is busy"
    asked_for_a_password(cast, app, times=MOST_ATTEMPTS)
    (line,) = queries.page(cast.ada, result="failed").lines
    assert line.tries == MOST_ATTEMPTS and "450" in line.why and "m•••@" in line.why
    assert cast.max.email not in line.why and line.can_be_sent_again
    post.refuses.clear()
    mail_log.again(cast.ada, queries.get(cast.ada, line.id))
    database.commit()
    work(app)
    (line,) = queries.page(cast.ada).lines
    assert line.result == "sent" and line.tries == MOST_ATTEMPTS + 1
    assert {"send-again", "retry-jobs"} <= set(db.session.scalars(select(StaffAction.verb)))


def test_letters_about_what_happens_are_sent_again_as_well(app, cast, post, settled):  # noqa: F811
    thread = factories.thread(author=cast.max)
    mention(app, cast, thread)
    letter = db.session.scalars(select(Mailing)).one()
    letter.state, letter.reason, letter.settled_at = "failed", "away", utcnow()
    with pytest.raises(Denied):
        mail_log.again(cast.cleo, letter)
    mail_log.again(cast.ada, letter)
    deliver()
    (line,) = queries.page(cast.ada, name="@Amy").lines
    assert line.result == "sent" and len(post.got) == 1
    with pytest.raises(Refused):
        mail_log.again(cast.ada, queries.get(cast.ada, line.id))


def test_what_came_back_is_found_and_a_letter_without_its_job_is_not_sent_again(app, cast, post):  # noqa: F811
    asked_for_a_password(cast, app)
    bounces.note_bounce(OPERATOR, cast.max.email, "hard")
    (line,) = queries.page(cast.ada, result="returned").lines
    assert line.result == "came back" and queries.returned(cast.ada) == (1, 1)
    letter = queries.get(cast.ada, line.id)
    letter.state = "failed"
    with pytest.raises(Refused):
        mail_log.again(cast.ada, letter)


def test_admins_hear_when_many_letters_come_back(app, cast):
    for n in range(30):
        mail_log.note(OPERATOR, "test", "ada@x.example", cast.ada, f"<{n}@x>", "", is_sent=True,
                      said="250 ok")  # fmt: skip
    few = select(Mailing.id).order_by(Mailing.id).limit(attention.SOME)
    assert not [one for one in attention.matters(cast.ada) if "came back" in one.text]
    db.session.execute(update(Mailing).where(Mailing.id.in_(few)).values(bounce="hard"))
    (found,) = [one for one in attention.matters(cast.ada) if "came back" in one.text]
    assert found.is_urgent and found.text.startswith("17 %")
    assert found.href == "/admin/mail-log?result=returned"


def test_letters_about_accounts_do_not_count_among_those_of_a_day(app, cast, post):  # noqa: F811
    asked_for_a_password(cast, app)
    assert letters.sent_today(cast.max) == 0


def test_pages_follow_each_other_and_what_is_old_is_forgotten(app, cast):
    for n in range(queries.PAGE + 2):
        mail_log.note(OPERATOR, "test", "ada@x.example", cast.ada, f"<{n}@x>", "", is_sent=True,
                      said="250 ok")  # fmt: skip
    first = queries.page(cast.ada, kind="account.test")
    second = queries.page(cast.ada, kind="account.test", after=first.after)
    assert len(first.lines) == queries.PAGE and len(second.lines) == 2 and second.after is None
    assert queries.page(cast.ada, name="nobody-here").lines == ()
    db.session.execute(update(Mailing).values(settled_at=utcnow() - timedelta(days=61)))
    database.commit()
    mailings.clean()
    assert queries.page(cast.ada).lines == ()
