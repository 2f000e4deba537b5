"""What is decided reaches everybody concerned: at the bell and by mail, also who is suspended."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import current_app
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.jobs import mailings
from forum.jobs.worker import Worker
from forum.lib import proofs
from forum.lib.verdict import Denied
from forum.models import (
    Mailing,
    Notification,
    NotificationChoice,
    SettingValue,
    Statement,
    User,
)
from forum.models.columns import utcnow
from forum.queries import statements as queries
from forum.services import appeals, decisions
from forum.services.decisions import Choice
from tests import appealing, casework
from tests.post_office import Post


@pytest.fixture
def post(app):
    office = Post()
    office.start()
    app.config["FORUM"].values["FORUM_MAIL_URL"] = f"smtp://127.0.0.1:{office.port}"
    yield office
    office.stop()


def work(app):
    database.commit()
    worker = Worker(app, every={})
    while worker.once():
        pass
    later = utcnow() - timedelta(minutes=1)
    with database.unit("write"):
        for one in db.session.scalars(select(Mailing).where(Mailing.state == "waiting")):
            one.due_at = later
    mailings.deliver()
    database.begin("write")


def letters(post):
    """To whom: what they read in both forms."""
    return {
        to[0]: (
            letter, letter.get_body(("plain",)).get_content(),
            letter.get_body(("html",)).get_content(),
        )
        for to, letter in post.got
    }  # fmt: skip


def test_the_author_is_told_word_for_word_whatever_they_chose_and_while_suspended(app, cast, post):
    db.session.add(NotificationChoice(user_id=cast.max.id, event="decision", channel="site",
                                      is_on=False))  # fmt: skip
    decision = appealing.decided(cast, cast.cleo, "suspension", days=3, jump="spam")
    told = appealing.told(decision)
    work(app)
    letter, plain, html = letters(post)["max@example.org"]
    for said in ("Your account is suspended", appealing.FACTS, "was said", "You can disagree",
                 "Please say whose shop it is."):  # fmt: skip
        assert said in plain and said in unescape(html), said
    assert "\\" not in plain and letter["List-Unsubscribe"] is None
    for purpose in (proofs.READ, proofs.APPEAL):
        word = proofs.make(current_app.config["SECRET_KEY"], told.puid, told.id, purpose)
        assert f"/statements/{purpose}/{word}" in plain and word in html
    bell = db.session.scalars(select(Notification).where(Notification.user_id == cast.max.id)).one()
    assert bell.event == "decision" and bell.details["path"] == f"/account/decisions/{told.id}"
    work(app)
    assert len([to for to, _letter in post.got if to == ["max@example.org"]]) == 1


def test_the_button_of_a_letter_has_the_accent_of_the_brand(app, cast, post):
    db.session.add(SettingValue(name="brand.accent", value="#ffd400"))
    appealing.decided(cast, cast.cleo, "suspension", days=3, jump="spam")
    work(app)
    html = letters(post)["max@example.org"][2]
    assert "background:#ffd400;color:#10140f" in html


def test_who_reported_hears_as_they_chose_and_a_guest_by_mail(app, cast, post):
    case = casework.case(cast.max)
    casework.report(case, cast.nia)
    casework.report(case, cast.amy)
    casework.report(case, None, source="guest", reporter_email="guest@example.net",
                    email_confirmed_at=utcnow())  # fmt: skip
    db.session.add(NotificationChoice(user_id=cast.amy.id, event="report", channel="mail",
                                      is_on=False))  # fmt: skip
    decisions.decide(cast.mo, case, Choice("none", explanation="It is fair criticism."),
                     case.version)  # fmt: skip
    work(app)
    got = letters(post)
    assert set(got) == {"nia@example.org", "guest@example.net"}
    assert all("fair criticism" in plain and "/statements/appeal/" in plain
               for _letter, plain, _html in got.values())  # fmt: skip
    assert got["guest@example.net"][0]["List-Unsubscribe"] is None
    assert got["nia@example.org"][0]["List-Unsubscribe"]
    told = {row.user_id for row in db.session.scalars(select(Notification))}
    assert told == {cast.nia.id, cast.amy.id}


def test_nobody_is_named_to_the_other_side(app, cast, post):
    """E1: the author never learns who reported, who reported never what the author got."""
    decision = appealing.decided(cast, cast.cleo, "suspension", days=3, jump="spam")
    work(app)
    appeal = appealing.appealed(decision, cast.max)
    appealing.answered(appeal, cast.ada, apology="We are sorry.")
    work(app)
    for to, letter in post.got:
        text = f"{letter['Subject']} {letter.get_body(('plain',)).get_content()}".casefold()
        text = re.sub(r"http\S+", "", text)
        if to == ["max@example.org"]:
            assert "nia" not in text
        else:
            assert to == ["nia@example.org"]
            for secret in ("max", "suspen", "shop", "sorry"):
                assert secret not in text, secret
    events = [(row.user_id, row.event) for row in db.session.scalars(
        select(Notification).order_by(Notification.id))]  # fmt: skip
    assert sorted(events) == sorted([
        (cast.max.id, "decision"), (cast.nia.id, "report"), (cast.max.id, "appeal"),
        (cast.nia.id, "report"),
    ])  # fmt: skip


def test_an_appeal_is_acknowledged_with_its_reference(app, cast, post):
    appeal = appealing.appealed(appealing.decided(cast, cast.mo), cast.max)
    work(app)
    got = [letter for to, letter in post.got if to == ["max@example.org"]]
    assert any(appeal.reference in letter["Subject"] for letter in got)


def test_a_letter_waits_for_a_mail_server_that_is_away(app, cast, post):
    post.answer = "451 later"
    appealing.decided(cast, cast.mo)
    work(app)
    assert post.got == []
    post.answer = "250 OK"
    work(app)
    assert "max@example.org" in letters(post)


def test_a_word_is_good_for_its_statement_and_its_purpose_and_no_longer(app, cast):
    one = appealing.told(appealing.decided(cast, cast.mo))
    other = appealing.told(appealing.decided(cast, cast.cleo, author=cast.amy))
    secret = current_app.config["SECRET_KEY"]
    read = proofs.make(secret, one.puid, one.id, proofs.READ)
    appeal = proofs.make(secret, one.puid, one.id, proofs.APPEAL)
    assert queries.by_word(cast.guest, read, proofs.READ).id == one.id
    swapped = f"{other.id}.{proofs.APPEAL}.{appeal.rpartition('.')[2]}"
    renamed = read.replace(".read.", ".appeal.")
    for word, purpose in ((read, proofs.APPEAL), (appeal, proofs.READ), (swapped, proofs.APPEAL),
                          (renamed, proofs.APPEAL), ("x" * 40, proofs.READ)):  # fmt: skip
        with pytest.raises(Denied):
            queries.by_word(cast.guest, word, purpose)
    one.appeal_until = utcnow() - timedelta(seconds=1)
    with pytest.raises(Denied):
        queries.by_word(cast.guest, appeal, proofs.APPEAL)


def test_somebody_without_an_account_any_more_appeals_with_the_link(app, cast, post):
    told = appealing.told(appealing.decided(cast, cast.mo, "none"), "reporter")
    made = appeals.appeal(cast.guest, told, "It is still there.", holds_link=True)
    assert (made.user_id, made.by_role) == (cast.nia.id, "reporter")
    assert db.session.get(User, cast.nia.id) and db.session.get(Statement, told.id)
