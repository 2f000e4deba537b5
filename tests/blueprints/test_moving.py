"""Splitting and merging through the pages: forms, redirects of old addresses, who may."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Post, Thread
from forum.services import answers, movers, posts, thread_events, threads
from tests import casework, factories


@pytest.fixture
def two(cast):
    tents = factories.category(name="Tents", slug="tents", kinds="discussion question")
    one = threads.start(cast.max, tents, "Which tent?", "A dome?", "question")
    posts.reply(cast.amy, one, "A tunnel.")
    posts.reply(cast.cleo, one, "And which stove?")
    other = threads.start(cast.cleo, tents, "Stoves", "All about stoves.", "question")
    posts.reply(cast.max, other, "Wood!")
    database.commit()
    return one, other


def test_a_moderator_splits_posts_off(cast, browser, two):
    one = two[0]
    mo, at = browser(cast.mo), f"/threads/{one.id}/split"
    assert "A tunnel." in mo.get(at).text
    wrong = mo.post(at, data={"number": ["3"], "title": "", "category": "tents", "reason": "why"})
    assert wrong.status_code == 422 and 'value="3" checked' in wrong.text and "why" in wrong.text
    assert mo.post(at, data={"title": "Which stove?", "category": "tents"}).status_code == 422
    data = {"number": ["3"], "title": "Which stove?", "category": "tents", "reason": "On its own."}
    done = mo.post(at, data=data)
    assert done.status_code == 303 and done.location.endswith("/which-stove")
    guest = browser(cast.guest)
    old = guest.get(f"/t/{one.id}/which-tent/3")
    assert old.status_code == 302 and "/which-stove/1" in old.location
    page = guest.get(f"/t/{one.id}/which-tent").text
    assert "moved 1 post to another thread" in page and "On its own." in page
    assert done.location in page and "And which stove?" not in page
    assert "moved 1 post here from another thread" in guest.get(done.location).text


def test_posts_go_to_a_thread_that_is_there_by_its_address(cast, browser, two):
    one, other = two
    mo, at = browser(cast.mo), f"/threads/{one.id}/split"
    there = {"number": ["2", "3"], "where": "there"}
    assert mo.post(at, data={**there, "target": "nonsense"}).status_code == 422
    address = f"https://forum.example/t/{other.id}/stoves?page=1"
    assert mo.post(at, data={**there, "target": address}).status_code == 303
    assert db.session.get(Thread, other.id).post_count == 4


def test_a_merged_thread_leads_on_for_everybody_and_its_feed_too(cast, browser, two):
    one, other = two
    mo = browser(cast.mo)
    assert mo.get(f"/threads/{one.id}/merge").status_code == 200
    done = mo.post(f"/threads/{one.id}/merge", data={"target": str(other.id)})
    assert done.status_code == 303
    for who in (cast.guest, cast.max, cast.mo):
        client = browser(who)
        for path in (f"/t/{one.id}", f"/t/{one.id}/which-tent", f"/t/{one.id}/x?page=2"):
            assert client.get(path).location == f"/t/{other.id}/stoves", path
        assert client.get(f"/t/{one.id}/which-tent/2").location == (
            f"/t/{other.id}/stoves/4#post-4"
        )
        assert client.get(f"/t/{one.id}/feed.atom").location == f"/t/{other.id}/feed.atom"


def test_where_it_leads_is_not_said_to_who_may_not_read_it(cast, browser, two):
    one = factories.thread(author=cast.amy, title="Which tent?")
    factories.post(thread=one, author=cast.ada)
    hidden = factories.category(private_to="ambassadors")
    secret = threads.start(cast.ada, hidden, "Among us", "A secret.")
    database.commit()
    ada, at = browser(cast.ada), f"/threads/{one.id}/merge"
    asked = ada.post(at, data={"target": str(secret.id)})
    assert asked.status_code == 422 and 'name="mixes"' in asked.text
    assert ada.post(at, data={"target": str(secret.id), "mixes": "1"}).status_code == 303
    answer = browser(cast.max).get(f"/t/{one.id}/which-tent")
    assert answer.status_code == 200 and "among-us" not in answer.text
    assert "Among us" not in answer.text


def test_two_answers_are_asked_about(cast, browser, two):
    one, other = two

    def second(thread):
        found = select(Post).where(Post.thread_id == thread.id, Post.number == 2)
        return db.session.scalars(found).one()

    answers.accept(cast.max, one, second(one))
    answers.accept(cast.cleo, other, second(other))
    database.commit()
    mo, at = browser(cast.mo), f"/threads/{one.id}/merge"
    asked = mo.post(at, data={"target": str(other.id)})
    assert asked.status_code == 422 and 'name="answer"' in asked.text
    data = {"target": str(other.id), "answer": "kept"}
    assert mo.post(at, data=data).status_code == 303


@pytest.mark.parametrize("verb", ["split", "merge"])
def test_others_move_no_posts(cast, browser, two, verb):
    one, other = two
    data = {"target": str(other.id), "number": ["2"], "where": "there"}
    for who in ("guest", "max", "amy", "sue"):
        client = browser(getattr(cast, who))
        assert client.get(f"/threads/{one.id}/{verb}").status_code == 403
        assert client.post(f"/threads/{one.id}/{verb}", data=data).status_code == 403
    assert db.session.get(Thread, other.id).post_count == 2


def test_lines_are_drawn_and_taken_back(cast, browser, two):
    one = two[0]
    mo, here = browser(cast.mo), f"/t/{one.id}/which-tent"
    data = {"hours": "4", "reason": "Let us sleep on it."}
    assert mo.get(f"/threads/{one.id}/close").status_code == 200
    assert mo.post(f"/threads/{one.id}/close", data=data).status_code == 303
    page = mo.get(here).text
    assert "closed this thread, until" in page and "Let us sleep on it." in page
    assert f'formaction="/threads/{one.id}/undo"' in page
    assert f'formaction="/threads/{one.id}/undo"' not in browser(cast.max).get(here).text
    event = page.split('name="event" value="')[1].split('"')[0]
    assert (
        browser(cast.max).post(f"/threads/{one.id}/undo", data={"event": event}).status_code == 403
    )
    assert mo.post(f"/threads/{one.id}/undo", data={"event": event}).status_code == 303
    assert "opened this thread again" in browser(cast.guest).get(here).text


def test_the_composer_says_what_slow_mode_is_and_keeps_the_text(cast, browser, two):
    one = two[0]
    assert (
        browser(cast.mo)
        .post(f"/threads/{one.id}/slow", data={"seconds": "300", "hours": "0"})
        .status_code
        == 303
    )
    max_ = browser(cast.max)
    words = "you wait 5 minutes between two replies"
    assert words in max_.get(f"/t/{one.id}/which-tent").text
    assert words in max_.get(f"/threads/{one.id}/reply").text
    assert words not in browser(cast.mo).get(f"/threads/{one.id}/reply").text
    assert max_.post(f"/threads/{one.id}/reply", data={"body": "First."}).status_code == 303
    late = max_.post(f"/threads/{one.id}/reply", data={"body": "Second, too soon."})
    assert late.status_code == 422 and "Second, too soon." in late.text
    assert "more seconds; your text is kept" in late.text


def test_lines_cost_one_statement_and_none_where_there_are_none(app, cast, browser, queries, two):
    one, other = two
    threads.close(cast.mo, one)
    for _ in range(3):
        threads.open(cast.mo, one)
        threads.close(cast.mo, one)
    database.commit()
    guest, counts = browser(cast.guest), []
    for thread in (one, other):
        guest.get("/categories")
        app.extensions["forum.memory"].__init__()
        with queries() as seen:
            assert guest.get(f"/t/{thread.id}/{thread.slug}").status_code == 200
        counts.append(sum("FROM thread_event" in one for one in seen))
    assert counts == [1, 0]


def test_a_kept_page_names_no_thread_that_has_been_hidden_since(cast, browser, two):
    """T23: the line's link has the title of the other thread."""
    one, other = two
    movers.move_posts(cast.mo, one, [3], other)
    database.commit()
    guest, here = browser(cast.guest), f"/t/{one.id}/which-tent"
    assert "Stoves" in guest.get(here).text and "Stoves" in guest.get(here).text
    casework.out_of_sight(cast.ada, other, factories.category(private_to="ambassadors"))
    database.commit()
    assert "Stoves" not in guest.get(here).text


def test_a_line_of_software_says_that_it_was_software_and_why(cast, browser, two):
    thread_events.say(None, two[0], "close", until="2026-12-01T09:00:00+00:00", why="reports")
    database.commit()
    page = browser(cast.guest).get(f"/t/{two[0].id}/which-tent").text
    assert "The software closed this thread, until 2026-12-01 09:00 UTC, because several" in page


def test_where_somebody_would_lose_what_they_wrote_the_form_says_what_to_do(cast, browser, two):
    factories.category(private_to="ambassadors", slug="lounge")
    database.commit()
    ada = browser(cast.ada)
    said = ada.post(f"/threads/{two[0].id}/move", data={"category": "lounge", "reason": "My why."})
    assert said.status_code == 422 and "My why." in said.text
    assert "Decide it first: “Moderate…” hides it and tells them" in said.text
    data = {"number": ["3"], "title": "Stoves of the few", "category": "lounge", "mixes": "1"}
    assert ada.post(f"/threads/{two[0].id}/split", data=data).status_code == 303  # of the team
    refused = ada.post(f"/threads/{two[0].id}/split", data={**data, "number": ["1"]})
    assert refused.status_code == 422 and "Moderate…" in refused.text


def test_a_merge_is_taken_back_from_its_line(cast, browser, two):
    one, other = two
    movers.merge(cast.mo, one, other)
    database.commit()
    mo, here = browser(cast.mo), f"/t/{other.id}/stoves"
    event = mo.get(here).text.split('name="event" value="')[1].split('"')[0]
    assert browser(cast.max).get(here).text.count('name="event"') == 0
    refused = browser(cast.max).post(f"/threads/{other.id}/undo", data={"event": event})
    assert refused.status_code == 403
    assert mo.post(f"/threads/{other.id}/undo", data={"event": event}).status_code == 303
    page = browser(cast.guest).get(f"/t/{one.id}/which-tent").text
    assert "they are here again" in page and "A dome?" in page
    again = mo.post(f"/threads/{other.id}/undo", data={"event": event}, follow_redirects=True)
    assert "Something else has been done to this thread since" in again.text
