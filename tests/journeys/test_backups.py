"""A backup is asked for on its page while people post, fetched, and restored with all they wrote."""

from threading import Event, Thread

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum import database
from forum.archives import opening
from forum.cli.bringing import bring
from forum.extensions import db
from forum.jobs import HANDLERS
from forum.jobs.worker import Worker
from forum.models import Post, User
from forum.security import passwords
from tests import factories
from tests.archives.test_round_trip import forum_in

pytestmark = pytest.mark.browser
PASSWORD = "seven wet socks"


def test_what_is_acknowledged_before_a_backup_is_in_it(live, reader, tmp_path):
    ada = factories.user(name="ada", groups=["admins"], password=passwords.hashed(PASSWORD))
    thread = factories.thread(author=live.people.amy, title="Which tent for wind?")
    database.commit()
    acknowledged, ending = [], Event()

    def write():
        with live.app.app_context():
            while not ending.wait(0.05):
                with database.unit("write"):
                    amy = db.session.get_one(User, live.people.amy.id)
                    made = factories.post(
                        thread=db.session.get_one(type(thread), thread.id), author=amy,
                        body=f"Still here, {len(acknowledged)}.",
                    ).id  # fmt: skip
                acknowledged.append(made)

    admin = reader(ada)
    page = admin.open("/admin/backups")
    writer = Thread(target=write)
    writer.start()
    try:
        while len(acknowledged) < 3:
            ending.wait(0.01)
        before = list(acknowledged)
        page.get_by_role("button", name="Make a backup now").click()
        expect(page.get_by_text("being made", exact=True)).to_be_visible()
        database.rollback()
        handlers = {name: handler for name, handler in HANDLERS.items() if "backup" in name}
        worker = Worker(live.app, handlers, every={})
        while worker.once():
            pass
        after = list(acknowledged)
    finally:
        ending.set()
        writer.join()
    admin.open("/admin/backups")
    expect(page.get_by_text("restored and counted")).to_be_visible()
    assert admin.barriers() == [] and len(after) > len(before)
    page.get_by_label("Your password").fill(PASSWORD)
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Download").click()
    fetched.value.save_as(tmp_path / "backup.zip")
    database.rollback()
    with forum_in(tmp_path / "other"), opening.opened(tmp_path / "backup.zip") as archive:
        bring(archive, is_trusted=True, tell=lambda _what: None)
        assert set(before) <= set(db.session.scalars(select(Post.id)))
    database.begin("write")
