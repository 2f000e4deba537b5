"""A backup is restored with a button: the forum ends, is replaced, and is there again."""

import re
import time

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import restores
from forum.models import Post, StaffAction
from forum.security import passwords
from tests import factories
from tests.server.running import Client, cookie, forum

pytestmark = pytest.mark.server
PASSWORD = "seven wet socks"


def there(server, client, words, but="nothing of this", seconds=300):
    """The page of backups, as soon as it says this, and not the other."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            status, _headers, text = client.ask("GET", "/admin/backups")
            if status == 200 and words in text and but not in text:
                return text
        except OSError:
            pass  # it is away
        time.sleep(0.2)
    raise AssertionError(f"the forum did not come back:\n{server.log()}")


@pytest.fixture
def ada(app):
    return factories.user(name="ada", groups=["admins"], password=passwords.hashed(PASSWORD))


def asked(server, admin):
    """She asks for the newest backup to be restored, with her password."""
    page = there(server, admin, "Restore…")
    (address, *_) = re.findall(r"/admin/backups/\d+/restore", page)
    admin.form(address)
    assert admin.post(address, current=PASSWORD)[0] == 422, "without the tick"
    assert admin.post(address, agreed="1", current="no")[0] == 422
    status, _headers, said = admin.post(address, agreed="1", current=PASSWORD)
    assert status == 200 and "starts again by itself" in said
    return address


def test_a_backup_comes_back_with_a_button_and_what_was_there_is_kept(app, ada, start, tmp_path):
    """In turn: one asked for before a crash, which is not done; one that fails; one that works."""
    thread = factories.thread(title="Which tent for wind?")
    factories.post(thread=thread, body="In the backup.")
    admin_cookie = cookie(app, ada)
    restores.ask(tmp_path, restores.Asked("none.zip", "2026-01-01T03:40:00+00:00", "ada"))
    server = start()
    made = forum("backup", folder=server.folder, url=server.url)
    assert made.returncode == 0, made.stderr
    with database.unit("write"):
        factories.post(thread=db.session.merge(thread), body="Written since.")
    database.rollback()
    (file,) = (server.folder / "backups").glob("*.zip")
    whole = file.read_bytes()
    file.write_bytes(whole[:2000])
    with Client(server.port, admin_cookie) as admin:
        assert "was ended before it began" in there(server, admin, "did not work")

        address = asked(server, admin)
        there(server, admin, "did not work, and nothing changed", but="was ended before it began")
        assert "Written since." in bodies()

        file.write_bytes(whole)
        process = server.process.pid
        admin.form(address)
        assert admin.post(address, agreed="1", current=PASSWORD)[0] == 200
        page = there(server, admin, "ada had restored")
        assert server.process.poll() is None and server.process.pid == process
        assert page.count("before a restore") == 2, "in the sentence, and in the list"
        assert "A restore was asked for" in server.log()
    assert "In the backup." in bodies() and "Written since." not in bodies()
    by = select(StaffAction.actor_id).where(StaffAction.verb == "restore-backup")
    assert db.session.scalars(by).all() == [ada.id], "the log of what came back says who"
    database.rollback()
    assert server.stop() == 0 and not restores.is_asked(tmp_path)


def bodies():
    db.engine.dispose()
    found = set(db.session.scalars(select(Post.body)))
    database.rollback()
    return found
