"""A community moves from SQLite to PostgreSQL and back; who reads it there finds all of it as it was."""

import os

import pytest
from flask import current_app

from forum import database
from forum.archives import exporting
from tests import factories
from tests.archives.test_round_trip import bring, forum_in
from tests.conftest import WORKER, postgres_database
from tests.journeys.conftest import added, answering, cookie
from tests.journeys.readers import Reader

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

# What stands on a page, without how long ago something was.
WORDS = """() => {
  const main = document.querySelector("main").cloneNode(true);
  main.querySelectorAll("time, relative-time, script").forEach(one => one.remove());
  return main.textContent.replace(/\\s+/g, " ");
}"""


def read(chromium, address, session, paths):
    """What a guest, and the member whose cookie this is, reads there."""
    found = {}
    for who in ("guest", "member"):
        reader = Reader(chromium, address)
        if who == "member":
            reader.take_cookie(*session)
        for path in paths:
            found[who, path] = reader.open(path).evaluate(WORDS)
        reader.close()
        assert reader.wrongs == []
    return found


def caught_up(chromium, address, session, threads):
    """From here on nothing of these is new to her, however long she looks at them."""
    reader = Reader(chromium, address, scripts=False)
    reader.take_cookie(*session)
    for thread in threads:
        reader.open(f"/t/{thread.id}").get_by_role("button", name="Mark read").click()
    reader.close()


def test_a_community_is_the_same_on_the_other_database_and_back(chromium, live, tmp_path):
    lounge = added(lambda: factories.category(slug="lounge", private_to="ambassadors"))
    added(lambda: factories.thread(category=lounge, title="Only among us"))
    thread = live.threads
    paths = (
        "/", "/latest", "/categories", "/tags", f"/t/{thread.short.id}", f"/t/{thread.long.id}?page=2",
        "/m/amy", f"/c/{live.category.slug}",
    )  # fmt: skip
    session = cookie(live.app, live.people.amy)
    caught_up(chromium, live.address, session, [thread.short, thread.long])
    before = read(chromium, live.address, session, paths)
    assert "Only among us" in before["member", "/latest"]
    assert "Only among us" not in before["guest", "/latest"]
    database.begin("read")
    exporting.write(tmp_path / "first.zip", with_secrets=True)
    database.rollback()
    with (
        postgres_database(f"forum_moving_{WORKER}_{os.getpid()}") as url,
        forum_in(tmp_path / "there", url),
    ):
        bring(tmp_path / "first.zip", is_trusted=True)
        database.commit()
        with answering(current_app._get_current_object()) as address:
            assert read(chromium, address, session, paths) == before
        exporting.write(tmp_path / "second.zip", with_secrets=True)
    with forum_in(tmp_path / "back"):
        bring(tmp_path / "second.zip", is_trusted=True)
        database.commit()
        with answering(current_app._get_current_object()) as address:
            assert read(chromium, address, session, paths) == before
