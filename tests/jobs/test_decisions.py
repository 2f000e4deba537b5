"""What ends by itself, and what colleagues are told."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.jobs import EVERY, HANDLERS
from forum.jobs import statements as statement_jobs
from forum.jobs.worker import Worker
from forum.models import Decision, Job, Notification, NotificationChoice, Post, User
from forum.models.columns import utcnow
from forum.services import claims, decisions, posts, trust
from forum.services.decisions import Choice
from tests import appealing, casework, factories

LAW = {"ground": "illegal", "law": "A law", "quote": "was said",
       "facts": "The post offers a shop without saying that it is theirs."}  # fmt: skip


@pytest.fixture
def work(app):
    def until_nothing_is_left():
        database.commit()
        worker = Worker(app, every={})
        while worker.once():
            pass
        database.begin("write")

    return until_nothing_is_left


def told(person):
    rows = db.session.execute(
        select(Notification.details).where(
            Notification.user_id == person.id, Notification.event == "moderation"
        )
    ).scalars()
    return [row["kind"] for row in rows]


def test_what_ends_by_itself_is_looked_for_every_minute(app, cast):
    assert EVERY["decision.end_due"] == timedelta(minutes=1)
    hidden, limited = casework.case(cast.max), casework.case(cast.nia)
    one = decisions.decide(cast.mo, hidden, Choice("hide", **LAW, days=1), hidden.version)
    two = decisions.decide(
        cast.mo, limited, Choice("restriction", **LAW, days=2, jump="spam"), limited.version
    )
    HANDLERS["decision.end_due"].run()
    assert one.state == two.state == "in_force"
    for made in (one, two):
        made.ends_at = utcnow() - timedelta(seconds=1)
    db.session.flush()
    for _again in range(2):
        HANDLERS["decision.end_due"].run()
    assert one.state == two.state == "ended"
    assert db.session.get_one(Post, hidden.post_id).state == "visible"
    assert db.session.get_one(User, cast.nia.id).restricted_until is None


def test_what_cannot_be_given_back_does_not_keep_the_rest_from_ending(app, cast):
    gone, other = casework.case(cast.max), casework.case(cast.nia)
    one = decisions.decide(cast.mo, gone, Choice("hide", **LAW, days=1), gone.version)
    two = decisions.decide(cast.mo, other, Choice("hide", **LAW, days=1), other.version)
    gone.post_id = None
    for made in (one, two):
        made.ends_at = utcnow() - timedelta(seconds=1)
    db.session.flush()
    HANDLERS["decision.end_due"].run()
    assert one.state == two.state == "ended"
    assert db.session.get_one(Post, other.post_id).state == "visible"


def test_those_who_can_be_the_second_person_are_told_and_nobody_else(app, cast, work):
    wrote = factories.user(name="una", groups=["admins"])
    thread = factories.thread()
    factories.post(thread=thread, author=wrote)
    case = casework.case(cast.max, thread=thread, is_about_brand=True)
    made = decisions.decide(cast.cleo, case, Choice("remove", **LAW), case.version)
    work()
    assert told(cast.ada) == ["waits"]
    assert told(cast.cleo) == told(wrote) == told(cast.mo) == told(cast.max) == []
    decisions.decline(cast.ada, db.session.get_one(Decision, made.id), "It is fair.")
    work()
    assert told(cast.cleo) == ["declined"]


def test_whom_a_colleague_asks_is_told_while_they_may_look(app, cast, work):
    case = casework.case(cast.max)
    claims.escalate(cast.mo, case, cast.cleo, "I know them.")
    database.commit()
    work()
    assert told(cast.cleo) == ["asked"] and told(cast.ada) == []


def test_staff_that_may_answer_an_appeal_is_told_that_it_waits(app, cast, work):
    made = appealing.decided(cast, cast.cleo)
    appealing.appealed(made, cast.max)
    work()
    assert told(cast.ada) == ["appeal"]
    for not_asked in (cast.cleo, cast.mo, cast.max, cast.nia):
        assert told(not_asked) == []


def test_an_author_is_told_who_changed_their_text_and_why(app, cast, work):
    thread = factories.thread()
    post = factories.post(thread=thread, author=cast.amy, body="A dome.")
    db.session.refresh(post, ["thread", "author"])
    db.session.add(
        NotificationChoice(user_id=cast.amy.id, event="edited", channel="site", is_on=False)
    )
    posts.edit(cast.mo, post, "A dome. Of 2019.", post.version, "Which one.")
    posts.edit(cast.amy, post, "A dome. Of 2019!", post.version)
    work()
    row = db.session.scalars(select(Notification).where(Notification.event == "edited")).one()
    assert (row.user_id, row.actor_id, row.post_id) == (cast.amy.id, cast.mo.id, post.id)
    assert row.details["reason"] == "Which one."


def test_an_author_is_told_when_the_team_gives_a_post_back(app, cast, work):
    post = factories.post(thread=factories.thread(), author=cast.amy, body="A dome.")
    db.session.refresh(post, ["thread", "author"])
    casework.moderated(cast.mo, post)
    posts.restore(cast.cleo, post)
    work()
    row = db.session.scalars(select(Notification).where(Notification.event == "restored")).one()
    assert (row.user_id, row.actor_id, row.post_id) == (cast.amy.id, cast.cleo.id, post.id)
    assert db.session.get_one(Post, post.id).state == "visible"


def test_whose_level_is_lowered_by_hand_is_told_and_reads_why(app, cast, work, browser):
    """community.md E8: no hidden demotion."""
    db.session.add(
        NotificationChoice(user_id=cast.max.id, event="decision", channel="site", is_on=False)
    )
    trust.set_level(cast.cleo, cast.max, 4, "Has led the map meetings for a year.")
    trust.set_level(cast.cleo, cast.max, 0, "Has not come for half a year.")
    work()
    row = db.session.scalars(select(Notification).where(Notification.event == "decision")).one()
    assert row.user_id == cast.max.id and row.actor_id is None
    path = row.details["path"]
    database.commit()
    assert "Has not come for half a year." in browser(cast.max).get(path).text


def test_a_thousand_who_reported_cost_no_more_jobs_than_eleven(app, cast, work, monkeypatch):
    monkeypatch.setattr(statement_jobs, "AT_ONCE", 4)
    asked = []
    for number in (11, 30):
        case = casework.case(cast.max)
        for _each in range(number):
            casework.report(case, factories.user())
        before = db.session.scalar(select(func.count(Job.id)))
        decisions.decide(cast.mo, case, Choice("hide", **LAW | {"quote": "What was said."}),
                         case.version)  # fmt: skip
        asked.append(db.session.scalar(select(func.count(Job.id))) - before)
    assert asked[0] == asked[1]
    work()
    told = select(func.count(Notification.id)).where(Notification.event == "report")
    assert db.session.scalar(told) == 41
    own = select(func.count(Notification.id)).where(Notification.event == "decision")
    assert db.session.scalar(own) == 2
