"""Many people write at once, and the server dies in the middle of it: nothing is lost (T97)."""

import threading
import time

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Category, Post, Thread
from tests import factories
from tests.server.running import Client, cookie, members

pytestmark = pytest.mark.server
CLIENTS = 8
REPLIES = 200


@pytest.fixture
def thread(app):
    made = factories.thread()
    database.commit()
    return made


@pytest.fixture
def writers(app, thread):
    """Cookies of members who may reply in the thread."""
    return [cookie(app, member) for member in members(CLIENTS)]


def together(count, work):
    """Run `work(n)` in as many threads, begun at the same moment; raises what one of them raised."""
    errors, ready = [], threading.Barrier(count)

    def run(n):
        try:
            ready.wait()
            work(n)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if errors:
        raise errors[0]


def as_saved(thread_id):
    """(number, body) of every post, and the thread itself, as a fresh look at the database says."""
    with database.unit("read"):
        posts = db.session.execute(
            select(Post.number, Post.body).where(Post.thread_id == thread_id).order_by(Post.number)
        ).all()
        thread = db.session.execute(select(Thread.__table__).where(Thread.id == thread_id)).one()
        category = db.session.execute(
            select(Category.__table__).where(Category.id == thread.category_id)
        ).one()
    return posts, thread, category


def test_two_hundred_replies_from_eight_clients_are_all_there_in_order(start, thread, writers):
    server, where = start(), f"/threads/{thread.id}/reply"
    statuses = []

    def write(n):
        with Client(server.port, writers[n]) as client:
            client.form(where)
            for i in range(REPLIES // CLIENTS):
                status, headers, text = client.post(where, body=f"Reply {i} by writer {n}.")
                statuses.append(status)
                assert status == 303, text[:2000]
                assert f"/t/{thread.id}/" in headers["Location"]

    together(CLIENTS, write)
    assert statuses == [303] * REPLIES
    posts, saved, category = as_saved(thread.id)
    assert [number for number, _body in posts] == list(range(1, REPLIES + 2))
    assert len({body for _number, body in posts}) == REPLIES + 1
    assert saved.highest_number == saved.post_count == REPLIES + 1
    assert category.post_count == REPLIES or category.post_count == REPLIES + 1
    assert "Traceback" not in server.log()


def test_every_acknowledged_reply_is_there_after_the_server_was_killed(start, thread, writers):
    server, where = start(), f"/threads/{thread.id}/reply"
    acknowledged, enough = [], threading.Event()

    def write(n):
        with Client(server.port, writers[n]) as client:
            client.form(where)
            for i in range(10_000):
                body = f"Reply {i} by writer {n}."
                try:
                    status, _headers, _text = client.post(where, body=body)
                except OSError:
                    return  # the server is gone
                assert status == 303
                acknowledged.append(body)
                if len(acknowledged) > 60:
                    enough.set()

    def end(n):
        if n < CLIENTS:
            write(n)
        elif enough.wait(60):
            time.sleep(0.05)
            server.kill()

    together(CLIENTS + 1, end)
    server.start()
    with Client(server.port, writers[0]) as client:
        client.form(where)
        status, _headers, _text = client.post(where, body="And on it goes.")
    assert status == 303
    posts, saved, _category = as_saved(thread.id)
    assert set(acknowledged) <= {body for _number, body in posts}
    assert len(acknowledged) > 60
    assert [number for number, _body in posts] == list(range(1, len(posts) + 1))
    assert saved.highest_number == saved.post_count == len(posts)
