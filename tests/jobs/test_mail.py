"""Letters as a real mail server gets them: to whom, what is in them, and with which links."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from forum import database, mailer
from forum.extensions import db
from forum.jobs.worker import Worker
from forum.lib import tokens
from forum.models import AccountToken, Job, SettingValue, SignUp
from forum.queries import accounts as queries
from forum.services import accounts, jobs
from tests.server.running import free_port

PASSWORD = "four quiet lamps"


class Post:
    """What a mail server got. `answer` is what it says to each letter."""

    def __init__(self):
        self.got = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.got.append(
                (envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default))
            )
        return self.answer


@pytest.fixture
def post(app):
    """A mail server on loopback that the forum is set up to use."""
    post = Post()
    port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    values = app.config["FORUM"].values
    values["FORUM_MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    values["FORUM_MAIL_FROM"] = "forum@example.net"
    values["FORUM_BASE_URL"] = "https://forum.example.net"
    yield post
    controller.stop()


def work(app):
    database.commit()
    worker = Worker(app, every={})
    while worker.once():
        pass
    database.begin("write")
    db.session.expire_all()


def links(letter):
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    found = re.findall(r"https://forum\.example\.net(/\S+)", text)
    assert all(link in html for link in found)
    return found


def test_who_joins_gets_a_link_that_confirms(app, cast, post):
    made = accounts.join(cast.guest, "nora", "nora@example.org", PASSWORD)
    assert made.token_hash is None
    work(app)
    [(to, letter)] = post.got
    assert to == ["nora@example.org"]
    assert letter["From"] == "Forum <forum@example.net>"
    assert letter["Auto-Submitted"] == "auto-generated"
    [link] = links(letter)
    token = link.removeprefix("/join/")
    assert queries.sign_up(cast.guest, token).name == "nora"
    assert db.session.scalars(select(SignUp.token_hash)).one() == tokens.hashed(token)
    assert db.session.scalars(select(Job)).all() == []


def test_a_second_letter_voids_the_first(app, cast, post):
    made = accounts.join(cast.guest, "nora", "nora@example.org", PASSWORD)
    work(app)
    accounts.send_again(cast.guest, made.id)
    work(app)
    first, second = (links(letter)[0].removeprefix("/join/") for _, letter in post.got)
    assert queries.sign_up(cast.guest, second)
    with pytest.raises(Exception, match="nothing here"):
        queries.sign_up(cast.guest, first)


def test_a_member_who_joins_again_is_told_and_gets_no_link(app, cast, post):
    accounts.join(cast.guest, "nora", "max@example.org", PASSWORD)
    work(app)
    [(to, letter)] = post.got
    assert to == ["max@example.org"]
    assert letter["Subject"] == "You are already a member of Forum"
    assert links(letter) == ["/sign-in"]


@pytest.mark.parametrize("identity", ["max", "Max@example.org"])
def test_a_reset_goes_to_the_accounts_own_address(app, cast, post, identity):
    accounts.request_reset(cast.guest, identity)
    work(app)
    [(to, letter)] = post.got
    assert to == ["max@example.org"]
    [link] = links(letter)
    assert queries.token(cast.guest, "reset", link.removeprefix("/reset/")).user_id == cast.max.id


def test_nobody_gets_a_letter_about_an_account_that_is_not_there(app, cast, post):
    cast.amy.claimed_at = None
    cast.sue.active = False
    for identity in (
        "nobody",
        "nobody@example.org",
        "amy",
        "sue",
        "max@example.org\r\nBcc: x@example.org",
    ):
        accounts.request_reset(cast.guest, identity)
    work(app)
    assert post.got == []
    assert db.session.scalars(select(AccountToken)).all() == []


def test_another_address_is_told_to_both(app, cast, post):
    jobs.enqueue("mail.email", user_id=cast.max.id, email="new@example.org")
    work(app)
    (new, to_new), (old, to_old) = post.got
    assert (new, old) == (["new@example.org"], ["max@example.org"])
    [link] = links(to_new)
    found = queries.token(cast.guest, "email", link.removeprefix("/account/email/"))
    assert found.email == "new@example.org"
    assert "n•••@example.org" in to_old.get_body(("plain",)).get_content()
    assert "new@example.org" not in str(to_old)


def test_an_address_that_has_an_account_gets_no_link(app, cast, post):
    jobs.enqueue("mail.email", user_id=cast.max.id, email="amy@example.org")
    work(app)
    assert links(post.got[0][1]) == ["/sign-in"]
    assert db.session.scalars(select(AccountToken)).all() == []


@pytest.mark.parametrize(
    "what",
    [
        "password",
        "email",
        "two-factor-on",
        "two-factor-off",
        "recovery-codes",
        "recovery-code-used",
        "passkey-added",
        "passkey-removed",
    ],
)
def test_every_change_is_told(app, cast, post, what):
    jobs.enqueue("mail.notice", user_id=cast.max.id, what=what, to="was@example.org")
    work(app)
    [(to, letter)] = post.got
    assert to == ["was@example.org"]
    assert links(letter) == ["/reset"]


def test_an_imported_account_is_offered_to_its_owner(app, cast, post):
    cast.max.claimed_at = None
    jobs.enqueue("mail.claim", user_id=cast.max.id)
    work(app)
    [link] = links(post.got[0][1])
    assert queries.token(cast.guest, "claim", link.removeprefix("/claim/")).user_id == cast.max.id


def test_a_letter_that_is_not_taken_is_sent_again_later(app, cast, post):
    post.answer = "451 come back later"
    accounts.request_reset(cast.guest, "max")
    work(app)
    job = db.session.scalars(select(Job)).one()
    assert "451" in job.error
    assert job.failed_at is None
    post.answer = "250 OK"
    job.run_at = job.created_at
    job.claimed_until = None
    work(app)
    assert len(post.got) == 1


def test_no_token_is_in_a_job(app, cast, post):
    accounts.join(cast.guest, "nora", "nora@example.org", PASSWORD)
    accounts.request_reset(cast.guest, "max")
    for job in db.session.scalars(select(Job)):
        assert set(job.arguments) <= {"sign_up_id", "identity"}


def test_names_and_brands_cannot_add_a_header_or_html(app, cast, post):
    cast.max.display_name = "Max\r\nBcc: all@example.org <b>x</b>"
    db.session.add(SettingValue(name="brand.name", value="Fern\r\nBcc: all@example.org"))
    db.session.flush()
    accounts.request_reset(cast.guest, "max")
    work(app)
    [(to, letter)] = post.got
    assert to == ["max@example.org"]
    assert letter["Bcc"] is None
    assert "<b>" not in letter.get_body(("html",)).get_content()
    assert "<b>x</b>" in letter.get_body(("plain",)).get_content()


def test_a_line_break_in_a_header_is_refused(app):
    for to, subject, sender in (
        ("a@example.org\r\nBcc: b@example.org", "Hello", "Forum"),
        ("a@example.org", "Hello\r\nBcc: b@example.org", "Forum"),
        ("a@example.org", "Hello", "Forum\r\nBcc: b@example.org"),
    ):
        with pytest.raises(ValueError):  # noqa: PT011 - the library's own words
            bytes(mailer.write(to, subject, "text", "<p>html</p>", sender))


def test_a_password_is_never_sent_in_the_clear(app, cast, post):
    port = app.config["FORUM"]["FORUM_MAIL_URL"].rpartition(":")[2]
    app.config["FORUM"].values["FORUM_MAIL_URL"] = f"smtp://forum:secret@127.0.0.1:{port}"
    with pytest.raises(mailer.NotSent, match="STARTTLS"):
        mailer.send(mailer.write("a@example.org", "Hello", "text", "<p>html</p>", "Forum"))
    assert post.got == []


def test_a_server_that_is_away_is_a_sentence(app):
    app.config["FORUM"].values["FORUM_MAIL_URL"] = "smtp://127.0.0.1:1"
    with pytest.raises(mailer.NotSent, match="the mail server answered"):
        mailer.send(mailer.write("a@example.org", "Hello", "text", "<p>html</p>", "Forum"))


def test_in_development_letters_lie_in_a_folder(app, cast):
    accounts.request_reset(cast.guest, "max")
    work(app)
    [letter] = mailer.lying()
    assert (letter.to, letter.subject) == ("max@example.org", "A new password for Forum")
    assert "/reset/" in letter.text
    app.config["FORUM"].values["FORUM_ENV"] = "production"
    assert mailer.folder() is None
    assert mailer.lying() == []
