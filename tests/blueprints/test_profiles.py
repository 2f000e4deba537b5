"""A member's page, its tabs and its card: what they show, to whom, and what they cost."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from forum import database
from forum.extensions import db
from forum.lib import markdown
from forum.models import Affiliation, OldName, Post, Thread
from forum.models.columns import utcnow
from forum.queries.activity import TABS
from tests import factories

PAGES = ["/m/amy", *(f"/m/amy/{tab}" for tab in TABS), "/m/amy/card"]


@pytest.mark.parametrize("who", ["guest", "max", "amy", "cleo", "sue"])
@pytest.mark.parametrize("page", PAGES)
def test_every_part_opens(cast, browser, page, who):
    thread = factories.thread(author=cast.max)
    factories.post(thread=thread, author=cast.amy)
    database.commit()
    assert browser(getattr(cast, who)).get(page).status_code == 200


def test_a_page_says_who_this_is(cast, browser):
    cast.amy.pronouns, cast.amy.location, cast.amy.helped_count = "she/her", "Bern", 7
    cast.amy.interests = ["Lee 2", "map reading"]
    cast.amy.website = "https://amy.example"
    database.commit()
    page = browser(cast.guest).get("/m/amy").text
    for said in ("she/her", "Bern", "Lee 2", "map reading", "7 different people", "amy.example"):
        assert said in page, said


def test_presence_is_for_members_and_can_be_hidden(cast, browser):
    cast.amy.last_seen_at = utcnow() - timedelta(days=3)
    database.commit()
    for who, seen in (("guest", False), ("max", True)):
        assert ("Last here" in browser(getattr(cast, who)).get("/m/amy").text) is seen
    cast.amy.hides_presence = True
    database.commit()
    for page in ("/m/amy", "/m/amy/card"):
        assert "Last here" not in browser(cast.max).get(page).text
        assert "Last here" in browser(cast.ada).get(page).text


def test_who_keeps_it_to_themselves_shows_neither_tabs_nor_numbers_nor_feed(cast, browser):
    thread = factories.thread(author=cast.max, title="A thread that Amy answered")
    factories.post(thread=thread, author=cast.amy)
    cast.amy.post_count, cast.amy.helped_count, cast.amy.hides_activity = 41, 17, True
    database.commit()
    for who in ("guest", "max", "mo"):
        client = browser(getattr(cast, who))
        for page in ("/m/amy", "/m/amy/card"):
            told = client.get(page).text
            assert "41 posts" not in told and "17 different" not in told
            assert "A thread that Amy answered" not in told and "feed.atom" not in told
        for page in (*(f"/m/amy/{tab}" for tab in TABS), "/m/amy/feed.atom"):
            assert client.get(page).status_code == 403, page
    for who in ("amy", "cleo"):
        client = browser(getattr(cast, who))
        assert "41 posts" in client.get("/m/amy").text
        assert client.get("/m/amy/feed.atom").status_code == 200


def test_what_somebody_hides_is_gone_from_the_pages_that_are_kept_for_guests_at_once(cast, browser):
    guest, amy = browser(cast.guest), browser(cast.amy)
    factories.thread(author=cast.amy, title="How the hut smells")
    database.commit()
    assert "How the hut smells" in guest.get("/m/amy").text
    data = {"mentions_from": "everyone", "messages_from": "everyone", "hides_activity": "1"}
    assert amy.post("/account/privacy", data=data).status_code in {302, 303}
    assert "How the hut smells" not in guest.get("/m/amy").text


def test_search_engines_are_asked_to_leave_out_who_wants_it(cast, browser):
    client = browser(cast.guest)
    assert "noindex" not in client.get("/m/amy").text
    assert 'content="noindex"' in client.get("/m/amy/replies").text
    assert client.get("/m/amy/card").headers["X-Robots-Tag"] == "noindex"
    cast.amy.is_unlisted = True
    database.commit()
    page = client.get("/m/amy").text
    assert 'content="noindex"' in page and "ld+json" not in page
    assert "/m/amy" not in client.get("/sitemap-places.xml").text


def test_an_old_name_leads_on_with_its_tab(cast, browser):
    db.session.add(OldName(name="amelie", name_key="ame1ie", user_id=cast.amy.id))
    database.commit()
    answer = browser(cast.guest).get("/m/Amy/replies")
    assert answer.status_code == 301 and answer.location == "/m/amy/replies"


def test_who_worked_for_the_brand_once_is_said_to_have(cast, browser):
    was = {"user_id": cast.max.id, "organisation": "Fernway", "valid_from": date(2020, 1, 1)}
    db.session.add(Affiliation(kind="employee", valid_to=date(2025, 6, 30), **was))
    database.commit()
    client = browser(cast.guest)
    assert "was with Fernway until 30 June 2025" in client.get("/m/max").text
    cast.max.byline = "Back again, Fernway"
    database.commit()
    assert "until 30 June 2025" not in client.get("/m/max").text


def test_where_guests_may_not_read_they_see_nobody(cast, browser):
    from forum.models import SettingValue

    db.session.add(SettingValue(name="guests.may_read", value=False))
    database.commit()
    for page in PAGES:
        assert browser(cast.guest).get(page).status_code == 404, page
        assert browser(cast.max).get(page).status_code == 200, page


BUDGETS = {("guest", "/m/amy"): 12, ("max", "/m/amy"): 15, ("max", "/m/amy/card"): 11,
           **{("guest", f"/m/amy/{tab}"): 11 for tab in TABS},
           **{("max", f"/m/amy/{tab}"): 14 for tab in TABS}}  # fmt: skip


@pytest.mark.parametrize("n", [10, 100_000])
def test_a_page_costs_the_same_for_somebody_who_wrote_much(app, cast, browser, queries, n):
    now, html = utcnow(), markdown.render("Some words.").html
    here = factories.category()
    thread = {"category_id": here.id, "title": "A thread", "slug": "a", "highest_number": 2}
    by = [cast.max.id, cast.nia.id]
    db.session.execute(
        insert(Thread),
        [{"id": 100 + i, "author_id": by[i % 2], "last_poster_id": by[i % 2], **thread}
         for i in range(n)],
    )  # fmt: skip
    post = {"number": 2, "body": "Some words.", "html": html, "reaction_count": 1}
    db.session.execute(
        insert(Post),
        [{"thread_id": 100 + i, "author_id": cast.amy.id,
          "created_at": now - timedelta(minutes=i), **post} for i in range(n)],
    )  # fmt: skip
    database.commit()
    for (who, page), most in BUDGETS.items():
        client = browser(getattr(cast, who))
        client.get("/categories")
        app.extensions["forum.memory"].__init__()
        with queries() as seen:
            assert client.get(page).status_code == 200
        assert len(seen) <= most, (who, page, len(seen), "\n\n".join(seen))
