"""The pages of the figures: for everybody what was published, for staff the draft."""

import csv
import io
import re

import pytest

from forum import database
from forum.extensions import db
from forum.lib import published
from forum.models import SettingValue
from tests.june import june


@pytest.fixture
def made(cast):
    db.session.add(SettingValue(name="site.time_zone", value="Europe/Berlin"))
    database.touch("structure")
    return june(cast)


DAYS = {"since": "2025-06-01", "until": "2025-06-30"}


def publish(client, **with_):
    page = client.get("/moderation/transparency", query_string=DAYS).get_data(as_text=True)
    seen = re.search(r'name="seen" value="(\w{64})"', page)[1]
    return client.post("/moderation/transparency", data={**DAYS, "seen": seen, **with_})


def test_figures_are_drafted_published_and_read_by_everybody(cast, made, browser):
    guest, cleo = browser(cast.guest), browser(cast.cleo)
    assert "Nothing has been published" in guest.get("/transparency").get_data(as_text=True)
    answer = publish(cleo, words="A *quiet* month.")
    assert answer.status_code == 303 and answer.location == "/transparency/1"
    page = guest.get("/transparency/1").get_data(as_text=True)
    assert "<em>quiet</em>" in page and "1 of 4" in page  # of four reports one was upheld
    assert "not yet" in page and "0 of 1" in page
    assert "/transparency/1" in guest.get("/transparency").get_data(as_text=True)
    assert "/transparency" in guest.get("/guidelines").get_data(as_text=True)
    assert "first day: " in cleo.get("/moderation/log").get_data(as_text=True)
    assert publish(cleo).location == "/transparency/2"
    assert "These figures were corrected" in guest.get("/transparency/1").get_data(as_text=True)


def test_machines_read_it_and_can_check_it(cast, made, browser):
    publish(browser(cast.cleo), words="=SUM(A1)")
    guest = browser(cast.guest)
    found = guest.get("/transparency/1.json").get_json()
    assert found.pop("sha256") == published.digest(found)
    rows = list(csv.reader(io.StringIO(guest.get("/transparency/1.csv").get_data(as_text=True))))
    assert ["notices", "respect / Respect", "median_hours", "2.0"] in rows
    assert ["decisions", "notice / guideline / hide / no", "decisions", "1"] in rows


def test_what_was_typed_is_kept_when_the_figures_have_changed(cast, made, browser):
    answer = browser(cast.cleo).post(
        "/moderation/transparency", data={**DAYS, "seen": "x", "words": "Long words of mine."}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Long words of mine." in page and "have changed since" in page


def test_only_staff_sees_a_draft(cast, made, browser):
    assert browser(cast.mo).get("/moderation/transparency").status_code == 403
    assert browser(cast.mo).post("/moderation/transparency", data=DAYS).status_code == 403
    assert browser(cast.guest).get("/transparency/9").status_code == 404
