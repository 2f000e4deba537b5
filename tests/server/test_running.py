"""Starting and ending: `forum run` says what is wrong in one sentence, and leaves nothing behind."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import time
from pathlib import Path

import pytest

from tests.server.running import Client, Server, forum, free_port

pytestmark = pytest.mark.server


@pytest.fixture
def folder(empty_sqlite, tmp_path):
    shutil.copy(empty_sqlite, tmp_path / "forum.db")
    return tmp_path


@pytest.fixture
def running(folder):
    server = Server(folder).start()
    yield server
    server.kill()


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(said):
    until = time.monotonic() + 20
    while not said() and time.monotonic() < until:
        time.sleep(0.05)
    return said()


def one_sentence(result):
    """What was said, once it is clear that it was no traceback and ended with 1."""
    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("Error: "), result.stderr
    return lines[0].removeprefix("Error: ")


@pytest.mark.parametrize(
    ("signum", "whole_group"),
    [(signal.SIGINT, True), (signal.SIGTERM, True), (signal.SIGTERM, False), (signal.SIGHUP, True)],
)
def test_a_signal_ends_every_process_in_good_order(running, signum, whole_group):
    assert wait_until(lambda: len(running.children()) == 3)  # two web processes and the worker
    children = running.children()
    if whole_group:  # as Ctrl-C in a terminal does
        os.killpg(running.process.pid, signum)
        os.killpg(running.process.pid, signum)
    else:
        running.process.send_signal(signum)
    assert running.process.wait(30) == 0
    assert not any(is_alive(pid) for pid in children)
    assert "Traceback" not in running.log()
    assert running.log().rstrip().endswith("The forum has ended.")


def test_children_whose_parent_was_killed_end_and_the_port_is_free_again(running):
    children = running.children()
    running.process.kill()
    running.process.wait()
    assert wait_until(lambda: not any(is_alive(pid) for pid in children))
    assert running.start().get("/healthz")[0] == 200


def test_a_child_that_dies_is_started_again(running):
    assert wait_until(lambda: len(running.children()) == 3)
    before = running.children()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: len(running.children() - before) == 3)
    assert wait_until(lambda: running.get("/healthz")[0] == 200)


def test_the_health_address_asks_for_no_session_and_may_not_be_kept(running):
    status, headers, text = running.get("/healthz", Cookie="forum=whatever")
    assert (status, text) == (200, "ok\n")
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_nothing_of_the_machine_is_shown_even_when_debugging_is_asked_for(folder):
    server = Server(
        folder,
        FLASK_DEBUG="1",
        FLASK_ENV="development",
        WERKZEUG_DEBUG_PIN="off",
        HTTP_X_FORWARDED_FOR="10.9.8.7",
    ).start()
    try:
        for path in ("/console", "/?__debugger__=yes&cmd=resource&f=debugger.js", "/no-such-page"):
            status, _headers, text = server.get(path)
            assert "debugger" not in text.lower() and "werkzeug" not in text.lower()
            assert status == 404 or "?" in path
        with sqlite3.connect(folder / "forum.db") as database:
            database.execute("ALTER TABLE thread RENAME TO gone")
        database.close()
        status, headers, text = server.get("/t/1")
        assert status == 500
        for secret in (
            "Traceback",
            str(folder),
            "site-packages",
            "sqlite",
            "SELECT",
            "no such table",
        ):
            assert secret not in text
        assert re.search(r"\d+\.\d+", headers.get("Server", "")) is None
    finally:
        server.kill()


def test_a_port_that_is_taken_is_named_with_what_to_do(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        said = one_sentence(forum("run", folder=folder, FORUM_PORT=port))
    assert f"Port {port}" in said and "taken" in said and "make run PORT=" in said


def test_a_second_forum_on_the_same_port_is_refused(running):
    said = one_sentence(forum("run", folder=running.folder, FORUM_PORT=str(running.port)))
    assert "taken" in said
    assert running.get("/healthz")[0] == 200


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    if os.geteuid() == 0:  # root may write everywhere but where nobody can
        folder = Path("/proc/forum")
    said = one_sentence(forum("run", folder=folder, FORUM_PORT=str(free_port())))
    assert str(folder) in said and "FORUM_INSTANCE" in said


def test_a_database_of_a_newer_version_is_left_alone(folder):
    with sqlite3.connect(folder / "forum.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    for command in (("run",), ("run", "--migrate"), ("db", "upgrade"), ("worker",)):
        said = one_sentence(forum(*command, folder=folder, FORUM_PORT=str(free_port())))
        assert "newer version" in said and "9999" in said


def test_an_unprepared_database_in_production_is_not_prepared_by_surprise(tmp_path):
    said = one_sentence(forum("run", folder=tmp_path, FORUM_PORT=str(free_port())))
    assert "forum db upgrade" in said


def test_a_database_that_is_away_is_named_without_its_password(tmp_path):
    said = one_sentence(
        forum(
            "run",
            folder=tmp_path,
            url=f"postgresql://forum:hidden@127.0.0.1:{free_port()}/forum",
            FORUM_PORT=str(free_port()),
        )
    )
    assert "does not answer" in said and "FORUM_DATABASE_URL" in said and "hidden" not in said


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "forum.db").write_text("this is a letter to my aunt\n" * 100)
    said = one_sentence(forum("run", folder=tmp_path, FORUM_PORT=str(free_port())))
    assert "not a database" in said


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("FORUM_PORT", "eighty", "whole number"), ("FORUM_PORT", "99999", "between 1 and 65535"),
        ("FORUM_ENV", "staging", "development or production"), ("FORUM_HOST", "no.such.host.invalid", "FORUM_HOST"),
        ("FORUM_MAINTENANCE", "maybe", "true or false"), ("FORUM_DATABASE_URL", "oracle://x", "FORUM_DATABASE_URL"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named(tmp_path, name, value, says):
    more = {"FORUM_PORT": str(free_port()), name: value}
    url = more.pop("FORUM_DATABASE_URL", "")
    said = one_sentence(forum("run", folder=tmp_path, url=url, **more))
    assert name in said and says in said


def test_what_was_begun_is_ended_when_the_server_is_told_to_stop(running):
    """A request of which half has been sent is answered, not cut off."""
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    body = b"identity=max&password=seven"
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as connection:
        head = f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n{form}Content-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body[:5])
        with Client(running.port) as client:
            assert client.ask("GET", "/latest")[0] == 200  # by now the other one has begun
        running.process.send_signal(signal.SIGTERM)
        assert wait_until(lambda: not can_connect(running.port))
        connection.sendall(body[5:])
        assert connection.recv(4096).startswith(b"HTTP/1.1 ")
    assert running.process.wait(30) == 0


def can_connect(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_numbers_of_all_processes_are_added_up_and_each_line_of_the_log_is_json(folder):
    server = Server(folder, FORUM_LOG_REQUESTS="all").start()
    try:
        for _n in range(12):
            status, headers, _text = server.get("/latest")
            assert status == 200 and re.fullmatch("[0-9a-f]{16}", headers["X-Request-Id"])

        def counted():
            text = server.get("/metrics")[2]
            found = re.search(
                r'requests_total\{method="GET",route="home\.[a-z_]+",status="200"\} (\d+)', text
            )
            return found and int(found[1]) == 12

        assert wait_until(counted)
        assert wait_until(lambda: len(list((folder / "metrics").glob("*.json"))) >= 3)
        said = [json.loads(line) for line in server.log().splitlines() if line.startswith("{")]
        number = {line["request"] for line in said if line.get("message", "").endswith("/latest")}
        assert not number  # the name of the route stands there, never the address
        assert headers["X-Request-Id"] in {line.get("request") for line in said}
    finally:
        server.kill()
