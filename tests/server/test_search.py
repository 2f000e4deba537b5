"""Two web processes and the worker, with people who post, edit, hide and search all the while.

Twenty seconds here; `FORUM_SOAK_SECONDS=300` makes it the five minutes of docs/search.md.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from itertools import count

import pytest

from forum import database
from forum.extensions import db
from forum.models import SettingValue
from tests import factories
from tests.server.running import ROOT, Client, cookie, environment, members
from tests.server.test_replies import together

pytestmark = pytest.mark.server
SECONDS = float(os.environ.get("FORUM_SOAK_SECONDS", "20"))
WRITERS, SEARCHERS = 2, 2


class Kept:
    """What the members did and what the server acknowledged: words by what became of them."""

    def __init__(self):
        self.there, self.gone, self.searches = set(), set(), 0
        self.lock = threading.Lock()

    def put(self, word):
        with self.lock:
            self.there.add(word)

    def take(self, word):
        with self.lock:
            self.there.discard(word)
            self.gone.add(word)

    def any_gone(self):
        with self.lock:
            return next(iter(self.gone), None)


class Indexer:
    """The worker as a process of its own, so that it can be killed."""

    def __init__(self, folder, url):
        self._folder, self._url = folder, url
        self._log = (folder / "worker.log").open("ab")
        self._process = None

    def start(self):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "forum.cli", "worker"], cwd=ROOT, stdout=self._log,
            stderr=self._log, env=environment(self._folder, self._url),
        )  # fmt: skip

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def end(self):
        self.kill()
        self._log.close()

    def log(self):
        return (self._folder / "worker.log").read_text()


def word_of(n, i):
    letters = "bdfgklmnprstvz"
    return f"qu{letters[n]}" + "".join(letters[int(d)] + "a" for d in str(i)) + "x"


def is_found(client, word):
    """Whether a result shows it; for a word that nothing has, the nearest one is looked for."""
    status, _headers, text = client.ask("GET", f"/search?q={word}")
    assert status == 200, text[:2000]
    return re.search(rf"\b{word}\b", text.partition('<ol class="results">')[2]) is not None


def write(client, thread_id, n, until, kept):
    """Reply, change every third of the replies and take back another third."""
    where = f"/threads/{thread_id}/reply"
    for i in count():
        if time.monotonic() > until:
            return
        client.form(where)
        word = word_of(n, i)
        status, headers, text = client.post(where, body=f"The {word} is in the tent.")
        assert status == 303, text[:2000]
        kept.put(word)
        post = f"/posts/{_post_of(client, headers['Location'])}"
        if i % 3 == 1:
            text = client.form(f"{post}/edit")
            version = re.search(r'name="version" value="(\d+)"', text) or re.search(
                r'value="(\d+)"[^>]*name="version"', text
            )
            other = word + "o"
            status, _headers, text = client.post(
                f"{post}/edit",
                body=f"The {other} is in the tent.",
                version=version.group(1),
                reason="",
            )
            assert status == 303, text[:2000]
            kept.take(word)
            kept.put(other)
        elif i % 3 == 2:
            status, _headers, text = client.post(f"{post}/delete", reason="")
            assert status == 303, text[:2000]
            kept.take(word)
        time.sleep(0.1)


def _post_of(client, location):
    path, _, anchor = location.partition("#")
    path = "/" + path.split("/", 3)[3] if "://" in path else path
    _status, _headers, text = client.ask("GET", path)
    part = text.partition(f'id="{anchor}"')[2]
    return part.partition("/posts/")[2].partition("/")[0]


def search(client, until, kept):
    """What is gone is never shown, whatever the index still holds."""
    while time.monotonic() < until:
        word = kept.any_gone() or "tent"
        found = is_found(client, word)
        assert word == "tent" or not found, word
        is_found(client, "tent")
        kept.searches += 2
        time.sleep(0.05)


def seconds_until_found(client, thread_id):
    """How long one more post takes to be found, in quiet."""
    where = f"/threads/{thread_id}/reply"
    client.form(where)
    assert client.post(where, body="The zanzibar is in the tent.")[0] == 303
    begun = time.monotonic()
    while not is_found(client, "zanzibar"):
        assert time.monotonic() < begun + 60
        time.sleep(0.1)
    return round(time.monotonic() - begun, 1)


def test_posting_editing_hiding_and_searching_at_once_loses_nothing_and_shows_nothing_stale(
    start, app, engine, tmp_path, record_property
):
    thread = factories.thread(title="Lost things")
    db.session.add(SettingValue(name="search.per_minute", value=100_000))
    people = [cookie(app, person) for person in members(WRITERS + SEARCHERS)]
    database.commit()
    server = start(arguments=("--no-worker",), FORUM_WEB_PROCESSES="2")
    url = "" if engine == "sqlite" else app.config["FORUM"]["FORUM_DATABASE_URL"]
    worker, kept = Indexer(tmp_path, url), Kept()
    worker.start()
    until = time.monotonic() + SECONDS

    def take_part(n):
        if n == WRITERS + SEARCHERS:
            for _ in range(max(1, int(SECONDS / 20))):
                time.sleep(SECONDS / max(1, int(SECONDS / 20)) * 0.5)
                worker.kill()
                worker.start()
            return
        with Client(server.port, people[n]) as client:
            if n < WRITERS:
                write(client, thread.id, n, until, kept)
            else:
                search(client, until, kept)

    try:
        together(WRITERS + SEARCHERS + 1, take_part)
        with Client(server.port, people[-1]) as client:
            begun = time.monotonic()
            missing = set(kept.there)
            while missing and time.monotonic() < begun + 60:
                missing = {word for word in missing if not is_found(client, word)}
            assert not missing
            assert not any(is_found(client, word) for word in kept.gone)
            took = seconds_until_found(client, thread.id)
    finally:
        worker.end()
    assert kept.there and kept.gone and kept.searches
    load = os.getloadavg()[0]
    record_property("soak", (len(kept.there), len(kept.gone), kept.searches, took, load))
    print(f"{len(kept.there)} there, {len(kept.gone)} gone, {kept.searches} searches; "
          f"one more found after {took} s at a load of {load:.0f}")  # fmt: skip
    assert "Traceback" not in server.log() + worker.log()
