"""Following, muting and blocking from pages, without a script."""

import pytest

from forum import database
from forum.services import relations
from tests import factories


def test_muting_folds_posts_for_oneself_alone(cast, browser):
    thread = factories.thread(author=cast.max)
    factories.post(thread=thread, author=cast.amy, body="What Amy says.")
    database.commit()
    address = f"/t/{thread.id}/{thread.slug}"
    max_, nia = browser(cast.max), browser(cast.nia)
    assert 'class="folded"' not in max_.get(address).text
    answer = max_.post(f"/m/amy/mute?next={address}")
    assert answer.status_code == 303 and answer.location == address
    page = max_.get(address).text
    assert "Amy is muted." in page and page.count('class="folded"') == 1
    assert "What Amy says." in page  # there for whoever unfolds it
    assert 'class="folded"' not in nia.get(address).text
    max_.post("/m/amy/part")
    assert 'class="folded"' not in max_.get(address).text


def test_ones_lists_show_whom_one_has_followed_and_blocked(cast, browser):
    client = browser(cast.max)
    client.post("/m/amy/follow")
    client.post("/m/nia/block")
    assert "@amy" in client.get("/account/people").text
    assert "@nia" in client.get("/account/people/blocked").text
    assert "Nobody." in client.get("/account/people/muted").text


def test_one_is_sent_nowhere_else_afterwards(cast, browser):
    answer = browser(cast.max).post("/m/amy/follow?next=https://evil.example/")
    assert answer.location == "/m/amy"


def test_privacy_is_chosen(cast, browser):
    client = browser(cast.max)
    assert client.post("/account/privacy", data={"mentions_from": "some"}).status_code == 422
    sent = {"mentions_from": "followed", "messages_from": "nobody", "hides_presence": "1"}
    assert client.post("/account/privacy", data=sent).status_code == 303
    page = client.get("/account/privacy").text
    assert page.count("checked") == 3


@pytest.mark.parametrize("n", [1, 40])
def test_a_thread_asks_no_more_for_many_muted(cast, browser, queries, n):
    thread = factories.thread(author=cast.max)
    for _ in range(n):
        relations.mute(cast.max, factories.post(thread=thread).author)
    database.commit()
    cast.max.post_count = 10
    database.commit()
    client = browser(cast.max)
    client.get("/categories")
    with queries() as seen:
        client.get(f"/t/{thread.id}/{thread.slug}")
    assert len(seen) <= 9, "\n\n".join(seen)
