"""The brand's official answer: a mark of its own, given by who may speak for the brand (B1, §0.3)."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import SettingValue, StaffAction, ThreadEvent
from forum.queries import posts as queries
from forum.queries import thread_events
from forum.services import official, posts
from tests import factories


@pytest.fixture
def answer(cast):
    """What an expert of the brand, who is no staff, has answered."""
    bea = factories.user(name="bea", byline="Repair workshop, Fernway")
    thread = factories.thread(author=cast.max)
    return posts.reply(bea, thread, "It can be mended.")


def shown(viewer, post):
    return next(one for one in queries.page(viewer, post.thread, 1).posts if one.id == post.id)


def test_it_is_said_and_taken_back_in_the_thread_and_in_the_log(cast, answer):
    assert not answer.is_official  # a byline alone makes nothing official
    official.make_official(cast.cleo, answer)
    official.make_official(cast.ada, answer)  # once is enough
    assert shown(cast.guest, answer).is_official
    official.end_official(cast.ada, answer)
    assert not shown(cast.guest, answer).is_official
    lines = db.session.scalars(select(ThreadEvent).order_by(ThreadEvent.id)).all()
    assert [(one.verb, one.actor_id) for one in lines] == [
        ("official", cast.cleo.id), ("unofficial", cast.ada.id),
    ]  # fmt: skip
    assert "official answer" in thread_events.said(cast.nia, "official", lines[0].details)
    logged = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert logged == ["official", "unofficial"]


@pytest.mark.parametrize("who", ["guest", "nia", "max", "amy", "mo", "sue"])
def test_others_make_nothing_official(cast, answer, who):
    with pytest.raises(Denied):
        official.make_official(getattr(cast, who), answer)
    assert not shown(getattr(cast, who), answer).may.official


def test_experts_do_it_where_the_setting_names_their_group(cast, answer):
    with pytest.raises(Denied):
        official.make_official(answer.author, answer)
    db.session.merge(SettingValue(name="posts.official_groups", value=[1]))
    database.touch("structure")
    official.make_official(cast.max, answer)
    assert answer.is_official


def test_only_replies_of_the_brand_are_made_official(cast, answer):
    of_a_member = posts.reply(cast.max, answer.thread, "Thank you.")
    first = queries.first(cast.cleo, answer.thread)
    for post in (of_a_member, first):
        with pytest.raises(Denied):
            official.make_official(cast.cleo, post)
        assert not shown(cast.cleo, post).may.official
    assert shown(cast.cleo, answer).may.official


def test_other_words_of_somebody_else_are_not_official_any_more(cast, answer):
    official.make_official(cast.cleo, answer)
    posts.edit(answer.author, answer, "It cannot be mended.", answer.version)
    assert not answer.is_official


def test_everybody_reads_it_beside_the_byline_and_the_team_has_a_button(cast, answer, browser):
    database.commit()
    cleo, guest = browser(cast.cleo), browser(cast.guest)
    address = f"/t/{answer.thread_id}/{answer.thread.slug}"
    assert "Official answer" not in guest.get(address).text
    assert f"/posts/{answer.id}/official" in cleo.get(address).text
    assert cleo.post(f"/posts/{answer.id}/official").status_code == 303
    page = guest.get(address).text
    assert "Official answer" in page and "Repair workshop, Fernway" in page
    assert f"/posts/{answer.id}/unofficial" in cleo.get(address).text
    found = guest.get(f"/api/v1/threads/{answer.thread_id}/posts").json["items"]
    assert [one["is_official"] for one in found] == [False, True]
    assert guest.post(f"/posts/{answer.id}/unofficial").status_code == 403
