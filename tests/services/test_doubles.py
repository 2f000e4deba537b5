"""Accounts that may be one person's are shown to the team; a household is not judged."""

from datetime import timedelta

import pytest

from forum.extensions import db
from forum.models import OPERATOR, IntegrityFlag, MemberSession, Reaction
from forum.models.columns import utcnow
from forum.services import integrity
from tests import factories

HOME, CAFE = "203.0.113.7", "198.51.100.9"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"


@pytest.fixture
def couple(cast):
    """Nia and Max wrote three posts each, hours apart, and Max thanked Nia for each of hers."""
    thread = factories.thread(author=cast.amy)
    now = utcnow()
    for n in range(3):
        day = now - timedelta(days=n + 3)
        post = factories.post(thread=thread, author=cast.nia, created_at=day)
        factories.post(thread=thread, author=cast.max, created_at=day - timedelta(hours=2))
        factories._save(Reaction(post_id=post.id, user_id=cast.max.id, kind="thanks",
                                 created_at=day + timedelta(hours=1)))  # fmt: skip
    cast.thread = thread
    return cast


def here(person, address=HOME, agent=FIREFOX):
    factories.signed_in(person)
    sessions = db.session.query(MemberSession).filter_by(user_id=person.id)
    session = sessions.order_by(MemberSession.id).all()[-1]
    session.address, session.user_agent = address, agent
    db.session.flush()


def flagged():
    integrity.look(OPERATOR)
    rows = db.session.query(IntegrityFlag).filter_by(kind="second-account").all()
    return [(row.user_id, row.details["people"]) for row in rows]


def test_the_same_network_and_browser_never_at_once_is_shown_once_without_an_address(couple):
    here(couple.nia)
    here(couple.max)
    one, other = sorted((couple.nia.id, couple.max.id))
    assert flagged() == flagged() == [(one, [other])]
    row = db.session.query(IntegrityFlag).filter_by(kind="second-account").one()
    assert HOME not in str(row.details) + row.key and row.resolved_at is None


@pytest.mark.parametrize(("address", "agent"), [(CAFE, FIREFOX), (HOME, PHONE), ("", FIREFOX)])
def test_another_network_another_browser_or_an_unknown_one_is_nothing(couple, address, agent):
    here(couple.nia)
    here(couple.max, address, agent)
    assert flagged() == []


def test_two_who_write_within_ten_minutes_of_each_other_are_two(couple):
    here(couple.nia)
    here(couple.max)
    now = utcnow() - timedelta(days=1)
    factories.post(thread=couple.thread, author=couple.nia, created_at=now)
    factories.post(thread=couple.thread, author=couple.max, created_at=now + timedelta(minutes=9))
    assert flagged() == []
