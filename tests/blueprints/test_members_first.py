"""The brand leaves a thread to its members for some hours, and answers all the same with one click."""

from datetime import timedelta

import pytest

from forum import database
from forum.extensions import db
from forum.models import Category, Post, Tag, Thread, ThreadTag
from forum.models.columns import utcnow
from forum.queries import first_chance
from tests import factories

WORDS = "Members first until"


@pytest.fixture
def thread(cast):
    place = factories.category(slug="packs", hold_back_hours=4)
    made = factories.thread(category=place, author=cast.max, kind="question", slug="pack")
    database.commit()
    return made


def until(who, thread):
    with database.unit("read"):
        return first_chance.until(who, db.session.get(Thread, thread.id), utcnow())


def test_the_brand_answers_with_one_more_click_while_members_go_first(cast, browser, thread):
    cleo, place = browser(cast.cleo), f"/threads/{thread.id}/reply"
    assert WORDS in cleo.get(f"/t/{thread.id}/pack").text and WORDS in cleo.get(place).text
    assert WORDS not in browser(cast.amy).get(f"/t/{thread.id}/pack").text
    answer = cleo.post(place, data={"body": "Take the **large** one."})
    assert answer.status_code == 422 and "Take the **large** one." in answer.text
    assert "Members answer first here" in answer.text
    assert browser(cast.amy).post(place, data={"body": "Mine holds 45 litres."}).status_code == 303
    assert WORDS not in cleo.get(place).text  # a member has answered
    assert cleo.post(place, data={"body": "I agree with Amy."}).status_code == 303


def test_one_more_click_is_enough(cast, browser, thread):
    sent = {"body": "Stop using it, please.", "anyway": "1"}
    assert browser(cast.cleo).post(f"/threads/{thread.id}/reply", data=sent).status_code == 303


@pytest.mark.parametrize("why", ["later", "zero", "urgent", "announcement", "own", "of the brand"])
def test_nobody_waits_for_members_where_that_makes_no_sense(cast, thread, why):
    assert until(cast.cleo, thread) and not until(cast.amy, thread)
    with database.unit("write"):
        row = db.session.get(Thread, thread.id)
        if why == "later":
            row.created_at = utcnow() - timedelta(hours=5)
        elif why == "zero":
            db.session.get(Category, row.category_id).hold_back_hours = 0
        elif why == "urgent":
            tag = Tag(slug="safety", name="Safety")
            db.session.add(tag)
            db.session.flush()
            db.session.add(ThreadTag(thread_id=row.id, tag_id=tag.id))
        elif why == "announcement":
            row.kind = "announcement"
        elif why == "own":
            row.author_id = cast.cleo.id
        else:
            row.author_capacity = "brand"
        database.touch("structure", f"thread:{row.id}")
    assert until(cast.cleo, thread) is None


def test_a_category_says_for_how_long_and_begins_with_the_newest(cast, browser):
    ada, guest = browser(cast.ada), browser(cast.guest)
    typed = {"name": "Packs", "slug": "packs", "colour": "#335577", "icon": "chat", "question": "1",
             "default_kind": "question", "first": "everyone", "default_sort": "newest"}  # fmt: skip
    wrong = ada.post("/admin/categories/new", data={**typed, "hold_back_hours": "999"})
    assert wrong.status_code == 422 and "from 0 to 168" in wrong.text
    assert ada.post("/admin/categories/new", data=typed).status_code == 303
    place = db.session.scalars(db.select(Category).where(Category.slug == "packs")).one()
    assert (place.hold_back_hours, place.default_sort) == (4, "newest")
    database.rollback()
    old = factories.thread(category=place, author=cast.max, title="The older one",
                           created_at=utcnow() - timedelta(days=2))  # fmt: skip
    factories.thread(category=place, author=cast.max, title="The newer one",
                     created_at=utcnow() - timedelta(days=1),
                     last_post_at=utcnow() - timedelta(days=1))  # fmt: skip
    db.session.get(Thread, old.id).last_post_at = utcnow()
    database.touch("lists")
    database.commit()
    for path, first in (("/c/packs", "newer"), ("/c/packs/latest", "older")):
        page = guest.get(path).text
        assert (page.index("The newer one") < page.index("The older one")) == (first == "newer")
    assert "Newest first" in guest.get("/c/packs").text
    assert guest.get("/c/packs/newest").location == "/c/packs"


def test_what_the_team_wrote_is_no_answer_of_a_member(cast, thread):
    with database.unit("write"):
        row = db.session.get(Thread, thread.id)
        made = factories.post(thread=row, author=cast.ada, author_capacity="brand")
        assert db.session.get(Post, made.id).number == 2
    assert until(cast.cleo, thread)
