"""The score and what looks like gaming, in a small community (community.md §3.5, §3.6)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.lib import scoring
from forum.lib.verdict import Denied, Refused
from forum.models import (
    OPERATOR,
    IntegrityFlag,
    Perk,
    PerkAward,
    Reaction,
    Sanction,
    StaffAction,
)
from forum.models.columns import utcnow
from forum.policies.capacities import capacity_of
from forum.services import integrity, scores
from forum.services.lifecycles import move_candidacy
from tests import casework, factories
from tests import programme as made

DAY = timedelta(days=1)
TEXT = " ".join(f"word{n} and another" for n in range(40))


@pytest.fixture
def forum(cast):
    cast.programme = made.programme(cast.ada)
    cast.category = factories.category()
    old = utcnow() - 400 * DAY
    for person in (cast.max, cast.nia, cast.amy, cast.sue):
        person.created_at, person.post_count = old, 50
    cast.thread = factories.thread(
        author=cast.max, category=cast.category, created_at=utcnow() - 30 * DAY
    )
    db.session.flush()
    return cast


def thanks(post, giver, at=None, kind="thanks"):
    factories._save(
        Reaction(post_id=post.id, user_id=giver.id, kind=kind, created_at=at or utcnow() - DAY)
    )


def reply(forum, author, ago=2, body="Hello.", thread=None):
    return factories.post(thread=thread or forum.thread, author=author, body=body,
                          created_at=utcnow() - ago * DAY)  # fmt: skip


def test_candidates_get_components_and_a_total(forum):
    for n in range(4):
        thanks(reply(forum, forum.nia, ago=20 - n), forum.max, kind="heart")
    own = made.candidacy(forum.programme, forum.nia)
    found = scores.computed(OPERATOR, forum.programme)
    run = scores.keep(OPERATOR, found)
    row = next(row for row in found.rows if row["user_id"] == forum.nia.id)
    assert row["inputs"]["help"] == 4.0 and row["inputs"]["breadth"] == 1.0
    assert row["components"]["help"] == row["components"]["breadth"] == 0.5
    assert 0 < row["total"] < 100 and row["inputs"]["passed"]
    move_candidacy(OPERATOR, own, "screen", run_id=run.id)
    assert own.score_run_id == run.id


def test_only_the_forum_computes_scores(forum):
    for person in (forum.nia, forum.amy, forum.ada):
        with pytest.raises(Denied):
            scores.computed(person, forum.programme)


def test_first_posts_answered_within_a_day_are_credited(forum):
    newcomer = factories.user(created_at=utcnow() - 5 * DAY)
    first = factories.thread(author=newcomer, category=forum.category,
                             created_at=utcnow() - 5 * DAY)  # fmt: skip
    reply(forum, forum.nia, ago=4.5, thread=first)
    reply(forum, forum.amy, ago=2, thread=first)
    made.candidacy(forum.programme, forum.nia)
    made.candidacy(forum.programme, forum.amy)
    rows = {r["user_id"]: r for r in scores.computed(OPERATOR, forum.programme).rows}
    assert rows[forum.nia.id]["inputs"]["newcomers"] == 1.0
    assert rows[forum.amy.id]["inputs"]["newcomers"] == 0.0


def test_copies_count_once(forum):
    other = factories.thread(author=forum.sue, category=forum.category)
    reply(forum, forum.nia, body=TEXT, ago=9)
    reply(forum, forum.nia, body=TEXT + " indeed", ago=8, thread=other)
    made.candidacy(forum.programme, forum.nia)
    row = scores.computed(OPERATOR, forum.programme).rows[0]
    assert row["inputs"]["breadth"] == 1.0 and row["inputs"]["repeated"] == 1


def flags(kind):
    return db.session.scalars(select(IntegrityFlag).where(IntegrityFlag.kind == kind)).all()


def test_a_burst_is_voided_with_a_reason_once_and_comes_back_when_harmless(forum):
    start = utcnow() - timedelta(hours=3)
    for n in range(12):
        thanks(reply(forum, forum.nia), forum.max, at=start + n * timedelta(seconds=30))
    for _ in range(2):
        integrity.look(OPERATOR)
    (flag,) = flags("burst")
    voided = db.session.execute(select(Reaction.voided_at, Reaction.voided_reason)).all()
    assert all(at and reason == "burst" for at, reason in voided) and len(voided) == 12
    with pytest.raises(Denied):
        integrity.resolve(forum.nia, flag, "No.", is_harmless=True)
    with pytest.raises(Refused):
        integrity.resolve(forum.cleo, flag, " ", is_harmless=True)
    integrity.resolve(forum.cleo, flag, "A long thread, read in one go.", is_harmless=True)
    integrity.look(OPERATOR)
    db.session.expire_all()
    assert not any(db.session.scalars(select(Reaction.voided_at)))
    assert len(flags("burst")) == 1


def test_ten_in_ten_minutes_are_no_burst_and_neither_are_many_people(forum):
    start = utcnow() - timedelta(hours=3)
    for n in range(10):
        thanks(reply(forum, forum.nia), forum.max, at=start + n * timedelta(seconds=30))
    post = reply(forum, forum.nia)
    for _ in range(12):
        thanks(post, factories.user(), at=start)
    integrity.look(OPERATOR)
    assert not flags("burst")


def test_a_pair_is_flagged_and_not_again_in_the_same_month(forum):
    for n in range(11):
        thanks(reply(forum, forum.nia), forum.max, at=utcnow() - (n + 3) * DAY)
    for _ in range(2):
        integrity.look(OPERATOR)
    assert {flag.user_id for flag in flags("pair")} == {forum.nia.id, forum.max.id}
    assert len(flags("pair")) == 2


def test_four_who_thank_each_other_are_a_ring(forum):
    people = [factories.user() for _ in range(4)]
    posts = {person.id: reply(forum, person) for person in people}
    for one in people:
        for other in people:
            if one is not other:
                thanks(posts[one.id], other, at=utcnow() - 3 * DAY)
    integrity.look(OPERATOR)
    assert {flag.user_id for flag in flags("ring")} == {person.id for person in people}


def test_an_answer_accepted_at_once_between_new_accounts_is_flagged(forum):
    young = [factories.user(created_at=utcnow() - 5 * DAY) for _ in range(2)]
    at = utcnow() - timedelta(hours=5)
    thread = factories.thread(author=young[0], category=forum.category, created_at=at)
    answer = factories.post(thread=thread, author=young[1], created_at=at + timedelta(minutes=1))
    thread.answer_id, thread.answered_at = answer.id, at + timedelta(minutes=2)
    db.session.flush()
    integrity.look(OPERATOR)
    assert [flag.user_id for flag in flags("quick-accept")] == [young[1].id]


# --- the label, frozen into posts ----------------------------------------------------------------


def award(forum, grant, phrase, ago=10, kind="material", **with_):
    perk = factories._save(Perk(programme_id=forum.programme.id, kind=kind, title="A thing",
                                disclosure=phrase))  # fmt: skip
    return factories._save(PerkAward(grant_id=grant.id, perk_id=perk.id,
                                     awarded_at=utcnow() - ago * DAY, **with_))  # fmt: skip


def test_the_label_says_what_was_received_in_the_last_twelve_months(forum):
    nia = forum.nia
    nia.join(6)
    grant = made.grant(forum.programme, nia)
    assert capacity_of(nia, forum.category.id) == ("ambassador", "volunteer")
    award(forum, grant, "old things", ago=366)
    award(forum, grant, "taken back", revoked_at=utcnow())
    award(forum, grant, "", kind="access")
    assert capacity_of(nia, forum.category.id) == ("ambassador", "volunteer")
    award(forum, grant, "receives free products", ago=364)
    assert capacity_of(nia, forum.category.id)[1] == "volunteer, receives free products"
    for n in range(9):
        award(forum, grant, f"receives another thing, number {n}")
    label = capacity_of(nia, forum.category.id)[1]
    assert "several things of value" in label and len(label) <= 100


def test_who_is_not_in_the_register_shows_no_badge_but_hides_no_gift(forum):
    nia = forum.nia
    nia.join(6)
    grant = made.grant(forum.programme, nia, is_in_register=False)
    assert capacity_of(nia, forum.category.id) == ("member", "")
    award(forum, grant, "receives free products")
    assert capacity_of(nia, forum.category.id)[0] == "ambassador"


def test_a_programme_reaches_only_its_categories_and_the_team_s_label_wins(forum):
    nia = forum.nia
    nia.join(6)
    made.grant(forum.programme, nia)
    forum.programme.category_ids = [forum.category.id]
    db.session.flush()
    assert capacity_of(nia, forum.category.id)[0] == "ambassador"
    assert capacity_of(nia, forum.category.id + 1) == ("member", "")
    forum.cleo.join(4, 6)
    assert capacity_of(forum.cleo, forum.category.id)[0] == "brand"


def test_conduct_and_craft_count(forum):
    """community.md §3.5: 0.8 after a reminder, 0.5 after a warning that is over; pinned threads."""
    for n in range(4):
        thanks(reply(forum, forum.nia, ago=20 - n), forum.max, kind="heart")
    made.candidacy(forum.programme, forum.nia)

    def nia():
        found = scores.computed(OPERATOR, forum.programme)
        return next(row for row in found.rows if row["user_id"] == forum.nia.id)

    plain = nia()
    assert plain["inputs"]["craft"] == 0 and plain["inputs"]["conduct"] == 1.0
    casework.decided(casework.case(forum.nia), forum.cleo, action="reminder", days_ago=100)
    for sanction in db.session.scalars(select(Sanction)):  # a reminder is none
        db.session.delete(sanction)
    db.session.flush()
    assert nia()["inputs"]["conduct"] == 0.8 and nia()["inputs"]["passed"]
    assert nia()["total"] == round(scoring.total(nia()["components"], 0.8), 2)
    casework.decided(casework.case(forum.nia), forum.cleo, days_ago=250)
    warning = db.session.scalars(select(Sanction)).one()
    assert not nia()["inputs"]["passed"]  # it still holds
    warning.expires_at = utcnow() - 200 * DAY
    db.session.flush()
    assert nia()["inputs"]["conduct"] == 0.5 and nia()["inputs"]["passed"]
    warning.lifted_at = utcnow()
    db.session.flush()
    assert nia()["inputs"]["conduct"] == 0.8
    guide = factories.thread(author=forum.nia, category=forum.category)
    for verb in ("unpin", "pin", "pin"):
        factories._save(StaffAction(actor_id=forum.cleo.id, verb=verb, thread_id=guide.id))
    assert nia()["inputs"]["craft"] == 1.0 and nia()["components"]["craft"] == 0.5
