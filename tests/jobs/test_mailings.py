"""Letters about what happened, as a real mail server gets them; down for a day, twice, unsubscribed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import database
from forum.extensions import db
from forum.jobs import HANDLERS, digests, mailings
from forum.jobs.worker import Worker
from forum.models import (
    Distance,
    MailAddressHealth,
    Mailing,
    Notification,
    NotificationChoice,
    User,
)
from forum.models.columns import utcnow
from forum.models.notifications import MUTED
from forum.services import badges, bounces, groups, posts, reactions
from tests import factories
from tests.jobs.test_notifications import watch
from tests.post_office import Post

pytestmark = pytest.mark.usefixtures("settled")


@pytest.fixture
def post(app):
    post = Post()
    post.start()
    values = app.config["FORUM"].values
    values["FORUM_MAIL_URL"] = f"smtp://127.0.0.1:{post.port}"
    values["FORUM_MAIL_FROM"] = "forum@example.net"
    values["FORUM_BASE_URL"] = "https://forum.example.net"
    yield post
    post.stop()


@pytest.fixture
def thread(cast):
    return factories.thread(author=cast.max, title="Wet socks")


def told(app):
    """The fan-out's jobs are done."""
    database.commit()
    worker = Worker(app, {n: h for n, h in HANDLERS.items() if n.startswith("notify")}, every={})
    while worker.once():
        pass
    database.begin("write")
    db.session.expire_all()


def deliver(later=timedelta(minutes=11)):
    """Everything waiting is due now, and delivered."""
    db.session.execute(
        update(Mailing).where(Mailing.state == "waiting").values(due_at=utcnow() - later)
    )
    database.commit()
    mailings.deliver()
    database.begin("write")
    db.session.expire_all()


def states():
    rows = db.session.execute(select(Mailing.state, Mailing.reason).order_by(Mailing.id))
    return [row.state for row in rows]


def mention(app, cast, thread, text="Hello @amy", author=None):
    made = posts.reply(author or cast.nia, thread, text)
    told(app)
    return made


def test_a_letter_waits_and_then_says_what_happened(app, cast, post, thread):
    mention(app, cast, thread, "Hello @amy, which wool?", cast.cleo)
    database.commit()
    mailings.deliver()
    assert post.got == []  # ten minutes are not over
    database.begin("write")
    deliver()
    [(to, letter)] = post.got
    assert to == ["amy@example.org"]
    assert letter["Subject"] == "Wet socks"
    assert letter["Reply-To"] == "forum@example.net"
    assert letter["References"] == f"<thread-{thread.id}@forum.example.net>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    for words in ("Cleo (Community manager, Fernway) mentions you.", "which wool?",
                  f"https://forum.example.net/t/{thread.id}/wet-socks/2#post-2"):  # fmt: skip
        assert words in text
        assert words in html
    [address] = [line for line in post.raw[0].decode().splitlines()
                 if line.startswith("List-Unsubscribe: ")]  # fmt: skip
    assert address.startswith("List-Unsubscribe: <https://forum.example.net/mail/stop/")
    assert address.endswith(">")
    assert states() == ["sent"]


def test_what_was_read_meanwhile_is_not_sent(app, cast, post, thread):
    mention(app, cast, thread)
    db.session.execute(update(Notification).values(read_at=utcnow()))
    deliver()
    assert (post.got, states()) == ([], ["dropped"])


def hide(cast, thread, made):
    made.state = "hidden"


def move(cast, thread, made):
    thread.category_id = factories.category(private_to="moderators").id


def mute_thread(cast, thread, made):
    watch(cast.amy, thread, MUTED)


def block(cast, thread, made):
    db.session.add(Distance(user_id=cast.amy.id, other_id=cast.nia.id, kind="block"))


def say_no(cast, thread, made):
    db.session.add(
        NotificationChoice(user_id=cast.amy.id, event="mention", channel="mail", is_on=False)
    )


def suspend(cast, thread, made):
    cast.amy.suspended_until = utcnow() + timedelta(days=1)


def leave(cast, thread, made):
    cast.amy.erased_at = utcnow()


def unconfirm(cast, thread, made):
    cast.amy.confirmed_at = None


@pytest.mark.parametrize("how", [hide, move, mute_thread, block, say_no, suspend, leave, unconfirm])
def test_what_may_not_be_told_now_is_not_sent(app, cast, post, thread, how):
    made = mention(app, cast, thread)
    how(cast, db.session.merge(thread), db.session.merge(made))
    db.session.flush()
    for name in ("suspended_until", "erased_at", "confirmed_at"):
        db.session.execute(
            update(User).where(User.id == cast.amy.id).values({name: getattr(cast.amy, name)})
        )
    deliver()
    assert (post.got, states()) == ([], ["dropped"])


def test_a_server_that_is_down_for_a_day_loses_nothing_and_repeats_nothing(app, cast, post, thread):
    post.stop()
    mention(app, cast, thread, "Hello @amy and @ada")
    for hours in range(30):
        db.session.execute(update(Mailing).values(created_at=utcnow() - timedelta(hours=hours)))
        deliver()
        assert states() == ["waiting", "waiting"]
    row = db.session.scalars(select(Mailing).where(Mailing.reason != "")).first()
    assert "mail server answered" in row.reason
    assert row.due_at > utcnow() + timedelta(minutes=4)
    post.start()
    deliver()
    deliver()
    assert sorted(to[0] for to, _ in post.got) == ["ada@example.org", "amy@example.org"]
    assert states() == ["sent", "sent"]


def test_after_three_days_a_letter_is_given_up(app, cast, post, thread):
    post.stop()
    mention(app, cast, thread)
    db.session.execute(update(Mailing).values(created_at=utcnow() - timedelta(days=3, hours=1)))
    deliver()
    assert states() == ["failed"]
    post.start()


def test_a_worker_that_dies_after_sending_repeats_once_under_the_same_id(
    app, cast, post, thread, monkeypatch
):
    mention(app, cast, thread)
    settle = mailings._settle

    def die(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(mailings, "_settle", die)
    with pytest.raises(KeyboardInterrupt):
        deliver()
    monkeypatch.setattr(mailings, "_settle", settle)
    database.rollback()
    database.begin("write")
    deliver()
    deliver()
    ids = [letter["Message-ID"] for _, letter in post.got]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_one_letter_of_a_post_for_one_person(app, cast, post, thread):
    """However often the job that tells of it is done."""
    made = mention(app, cast, thread)
    from forum.services import jobs

    jobs.enqueue("notify.post", post_id=made.id)
    told(app)
    deliver()
    deliver()
    assert len(post.got) == 1


def test_no_more_than_a_hundred_a_day(app, cast, post, thread):
    mention(app, cast, thread)
    now = utcnow()
    db.session.execute(
        Mailing.__table__.insert(),
        [{"user_id": cast.amy.id, "key": f"x:{n}", "kind": "reply", "due_at": now, "tries": 1,
          "created_at": now, "message_id": f"<{n}@x>", "state": "sent", "reason": "",
          "settled_at": now} for n in range(100)],
    )  # fmt: skip
    deliver()
    assert post.got == []
    assert states().count("dropped") == 1


def test_an_address_refused_for_good_counts_and_is_not_tried_again(app, cast, post, thread):
    post.refuses["amy@example.org"] = "550 no such user"
    mention(app, cast, thread, "Hello @amy and @ada")
    deliver()
    assert sorted(states()) == ["failed", "sent"]
    assert db.session.scalars(select(MailAddressHealth.points)).one() == 2
    post.refuses["amy@example.org"] = "451 busy"
    mention(app, cast, thread, "Hello again, @amy")
    deliver()
    assert states()[-1] == "waiting"


def test_at_four_points_nothing_is_written_until_they_are_forgotten(app, cast, post, thread):
    from forum.models import OPERATOR

    for kind in ("hard", "soft", "soft"):
        bounces.note_bounce(OPERATOR, "Amy@example.org", kind)
    mention(app, cast, thread)
    assert states() == []
    db.session.execute(
        update(MailAddressHealth).values(last_bounce_at=utcnow() - timedelta(days=31))
    )
    mention(app, cast, thread, "Hello again, @amy")
    assert states() == ["waiting"]
    bounces.note_bounce(OPERATOR, "amy@example.org", "soft")
    assert db.session.scalars(select(MailAddressHealth.points)).one() == 1
    bounces.note_bounce(OPERATOR, "amy@example.org", "complaint")
    deliver()
    assert states() == ["dropped"]


def test_reactions_are_not_mailed_unless_chosen(app, cast, post, thread):
    made = factories.post(thread=thread, author=cast.amy)
    db.session.add(
        NotificationChoice(user_id=cast.amy.id, event="reaction", channel="mail", is_on=True)
    )
    reactions.add(cast.max, made, "heart")
    told(app)
    deliver()
    [(_, letter)] = post.got
    assert "Max reacts to your post." in letter.get_body(("plain",)).get_content()


def test_a_letter_names_the_badge_and_one_of_a_group_is_asked_again(app, cast, post):
    for event in ("badge", "group"):
        db.session.add(
            NotificationChoice(user_id=cast.amy.id, event=event, channel="mail", is_on=True)
        )
    badge = badges.define(
        cast.cleo, badges.Described("Map maker", "", "gold", "other", "book", None)
    )
    badges.grant(cast.cleo, badge, cast.amy, "For the map.")
    group = groups.define(cast.cleo, groups.Described("Menders", joining="request"))
    groups.add(cast.cleo, group, cast.amy, is_owner=True)
    told(app)
    deliver()
    texts = [letter.get_body(("plain",)).get_content() for _to, letter in post.got]
    assert "You have been given a badge." in texts[0] and "Map maker" in texts[0]
    assert "You are in a group now." in texts[1] and "Menders" in texts[1]
    groups.request(cast.max, group, "")
    groups.request(cast.nia, group, "")
    told(app)
    for person in (cast.nia, cast.max):
        groups.answer(cast.cleo, group, person, is_welcome=False)
    told(app)
    deliver()  # nobody waits any more
    assert [to for to, _letter in post.got[2:]] == [["nia@example.org"], ["max@example.org"]]
    assert "dropped" in states()
    db.session.execute(update(Notification).values(read_at=utcnow()))
    groups.request(cast.mo, group, "")
    told(app)
    deliver()
    assert "Mo asks to be let into a group" in post.got[4][1].get_body(("plain",)).get_content()


def test_a_title_cannot_add_a_header(app, cast, post):
    thread = factories.thread(author=cast.max, title="Socks\r\nBcc: all@example.org <b>")
    mention(app, cast, thread)
    deliver()
    [(to, letter)] = post.got
    assert to == ["amy@example.org"]
    assert letter["Bcc"] is None
    assert "<b>" not in letter.get_body(("html",)).get_content()


def test_from_a_mention_to_one_click_and_no_more(app, cast, browser, post, thread):
    """The link as a mail program finds it in a real letter, used without signing in."""
    app.config["WTF_CSRF_ENABLED"] = True
    mention(app, cast, thread)
    deliver()
    [(_, letter)] = post.got
    address = letter["List-Unsubscribe"].strip("<>").removeprefix("https://forum.example.net")
    database.commit()
    mail_program = browser(cast.guest)
    assert mail_program.get(address).status_code == 200
    answer = mail_program.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    database.begin("write")
    db.session.expire_all()
    mention(app, cast, db.session.merge(thread), "Hello again, @amy")
    deliver()
    assert len(post.got) == 1
    assert len(db.session.scalars(select(Notification)).all()) == 1


# --- digest --------------------------------------------------------------------------------------


def digest(days=7):
    db.session.execute(
        update(User).values(digest_days=0, last_seen_at=utcnow(),
                            created_at=utcnow() - timedelta(days=days + 1))
    )  # fmt: skip
    db.session.execute(update(User).where(User.name == "max").values(digest_days=days))
    database.commit()
    digests.plan()
    digests.plan()
    database.begin("write")
    db.session.expire_all()


def test_a_digest_holds_at_most_eight_threads_its_reader_may_read(app, cast, post):
    lounge = factories.category(private_to="ambassadors")
    factories.thread(category=lounge, author=cast.amy, title="Only for ambassadors")
    factories.thread(author=cast.amy, title="Long ago", created_at=utcnow() - timedelta(days=60))
    muted = factories.thread(author=cast.amy, title="Never again")
    watch(cast.max, muted, MUTED)
    for n in range(10):
        factories.thread(author=cast.amy, title=f"Thread number {n}", reaction_count=n)
    digest()
    deliver()
    [(to, letter)] = post.got
    text = letter.get_body(("plain",)).get_content()
    assert to == ["max@example.org"]
    assert text.count("/t/") == 8
    for title in ("Only for ambassadors", "Long ago", "Never again", "Thread number 1\n"):
        assert title not in text
    assert "Thread number 9" in letter["Subject"]
    assert "/mail/stop/" in letter["List-Unsubscribe"]
    digest()
    assert len(states()) == 1


def test_no_digest_without_news_nor_after_half_a_year(app, cast, post):
    digest()
    deliver()
    assert (post.got, states()) == ([], ["dropped"])
    db.session.execute(
        update(User).values(digest_sent_at=None, last_seen_at=utcnow() - timedelta(days=181))
    )
    db.session.execute(db.delete(Mailing))
    database.commit()
    digests.plan()
    database.begin("write")
    assert states() == []


def test_old_letters_and_read_notifications_are_forgotten(app, cast, post, thread):
    mention(app, cast, thread)
    long_ago = utcnow() - timedelta(days=200)
    db.session.execute(update(Mailing).values(state="sent", settled_at=long_ago))
    db.session.execute(update(Notification).values(read_at=long_ago))
    database.commit()
    mailings.clean()
    database.begin("write")
    assert states() == []
    assert db.session.scalars(select(Notification)).all() == []
