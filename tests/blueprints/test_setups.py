"""Founding a community: once, by who holds the printed token, on a page (T48)."""

import io
import sqlite3
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update

from forum import database, structure
from forum.extensions import db
from forum.lib import starting_points, tokens
from forum.models import OPERATOR, Backup, Category, GroupMember, Job, SettingValue, Setup, User
from forum.models.columns import utcnow
from forum.models.groups import ADMINS
from forum.models.setups import ONLY
from forum.services import accounts, setups
from tests import pictures

TYPED = {
    "name": "Fernway Commons", "company": "Fernway", "tagline": "The long way round",
    "time_zone": "Europe/Berlin", "accent": "#2f5d50", "admin_name": "ada",
    "admin_email": "ada@example.org", "admin_password": "seven wet socks",
    "may_read": "members", "may_join": "approved", "start": "support", "guidelines": "1",
    "test_letter": "1",
}  # fmt: skip


@pytest.fixture
def waiting(app):
    token = setups.begin(OPERATOR)
    database.commit()
    return SimpleNamespace(client=app.test_client(), token=token, path=f"/setup/{token}")


def test_until_it_is_founded_there_is_one_page_only(waiting):
    for path in ("/", "/join", "/login", "/admin", "/search?q=x", "/feed.atom"):
        answer = waiting.client.get(path, headers={"X-Forwarded-Host": "setup.example"})
        assert answer.status_code == 503 and "being set up" in answer.text, path
    assert waiting.client.get("/healthz").status_code == 200
    page = waiting.client.get(waiting.path)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    assert "Fan community" in page.text
    assert waiting.client.get(f"/setup/{'y' * 40}").status_code == 404
    assert waiting.client.post(f"/setup/{'y' * 40}", data=TYPED).status_code == 404


def test_who_sets_it_up_is_told_that_there_is_no_mail_server(app, waiting, monkeypatch):
    assert "Send me a test e-mail" in waiting.client.get(waiting.path).text
    monkeypatch.setitem(app.config["FORUM"].values, "FORUM_ENV", "production")
    page = waiting.client.get(waiting.path).text
    assert "No mail server is set up" in page and "Send me a test e-mail" not in page
    waiting.client.post(waiting.path, data=TYPED)
    assert "No mail server is set up" in waiting.client.get("/admin").text


def test_one_form_makes_brand_admin_rules_doors_and_categories(waiting):
    made = waiting.client.post(waiting.path, data=TYPED)
    assert made.status_code == 303 and made.location == "/admin"
    page = waiting.client.get("/admin").text
    assert "Your community is ready" in page and "Protect your account" in page
    database.begin("read")
    ada = db.session.scalars(select(User)).one()
    assert ada.name == "ada" and db.session.get(GroupMember, (ADMINS, ada.id))
    assert structure.setting("brand.name") == "Fernway Commons"
    assert structure.setting("join.approved") and not structure.setting("guests.may_read")
    assert structure.current().guidelines == ada.accepted_number == 1
    slugs = set(db.session.scalars(select(Category.slug)))
    assert slugs == {"news", "questions", "tips", "ideas", "team"}
    news, team = (structure.current().by_slug[slug] for slug in ("news", "team"))
    assert not team.see and not news.start and news.default_kind == "announcement"
    assert db.session.scalar(select(Job.name).where(Job.name == "mail.test"))
    assert waiting.client.get("/c/questions").status_code == 200


@pytest.mark.parametrize("start", ["product", "fans", "none"])
def test_each_starting_point_can_be_begun_with(waiting, start):
    assert waiting.client.post(waiting.path, data={**TYPED, "start": start}).status_code == 303
    found = starting_points.every().get(start)
    made = {node.slug for node in structure.current().categories.values()}
    assert made == ({each.slug for each in found.categories} if found else set())


def test_a_community_begins_in_the_language_that_was_chosen(waiting):
    page = waiting.client.get(waiting.path, headers={"Accept-Language": "de"})
    assert '<html lang="de"' in page.text and '<option value="de" selected' in page.text
    made = waiting.client.post(waiting.path, data={**TYPED, "language": "de"})
    assert made.status_code == 303 and structure.setting("site.language") == "de"
    nodes = structure.current().categories.values()
    assert "News" not in {node.name for node in nodes} and "news" in {node.slug for node in nodes}
    rules = waiting.client.get("/guidelines").text
    assert 'id="respect"' in rules and "Disagree with what" not in rules


def test_what_is_wrong_is_said_and_nothing_is_made_or_lost(waiting):
    wrong = waiting.client.post(waiting.path, data={**TYPED, "admin_password": "short"})
    assert wrong.status_code == 422 and 'value="Fernway Commons"' in wrong.text
    assert "seven wet socks" not in wrong.text and "field-admin_password" in wrong.text
    zone = waiting.client.post(waiting.path, data={**TYPED, "time_zone": "Middle/Earth"})
    assert zone.status_code == 422 and 'href="#field-time_zone"' in zone.text
    database.begin("read")
    assert not db.session.scalar(select(User.id)) and not db.session.scalar(select(Category.id))
    assert db.session.scalar(select(SettingValue.name)) is None
    assert waiting.client.post(waiting.path, data=TYPED).status_code == 303


def test_afterwards_there_is_no_such_page_even_without_members(waiting):
    waiting.client.post(waiting.path, data=TYPED)
    again = waiting.client.application.test_client()
    assert again.get(waiting.path).status_code == 404
    assert again.post(waiting.path, data={**TYPED, "admin_name": "eve"}).status_code == 404
    with sqlite3.connect(waiting.client.application.config["FORUM"].instance / "forum.db") as file:
        file.execute('DELETE FROM "user"')  # as after a restore of other tables
    file.close()
    assert again.get(waiting.path).status_code == 404
    database.begin("write")
    assert db.session.scalar(select(User.id)) is None and setups.begin(OPERATOR) is None


def test_a_start_anew_makes_the_token_before_worthless(waiting):
    database.begin("write")
    token = setups.begin(OPERATOR)
    database.commit()
    assert waiting.client.get(waiting.path).status_code == 404
    assert waiting.client.get(f"/setup/{token}").status_code == 200


def test_members_who_came_by_a_command_end_the_waiting_and_the_printed_token(waiting):
    database.begin("write")
    accounts.create(OPERATOR, "zoe", "zoe@example.org", "seven wet socks", ("admins",))
    database.commit()
    assert waiting.client.get("/").status_code == 200
    assert waiting.client.get(waiting.path).status_code == 404
    assert waiting.client.post(waiting.path, data=TYPED).status_code == 404
    database.begin("write")  # and where they were brought in another way, by an importer
    setup = db.session.get(Setup, ONLY)
    setup.finished_at, setup.token_until = None, utcnow() + timedelta(hours=1)
    setup.token_hash = tokens.hashed(waiting.token)
    database.commit()
    assert waiting.client.get(waiting.path).status_code == 404
    assert waiting.client.post(waiting.path, data=TYPED).status_code == 404
    database.begin("read")
    assert db.session.scalars(select(User.name)).all() == ["zoe"]


def test_a_community_with_members_is_never_founded_again(cast):
    assert setups.begin(OPERATOR) is None
    assert not structure.current().is_unfounded


def test_admins_are_told_when_the_last_backup_is_old(browser, cast):
    ada, said = browser(cast.ada), "There is no backup from the last two days"
    assert said not in ada.get("/admin").text
    database.begin("write")
    db.session.execute(update(User).values(created_at=utcnow() - timedelta(days=3)))
    database.commit()
    assert said in ada.get("/admin").text
    database.begin("write")
    db.session.add(Backup(key="k", why="hand", proved_at=utcnow()))
    database.commit()
    assert said not in ada.get("/admin").text


def test_admins_are_told_when_the_search_cannot_be_asked(app, browser, cast):
    assert "The search does not work" not in browser(cast.ada).get("/admin").text
    assert "This is version" in browser(cast.ada).get("/admin").text
    app.config["FORUM_SEARCH_ENGINE"] = "pigeons"
    app.extensions.pop("forum.search", None)  # as in a process that starts with it
    assert (
        "The search does not work: FORUM_SEARCH_ENGINE is" in browser(cast.ada).get("/admin").text
    )


def test_admins_see_what_went_wrong_and_run_it_again(browser, cast):
    db.session.add(Job(name="mail.notice", arguments={"to": "max@example.org"}, attempts=9,
                       failed_at=utcnow(), error="the mail server answered: no"))  # fmt: skip
    database.commit()
    ada = browser(cast.ada)
    assert "1 job has failed for good" in ada.get("/admin").text
    page = ada.get("/admin/jobs").text
    assert "mail.notice" in page and "answered: no" in page and "max@example.org" not in page
    assert browser(cast.cleo).get("/admin/jobs").status_code == 403
    database.begin("read")
    job = db.session.scalars(select(Job.id).where(Job.failed_at.is_not(None))).one()
    database.rollback()
    said = ada.post("/admin/jobs", data={"what": "retry", "job": job}, follow_redirects=True).text
    assert "1 job is running again." in said and "Nothing has failed." in said
    assert "ran jobs again" in ada.get("/moderation/log").text


@pytest.mark.parametrize("body", [pictures.picture(), b"no picture"])
def test_a_logo_is_sent_with_the_form_and_one_that_cannot_be_read_costs_nothing_else(waiting, body):
    data = {**TYPED, "logo": (io.BytesIO(body), "own.png")}
    made = waiting.client.post(waiting.path, data=data, content_type="multipart/form-data")
    assert made.status_code == 303 and made.location == "/admin"
    page = waiting.client.get("/admin").text
    database.begin("read")
    logo = structure.setting("brand.logo")
    if body == b"no picture":
        assert "The logo could not be added yet" in page and not logo
    else:
        assert logo.endswith("/own.png") and f'src="{logo}"' in page
