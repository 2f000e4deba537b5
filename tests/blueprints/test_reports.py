"""Reporting in two steps, in a browser without a script; and the page of one's own reports."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import ModerationCase, Report
from forum.queries import reports as queries
from tests import factories

TYPED = {"reason": "other", "explanation": "It is beside the point."}


@pytest.fixture
def post(cast):
    made = factories.post(author=cast.max, body="As it was.")
    database.commit()
    return made


def test_one_chooses_why_and_then_says_more(cast, browser, post):
    amy = browser(cast.amy)
    path = f"/posts/{post.id}/report"
    thread = amy.get(f"/t/{post.thread_id}/{post.thread.slug}").text
    assert f'href="{path}"' in thread
    first = amy.get(path).text
    assert "I think it is illegal" in first and "What should we know?" not in first
    second = amy.get(f"{path}?reason=other").text
    assert "What should we know?" in second and 'value="other"' in second
    assert "Which law" not in second
    answer = amy.post(path, data=TYPED)
    database.begin("write")
    made = db.session.scalars(select(Report)).one()
    assert answer.status_code == 303 and answer.location == f"/account/reports/{made.reference}"
    page = amy.get(answer.location).text
    assert made.reference in page and "you will be told here when it is decided" in page
    assert made.reference in amy.get("/account/reports").text


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, browser, post):
    path = f"/posts/{post.id}/report"
    amy = browser(cast.amy)
    answer = amy.post(
        path, data={"reason": "illegal", "explanation": "A long <b>story", "law": "§ 1"}
    )
    assert answer.status_code == 422
    assert "A long &lt;b&gt;story" in answer.text and 'value="§ 1"' in answer.text
    assert "Please confirm that what you say is right" in answer.text
    assert amy.post(path, data={"reason": "none such", "explanation": "x"}).status_code == 422
    long = amy.post(path, data={**TYPED, "explanation": "x" * 2001})
    assert long.status_code == 422 and "x" * 2001 in long.text
    assert amy.post(path, data=TYPED).status_code == 303
    again = amy.post(path, data=TYPED)
    assert again.status_code == 422 and "You have already reported this" in again.text


def test_the_wrong_people(cast, browser, post):
    path = f"/posts/{post.id}/report"
    assert browser(cast.guest).post(path, data=TYPED).status_code == 401
    assert browser(cast.max).get(path).status_code == 403
    assert browser(cast.max).post(path, data=TYPED).status_code == 403
    secret = factories.thread(category=factories.category(private_to="ours"))
    database.commit()
    for number in (secret.id + 10_000, post.id + 10_000):
        assert browser(cast.amy).get(f"/posts/{number}/report").status_code == 404
    assert "/report" not in browser(cast.max).get(f"/t/{post.thread_id}/x/{post.number}").text
    database.begin("write")
    assert db.session.scalars(select(Report)).all() == []


def test_a_member_is_reported_from_their_page(cast, browser):
    amy = browser(cast.amy)
    assert 'href="/m/max/report"' in amy.get("/m/max").text
    amy.post("/m/max/block")
    assert 'href="/m/max/report"' in amy.get("/m/max").text  # whom one blocks as well
    assert amy.post("/m/max/report", data=TYPED).status_code == 303
    assert browser(cast.max).get("/m/max/report").status_code == 403
    assert browser(cast.amy).get("/m/nobody/report").status_code == 404


def test_only_staff_hides_at_once(cast, browser, post):
    path = f"/posts/{post.id}/report?reason=other"
    assert "Hide it until it is decided" in browser(cast.mo).get(path).text
    assert "Hide it until it is decided" not in browser(cast.amy).get(path).text
    browser(cast.amy).post(path, data={**TYPED, "acts": "1"})
    browser(cast.mo).post(path, data={**TYPED, "acts": "1"})
    database.begin("write")
    assert db.session.scalars(select(Report.score).order_by(Report.id)).all() == [2.0, 11.0]


def test_the_team_passes_on_what_an_authority_has_said(cast, browser, post):
    path = f"/posts/{post.id}/report?reason=other"
    assert "Somebody else told the team about it" not in browser(cast.mo).get(path).text
    cleo = browser(cast.cleo)
    assert "Somebody else told the team about it" in cleo.get(path).text
    typed = {**TYPED, "on_behalf": "authority"}
    wrong = cleo.post(path, data=typed)
    assert wrong.status_code == 422 and "Say who it is" in wrong.text
    assert cleo.post(path, data={**typed, "notifier": "Court, 4 C 12"}).status_code == 303
    database.begin("write")
    case = db.session.scalars(select(ModerationCase)).one()
    page = browser(cast.ada).get(f"/moderation/cases/{case.reference}").text
    assert "an authority" in page and "Court, 4 C 12" in page and "passed on by Cleo" in page
    assert browser(cast.mo).post(path, data=typed).status_code == 403


def test_the_reported_person_meets_the_reporter_nowhere(cast, browser, post):
    browser(cast.amy).post(f"/posts/{post.id}/report", data=TYPED)
    browser(cast.amy).post("/m/max/report", data=TYPED)
    database.begin("write")
    found = [queries.one(cast.amy, each.reference) for each in db.session.scalars(select(Report))]
    words = ["beside the point", *(own.row.reference for own in found)]
    max_ = browser(cast.max)
    for page in (
        "/account/reports",
        "/notifications",
        f"/t/{post.thread_id}/x",
        "/m/max",
        "/m/amy",
    ):
        text = max_.get(page).text
        assert not [word for word in words if word in text], page
    for own in found:
        assert max_.get(f"/account/reports/{own.row.reference}").status_code == 404
