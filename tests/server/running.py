"""The real server as a process of its own, and the simplest clients of it."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import SettingValue, User
from tests import factories

ROOT = Path(__file__).parent.parent.parent
SECRET = "of tests"  # as tests/conftest.py's, so that a cookie made by a test app is good here


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def environment(folder, url="", **more):
    """What the command line is to see, and nothing of what the tests were started with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    return {
        **kept,
        "FORUM_INSTANCE": str(folder),
        "FORUM_DATABASE_URL": url,
        "FORUM_SECRET_KEY": SECRET,
        "FORUM_ENV": "production",
        **more,
    }


def forum(*arguments, folder, url="", text=None, **more):
    """Run the command-line tool to its end."""
    return subprocess.run(
        [sys.executable, "-m", "forum.cli", *arguments],
        cwd=ROOT,
        input=text,
        text=True,
        env=environment(folder, url, **more),
        capture_output=True,
        timeout=120,
        check=False,
    )


FOUNDED = (
    "INSERT INTO setup (id, token_hash, finished_at, created_at)"
    " SELECT 1, '', '2026-01-01 00:00:00+00', '2026-01-01 00:00:00+00'"
    " WHERE NOT EXISTS (SELECT 1 FROM setup)"
)


def _founded(folder, url):
    """The community is there, if empty: else a production server shows its setup page alone."""
    if url:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as database:
            database.execute(FOUNDED)
    elif (folder / "forum.db").exists():
        with closing(sqlite3.connect(folder / "forum.db")) as database, database:
            if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'setup'").fetchone():
                database.execute(FOUNDED)


class Server:
    """`forum run`, in a session of its own so that all its processes can be told apart."""

    def __init__(self, folder, url="", arguments=(), **more):
        self._arguments = arguments
        self.port = free_port()
        self.folder = folder
        self.url = url
        self._more = {"FORUM_PORT": str(self.port), **more}
        self._log = folder / "server.log"
        self.process = None

    def start(self):
        _founded(self.folder, self.url)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "forum.cli", "run", *self._arguments],
                cwd=ROOT,
                start_new_session=True,
                env=environment(self.folder, self.url, **self._more),
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.get("/healthz")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log()}")

    def log(self):
        return self._log.read_text()

    def children(self):
        """Process ids of everything the server started."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return {int(pid) for task in tasks for pid in task.read_text().split()}

    def stop(self, signum=signal.SIGTERM):
        """Tell the parent alone. The exit code."""
        self.process.send_signal(signum)
        return self.process.wait(30)

    def kill(self):
        """All of it at once, without a word."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def get(self, path, **headers):
        """(status, headers, body) of one GET."""
        with Client(self.port) as client:
            return client.ask("GET", path, headers=headers)

    def raw(self, data, wait=2.0):
        """What the server sends back to these bytes until it closes, or says nothing for `wait`."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as connection:
            connection.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))
            got = b""
            try:
                while piece := connection.recv(65536):
                    got += piece
            except TimeoutError:
                pass
            except ConnectionResetError:
                pass
            return got


class Client:
    """A browser without JavaScript: one connection, a cookie, and the token of a form."""

    def __init__(self, port, cookie=""):
        self._port = port
        self._connection = None
        self.cookie = cookie
        self.token = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def ask(self, method, path, fields=None, headers=None, body=None):
        """(status, headers, body). Raises OSError when the server is away."""
        headers = dict(headers or {})
        if self.cookie:
            headers["Cookie"] = self.cookie
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise OSError(str(error)) from error
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = line.partition(";")[0]
        return answer.status, answer.headers, text

    def form(self, path):
        """Open a page with a form, as somebody does before writing."""
        status, _headers, text = self.ask("GET", path)
        assert status == 200, (status, text[:500])
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', text).group(1)
        return text

    def post(self, path, **fields):
        return self.ask("POST", path, {"csrf_token": self.token, **fields})


def cookie(app, person):
    """A cookie by which this member is signed in. Commits."""
    token = factories.signed_in(person)
    database.commit()
    session = {"_user_id": person.fs_uniquifier, "_fresh": True, "sid": token}
    signed = app.session_interface.get_signing_serializer(app).dumps(session)
    return f"{app.config['SESSION_COOKIE_NAME']}={signed}"


def members(count):
    """As many ordinary members; they may write as much as they like."""
    for name in ("replies_per_minute", "deletions_per_minute", "deletions_per_day"):
        if db.session.get(SettingValue, f"limits.{name}") is None:
            db.session.add(SettingValue(name=f"limits.{name}", value=100_000))
    made = [factories.user(name=f"writer-{n}") for n in range(count)]
    db.session.flush()
    return db.session.scalars(select(User).where(User.id.in_([user.id for user in made]))).all()
