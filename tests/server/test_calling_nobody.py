"""In its default configuration the forum calls nobody, and its pages have a browser call nobody
(community.md §5.4): not while pages are shown and written, not by any of its jobs."""

import re
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.jobs import DAILY, EVERY
from forum.models import Job
from forum.services import jobs
from tests import factories
from tests.server.running import Client, cookie, environment
from tests.signing import joining

pytestmark = pytest.mark.server

# In every process of the server: who is called, or whose address is asked for, is written down, and
# it fails as it does on a machine without a network.
LISTENING = """
import os, sys

HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", None)
CALLS = ("socket.connect", "socket.sendto", "socket.sendmsg")
NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")

def heard(event, told):
    if event in CALLS:
        host = told[1][0] if isinstance(told[1], tuple) else None  # else a socket of this machine
    elif event in NAMES:
        host = told[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in HERE:
        with open(os.environ["HEARD"], "a") as file:
            file.write(f"{event} {host}\\n")
        raise OSError("there is no network")

sys.addaudithook(heard)
"""
GUEST = ("/", "/latest", "/categories", "/tags", "/members", "/m/max", "/badges", "/guidelines",
         "/search?q=path", "/sign-in", "/join", "/feed.atom", "/sitemap.xml", "/api/v1/categories",
         "/nothing-here")  # fmt: skip
MEMBER = ("/unread", "/start", "/notifications", "/messages", "/account", "/account/notifications",
          "/account/data", "/bookmarks")  # fmt: skip
ADMIN = ("/admin", "/admin/jobs", "/admin/storage", "/admin/backups", "/admin/looks",
         "/admin/plugins", "/admin/settings/writing", "/moderation")  # fmt: skip
AWAY = "https://elsewhere.example/path"
TEXT = f"Look at {AWAY}\n\n![a picture]({AWAY}.png)\n\n{AWAY}\n\n<img src={AWAY}.gif>"
# What a browser fetches by itself; a link that somebody may follow is none of it.
FETCHED = re.compile(
    r"""<(?:link|use|image)\b[^>]*?\shref=["']?([^"'\s>]+)"""
    r"""|\s(?:src|poster|data|background|action|formaction)=["']?([^"'\s>]+)"""
    r"""|\ssrcset=["']([^"']+)|url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""",
    re.IGNORECASE,
)
SAID_ONLY = re.compile(
    r'<link rel="(?:canonical|alternate|self)"[^>]*>|<link[^>]*/>', re.IGNORECASE
)


@pytest.fixture
def heard(tmp_path):
    """The environment in which calls are written down, and the file they are written to."""
    folder = tmp_path / "listening"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(LISTENING)
    told = tmp_path / "heard"
    told.touch()
    return {"PYTHONPATH": str(folder), "HEARD": str(told)}, told


def foreign(text, own):
    """What a browser would fetch from another host than `own`."""
    found = [next(filter(None, groups)) for groups in FETCHED.findall(SAID_ONLY.sub("", text))]
    return {one for one in found if re.match(r"(?:[a-z]+:)?//", one) and f"//{own}" not in one}


def all_done(names):
    """Once each job has been done, or given up: how many are left of them."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with database.unit("read"):
            left = db.session.scalar(
                select(func.count(Job.id)).where(Job.unique_key.in_(names), Job.failed_at.is_(None))
            )
        if not left:
            return 0
        time.sleep(0.2)
    return left


def test_a_call_would_be_heard(heard, tmp_path):
    """What the test below stands on. The address is nobody's."""
    more, told = heard
    for program in ("socket.create_connection(('elsewhere.example', 9), 1)",
                    "socket.socket().connect(('192.0.2.1', 9))"):  # fmt: skip
        done = subprocess.run([sys.executable, "-c", f"import socket; {program}"], text=True,
                              env=environment(tmp_path, **more), capture_output=True, timeout=60,
                              check=False)  # fmt: skip
        assert "there is no network" in done.stderr
    assert told.read_text() == "socket.getaddrinfo elsewhere.example\nsocket.connect 192.0.2.1\n"


def test_neither_pages_nor_jobs_call_anybody(app, cast, start, heard):
    more, told = heard
    thread = factories.thread(title="A path", author=cast.amy)
    factories.post(thread=thread, author=cast.amy)
    once = [f"tried:{name}" for name in (*EVERY, *DAILY)]
    for name in (*EVERY, *DAILY):
        jobs.enqueue(name, once=f"tried:{name}")
    visitors = {"": GUEST, cookie(app, cast.max): MEMBER, cookie(app, cast.ada): ADMIN}
    drawn, where = joining(minutes=1), f"/t/{thread.id}/{thread.slug}"
    replying = f"/threads/{thread.id}/reply"
    database.commit()
    server, found = start(**more), set()
    for who, paths in visitors.items():
        with Client(server.port, who) as client:
            if who:  # a reply first: what it names elsewhere is on the page then
                client.form(replying)
                assert client.post(replying, body=TEXT)[0] == 303
            for path in (*paths, where):
                status, _headers, text = client.ask("GET", path)
                assert status == (404 if path == "/nothing-here" else 200), (path, status)
                found |= {(path, one) for one in foreign(text, "localhost")}
                for sheet in re.findall(r'<link rel="stylesheet" href="([^"]+)"', text):
                    text = client.ask("GET", sheet)[2]
                    found |= {(sheet, one) for one in foreign(text, "localhost")}
    with Client(server.port) as client:
        client.form("/join")
        status = client.post("/join", name="robin", email="robin@example.org", challenge=drawn,
                             password="nine dry woollen socks")[0]  # fmt: skip
        assert status in {302, 303}
    assert all_done(once) == 0, server.log()
    failed = db.session.execute(select(Job.name, Job.error).where(Job.error != "")).all()
    assert (told.read_text(), failed, found) == ("", [], set())
