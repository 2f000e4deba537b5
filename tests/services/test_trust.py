"""Trust levels: from visits and reading that the server saw, with a ledger that says why."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.jobs import trust as jobs
from forum.lib.verdict import Denied, Refused
from forum.models import (
    Decision,
    LedgerEntry,
    ReadPosition,
    Sanction,
    StaffAction,
    Thread,
    User,
    Visit,
)
from forum.models.columns import utcnow
from forum.models.users import OPERATOR
from forum.queries import measures
from forum.queries import trust as queries
from forum.services import posts, reactions, trust
from tests import casework, factories


def visited(user, days=1, threads=0, posts_read=0, minutes=0):
    """Visits on the last `days` days, all of the reading on the first of them."""
    today = utcnow().date()
    for n in range(days):
        factories._save(
            Visit(user_id=user.id, day=today - timedelta(days=n), threads_opened=0 if n else threads,
                  posts_read=0 if n else posts_read, seconds_reading=0 if n else minutes * 60)
        )  # fmt: skip


def ledger(user):
    return [
        (line.kind, line.what, line.change)
        for line in db.session.scalars(
            select(LedgerEntry).where(LedgerEntry.user_id == user.id).order_by(LedgerEntry.id)
        )
    ]


@pytest.fixture
def nia(cast):
    cast.nia.created_at = utcnow() - timedelta(days=1)
    return cast.nia


def test_reading_is_counted_by_the_server(app, cast, browser):
    thread = factories.thread()
    for _n in range(30):
        factories.post(thread=thread)
    database.commit()
    tallies = app.extensions["forum.tallies"]
    client = browser(cast.nia)
    client.get(f"/t/{thread.id}/{thread.slug}")
    client.get(f"/t/{thread.id}/{thread.slug}")
    tallies.flush()
    client.get(f"/t/{thread.id}/{thread.slug}?page=2")
    tallies.flush()
    visit = db.session.scalars(select(Visit).where(Visit.user_id == cast.nia.id)).one()
    assert (visit.threads_opened, visit.posts_read, visit.day) == (1, 31, utcnow().date())


def test_who_jumps_to_the_end_has_not_read_it_all(app, cast):
    thread = factories.thread()
    database.commit()
    tallies = app.extensions["forum.tallies"]
    tallies.read(cast.nia.id, thread.id, 4_000)
    tallies.flush()
    assert db.session.scalar(select(Visit.posts_read)) == 60


def test_time_passes_between_two_signs_of_reading_and_never_more_than_five_minutes(app, cast):
    thread = factories.thread()
    now = utcnow()
    visited(cast.nia)
    visit = db.session.get(Visit, (cast.nia.id, now.date()))
    visit.last_at = now - timedelta(seconds=40)
    database.commit()
    tallies = app.extensions["forum.tallies"]
    tallies.read(cast.nia.id, thread.id, 1)
    tallies.flush()
    db.session.refresh(visit)
    first = visit.seconds_reading
    visit.last_at = now - timedelta(hours=3)
    database.commit()
    tallies.read(cast.nia.id, thread.id, 2)
    tallies.flush()
    db.session.refresh(visit)
    assert 40 <= first < 300 and visit.seconds_reading == first + 300


def test_a_newcomer_who_reads_reaches_the_first_level(nia):
    visited(nia, threads=5, posts_read=30, minutes=10)
    assert trust.judge(OPERATOR, [nia.id]) == 1
    assert nia.trust_level == 1
    line = db.session.scalars(select(LedgerEntry)).one()
    assert (line.what, line.change, line.actor_id) == ("1", "raised", None)
    assert line.evidence == {"threads_read": 5, "posts_read": 30, "minutes_reading": 10}
    assert trust.judge(OPERATOR, [nia.id]) == 0  # again: nothing changes


def test_the_second_level_wants_days_and_a_give_and_take(cast, nia):
    visited(nia, days=15, threads=20, posts_read=100, minutes=60)
    for _n in range(3):
        thread = factories.thread(author=cast.max)
        reply = posts.reply(nia, thread, f"A tunnel {_n}.", at=utcnow())
    reactions.add(nia, factories.post(author=cast.max, thread=reply.thread), "heart")
    trust.judge(OPERATOR, [nia.id])
    assert nia.trust_level == 1
    reactions.add(cast.max, reply, "heart")
    trust.judge(OPERATOR, [nia.id])
    assert nia.trust_level == 2 and ledger(nia)[-1] == ("level", "2", "raised")


def regular(user):
    """Somebody at level 3, some weeks ago."""
    user.trust_level, user.level_changed_at = 3, utcnow() - timedelta(days=30)
    db.session.flush()
    return user


def test_who_stays_away_loses_the_third_level_and_no_other(cast):
    regular(cast.max)
    jobs_of(cast.max)
    assert cast.max.trust_level == 2 and ledger(cast.max) == [("level", "2", "lowered")]
    jobs_of(cast.max)
    assert cast.max.trust_level == 2


def jobs_of(user):
    database.commit()
    jobs.regulars()
    jobs.recent()
    database.begin("write")
    db.session.refresh(user)


def test_a_lock_and_an_imported_account_stay_as_they_are(cast):
    regular(cast.max).is_level_locked = True
    regular(cast.amy).claimed_at = None
    jobs_of(cast.max)
    assert (cast.max.trust_level, db.session.get(User, cast.amy.id).trust_level) == (3, 3)


def meeting_all(monkeypatch, user):
    """Somebody who has everything that level 3 asks for, as long as their conduct allows it."""
    asked = queries.requirements(OPERATOR)
    conduct = tuple(one for one in asked[3] if one.is_most)
    monkeypatch.setattr(queries, "requirements", lambda viewer: {**asked, 3: conduct})
    user.trust_level, user.level_changed_at = 2, utcnow() - timedelta(days=30)
    db.session.flush()
    return user


def reported_rightly(cast, author, by, times):
    for _n in range(times):
        case = casework.case(author)
        for each in by:
            casework.report(case, each, is_upheld=True)
        casework.decided(case, cast.cleo, "hide")


def test_conduct_keeps_from_the_third_level_and_loses_it(cast, monkeypatch):
    max_ = meeting_all(monkeypatch, cast.max)
    reported_rightly(cast, max_, [cast.nia], 5)
    assert trust.judge(OPERATOR, [max_.id]) == 1 and max_.trust_level == 3  # five are at most
    max_.level_changed_at = utcnow() - timedelta(days=30)
    reported_rightly(cast, max_, [cast.nia], 1)
    assert trust.judge(OPERATOR, [max_.id]) == 1 and max_.trust_level == 2
    assert trust.judge(OPERATOR, [max_.id]) == 0
    standing = queries.standing(max_, max_)
    assert [(p.have, p.needed, p.is_met) for p in standing.progress] == [
        (6, 5, False),
        (1, 5, True),
    ]
    decision = db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    decision.reversed_at = utcnow()
    db.session.flush()
    assert trust.judge(OPERATOR, [max_.id]) == 1 and max_.trust_level == 3


def test_six_people_who_were_right_about_one_post_are_too_many(cast, monkeypatch):
    max_ = meeting_all(monkeypatch, cast.max)
    reported_rightly(cast, max_, [factories.user() for _n in range(6)], 1)
    assert trust.judge(OPERATOR, [max_.id]) == 0
    assert [p.have for p in queries.standing(max_, max_).progress] == [1, 6]


def test_a_penalty_ends_the_third_level_at_once_unless_it_is_lifted(cast, monkeypatch):
    max_ = meeting_all(monkeypatch, cast.max)
    max_.trust_level, max_.level_changed_at = 3, utcnow()  # the days of grace do not help
    casework.decided(casework.case(max_), cast.cleo, "restriction")
    jobs.one(max_.id)
    assert max_.trust_level == 2 and queries.standing(max_, max_).clean_days == 180
    assert queries.ledger(max_, max_)[0].reason == "A restriction or a suspension."
    sanction = db.session.scalars(select(Sanction)).one()
    sanction.lifted_at = utcnow()
    db.session.flush()
    assert trust.judge(OPERATOR, [max_.id]) == 1
    sanction.lifted_at, sanction.expires_at = None, utcnow() - timedelta(days=181)
    db.session.flush()
    assert trust.judge(OPERATOR, [max_.id]) == 0 and max_.trust_level == 3
    assert queries.standing(max_, max_).clean_days == 0


def test_what_was_done_in_private_places_counts_for_nothing(cast, nia):
    inside = factories.category(private_to="ambassadors")
    factories.thread(author=nia, category=inside)
    found = measures.of(OPERATOR, measures.ALL, None, [nia.id])
    assert not found.get(nia.id, {}).get("threads")


def test_every_measure_runs_with_and_without_a_period_and_for_everybody(cast):
    for since in (None, utcnow() - timedelta(days=100)):
        measures.of(OPERATOR, measures.ALL, since)
        measures.of(OPERATOR, measures.ALL, since, [cast.max.id])


def test_what_the_measures_count(cast):
    thread = factories.thread(author=cast.nia)
    answer = posts.reply(cast.amy, thread, "By the tunnel.")
    posts.reply(cast.amy, thread, "Or over the top.", reply_to=answer)
    reactions.add(cast.nia, answer, "heart")
    reactions.add(cast.max, answer, "heart")
    thread.kind, thread.answer_id, thread.answered_by_id = "question", answer.id, cast.nia.id
    thread.answered_at = utcnow()
    db.session.flush()
    found = measures.of(OPERATOR, measures.ALL, None)
    amy, asker = found[cast.amy.id], found[cast.nia.id]
    assert {name: amy[name] for name in ("replies", "threads_replied", "people_helped", "answers")} \
        == {"replies": 2, "threads_replied": 1, "people_helped": 1, "answers": 1}  # fmt: skip
    assert (amy["reactions_received"], amy["thanked_by"], amy["thanked_days"]) == (2, 2, 1)
    assert (amy["best_post"], amy["welcomes"]) == (2, 1)
    assert (asker["threads"], asker["questions_solved"], asker["reactions_given"]) == (1, 1, 1)


def test_long_threads_read_to_the_end_are_counted(cast):
    thread = factories.thread()
    thread.highest_number = 100
    factories._save(ReadPosition(user_id=cast.nia.id, thread_id=thread.id, last_number=100))
    assert measures.of(OPERATOR, ["long_reads"], None) == {cast.nia.id: {"long_reads": 1}}


def test_staff_give_a_level_with_a_reason_that_stays(cast):
    trust.set_level(cast.cleo, cast.max, 4, "Has led the map meetings for a year.")
    assert (cast.max.trust_level, cast.max.is_level_locked) == (4, True)
    line = db.session.scalars(select(LedgerEntry)).one()
    assert (line.actor_id, line.reason) == (cast.cleo.id, "Has led the map meetings for a year.")
    assert db.session.scalar(select(func.count()).select_from(StaffAction)) == 1
    trust.set_level(cast.cleo, cast.max, 4, "May go on by the rules.", is_locked=False)
    assert ledger(cast.max)[-1] == ("level", "4", "released")


@pytest.mark.parametrize(
    ("level", "reason"), [(5, "A good reason."), (-1, "A good reason."), (2, " ")]
)
def test_a_level_is_one_of_five_and_has_a_reason(cast, level, reason):
    with pytest.raises(Refused):
        trust.set_level(cast.ada, cast.max, level, reason)
    assert cast.max.trust_level == 1


@pytest.mark.parametrize("who", ["guest", "max", "amy", "mo", "sue"])
def test_nobody_else_gives_levels(cast, who):
    with pytest.raises(Denied):
        trust.set_level(getattr(cast, who), cast.nia, 2, "Because I can do it.")


def test_nobody_raises_themselves(cast):
    with pytest.raises(Denied):
        trust.set_level(cast.ada, cast.ada, 4, "Because I can do it.")


def test_a_standing_is_told_to_its_member_and_to_staff(cast, nia):
    visited(nia, threads=5, posts_read=12)
    for viewer in (nia, cast.cleo):
        standing = queries.standing(viewer, nia)
        assert (standing.level, standing.next_level) == (0, 1)
        assert [(p.needed, p.have, p.is_met) for p in standing.progress] == [
            (5, 5, True), (30, 12, False), (10, 0, False)
        ]  # fmt: skip
    for viewer in (cast.guest, cast.max, cast.mo):
        with pytest.raises(Denied):
            queries.standing(viewer, nia)
        with pytest.raises(Denied):
            queries.ledger(viewer, nia)


def test_the_statements_do_not_grow_with_the_members(cast, queries_of):
    queries_of([cast.amy.id])  # the structure is in memory now
    few = queries_of([cast.max.id])
    more = queries_of([factories.user().id for _n in range(30)])
    assert few == more


@pytest.fixture
def queries_of(queries):
    def count(ids):
        for user_id in ids:
            visited(db.session.get(User, user_id), threads=5, posts_read=30, minutes=10)
        db.session.flush()
        with queries() as seen:
            trust.judge(OPERATOR, ids)
        return len([one for one in seen if one.startswith("SELECT")])

    return count


def test_a_share_of_what_is_new_is_asked_and_never_more_than_the_most(cast):
    for _n in range(8):
        factories.thread()
    asked = {one.measure: one.needed for one in queries.requirements(OPERATOR)[3] if one.days}
    threads = db.session.scalar(select(func.count()).select_from(Thread))
    assert asked["threads_read"] == threads // 4


def test_reading_that_the_script_tells_of_counts_as_much(cast, browser):
    thread = factories.thread()
    for _n in range(9):
        factories.post(thread=thread)
    database.commit()
    client = browser(cast.nia)
    client.set_cookie("js", "1")
    client.get(f"/t/{thread.id}/{thread.slug}")
    client.post(f"/threads/{thread.id}/read", data={"number": 10})
    visit = db.session.scalars(select(Visit).where(Visit.user_id == cast.nia.id)).one()
    assert (visit.threads_opened, visit.posts_read) == (1, 10)
