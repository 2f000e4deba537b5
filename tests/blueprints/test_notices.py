"""A guest says that something is illegal: found at each post, without a script, by few and once."""

import hashlib
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import mail
from forum.models import Job, ModerationCase, Report, SignUp, Statement
from forum.models.columns import utcnow
from forum.queries import guidelines
from forum.security import challenges
from forum.services import decisions, notices
from forum.services.decisions import Choice
from tests import factories
from tests.post_office import Post

SAID = {"reason": "illegal", "explanation": "It offers what nobody may sell.", "law": "Some act",
        "name": "Gail Guest", "email": "gail@example.net", "is_in_good_faith": "1"}  # fmt: skip


@pytest.fixture
def post(cast):
    made = factories.post(author=cast.max, body="As it was.")
    database.commit()
    return made


@pytest.fixture
def office(app):
    office = Post()
    office.start()
    values = app.config["FORUM"].values
    values["FORUM_MAIL_URL"] = f"smtp://127.0.0.1:{office.port}"
    values["FORUM_MAIL_FROM"] = "forum@example.net"
    values["FORUM_BASE_URL"] = "https://forum.example.net"
    yield office
    office.stop()


def drawn(at=None, purpose="notice"):
    """A challenge that was drawn a minute ago, with its answer."""
    found = challenges.draw(purpose, at or utcnow() - timedelta(minutes=1))
    database.commit()  # a sentence was looked up in the community's own words
    return {"challenge": found.text, "answer": str(sum(challenges._numbers(found.text)))}


def reports():
    database.begin("write")
    return db.session.scalars(select(Report).order_by(Report.id)).all()


def test_a_guest_finds_it_at_the_post_and_is_heard(cast, browser, post):
    guest = browser(cast.guest)
    path = f"/posts/{post.id}/notice"
    assert f'href="{path}"' in guest.get(f"/t/{post.thread_id}/{post.thread.slug}").text
    page = guest.get(path).text
    assert f"/t/{post.thread_id}/" in page and "plus" in page
    answer = guest.post(path, data=SAID | drawn())
    assert (answer.status_code, answer.location) == (303, "/notices/sent")
    (made,) = reports()
    assert made.reference in guest.get("/notices/sent").text
    assert (made.source, made.reporter_name, made.reporter_email, made.score) == (
        "guest", "Gail Guest", "gail@example.net", 0.0,
    )  # fmt: skip
    assert made.is_illegal and made.is_in_good_faith and made.law == "Some act"
    case = db.session.get_one(ModerationCase, made.case_id)
    assert (case.target, case.severity) == (f"post:{post.id}", 2)


def test_a_form_is_good_once_and_every_notifier_is_kept(cast, browser, post):
    guest, path = browser(cast.guest), f"/posts/{post.id}/notice"
    data = SAID | drawn()
    assert guest.post(path, data=data).status_code == 303
    again = guest.post(path, data=data)
    assert again.status_code == 422 and "already been sent" in again.text
    other = SAID | drawn() | {"email": "hal@example.net", "name": "Hal"}
    assert guest.post(path, data=other).status_code == 303
    one, two = reports()
    assert one.case_id == two.case_id and one.reference != two.reference


def test_programs_are_kept_out_and_nothing_typed_is_lost(cast, browser, post):
    guest, path = browser(cast.guest), f"/posts/{post.id}/notice"
    for wrong in (
        {"challenge": "", "answer": ""}, drawn() | {"answer": "99"}, drawn() | {"homepage": "x"},
        drawn(utcnow()), drawn(utcnow() - timedelta(hours=5)), drawn(purpose="join"),
        {"challenge": "notice.1.x.y", "answer": "4"}, drawn() | {"answer": "", "proof": "1" * 9},
    ):  # fmt: skip
        answer = guest.post(path, data=SAID | wrong)
        assert answer.status_code == 422 and "It offers what nobody may sell." in answer.text
    assert reports() == []


def test_a_script_proves_it_by_work(cast, browser, post):
    text = drawn()["challenge"]
    found = next(
        number for number in range(1 << 20)
        if hashlib.sha256(f"{text}:{number}".encode()).digest()[0] == 0
        and hashlib.sha256(f"{text}:{number}".encode()).digest()[1] < 4
    )  # fmt: skip
    data = SAID | {"challenge": text, "proof": str(found), "answer": ""}
    assert browser(cast.guest).post(f"/posts/{post.id}/notice", data=data).status_code == 303


def test_what_is_owed_is_asked_for_and_child_abuse_needs_no_name(cast, browser, post):
    guest, path = browser(cast.guest), f"/m/{cast.max.name}/notice"
    for missing in ("explanation", "name", "email", "is_in_good_faith", "reason"):
        data = {key: value for key, value in (SAID | drawn()).items() if key != missing}
        assert guest.post(path, data=data).status_code == 422, missing
    wrong = SAID | drawn() | {"reason": "other"}
    assert guest.post(path, data=wrong).status_code == 422
    nameless = SAID | drawn() | {"reason": "child-abuse", "name": "", "email": ""}
    assert guest.post(path, data=nameless).status_code == 303
    (made,) = reports()
    assert (made.reporter_name, made.reporter_email) == ("", "")
    assert db.session.get_one(ModerationCase, made.case_id).severity == 1


def test_who_has_an_account_reports_with_it_and_what_is_not_shown_is_not_there(cast, browser, post):
    amy, guest = browser(cast.amy), browser(cast.guest)
    assert amy.get(f"/posts/{post.id}/notice").location == f"/posts/{post.id}/report"
    assert amy.post(f"/posts/{post.id}/notice", data=SAID | drawn()).status_code == 403
    database.begin("write")
    private = factories.category(private_to="ours")
    secret = factories.post(thread=factories.thread(category=private))
    database.commit()
    for path in (f"/posts/{secret.id}/notice", "/posts/999/notice", "/m/nobody/notice"):
        assert guest.get(path).status_code == 404
        assert guest.post(path, data=SAID | drawn()).status_code == 404


def test_one_letter_asks_whether_the_address_is_theirs_and_then_the_answer_goes_there(
    app, cast, browser, post, office
):
    factories_ready(cast)
    guest, path = browser(cast.guest), f"/posts/{post.id}/notice"
    for _ in range(3):  # a stranger tries to fill somebody's box
        assert guest.post(path, data=SAID | drawn() | {"name": "BUY NOW"}).status_code == 303
    ids = [made.id for made in reports()]
    assert len(db.session.scalars(select(Job).where(Job.name == "mail.notice_received")).all()) == 3
    database.commit()
    for number in ids + ids:
        mail.notice_received(number)
    ((whom, letter),) = office.got
    assert whom == ["gail@example.net"] and "BUY NOW" not in letter.as_string()
    first = db.session.get(Report, ids[0])
    words = letter.get_body(("plain",)).get_content()
    link = re.search(r"/notices/[\w-]{20,}", words)[0]
    assert first.reference in words
    page = guest.get(link).text
    assert "with the team" in page and "Yes, send me the answer" in page
    database.begin("write")
    statements = decided(cast, ids[0])
    assert [one.email for one in statements] == ["", "", ""]
    database.commit()
    assert "You reported a post" in guest.get(link).text  # who has the link reads it there
    assert guest.post(link).status_code == 303
    database.begin("write")
    confirmed = select(Report.id).where(Report.email_confirmed_at.is_not(None))
    assert db.session.scalars(confirmed).all() == [ids[0]]
    assert guest.get("/notices/" + "x" * 30).status_code == 404


def factories_ready(cast):
    database.begin("write")
    factories.guidelines(at=utcnow() - timedelta(days=30))
    database.commit()


def decided(cast, report_id):
    report = db.session.get(Report, report_id)
    case = db.session.get(ModerationCase, report.case_id)
    section = guidelines.applying(cast.ada)[0]
    choice = Choice("remove", section_id=section.id, quote="As it was", facts="What happened. " * 4)
    decisions.decide(cast.ada, case, choice, case.version)
    told = select(Statement).where(Statement.recipient == "reporter").order_by(Statement.id)
    return db.session.scalars(told).all()


def test_an_address_that_was_confirmed_gets_the_answer(cast, browser, post):
    factories_ready(cast)
    browser(cast.guest).post(f"/posts/{post.id}/notice", data=SAID | drawn())
    (made,) = reports()
    notices.confirm(cast.guest, made)
    assert [one.email for one in decided(cast, made.id)] == ["gail@example.net"]


def test_a_guest_finds_it_at_a_member_and_programs_do_not_join(cast, browser, post):
    guest = browser(cast.guest)
    assert f'href="/m/{cast.max.name}/notice"' in guest.get(f"/m/{cast.max.name}").text
    typed = {"name": "bot", "email": "bot@example.net", "password": "four quiet lamps"}
    answer = guest.post("/join", data=typed | {"homepage": "https://shop.example"})
    assert answer.status_code == 422 and "a trap for bots" in answer.text
    database.begin("write")
    assert db.session.scalars(select(SignUp)).all() == []
