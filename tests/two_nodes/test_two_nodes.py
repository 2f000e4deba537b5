"""Two web machines on one PostgreSQL and one Redis: what one changes, the other shows at once."""

import os

import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import delete

from forum import config, database
from forum.app import create_app
from forum.extensions import db
from forum.models import CategoryAccess
from tests import factories
from tests.conftest import empty
from tests.server.running import Client, Server, cookie, free_port, members

pytestmark = [pytest.mark.server, pytest.mark.postgres, pytest.mark.redis]
REDIS = os.environ.get("FORUM_TEST_REDIS", "redis://127.0.0.1:6379/15")


@pytest.fixture
def redis():
    try:
        with Redis.from_url(REDIS, socket_connect_timeout=2) as client:
            client.ping()
    except RedisError:
        pytest.skip("Redis does not answer")
    return REDIS


@pytest.fixture
def nodes(empty_postgres, tmp_path, request):
    """`nodes(redis)` is two servers and an app, each with a folder of its own."""
    started = []

    def start(redis):
        folders = [tmp_path / name for name in ("one", "two", "desk")]
        for folder in folders:
            folder.mkdir()
        for folder in folders[:2]:
            server = Server(folder, empty_postgres, FORUM_REDIS_URL=redis)
            started.append(server)
        settings = config.read({
            "FORUM_INSTANCE": str(folders[2]), "FORUM_DATABASE_URL": empty_postgres,
            "FORUM_SECRET_KEY": "of tests", "FORUM_REDIS_URL": redis,
        }, folders[2] / "forum.toml")  # fmt: skip
        app = create_app(settings, {"TESTING": True}, with_plugins=[])
        context = app.app_context()
        context.push()
        request.addfinalizer(
            lambda: (database.rollback(), empty(), db.engine.dispose(), context.pop())
        )
        database.begin("write")
        return started, app

    yield start
    for server in started:
        server.kill()


def shown(server, path):
    status, _headers, text = server.get(path)
    return status, text


def test_a_reply_on_one_node_is_on_the_page_that_the_other_had_kept(nodes, redis):
    (one, two), app = nodes(redis)
    thread = factories.thread(title="Wet socks")
    path, cookies = f"/t/{thread.id}/{thread.slug}", [cookie(app, who) for who in members(2)]
    for server in (one.start(), two.start()):
        for _time in range(2):  # the second from memory
            assert "A dry answer" not in shown(server, path)[1]
    for server, who, body in ((one, cookies[0], "A dry answer"), (two, cookies[1], "A wet one")):
        with Client(server.port, who) as client:
            client.form(f"/threads/{thread.id}/reply")
            assert client.post(f"/threads/{thread.id}/reply", body=body)[0] == 303
        for reader in (one, two):
            assert body in shown(reader, path)[1]


def test_a_category_made_private_is_gone_from_both_nodes_at_once(nodes, redis):
    (one, two), _app = nodes(redis)
    category = factories.category(name="Back room")
    thread = factories.thread(category=category, title="Cold feet")
    database.commit()
    path = f"/t/{thread.id}/{thread.slug}"
    for server in (one.start(), two.start()):
        for _time in range(2):
            assert shown(server, path)[0] == 200 and "Cold feet" in shown(server, "/latest")[1]
    db.session.execute(delete(CategoryAccess).where(CategoryAccess.category_id == category.id))
    database.touch("structure")
    database.commit()
    for server in (one, two):
        status, text = shown(server, path)
        assert status == 404 and "Cold feet" not in text
        for page in ("/", "/latest", f"/c/{category.slug}"):
            text = shown(server, page)[1]
            assert "Cold feet" not in text and "Back room" not in text


def test_while_redis_is_away_pages_are_still_right(nodes):
    (one, two), app = nodes(f"redis://127.0.0.1:{free_port()}")
    thread = factories.thread()
    who = cookie(app, members(1)[0])
    path = f"/t/{thread.id}/{thread.slug}"
    for server in (one.start(), two.start()):
        assert shown(server, path)[0] == 200
    with Client(one.port, who) as client:
        client.form(f"/threads/{thread.id}/reply")
        assert client.post(f"/threads/{thread.id}/reply", body="Still here")[0] == 303
    assert "Still here" in shown(two, path)[1]
