"""The pages for writing: with and without a script, and nothing typed is ever lost."""

import re

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.models import Post, Thread
from tests import factories
from tests.conftest import make_app


@pytest.fixture
def thread(cast):
    made = factories.thread(author=cast.max, title="Which tent for wind?")
    database.commit()
    return made


def posts_of(thread):
    database.rollback()
    return db.session.scalars(
        select(Post).where(Post.thread_id == thread.id).order_by(Post.number)
    ).all()


def test_a_reply_leads_to_its_place(cast, browser, thread):
    answer = browser(cast.amy).post(f"/threads/{thread.id}/reply", data={"body": "A dome."})
    assert answer.status_code == 303
    assert answer.location == f"/t/{thread.id}/which-tent-for-wind/2#post-2"
    assert [p.body for p in posts_of(thread)][1:] == ["A dome."]


def test_a_script_is_told_where_the_reply_is(cast, browser, thread):
    answer = browser(cast.amy).post(
        f"/threads/{thread.id}/reply",
        json={"body": "A dome."},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 201
    assert answer.json["number"] == 2


def test_the_same_form_twice_posts_once(cast, browser, thread):
    """T96: the page's own form, sent twice, gives the same redirect twice."""
    amy = browser(cast.amy)
    page = amy.get(f"/threads/{thread.id}/reply").text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert len(fields["submission_key"]) >= 16
    answers = [
        amy.post(f"/threads/{thread.id}/reply", data=fields | {"body": "A dome."}) for _ in range(3)
    ]
    assert {(a.status_code, a.location) for a in answers} == {
        (303, f"/t/{thread.id}/which-tent-for-wind/2#post-2")
    }
    assert len(posts_of(thread)) == 2


def test_a_quote_is_written_into_the_form(cast, browser, thread):
    page = browser(cast.amy).get(f"/threads/{thread.id}/reply?to=1&quote=1").text
    assert f"[quote=&#34;max, post:1, thread:{thread.id}&#34;]\nFirst post.\n[/quote]" in page
    assert 'name="to" value="1"' in page
    assert "In reply to Max, post 1" in page


def test_a_reply_to_a_post_points_to_it(cast, browser, thread):
    browser(cast.amy).post(f"/threads/{thread.id}/reply", data={"body": "A dome.", "to": "1"})
    first, second = posts_of(thread)
    assert second.reply_to_id == first.id


def test_a_preview_posts_nothing_and_keeps_the_text(cast, browser, thread):
    answer = browser(cast.amy).post(
        f"/threads/{thread.id}/reply", data={"body": "A *dome*.", "preview": "1"}
    )
    assert answer.status_code == 200
    assert "<p>A <em>dome</em>.</p>" in answer.text
    assert "\nA *dome*.</textarea>" in answer.text
    assert len(posts_of(thread)) == 1


@pytest.mark.parametrize("body", ["", "x", "y" * 32_001])
def test_a_reply_that_cannot_be_is_shown_again(cast, browser, thread, body):
    answer = browser(cast.amy).post(f"/threads/{thread.id}/reply", data={"body": body})
    assert answer.status_code == 422
    assert f"\n{body}</textarea>" in answer.text
    assert 'href="#field-body"' in answer.text


def test_what_is_refused_is_shown_again(cast, browser, thread):
    amy = browser(cast.amy)
    amy.post(f"/threads/{thread.id}/reply", data={"body": "Bump."})
    answer = amy.post(f"/threads/{thread.id}/reply", data={"body": "Bump."})
    assert answer.status_code == 422
    assert "You have just posted the same text." in answer.text
    assert "\nBump.</textarea>" in answer.text


def test_a_thread_that_was_closed_meanwhile_costs_no_text(cast, browser, thread):
    thread.is_closed = True
    database.commit()
    answer = browser(cast.amy).post(f"/threads/{thread.id}/reply", data={"body": "A long text."})
    assert answer.status_code == 403
    assert "This thread is closed." in answer.text
    assert "\nA long text.</textarea>" in answer.text


def test_a_thread_that_was_removed_meanwhile_costs_no_text(cast, browser, thread):
    thread.state = "removed"
    database.commit()
    answer = browser(cast.amy).post(f"/threads/{thread.id}/reply", data={"body": "A long text."})
    assert answer.status_code == 404
    assert "\nA long text.</textarea>" in answer.text
    assert thread.title not in answer.text


def test_a_lost_session_costs_no_text(cast, browser, thread):
    """The page that answers a form sent without a session sends it again after signing in."""
    path = f"/threads/{thread.id}/reply"
    fields = {"body": "A long <b>text</b>.", "to": "1", "submission_key": "k" * 20}
    answer = browser(cast.guest).post(path, data=fields)
    assert answer.status_code == 403
    assert "\nA long &lt;b&gt;text&lt;/b&gt;.</textarea>" in answer.text
    assert f'href="/sign-in?next={path.replace("/", "%2F")}"' in answer.text
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    assert kept["to"] == "1" and kept["submission_key"] == "k" * 20
    again = browser(cast.amy).post(path, data=kept | {"body": "A long text."})
    assert again.status_code == 303


def test_a_guest_learns_nothing_about_what_is_private(cast, browser):
    private = factories.thread(category=factories.category(private_to="ambassadors"))
    database.commit()
    guest = browser(cast.guest)
    for thread_id in (private.id, 999_999):
        assert guest.get(f"/threads/{thread_id}/reply").status_code == 302
        assert guest.post(f"/threads/{thread_id}/reply", data={"body": "Hello."}).status_code == 403
    assert (
        browser(cast.max).post(f"/threads/{private.id}/reply", data={"body": "Hello."}).status_code
        == 404
    )


def test_a_form_that_is_too_old_costs_no_text(tmp_path, empty_sqlite):
    """Without a valid token nothing is done, and the text comes back with a new one."""
    import shutil

    shutil.copy(empty_sqlite, tmp_path / "forum.db")
    app = make_app(tmp_path, WTF_CSRF_ENABLED=True)
    with app.app_context():
        database.begin("write")
        amy, made = factories.user(name="amy"), factories.thread()
        token = factories.signed_in(amy)
        database.commit()
        path, uniquifier = f"/threads/{made.id}/reply", amy.fs_uniquifier
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=uniquifier, _fresh=True, sid=token)
    answer = client.post(path, data={"body": "A long text.", "csrf_token": "old"})
    assert answer.status_code == 400
    assert "\nA long text.</textarea>" in answer.text
    fresh = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)[1]
    assert client.post(path, data={"body": "A long text.", "csrf_token": fresh}).status_code == 303
    with app.app_context():
        db.engine.dispose()


def test_starting_a_thread(cast, browser):
    category = factories.category(slug="tents")
    database.commit()
    max_ = browser(cast.max)
    page = max_.get("/start?category=tents").text
    assert '<option value="tents" selected' in page
    answer = max_.post(
        "/start",
        data={"title": "Which tent?", "body": "A dome?", "category": "tents", "kind": "question"},
    )
    thread = db.session.scalar(select(Thread))
    assert answer.status_code == 303 and answer.location == f"/t/{thread.id}/which-tent"
    assert (thread.kind, thread.category_id) == ("question", category.id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Hm"),
        ("title", ""),
        ("body", ""),
        ("category", ""),
        ("category", "nowhere"),
        ("kind", "poll"),
        ("tags", "not-there"),
        ("tags", ",".join("abcdefgh")),
    ],
)
def test_what_is_wrong_with_a_thread_is_said_beside_it(cast, browser, field, value):
    factories.category(slug="tents")
    database.commit()
    typed = {"title": "Which tent?", "body": "A dome?", "category": "tents"} | {field: value}
    answer = browser(cast.nia).post("/start", data=typed)
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    if field != "body":
        assert "\nA dome?</textarea>" in answer.text
    assert db.session.scalar(select(func.count(Thread.id))) == 0


MANY = "https://a.example https://b.example https://c.example"


@pytest.mark.parametrize(("more", "status"), [({}, 422), ({"preview": "1"}, 200)])
def test_what_newcomers_may_not_write_yet_is_said_beside_the_text(cast, browser, more, status):
    """And before they send it, when they ask for a preview."""
    thread, client = factories.thread(), browser(cast.nia)
    answer = client.post(f"/threads/{thread.id}/reply", data={"body": MANY, **more})
    assert answer.status_code == status
    assert 'href="#field-body"' in answer.text
    assert "2 links to other sites; this has 3" in answer.text
    assert f"\n{MANY}</textarea>" in answer.text
    settled = browser(cast.max).post(f"/threads/{thread.id}/reply", data={"body": MANY, **more})
    assert "other sites" not in settled.text


def test_only_categories_where_one_may_start_are_offered(cast, browser):
    factories.category(slug="open", name="Open")
    factories.category(slug="ambassadors", name="Lounge", private_to="ambassadors")
    factories.category(slug="news", name="News", access={1: "see", 5: "start"})
    database.commit()
    assert re.findall(r'<option value="([\w-]+)"', browser(cast.max).get("/start").text)[:1] == [
        "open"
    ]
    page = browser(cast.amy).get("/start").text
    assert "Open" in page and "Lounge" in page and "News" not in page


def test_what_no_form_declares_is_left_unread(cast, browser, thread):
    """T38."""
    browser(cast.amy).post(
        f"/threads/{thread.id}/reply",
        data={
            "body": "A dome.",
            "author_id": cast.ada.id,
            "number": "99",
            "state": "hidden",
            "author_capacity": "brand",
            "created_at": "2001-01-01",
            "is_answer": "1",
        },
    )
    post = posts_of(thread)[1]
    assert (post.author_id, post.number, post.state, post.author_capacity) == (
        cast.amy.id,
        2,
        "visible",
        "ambassador",
    )


@pytest.mark.parametrize(
    "sent",
    [
        {"body": ["a"]},
        {"body": {"$gt": ""}},
        {"body": True},
        {"body": None},
        {"body": 1e3},
        [],
        "x",
        {"body": "Hello", "to": [1, 2]},
        {"body": "Hello", "to": 2**63},
        {"body": "Hello", "to": "1e3"},
        {"body": "Hello", "to": True},
        {"body": "Hello", "submission_key": 5},
        {"body": "Hello", "submission_key": "x" * 65},
        {"__proto__": {"body": "x"}},
    ],
)
def test_odd_shapes_are_refused(cast, browser, thread, sent):
    """T39."""
    answer = browser(cast.amy).post(
        f"/threads/{thread.id}/reply", json=sent, headers={"Accept": "application/json"}
    )
    assert answer.status_code in {400, 422}
    assert len(posts_of(thread)) == 1


def test_a_megabyte_is_too_much(cast, browser, thread):
    """T87."""
    path = f"/threads/{thread.id}/reply"
    for size in (1_000_000, 10_000_000):
        assert browser(cast.amy).post(path, data={"body": "x" * size}).status_code in {413, 422}
        assert browser(cast.amy).post(path, json={"body": "x" * size}).status_code in {413, 422}
    assert len(posts_of(thread)) == 1


def test_broken_unicode_is_cleaned(cast, browser, thread):
    body = '{"body": "A \\u0000dome\\ud800."}'
    answer = browser(cast.amy).post(
        f"/threads/{thread.id}/reply", data=body, content_type="application/json"
    )
    assert answer.status_code == 303
    assert posts_of(thread)[1].body == "A dome."


def test_a_preview_is_what_the_post_will_be(cast, browser, thread):
    text = "A *dome*, @max says.\n\n$$x^2$$"
    shown = browser(cast.amy).post("/preview", json={"body": text, "thread": thread.id}).json
    browser(cast.amy).post(f"/threads/{thread.id}/reply", data={"body": text})
    assert shown == {"html": str(posts_of(thread)[1].html), "has_math": True}


def test_a_preview_waits_for_no_writer(cast, browser, thread, app):
    database.begin("write")
    db.session.execute(db.text("UPDATE thread SET view_count = 1"))
    amy = browser  # the cookie needs a commit, so it is made first
    database.rollback()
    client = amy(cast.amy)
    with app.app_context():
        database.begin("write")
        db.session.execute(db.text("UPDATE thread SET view_count = 1"))
        answer = client.post("/preview", json={"body": "A dome."})
        database.rollback()
    assert answer.status_code == 200


def test_a_page_that_is_filled_from_a_draft_says_so(cast, browser):
    factories.category(slug="shelter")
    database.commit()
    client = browser(cast.max)
    assert "have not sent it" not in client.get("/start").text
    kept = {"key": "new", "sequence": 0, "payload": {"body": "Begun and left."}}
    assert client.post("/drafts", json=kept, headers={"Accept": "application/json"}).is_json
    page = client.get("/start?category=shelter").text
    assert "Begun and left." in page and "have not sent it" in page and 'href="/drafts"' in page


def test_a_post_keeps_when_its_form_was_drawn(cast, browser):
    """features.md §4.1: what was typed within three seconds can be told, once it can be held."""
    thread, client = factories.thread(), browser(cast.nia)
    page = client.get(f"/threads/{thread.id}/reply").text
    key = page.partition('name="submission_key" value="')[2].partition('"')[0]
    client.post(f"/threads/{thread.id}/reply", data={"body": "Hello.", "submission_key": key})
    post = db.session.scalars(select(Post).where(Post.author_id == cast.nia.id)).one()
    drawn_at = int(post.submission_key.rpartition(".")[2])
    assert 0 <= post.created_at.timestamp() - drawn_at < 60
