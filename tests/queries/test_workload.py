"""How much work there is for moderators, and who sees whose part of it."""

from datetime import timedelta

import pytest

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import Decision
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS
from forum.queries import workload
from forum.services import cases
from tests import factories


def decided(case, person, hours):
    case.closed_at = case.opened_at + timedelta(hours=hours)
    case.state = "closed"
    db.session.add(Decision(case_id=case.id, action="none", ground="none",
                            decided_by_id=person.id, automation="no"))  # fmt: skip
    db.session.flush()


@pytest.fixture
def work(cast):
    """Four cases of Max: Mo closed one after 1 hour, Cleo two after 3 and 5; one is overdue."""
    thread = factories.thread(author=cast.amy)
    begun = utcnow() - timedelta(days=2)
    for who, hours in ((cast.mo, 1), (cast.cleo, 3), (cast.cleo, 5)):
        post = factories.post(thread=thread, author=cast.max)
        decided(cases.open_case(cases.of_post(post), "report", 2, at=begun), who, hours)
    post = factories.post(thread=thread, author=cast.max)
    held = cases.open_case(cases.of_post(post), "report", 1, at=begun)
    held.claimed_by_id, held.claimed_until = cast.mo.id, utcnow() + timedelta(minutes=10)
    database.commit()
    return thread


def test_staff_sees_how_it_is_shared_in_the_order_of_names(cast, work):
    found = workload.of_period(cast.ada, 30)
    assert (found.opened, found.closed, found.waiting, found.late) == (4, 3, 1, 1)
    assert found.hours == ((2, 3, 3.0),)
    shares = [(one.person.name, one.decisions, one.held) for one in found.shares]
    assert shares == [("ada", 0, 0), ("cleo", 2, 0), ("mo", 1, 1)]


def test_a_moderator_sees_their_own_part_only(cast, work):
    found = workload.of_period(cast.mo, 30)
    assert [one.person.name for one in found.shares] == ["mo"]
    assert found.waiting == 1


def test_a_category_moderator_sees_the_work_of_their_categories(cast, work):
    helpers = factories.group("pole-helpers")
    access = {EVERYONE: "see", MEMBERS: "see reply start", helpers.id: "see reply start moderate"}
    factories.category(access=access)
    helper = factories.user(groups=["pole-helpers"])
    database.commit()
    assert workload.of_period(helper, 30).opened == 0


def test_others_see_none_of_it(cast, work):
    for who in (cast.guest, cast.max, cast.amy, cast.sue):
        with pytest.raises(Denied):
            workload.of_period(who, 30)
