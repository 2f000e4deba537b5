"""Who reports something is told at the bell, and who is reported is told nothing of it."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs.worker import Worker
from forum.models import Mailing, ModerationCase, Notification
from forum.services import decisions, reports
from forum.services.decisions import Choice
from forum.services.filing import Said
from tests import factories


def work(app):
    database.commit()
    worker = Worker(app, every={})
    while worker.once():
        pass
    database.begin("write")


def test_a_reporter_hears_at_once_and_again_when_it_is_decided(app, cast):
    post = factories.post(author=cast.max)
    factories.guidelines()
    made = reports.report_post(cast.amy, post, Said("other", "Beside the point."))
    work(app)
    (told,) = db.session.scalars(select(Notification)).all()
    assert (told.user_id, told.event, told.actor_id) == (cast.amy.id, "report", None)
    assert told.details["path"] == f"/account/reports/{made.reference}"
    assert db.session.scalars(select(Mailing)).all() == []  # they have just read it
    case = db.session.get_one(ModerationCase, made.case_id)
    decisions.decide(cast.mo, case, Choice("none", explanation="It is on topic."), case.version)
    work(app)
    rows = db.session.scalars(select(Notification).order_by(Notification.id)).all()
    assert [row.details["is_answer"] for row in rows] == [False, True]
    assert db.session.scalars(select(Mailing.kind)).all() == ["report"]
    assert {row.user_id for row in rows} == {cast.amy.id}
