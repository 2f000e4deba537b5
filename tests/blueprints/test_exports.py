"""One's own data in the browser: asking for a copy, waiting, fetching it with the password."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import update

from forum import database
from forum.extensions import db
from forum.jobs import exports as jobs
from forum.models import DataExport
from forum.models.columns import utcnow
from forum.queries import exports as queries
from forum.security import passwords

PASSWORD = "a long pass phrase 7"


@pytest.fixture
def max_(cast):
    cast.max.password = passwords.hashed(PASSWORD)
    database.commit()
    return cast.max


def ask(client, password=PASSWORD):
    return client.post("/account/data", data={"current": password})


def fetch(client, password=PASSWORD):
    return client.post("/account/data/file", data={"current": password})


def test_who_asks_waits_and_then_fetches_their_copy_with_the_password(max_, browser):
    client = browser(max_)
    assert ask(client).headers["Location"] == "/account/data"
    assert "A copy has been in the making" in client.get("/account/data").text
    assert "There is no copy yet." in fetch(client).text
    jobs.make(queries.latest(max_, is_made=False).id)
    page = client.get("/account/data")
    assert "Download the copy" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    answer = fetch(client)
    assert answer.headers["Content-Disposition"] == "attachment; filename=max.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["data.json", "index.html"]


def test_the_copy_that_is_there_can_be_fetched_while_a_new_one_is_made(max_, browser):
    client = browser(max_)
    ask(client)
    jobs.make(queries.latest(max_, is_made=False).id)
    db.session.execute(update(DataExport).values(requested_at=utcnow() - timedelta(days=2)))
    database.commit()
    ask(client)
    page = client.get("/account/data").text
    assert "A copy has been in the making" in page and "Download the copy" in page
    assert fetch(client).headers["Content-Disposition"] == "attachment; filename=max.zip"


def test_the_file_is_not_given_without_the_password_or_to_anybody_else(cast, max_, browser):
    client, ada = browser(max_), browser(cast.ada)
    ask(client)
    jobs.make(queries.latest(max_, is_made=False).id)
    answer = fetch(client, "not my password")
    assert answer.status_code == 422
    assert "This is not your password." in answer.text
    assert client.get("/account/data/file").status_code == 405
    assert fetch(ada, "x").status_code == 422
    assert "Download" not in ada.get("/account/data").text


def test_asking_twice_a_day_is_refused_in_a_sentence(max_, browser):
    client = browser(max_)
    ask(client)
    answer = ask(client)
    assert answer.status_code == 422
    assert "You can ask again tomorrow." in answer.text
    assert database.db.session.query(DataExport).count() == 1
