"""The bell, the list, and what makes a notification read."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database, tallies
from forum.extensions import db
from forum.models import Badge, CategoryLevel, Distance, Notification, TagLevel, ThreadLevel
from forum.models.columns import utcnow
from forum.models.notifications import MUTED, NORMAL, WATCHING
from tests import factories


def note(person, post, event="reply", **with_):
    row = Notification(**{
        "user_id": person.id, "event": event, "group": f"thread:{post.thread_id}:{post.id}",
        "thread_id": post.thread_id, "post_id": post.id, "actor_id": post.author_id,
        "details": {"first": post.number}, **with_,
    })  # fmt: skip
    return factories._save(row)


@pytest.fixture
def post(app, cast):
    thread = factories.thread(author=cast.max, title="Wet socks")
    return factories.post(thread=thread, author=cast.amy, author_capacity="ambassador")


def unread(client):
    answer = client.get("/notifications/count")
    return answer.get_json()["unread"]


def test_the_bell_says_how_many_and_the_list_what(app, cast, browser, post):
    note(cast.max, post)
    note(
        cast.max, post, "reaction", group="reaction:1", count=3, created_at=utcnow() - timedelta(1)
    )
    client = browser(cast.max)
    page = client.get("/").get_data(as_text=True)
    assert 'aria-label="Notifications, unread: 2"' in page
    page = client.get("/notifications").get_data(as_text=True)
    for words in ("Today", "Yesterday", "replies to you", "and 2 others react", "Wet socks",
                  "Ambassador"):  # fmt: skip
        assert words in page
    assert "unread" not in browser(cast.mo).get("/").get_data(as_text=True).split("bell")[1][:200]
    assert browser(cast.guest).get("/notifications").status_code == 302


def test_all_are_read_at_once_and_only_ones_own(app, cast, browser, post):
    note(cast.max, post)
    note(cast.mo, post)
    client = browser(cast.max)
    assert client.post("/notifications/read").status_code == 303
    assert unread(client) == 0
    assert unread(browser(cast.mo)) == 1


def test_following_one_reads_it(app, cast, browser, post):
    row = note(cast.max, post)
    client = browser(cast.max)
    answer = client.get(f"/notifications/{row.id}")
    assert answer.location == f"/t/{post.thread_id}/{post.thread.slug}/2#post-2"
    tallies.current().flush()
    assert unread(client) == 0
    assert browser(cast.mo).get(f"/notifications/{row.id}").status_code == 404


def test_what_has_no_thread_leads_to_its_own_page(app, cast, browser):
    badge = factories._save(Badge(slug="mender", name="Mender", icon="mender"))
    rows = [
        factories._save(Notification(user_id=cast.max.id, group=f"x:{n}", **what)).id
        for n, what in enumerate((
            {"event": "badge", "badge_id": badge.id},
            {"event": "follow", "actor_id": cast.amy.id, "details": {"path": "/m/amy"}},
            {"event": "decision", "details": {"path": "//elsewhere.example"}},
        ))
    ]  # fmt: skip
    client = browser(cast.max)
    page = client.get("/notifications").get_data(as_text=True)
    assert "Mender" in page
    assert "follows you" in page
    places = [client.get(f"/notifications/{row}").location for row in rows]
    assert places == ["/badges/mender", "/m/amy", "/notifications"]


@pytest.mark.parametrize("script", [False, True])
def test_visiting_the_page_of_the_post_reads_it(app, cast, browser, post, script):
    for _ in range(25):
        later = factories.post(thread=post.thread, author=cast.amy)
    note(cast.max, post)
    note(cast.max, later)
    client = browser(cast.max)
    if script:
        client.set_cookie("js", "1")
    client.get(f"/t/{post.thread_id}/{post.thread.slug}")
    tallies.current().flush()
    assert unread(client) == 1
    client.get(f"/t/{post.thread_id}/{post.thread.slug}?page=2")
    tallies.current().flush()
    assert unread(client) == 0


def test_reading_with_the_script_reads_it_too(app, cast, browser, post):
    note(cast.max, post)
    client = browser(cast.max)
    client.post(f"/threads/{post.thread_id}/read", data={"number": 1})
    assert unread(client) == 1
    client.post(f"/threads/{post.thread_id}/read", data={"number": 2})
    assert unread(client) == 0


def move(cast, post):
    post.thread.category_id = factories.category(private_to="ambassadors").id


def hide(cast, post):
    post.state = "hidden"


def hide_thread(cast, post):
    post.thread.state = "removed"


def block(cast, post):
    db.session.add(Distance(user_id=cast.max.id, other_id=post.author_id, kind="block"))


@pytest.mark.parametrize("how", [move, hide, hide_thread, block])
def test_what_one_may_not_see_now_is_not_there_nor_counted(app, cast, browser, post, how):
    row = note(cast.max, post)
    client = browser(cast.max)
    assert unread(client) == 1
    how(cast, post)
    database.commit()
    assert unread(client) == 0
    page = client.get("/notifications").get_data(as_text=True)
    assert "Wet socks" not in page
    assert "Amy" not in page
    assert client.get(f"/notifications/{row.id}").status_code == 404


def test_others_keep_away_for_themselves_only_and_never_from_the_team(app, cast, browser, post):
    note(cast.max, post)
    note(cast.mo, post)
    by_cleo = factories.post(thread=post.thread, author=cast.cleo)
    note(cast.max, by_cleo)
    for person in (cast.nia, cast.mo):
        db.session.add(Distance(user_id=person.id, other_id=cast.amy.id, kind="mute"))
    db.session.add(Distance(user_id=cast.max.id, other_id=cast.cleo.id, kind="mute"))
    database.commit()
    assert unread(browser(cast.max)) == 2
    assert unread(browser(cast.mo)) == 0


def test_the_number_is_not_sent_again_while_it_is_the_same(app, cast, browser, post):
    client = browser(cast.max)
    tag = client.get("/notifications/count").headers["ETag"]
    assert client.get("/notifications/count", headers={"If-None-Match": tag}).status_code == 304
    note(cast.max, post)
    database.commit()
    assert client.get("/notifications/count", headers={"If-None-Match": tag}).status_code == 200


def test_the_list_goes_on_where_it_stopped(app, cast, browser, post):
    now = utcnow()
    for n in range(45):
        note(cast.max, post, group=f"x:{n}", created_at=now - timedelta(minutes=n))
    client = browser(cast.max)
    page = client.get("/notifications").get_data(as_text=True)
    assert page.count("told-one__link") == 40
    following = page.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert client.get(following).get_data(as_text=True).count("told-one__link") == 5


@pytest.mark.parametrize("rows", [10, 100_000])
def test_the_bell_and_the_list_cost_the_same_with_many(app, cast, browser, queries, post, rows):
    db.session.execute(
        Notification.__table__.insert(),
        [{"user_id": cast.max.id, "event": "reply", "group": f"x:{n}", "post_id": post.id,
          "thread_id": post.thread_id, "actor_id": cast.amy.id, "details": {}, "count": 1,
          "created_at": utcnow()} for n in range(rows)],
    )  # fmt: skip
    client = browser(cast.max)
    client.get("/categories")
    with queries() as seen:
        client.get("/notifications/count")
    assert len(seen) == 1
    with queries() as seen:
        assert client.get("/notifications").status_code == 200
    assert len(seen) <= 2, seen


def test_levels_are_chosen_by_a_form(app, cast, browser):
    thread = factories.thread(tags=["wool"])
    slug, at, own = thread.category.slug, thread.id, thread.slug
    client = browser(cast.max)
    assert client.post(f"/threads/{at}/level", data={"level": "3"}).status_code == 303
    assert client.post(f"/c/{slug}/level", data={"level": "4"}).status_code == 303
    assert client.post("/tag/wool/level", data={"level": "0"}).status_code == 303
    database.rollback()
    assert db.session.scalars(select(ThreadLevel.level)).one() == WATCHING
    assert db.session.scalars(select(CategoryLevel.level)).one() == 4
    assert db.session.scalars(select(TagLevel.level)).one() == MUTED
    database.rollback()
    database.rollback()
    for page in (f"/t/{at}/{own}", f"/c/{slug}", "/tag/wool"):
        text = client.get(page).get_data(as_text=True)
        assert text.count(" selected>") == 1, page
        assert 'action="/' in text
    assert client.post("/tag/wool/level", data={"level": str(NORMAL)}).status_code == 303
    assert client.post(f"/threads/{at}/level", data={"level": "4"}).status_code == 422
    assert client.post(f"/threads/{at}/level", data={"level": "x"}).status_code == 422
    guest = browser(cast.guest)
    assert guest.post(f"/threads/{at}/level", data={"level": "3"}).status_code == 403


def test_a_muted_thread_is_not_shown_as_new(app, cast, browser):
    at = factories.thread().id
    client = browser(cast.max)
    assert "row--unread" in client.get("/latest").get_data(as_text=True)
    assert "row__link" in client.get("/new").get_data(as_text=True)
    client.post(f"/threads/{at}/level", data={"level": "0"})
    assert "row--unread" not in client.get("/latest").get_data(as_text=True)
    assert "row__link" not in client.get("/new").get_data(as_text=True)
