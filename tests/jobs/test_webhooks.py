"""Other servers are told of what happens: signed, tried again, never of what they may not see."""

import json
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from forum import database
from forum.extensions import db
from forum.jobs import HANDLERS
from forum.jobs.worker import LANES, WEBHOOK, Worker
from forum.lib import signing
from forum.lib.verdict import Denied, Refused
from forum.models import (
    OPERATOR,
    Delivery,
    GroupMember,
    Job,
    MemberSession,
    Post,
    User,
    Webhook,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS
from forum.policies import posts as post_policy
from forum.queries import viewers
from forum.queries import webhooks as queries
from forum.server import processes
from forum.services import announcing, posts, settings, threads, webhooks
from forum.services.webhooks import Asked
from tests import factories
from tests.receiving import server

SECRET = "a secret of the receiver's"


@contextmanager
def receiver(status=200, said=b"thank you"):
    """A real server that takes webhooks: (port, what it was sent)."""
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(said)}\r\n\r\n".encode()
    with server(head + said) as (port, met):
        yield port, met


def read(sent):
    """(headers, body) of what a server was sent."""
    head, _end, body = sent.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
    return {name.lower(): value for name, _c, value in lines}, body


def arranged(app, cast, port, **with_):
    app.config["FORUM"].values["FORUM_OUTGOING_ALLOWED"] = f"127.0.0.1:{port}"
    asked = {"name": "Chat", "address": f"http://127.0.0.1:{port}/hook", "secret": SECRET,
             "events": ("thread_created", "post_created", "post_state_changed")}  # fmt: skip
    hook = webhooks.arrange(cast.ada, Asked(**{**asked, **with_}))
    database.commit()
    return hook


def work(app):
    """Do what waits for webhooks, now."""
    database.commit()
    with database.unit("write"):
        db.session.execute(update(Job).where(~Job.name.startswith("webhook.")).values(
            run_at=utcnow() + timedelta(days=9)))  # fmt: skip
        db.session.execute(update(Job).where(Job.name == "webhook.deliver").values(run_at=utcnow()))
    worker = Worker(app, every={})
    due = select(Job.id).where(Job.name == "webhook.deliver", Job.run_at <= utcnow())
    while db.session.scalar(due) is not None:
        database.commit()
        worker.once()
    database.commit()
    database.begin("write")
    db.session.expire_all()


def test_what_happens_is_sent_signed_and_read_with_the_eyes_it_was_given(app, cast):
    """T46, T76: who knows the secret can tell, and replays and other bodies are found out."""
    shown, secret = factories.category(slug="shown"), factories.category(private_to="insiders")
    with receiver() as (port, met):
        hook = arranged(app, cast, port)
        assert SECRET not in hook.sealed_secret
        thread = threads.start(cast.max, shown, "A tent for two", "Which is *light*?")
        factories.group("insiders")
        hidden = factories.thread(category=secret, author=cast.ada)
        database.commit()
        db.session.add(Delivery(webhook_id=hook.id, key="msg_hidden", event="thread_created",
                                subject={"id": hidden.id}))  # fmt: skip
        db.session.flush()
        row = db.session.scalars(select(Delivery).where(Delivery.key == "msg_hidden")).one()
        webhooks.replay(cast.ada, row)
        gone = posts.reply(cast.ada, thread, "This goes before anybody is told.")
        database.commit()
        posts.delete(cast.ada, gone)
        work(app)
        states = {row.key: row for row in db.session.scalars(select(Delivery))}
        assert states["msg_hidden"].state == "withheld"
        sent = [row for row in states.values() if row.state == "sent"]
        # Of the first post one hears as of a post; of the one that went in between not at all.
        assert [row.event for row in sent] == ["thread_created", "post_created"]
        assert sent[0].status == 200 and sent[0].response == "thank you"
        assert sent[0].milliseconds is not None and "before anybody" not in str(met)
        headers, body = next(each for each in map(read, met) if b"thread_created" in each[1])
        told = json.loads(body)
        assert told["type"] == "thread_created" and told["id"] == headers["webhook-id"]
        assert told["data"]["thread"]["title"] == "A tent for two"
        checked = (headers["webhook-timestamp"], body, headers["webhook-signature"])

        def is_right(secret=SECRET, key=told["id"], moment=checked[0], body=body, late=0.0):
            return signing.is_right(secret, key, moment, body, checked[2], time.time() + late)

        assert is_right()
        assert not (is_right(secret="another") or is_right(body=body + b" ") or is_right(late=999)
                    or is_right(key="msg_other") or is_right(moment=str(int(checked[0]) + 1)))  # fmt: skip
        webhooks.replay(cast.ada, sent[0])
        work(app)
        assert [each["webhook-id"] for each, _body in map(read, met)].count(told["id"]) == 2
    assert post_policy.can_read(cast.ada, db.session.get(Post, gone.id))


def test_who_has_a_copy_hears_which_post_went_and_nothing_of_what_it_said(app, cast):
    """And nothing at all where its thread was never for them."""
    shown, secret = factories.category(slug="shown"), factories.category(private_to="insiders")
    with receiver() as (port, met):
        arranged(app, cast, port, events=("post_hidden", "post_restored"))
        thread = factories.thread(category=shown, author=cast.max)
        hidden = factories.thread(category=secret, author=cast.ada)
        said = posts.reply(cast.max, thread, "The canary of a reply.")
        inside = posts.reply(cast.ada, hidden, "The canary inside.")
        for post in (said, inside):
            posts.delete(post.author, post)
        work(app)
        states = db.session.scalars(select(Delivery.state).order_by(Delivery.id)).all()
        assert sorted(states) == ["sent", "withheld"] and "canary" not in str(met)
        told = json.loads(read(met[0])[1])
        assert (told["type"], told["data"]) == ("post_hidden", {"post": {
            "id": said.id, "thread_id": thread.id, "number": said.number,
            "category_id": shown.id,
        }})  # fmt: skip
        posts.restore(cast.max, db.session.get(Post, said.id))
        work(app)
        again = json.loads(read(met[1])[1])
        assert again["type"] == "post_restored" and "canary" in again["data"]["post"]["html"]


def test_what_fails_is_tried_again_and_paused_in_the_end(app, cast):
    """T73: a redirect is no delivery. After three days nothing more is tried, and its maker hears."""
    with receiver(302) as (port, met):
        hook = arranged(app, cast, port, events=("member_joined",))
        join_again(cast)
        work(app)
        row = db.session.scalars(select(Delivery)).one()
        assert (row.state, row.status, row.attempts) == ("waiting", 302, 1) and len(met) == 1
        waits = db.session.scalars(select(Job).where(Job.name == "webhook.deliver")).one()
        assert waits.run_at > utcnow()
        hook = db.session.get(Webhook, hook.id)
        hook.failing_since = utcnow() - timedelta(days=4)
        work(app)
    hook = db.session.get(Webhook, hook.id)
    assert hook.paused_at is not None
    told = db.session.scalars(select(Job).where(Job.name == "mail.notice")).all()
    assert [job.arguments["what"] for job in told] == ["webhook-paused"]
    join_again(cast)
    assert len(db.session.scalars(select(Delivery)).all()) == 1


def join_again(cast):
    announcing.note(None, "member_joined", cast.max.id, None)
    database.commit()


def test_only_admins_arrange_and_nothing_private_is_an_address(app, cast):
    asked = Asked("Chat", "https://hook.example/", SECRET, ("post_created",))
    for actor in (cast.max, cast.mo, cast.cleo, cast.guest):
        with pytest.raises(Denied):
            webhooks.arrange(actor, asked)
    for wrong in (
        {"address": "http://127.0.0.1:8000/"}, {"address": "file:///etc/passwd"},
        {"address": "https://a:b@hook.example/"}, {"secret": "short"}, {"events": ()},
        {"events": ("message_sent",)}, {"categories": ("nowhere",)}, {"user": cast.max},
    ):  # fmt: skip
        with pytest.raises(Refused):
            webhooks.arrange(cast.ada, replace(asked, **wrong))


def test_what_guests_do_not_see_leaves_as_long_as_an_admin_answers_for_it(app, cast):
    """Who arranged it knows the address and the secret; as with tokens of applications."""
    bot = factories.user(name="shopkeeper", is_bot=True, email=None)
    asked = Asked("Chat", "https://hook.example/", SECRET, ("post_created",), user=bot)
    hook, open_ = (webhooks.arrange(cast.ada, replace(asked, user=one)) for one in (bot, None))
    assert queries.reader(None, hook).id == bot.id
    successor = factories.user(name="zoe")
    db.session.execute(update(GroupMember).where(GroupMember.user_id == cast.ada.id,
                       GroupMember.group_id == ADMINS).values(user_id=successor.id))  # fmt: skip
    db.session.flush()
    with pytest.raises(Denied):
        queries.reader(None, hook)
    assert not queries.reader(None, open_).is_authenticated
    webhooks.arrange(viewers.with_groups(None, successor), asked, hook)
    assert queries.reader(None, hook).id == bot.id


def test_a_server_that_is_slow_to_answer_keeps_no_letter_waiting(app, cast):
    """Deliveries have a thread of their own, and each lane has somebody who works in it."""
    beside = processes.beside(app)
    assert set(beside) == set(LANES) and WEBHOOK in LANES
    with receiver() as (port, met):
        arranged(app, cast, port, events=("member_joined",))
        db.session.execute(delete(Job))
        join_again(cast)
        assert not Worker(app, every={}, lane="").once()
        assert beside[WEBHOOK].once() and len(met) == 1


def ask_for_a_factor(of="admins"):
    settings.change(OPERATOR, "second_factor.asked_of", of)
    database.commit()


def states():
    return db.session.scalars(select(Delivery.state).order_by(Delivery.id)).all()


@pytest.mark.parametrize("reads_as", ["its owner", "software"])
def test_while_its_owner_owes_a_second_factor_it_holds_back_and_loses_nothing(
    app, cast, browser, reads_as
):
    """It reads with the rights of an admin, who has none of them without the factor."""
    secret = factories.category(private_to="insiders")
    bot = factories.user(name="shopkeeper", is_bot=True, email=None, groups=["insiders"])
    with receiver() as (port, met):
        hook = arranged(app, cast, port, events=("post_created",),
                        user=cast.ada if reads_as == "its owner" else bot)  # fmt: skip
        ask_for_a_factor()
        thread = factories.thread(category=secret, author=cast.ada)
        for n in (1, 2):
            posts.reply(cast.ada, thread, f"Number {n} within.")
        work(app)
        assert states() == ["held", "held"] and not met
        assert {row.attempts for row in db.session.scalars(select(Delivery))} == {0}
        with pytest.raises(Denied):
            queries.reader(None, db.session.get(Webhook, hook.id))
        page = browser(cast.ada)
        assert page.get("/admin/webhooks").status_code == 302, "she owes it herself"
        other = factories.user(name="zoe", groups=["admins"], tf_primary_method="authenticator")
        database.commit()
        shown = browser(other).get(f"/admin/webhooks/{hook.id}").text
        assert "Nothing is sent at the moment: Ada" in shown and "held back" in shown
        assert "waits for a second factor" in browser(other).get("/admin/webhooks").text
        database.begin("write")
        HANDLERS["webhook.resume"].run()
        db.session.execute(update(Delivery).values(happened_at=utcnow() - timedelta(days=40)))
        HANDLERS["webhook.clean"].run()
        work(app)
        assert states() == ["held", "held"] and not met, "however long it takes"
        db.session.get_one(User, cast.ada.id).tf_primary_method = "authenticator"
        database.commit()
        HANDLERS["webhook.resume"].run()
        work(app)
        assert states() == ["sent", "sent"]
        told = [json.loads(read(each)[1])["data"]["post"]["html"] for each in met]
        assert ["Number 1" in told[0], "Number 2" in told[1]] == [True, True], "in its order"
        hook = db.session.get(Webhook, hook.id)
        assert hook.held_since is None and hook.is_enabled and hook.paused_at is None
        assert "Nothing is sent" not in browser(other).get(f"/admin/webhooks/{hook.id}").text


def test_what_guests_read_goes_on_and_so_does_all_until_the_day_on_which_it_is_asked(app, cast):
    with receiver() as (port, met):
        arranged(app, cast, port, events=("member_joined",))
        ask_for_a_factor()
        join_again(cast)
        work(app)
        assert states() == ["sent"] and len(met) == 1
        arranged(app, cast, port, events=("member_joined",), user=cast.ada)
        settings.change(OPERATOR, "second_factor.asked_from", "2999-01-01 00:00")
        join_again(cast)
        work(app)
        assert states() == ["sent"] * 3


def test_looking_at_a_webhook_takes_nothing_from_who_looks(app, cast, browser):
    """An admin who came with a factor shown elsewhere has none here: her programs hold back, she
    does not."""
    hook = arranged(app, cast, 9, user=cast.ada)
    ask_for_a_factor()
    client = browser(cast.ada)
    db.session.execute(update(MemberSession).values(is_strong=True))
    database.commit()
    page = client.get(f"/admin/webhooks/{hook.id}")
    assert page.status_code == 200 and "Nothing is sent at the moment: Ada" in page.text
    assert client.get("/admin/settings").status_code == 200
