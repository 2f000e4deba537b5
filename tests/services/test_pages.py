"""Who writes which page of the team: articles both, what members rely on the admins alone."""

import dataclasses

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import Page, PageVersion, StaffAction
from forum.policies import pages as policy
from forum.queries import pages as queries
from forum.services import pages
from forum.services.pages import Wanted

ARTICLE = Wanted("Which tent?", "A large one.", "tents", is_published=True)
BOUND = [
    dataclasses.replace(ARTICLE, is_in_footer=True),
    dataclasses.replace(ARTICLE, is_to_accept=True),
    dataclasses.replace(ARTICLE, is_to_accept=True, is_published=False),
    dataclasses.replace(ARTICLE, slug="terms"),
    dataclasses.replace(ARTICLE, slug="", title="Privacy"),
]
WAYS = ["in the footer", "accepted", "to be accepted later", "terms", "called privacy"]


def now(page, **with_):
    return dataclasses.replace(ARTICLE, slug=page.slug, number=page.number, **with_)


@pytest.mark.parametrize("who", ["guest", "nia", "max", "amy", "mo", "sue"])
def test_who_is_not_of_the_staff_writes_no_page_and_changes_none(cast, who):
    page, actor = pages.add(cast.ada, ARTICLE), getattr(cast, who)
    with pytest.raises(Denied):
        pages.add(actor, dataclasses.replace(ARTICLE, slug="other"))
    with pytest.raises(Denied):
        pages.change(actor, page, now(page, body="Mine."))
    with pytest.raises(Denied):
        queries.every(actor)
    assert db.session.scalars(select(PageVersion.body)).all() == ["A large one."]


def test_a_community_manager_writes_an_article_and_the_log_says_so(cast):
    page = pages.add(cast.cleo, ARTICLE)
    pages.change(cast.cleo, page, now(page, body="A small one."))
    pages.change(cast.ada, page, now(page, body="None at all."))
    pages.change(cast.cleo, page, now(page, body="None at all.", is_published=False))
    lines = db.session.scalars(select(StaffAction).order_by(StaffAction.id)).all()
    assert [line.verb for line in lines] == ["write-page"] * 4
    assert [line.actor_id for line in lines] == [
        who.id for who in (cast.cleo, cast.cleo, cast.ada, cast.cleo)
    ]


@pytest.mark.parametrize("wanted", BOUND, ids=WAYS)
def test_what_members_rely_on_is_neither_made_nor_changed_by_a_community_manager(cast, wanted):
    with pytest.raises((Denied, Refused)):
        pages.add(cast.cleo, wanted)
    assert db.session.scalar(select(Page)) is None
    page = pages.add(cast.ada, wanted)
    database.commit()
    page = db.session.scalars(select(Page)).one()
    assert policy.is_bound(page)
    assert [(one.is_bound, one.may_change) for one in queries.every(cast.cleo)] == [(True, False)]
    assert [(one.is_bound, one.may_change) for one in queries.every(cast.ada)] == [(True, True)]
    with pytest.raises(Denied):
        pages.change(cast.cleo, page, dataclasses.replace(wanted, body="Mine.", number=1))
    pages.change(cast.ada, page, dataclasses.replace(wanted, body="Ours.", number=1))


@pytest.mark.parametrize(
    "forged", [{"is_in_footer": True}, {"is_to_accept": True}, {"position": 3}, {"slug": "about"}]
)
def test_an_article_is_not_made_one_of_the_admins_pages_by_a_community_manager(cast, forged):
    page = pages.add(cast.cleo, ARTICLE)
    with pytest.raises((Denied, Refused)):
        pages.change(cast.cleo, page, dataclasses.replace(now(page), **forged))
    database.rollback()
    assert db.session.scalar(select(Page)) is None


def test_a_page_that_once_was_to_be_accepted_stays_with_the_admins(cast):
    page = pages.add(cast.ada, dataclasses.replace(ARTICLE, is_to_accept=True))
    pages.change(cast.ada, page, now(page, body="A quiet change."))
    database.commit()
    page = db.session.scalars(select(Page)).one()
    with pytest.raises(Denied):
        pages.change(cast.cleo, page, now(page, body="Mine."))


def test_a_page_that_left_the_footer_is_an_article_again(cast):
    page = pages.add(cast.ada, dataclasses.replace(ARTICLE, is_in_footer=True, position=2))
    pages.change(cast.ada, page, now(page, position=2))
    pages.change(cast.cleo, page, now(page, body="Taken over.", position=2))
    assert queries.every(cast.cleo)[0].may_change
