"""The page of the staff's log: who sees which lines, filters, files."""

import csv
import io

import pytest

from forum import database
from forum.extensions import db
from forum.models import StaffAction
from forum.models.groups import EVERYONE, MEMBERS
from forum.services import threads
from tests import factories


@pytest.fixture
def log(cast):
    thread = threads.start(cast.max, factories.category(name="Tents"), "Which tent?", "A dome?")
    threads.close(cast.mo, thread, '=HYPERLINK("http://evil")')
    db.session.add(StaffAction(actor_id=cast.ada.id, verb="set-level", user_id=cast.amy.id))
    database.commit()
    return thread


def test_staff_reads_what_was_done_in_plain_words(cast, browser, log):
    page = browser(cast.cleo).get("/moderation/log").text
    assert "closed a thread" in page and "set a trust level" in page and "Which tent?" in page
    found = browser(cast.cleo).get("/moderation/log?who=mo&what=close&since=2020-01-01").text
    assert "closed a thread" in found.partition("<ol")[2] and 'id="line-2"' not in found
    assert "nothing like this" in browser(cast.cleo).get("/moderation/log?whom=nia").text


def test_a_moderator_reads_the_lines_of_their_categories(cast, browser, log):
    page = browser(cast.mo).get("/moderation/log").text
    assert 'id="line-1"' in page and 'id="line-2"' not in page
    helpers = factories.group("pole-helpers")
    access = {EVERYONE: "see", MEMBERS: "see reply start", helpers.id: "see reply start moderate"}
    factories.category(access=access)
    helper = factories.user(groups=["pole-helpers"])
    database.commit()
    assert "Which tent?" not in browser(helper).get("/moderation/log").text
    assert "Which tent?" not in browser(helper).get("/moderation/log.json").text


def test_others_read_nothing(cast, browser, log):
    for path in ("", ".csv", ".json"):
        for who in ("max", "amy", "sue"):
            assert browser(getattr(cast, who)).get(f"/moderation/log{path}").status_code == 403
        assert browser(cast.guest).get(f"/moderation/log{path}").status_code == 302


def test_it_is_taken_along_as_a_file(cast, browser, log):
    ada = browser(cast.ada)
    lines = ada.get("/moderation/log.json").get_json()
    assert [line["verb"] for line in lines] == ["set-level", "close"]
    assert lines[1]["number"] == 1 and lines[1]["by"] == "mo" and lines[1]["to"] == "max"
    got = ada.get("/moderation/log.csv?what=close")
    rows = list(csv.DictReader(io.StringIO(got.text)))
    assert len(rows) == 1 and rows[0]["note"].startswith("'=")
    assert got.headers["Cache-Control"] == "no-store"


def test_a_long_log_has_pages(cast, browser, log):
    for n in range(60):
        db.session.add(StaffAction(actor_id=cast.ada.id, verb="pin", note=f"number {n}."))
    database.commit()
    ada = browser(cast.ada)
    page = ada.get("/moderation/log?what=pin").text
    assert page.count('class="log__line"') == 50 and "number 59." in page
    href = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    rest = ada.get(href).text
    assert (
        rest.count('class="log__line"') == 10 and "number 9." in rest and 'rel="next"' not in rest
    )


def test_a_page_costs_the_same_for_one_line_and_for_fifty(cast, browser, queries, log):
    ada = browser(cast.ada)
    ada.get("/moderation/log")
    counts = []
    for _ in range(2):
        with queries() as seen:
            assert ada.get("/moderation/log").status_code == 200
        counts.append(len(seen))
        for n in range(49):
            db.session.add(StaffAction(actor_id=cast.mo.id, verb="pin", user_id=n % 5 + 1))
        database.commit()
    assert counts[0] == counts[1]
