"""One queue: who is offered what, in which order, filtered, and at the same cost for 10,000."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import CategoryAccess, ModerationCase
from forum.models.columns import utcnow
from forum.queries import cases, guidelines, moderation
from forum.queries.moderation import Filters
from forum.security import passwords
from forum.services import claims, decisions
from forum.services import staff_notes as notes
from forum.services.choosing import Choice
from tests import casework, factories, leaving
from tests.leaving import PASSWORD, work


def references(viewer, **asked):
    return [row.reference for row in moderation.queue(viewer, Filters(**asked)).rows]


def test_the_most_severe_come_first_and_of_these_what_is_due_first(app, cast):
    soon, late = utcnow() + timedelta(hours=1), utcnow() - timedelta(hours=1)
    third = casework.case(cast.max, severity=4, due_at=soon)
    second = casework.case(cast.max, severity=4, due_at=late)
    first = casework.case(cast.max, severity=1)
    assert references(cast.cleo) == [first.reference, second.reference, third.reference]
    assert references(cast.cleo, late="1") == [second.reference]
    found = moderation.counts(cast.cleo)
    assert (found.open, found.late, found.free, found.mine) == (3, 1, 3, 0)


def test_without_a_category_to_moderate_there_is_no_queue_and_it_costs_nothing(app, cast, queries):
    casework.case(cast.nia)
    database.commit()
    moderation.waiting(cast.mo)  # what is configured is in memory from here on
    for viewer in (cast.guest, cast.nia, cast.max, cast.amy, cast.sue):
        with pytest.raises(Denied):
            moderation.queue(viewer, Filters())
        with queries() as seen:
            assert moderation.waiting(viewer) == 0
        assert seen == []


def test_a_category_moderator_sees_only_cases_of_their_category(app, cast):
    group = factories.group("keepers")
    here, there = factories.category(), factories.category()
    db.session.add(CategoryAccess(category_id=here.id, group_id=group.id, may_see=True,
                                  may_moderate=True))  # fmt: skip
    kim = factories.user(name="kim", groups=["keepers"])
    theirs = casework.case(cast.max, thread=factories.thread(category=here))
    other = casework.case(cast.max, thread=factories.thread(category=there))
    account = casework.case(cast.max, thread_id=None, post_id=None)
    database.commit()
    assert references(kim) == [theirs.reference]
    assert set(references(cast.ada)) == {one.reference for one in (theirs, other, account)}
    assert cases.get(kim, theirs.reference).id == theirs.id
    for hidden in (other, account):
        with pytest.raises(Denied) as caught:
            cases.get(kim, hidden.reference)
        assert caught.value.verdict.hidden
    assert references(kim, category=here.slug) == [theirs.reference]
    assert moderation.filters(kim, {"category": there.slug}).category == ""


def test_nobody_is_offered_cases_about_themselves_or_their_threads(app, cast):
    about_mo = casework.case(cast.mo)
    in_mos_thread = casework.case(cast.max, thread=factories.thread(author=cast.mo))
    assert references(cast.mo) == []
    assert set(references(cast.cleo)) == {about_mo.reference, in_mos_thread.reference}
    for one in (about_mo, in_mos_thread):
        with pytest.raises(Denied):
            cases.get(cast.mo, one.reference)


def test_nobody_is_offered_cases_about_whom_they_sanctioned_in_the_last_month(app, cast):
    casework.decided(casework.case(cast.max), cast.mo, days_ago=29)
    again = casework.case(cast.max)
    assert references(cast.mo) == [] and references(cast.cleo) == [again.reference]
    again.escalated_to_id = cast.mo.id  # asked by name, they see it all the same
    assert references(cast.mo) == [again.reference]
    casework.decided(casework.case(cast.nia), cast.mo, days_ago=31)
    later = casework.case(cast.nia)
    assert later.reference in references(cast.mo)


def test_every_filter_shows_what_it_says(app, cast):
    held = casework.case(cast.max, kind="held", severity=2)
    brand = casework.case(cast.max, is_about_brand=True)
    said = casework.case(cast.max)
    casework.report(said, cast.nia, "spam")
    handed = casework.case(cast.max, state="escalated", escalated_to_id=cast.cleo.id)
    claims.claim(cast.cleo, said)
    expected = {
        "kind": ("held", [held]), "severity": ("2", [held]), "brand": ("1", [brand]),
        "reason": ("spam", [said]), "state": ("escalated", [handed]), "whose": ("mine", [said]),
    }  # fmt: skip
    for name, (value, found) in expected.items():
        assert references(cast.cleo, **{name: value}) == [one.reference for one in found], name
    assert references(cast.cleo, whose="asked") == [handed.reference]
    assert said.reference not in references(cast.cleo, whose="free")
    assert moderation.filters(cast.cleo, {"kind": "x", "late": "2", "reason": "<"}) == Filters()
    typed = {"kind": "held", "late": "1"}
    assert moderation.filters(cast.cleo, typed).query == "kind=held&late=1"


def test_the_next_case_is_one_that_nobody_else_holds(app, cast):
    made = [casework.case(cast.max, due_at=utcnow() + timedelta(hours=n)) for n in (1, 2, 3)]
    first, second, third = (one.reference for one in made)
    claims.claim(cast.mo, made[1])
    assert moderation.following(cast.cleo, Filters()) == first
    assert moderation.following(cast.cleo, Filters(), first) == third
    assert moderation.following(cast.mo, Filters(), first) == second
    assert moderation.following(cast.cleo, Filters(), third, backwards=True) == first
    assert moderation.following(cast.cleo, Filters(), third) is None


def test_volunteers_are_not_told_who_reported(app, cast):
    case = casework.case(cast.max)
    casework.report(case, cast.nia, explanation="It hurts.")
    casework.report(case, source="guest", reporter_name="Gwen", reporter_email="gwen@example.org")
    by_mo = cases.page(cast.mo, case).reports
    assert [(one.reporter, one.name, one.email) for one in by_mo] == [(None, "", "")] * 2
    by_cleo = cases.page(cast.cleo, case).reports
    assert by_cleo[0].reporter.name == "nia" and by_cleo[1].email == "gwen@example.org"


def test_a_case_shows_the_post_among_its_neighbours_and_what_was_changed_since(app, cast):
    thread = factories.thread()
    for number in range(4):
        factories.post(thread=thread, body=f"Before {number}.")
    case = casework.case(cast.max, thread=thread, body="You are all thieves here.")
    factories.post(thread=thread, body="After.")
    page = cases.page(cast.cleo, case)
    assert [one.place for one in page.posts] == ["before", "before", "it", "after"]
    assert page.kept[0].changes == ()
    db.session.execute(text("UPDATE post SET body = 'You are all heroes here.' WHERE id = :id"),
                       {"id": case.post_id})  # fmt: skip
    db.session.expire_all()
    changed = {piece.kind: piece.text for piece in cases.page(cast.cleo, case).kept[0].changes}
    assert changed["removed"] == "thieves" and changed["added"] == "heroes"


@pytest.mark.parametrize("blanks_posts", [False, True])
def test_who_was_erased_has_no_name_in_the_queue_and_the_case_can_be_decided(
    app, cast, blanks_posts
):
    """The whole way out, by the jobs: one who is reported, and one who reported."""
    section = factories.guidelines() and guidelines.applying(cast.cleo)[0]
    about, by = (
        factories.user(name=name, display_name=name.title(), password=passwords.hashed(PASSWORD))
        for name in ("wanda", "rufus")
    )
    case = casework.case(about, body="All of you are thieves.")
    casework.report(case, by, explanation="This is rude.")
    database.commit()
    case_id = case.id
    for person in (about, by):
        leaving.leave(app, person, blanks_posts)
    case = db.session.get_one(ModerationCase, case_id)
    (row,) = moderation.queue(cast.cleo, Filters()).rows
    page = cases.page(cast.cleo, case)
    assert not [word for word in ("wanda", "rufus") if word in f"{row} {page}".casefold()]
    choice = Choice("remove", section_id=section.id, quote="thieves",
                    facts="It calls everybody a thief, and says no more than that.")  # fmt: skip
    made = decisions.decide(cast.cleo, case, choice, case.version)
    work(app)
    assert made.state == "in_force" and moderation.queue(cast.cleo, Filters()).rows == ()


def test_what_was_decided_before_is_beside_the_case(app, cast):
    for number in range(6):
        casework.decided(casework.case(cast.max), cast.ada, days_ago=40 + number)
    case = casework.case(cast.max)
    member = cases.page(cast.cleo, case).member
    assert len(member.decisions) == 5 and member.points == 6 and len(member.sanctions) == 6
    assert member.decisions[0].decided_at > member.decisions[4].decided_at


def test_a_case_costs_the_same_whatever_it_holds(app, cast, queries):
    small = casework.case(cast.nia)
    large = casework.case(cast.max)
    for number in range(8):
        casework.report(large, factories.user(), "other")
        casework.decided(casework.case(cast.max), cast.ada, days_ago=40 + number)
        notes.about_case(cast.cleo, large, f"Note {number}.")
    database.commit()
    moderation.waiting(cast.mo)  # what is configured is in memory from here on
    costs = []
    for one in (small, large):
        case_id = one.id
        db.session.expire_all()
        with queries() as seen:
            cases.page(cast.cleo, db.session.get_one(ModerationCase, case_id))
        costs.append(len(seen))
    assert costs[1] <= costs[0] + 1 and max(costs) <= 21


def test_ten_thousand_open_cases_cost_what_one_costs(app, cast, queries):
    casework.report(casework.case(cast.max), cast.nia, "other")
    database.commit()

    def cost():
        db.session.expire_all()
        with queries() as seen:
            found = moderation.queue(cast.cleo, Filters())
        return len(seen), found

    one, _page = cost()
    thread = factories.thread()
    now = utcnow()
    rows = [
        {
            "reference": f"C-{n}", "kind": "report", "target": f"post:{10_000 + n}",
            "thread_id": thread.id, "user_id": cast.max.id, "state": "open",
            "severity": 1 + n % 4, "score": 1.0, "is_about_brand": False, "reasons": [],
            "opened_at": now, "due_at": now + timedelta(seconds=n), "version": 0,
        }
        for n in range(10_000)
    ]  # fmt: skip
    db.session.execute(insert(ModerationCase), rows)
    database.commit()
    many, page = cost()
    assert many <= one and len(page.rows) == moderation.PER_PAGE and page.next_href
    assert moderation.waiting(cast.cleo) == moderation.MOST_COUNTED
    assert moderation.counts(cast.cleo).open == 10_001
    after = page.next_href.partition("after=")[2]
    second = moderation.queue(cast.cleo, Filters(), after)
    assert not {row.id for row in page.rows} & {row.id for row in second.rows}


def test_the_queue_is_read_along_its_index(app, cast):
    casework.case(cast.max)
    statement = str(
        moderation._rows(cast.cleo, Filters()).order_by(*moderation._ORDER).limit(31)
        .compile(db.engine, compile_kwargs={"literal_binds": True})
    )  # fmt: skip
    if db.engine.dialect.name == "sqlite":
        plan = [row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
        assert any("ix_moderation_case_queue" in line for line in plan), plan
        assert not any("TEMP B-TREE FOR ORDER BY" in line for line in plan), plan
