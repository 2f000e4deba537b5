"""The page of backups: for admins, with the password once more, and one at a time."""

import io
import zipfile
from datetime import timedelta

from sqlalchemy import select

from forum import database, storage
from forum.extensions import db
from forum.jobs import backups as jobs
from forum.lib import restores
from forum.models import Backup, StaffAction
from forum.models.columns import utcnow
from forum.security import passwords
from tests import factories


def test_an_admin_makes_downloads_and_deletes_one(app, cast, browser):
    cast.ada.password = passwords.hashed("seven wet socks")
    database.commit()
    ada = browser(cast.ada)
    assert "There is none yet" in ada.get("/admin/backups").text
    assert ada.post("/admin/backups").status_code == 303
    again = ada.post("/admin/backups")
    assert again.status_code == 409 and "already being made" in again.text
    jobs.make(1)
    page = ada.get("/admin/backups").text
    key = db.session.scalar(select(Backup.key))
    database.rollback()
    assert "restored and counted" in page and "forum restore" in page and key not in page
    wrong = ada.post("/admin/backups/1/file", data={"current": "no"})
    assert wrong.status_code == 422 and "not your password" in wrong.text
    sent = ada.post("/admin/backups/1/file", data={"current": "seven wet socks"})
    assert sent.headers["Cache-Control"] == "no-store"
    assert "tables/post.jsonl" in zipfile.ZipFile(io.BytesIO(sent.data)).namelist()
    assert ada.get("/admin/backups/1/file").status_code == 405
    for path in (
        f"/static/backups/{key}",
        f"/uploads/{key}",
        f"/backups/{key}",
        f"/static/x/../{key}",
    ):
        answer = ada.get(path, headers={"X-Accel-Redirect": f"/backups/{key}"})
        assert answer.status_code == 404 and "X-Accel-Redirect" not in answer.headers
    assert ada.post("/admin/backups/1/remove").status_code == 303
    verbs = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert verbs == ["make-backup", "fetch-backup", "delete-backup"]
    assert key in storage.backups().sizes()  # until the job has erased it


def test_nobody_else_sees_or_makes_any(app, cast, browser):
    """Nor can somebody write to where backups are by saying that an upload is one (T84)."""
    for who in ("nia", "max", "amy", "mo", "cleo", "sue"):
        client = browser(getattr(cast, who))
        assert client.get("/admin/backups").status_code == 403
        for path in ("", "/1/file", "/1/prove", "/1/remove"):
            assert client.post(f"/admin/backups{path}", data={"current": "x"}).status_code == 403
    file = (io.BytesIO(b"PK"), "backup.zip")
    browser(cast.max).post(
        "/uploads", data={"file": file, "purpose": "backup", "type": "backup", "upload_type": "x"}
    )
    assert storage.backups().sizes() == {}
    assert db.session.scalar(select(Backup.id)) is None


def test_where_others_work_on_the_database_too_there_is_no_button(app, cast, browser):
    """`forum run` says that it runs all there is (tests/server/test_restoring.py); here nobody does."""
    with database.unit("write"):
        made = Backup(key="2026-01-01-0340-x.zip", why="schedule", made_at=utcnow())
        db.session.add(made)
        db.session.flush()
        address = f"/admin/backups/{made.id}/restore"
    cast.ada.password = passwords.hashed("seven wet socks")
    database.commit()
    ada, sent = browser(cast.ada), {"agreed": "1", "current": "seven wet socks"}
    assert address not in ada.get("/admin/backups").text
    assert "with a worker of its own" in ada.get(address).text
    assert ada.post(address, data=sent).status_code == 403
    assert not restores.is_asked(app.config["FORUM"].instance)


def test_a_restore_waits_for_the_tick_the_password_and_for_a_backup_being_made(
    app, cast, browser, monkeypatch
):
    monkeypatch.setitem(app.extensions, "forum.can_restore", True)
    with database.unit("write"):
        made = Backup(key="2026-01-01-0340-x.zip", why="schedule", made_at=utcnow())
        db.session.add_all([made, Backup(key="half.zip", why="schedule", slot=1)])
        db.session.flush()
        address = f"/admin/backups/{made.id}/restore"
    cast.ada.password = passwords.hashed("seven wet socks")
    database.commit()
    ada, sent = browser(cast.ada), {"agreed": "1", "current": "seven wet socks"}
    assert address in ada.get("/admin/backups").text
    assert "joined since" not in ada.get(address).text
    with database.unit("write"):
        factories.user(name="newest", created_at=utcnow() + timedelta(minutes=1))
    assert "1 member joined since" in ada.get(address).text
    unticked = ada.post(address, data={**sent, "agreed": ""})
    assert unticked.status_code == 422 and "Please tick" in unticked.text
    assert ada.post(address, data={**sent, "current": "no"}).status_code == 422
    assert ada.post(address, data=sent).status_code == 409, "one is being made"
    for who in ("nia", "max", "amy", "mo", "cleo", "sue"):
        assert browser(getattr(cast, who)).post(address, data=sent).status_code == 403
    assert not restores.is_asked(app.config["FORUM"].instance)
