"""Each request has a number, in its answer, its errors, its lines of the log and its jobs."""

import json
import logging
import re

import pytest

from forum import database
from forum.extensions import db
from forum.jobs.worker import Worker
from forum.lib import causes
from forum.models import Job
from forum.server import logs
from forum.services import jobs
from tests.conftest import make_app

NUMBER = re.compile(r"[0-9a-f]{16}")


@pytest.fixture
def lines():
    """What stands in the log, as JSON and as text."""
    written = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append((json.loads(logs.Json().format(record)), logs.Lines().format(record)))

    handler = Kept()
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)  # not by the attribute: loggers remember what is enabled
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def test_each_answer_has_a_number_of_its_own_kept_pages_too(app, cast):
    client = app.test_client()
    numbers = {client.get("/").headers["X-Request-Id"] for _n in range(3)}
    assert len(numbers) == 3 and all(NUMBER.fullmatch(one) for one in numbers)


def test_a_visitor_does_not_choose_the_number_and_a_proxy_does(app, tmp_path):
    sent = {"X-Request-Id": "of-the-proxy_1"}
    assert NUMBER.fullmatch(app.test_client().get("/healthz", headers=sent).headers["X-Request-Id"])
    (tmp_path / "forum.toml").write_text("proxies = 1")
    behind = make_app(tmp_path).test_client()
    assert behind.get("/healthz", headers=sent).headers["X-Request-Id"] == "of-the-proxy_1"
    for odd in ("short", "a" * 65, "with space", "new\\nline", "ü" * 9, "<script>"):
        answer = behind.get("/healthz", headers={"X-Request-Id": odd})
        assert NUMBER.fullmatch(answer.headers["X-Request-Id"]), odd


def test_an_error_page_names_the_number_that_the_log_has(app, cast, lines):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken():
        raise RuntimeError(
            "the member max@fernway.example said\n2026-01-01 ERROR forum: all is lost"
        )

    app.view_functions["home.index"] = broken
    client = app.test_client()
    for headers in ({}, {"Accept": "application/json"}):
        del lines[:]
        answer = client.get("/?q=canary-of-a-search", headers=headers)
        number = answer.headers["X-Request-Id"]
        assert answer.status_code == 500 and number in answer.get_data(as_text=True)
        assert {said["request"] for said, _text in lines} == {number}
        assert any("RuntimeError" in said.get("exception", "") for said, _text in lines)
        for said, text in lines:
            assert "max@" not in str(said) + text and "canary" not in str(said) + text
            assert number in text and not re.search(r"(?m)^2026-01-01", text)


def test_a_job_carries_the_number_of_the_request_that_asked_for_it(app, cast, browser, lines):
    seen = []

    def fail():
        seen.append(causes.number())
        jobs.enqueue("test.later")
        raise LookupError("no such thing")

    causes.begin("0123456789abcdef")
    with database.unit("write"):
        jobs.enqueue("test.fail")
    causes.end()
    from forum.jobs import Handler

    worker = Worker(app, {"test.fail": Handler(fail, "write")}, every={}, lane=None)
    assert worker.once()
    assert seen == ["0123456789abcdef"] and causes.current() is None
    said = next(said for said, _text in lines if said["logger"] == "forum.jobs")
    assert said["request"] == "0123456789abcdef" and said["job"].startswith("test.fail ")
    answer = browser(cast.ada).post("/admin/backups")
    asked = db.session.query(Job).filter_by(name="backup.make").one()
    assert answer.status_code == 303 and asked.request_number == answer.headers["X-Request-Id"]


HOSTILE = "x\r\n2026-01-01 00:00:00 ERROR forum: all is lost\x1b[31m\x85\u2028"


def test_no_line_tells_what_was_asked_typed_or_by_whom(app, cast, browser, lines, tmp_path):
    """Addresses with tokens, searches, bodies, names of browsers: none of it is in the log."""
    (tmp_path / "forum.toml").write_text('log_requests = "all"')
    talkative = make_app(tmp_path)
    client = talkative.test_client()
    for path in (f"/reset/{'canary' * 8}", "/search?q=canary", "/no/such/canary", "/canary%0d%0aX"):
        client.get(path, headers={"User-Agent": HOSTILE.encode("ascii", "ignore").decode()
                                  .replace("\r", "").replace("\n", ""),
                                  "Referer": "http://canary.example/?canary"})  # fmt: skip
    client.post("/sign-in", data={"identity": "canary@fernway.example", "password": "canary " * 3})
    client.post("/search", data={"q": "canary"})
    assert len([1 for said, _text in lines if said["logger"] == "forum.requests"]) == 6
    for said, text in lines:
        assert "canary" not in json.dumps(said) and "canary" not in text
        assert len(text.splitlines()) == 1 and len(text) < 4_200
    routes = {said.get("route") for said, _text in lines}
    assert {"none", "search.index", "sessions.sign_in"} & routes >= {"none"}


def test_a_request_that_went_well_leaves_no_line_unless_one_is_wanted(app, cast, lines):
    app.test_client().get("/")
    assert not lines
