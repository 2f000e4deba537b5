"""Admins find a setting, change several at once, see the history and undo; nobody else does."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from forum import database, settings, structure
from forum.extensions import db
from forum.models import SettingChange, StaffAction
from forum.models.users import OPERATOR
from forum.services import settings as service
from tests import conftest


@pytest.fixture
def ada(cast, browser):
    return browser(cast.ada)


def now(name):
    """The value in force; the unit of work that asks holds no lock afterwards."""
    found = structure.setting(name)
    database.rollback()
    return found


def sent(**values):
    """What a form sends that shows these settings; __ stands for the dot."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    return {"shown": list(named), **{name: v for name, v in named.items() if v is not None}}


@pytest.mark.parametrize("who", ["guest", "max", "mo", "cleo", "sue"])
def test_only_admins_reach_the_settings(cast, browser, who):
    client = browser(getattr(cast, who))
    answer = client.post("/admin/settings/writing", data=sent(posts__per_page="30"))
    assert answer.status_code == (401 if who == "guest" else 403)
    for path in ("settings", "settings/writing", "settings/history"):
        page = client.get(f"/admin/{path}")
        assert page.status_code == (302 if who == "guest" else 403)
        assert "posts.per_page" not in page.text
    assert db.session.scalar(select(SettingChange)) is None


def test_each_setting_has_its_field_and_is_found_by_words(ada):
    whole = ada.get("/admin/settings").text
    sections = set(re.findall(r'href="/admin/settings/(\w+)"', whole)) - {"history"}
    pages = "".join(ada.get(f"/admin/settings/{key}").text for key in sorted(sections))
    own_words = {setting.name for setting in settings.ALL if setting.group == "wording"}
    assert own_words and not any(f"field-{name}" in pages for name in own_words), (
        "a page of its own"
    )
    for setting in settings.ALL:
        if setting.name in own_words:
            continue
        assert pages.count(f'id="field-{setting.name}"') == 1, setting.name
        assert f"#setting-{setting.name}" in whole, setting.name
    found = ada.get("/admin/settings?q=PAGE+thread+posts").text
    assert "#setting-posts.per_page" in found and "#setting-join.open" not in found
    assert "No setting contains all of these words" in ada.get("/admin/settings?q=zebra").text
    service.change(OPERATOR, "posts.per_page", "30")
    database.commit()
    changed = ada.get("/admin/settings?changed=1").text
    assert re.findall(r"#setting-([\w.]+)", changed) == ["posts.per_page"]
    page = ada.get("/admin/settings/writing").text
    assert "Default: 20." in page and "Between 1 and 100." in page and "Use the default" in page


def test_several_are_saved_together_and_each_is_undone_by_itself(cast, ada):
    same = sent(
        threads__accept_groups=[
            str(n) for n in reversed(settings.default("threads.accept_groups"))
        ],
        posts__per_page="20",
    )
    assert ada.post("/admin/settings/writing", data=same).status_code == 303
    values = sent(posts__per_page="40", posts__shortest="3", threads__accept_groups=["2", "5"])
    assert ada.post("/admin/settings/writing", data=values).status_code == 303
    assert "Saved, 3 settings" in ada.get("/admin/settings/writing").text
    assert now("threads.accept_groups") == [2, 5]
    page = ada.get("/admin/settings/history").text
    row = next(r for r in re.findall(r"<tr>.*?</tr>", page) if "Posts on a page" in r)
    assert "Ada" in row and ">20<" in row and ">40<" in row
    assert ada.post(re.search(r'formaction="([^"]+)"', row)[1]).status_code == 303
    assert now("posts.per_page") == 20 and now("posts.shortest") == 3
    assert not re.findall(r"#setting-posts.per_page", ada.get("/admin/settings?changed=1").text)
    again = ada.post(re.search(r'formaction="([^"]+)"', row)[1])
    assert again.status_code == 422 and "changed again since" in again.text
    ada.post("/admin/settings/writing", data={"reset": "posts.shortest"})
    assert now("posts.shortest") == 2
    log = db.session.scalars(select(StaffAction.verb).where(StaffAction.actor_id == cast.ada.id))
    assert log.all() == ["change-setting"] * 5


def test_what_is_undone_or_reset_has_to_go_with_what_was_changed_since(cast, ada):
    for shortest, longest in (("900", "32000"), ("1", "32000"), ("1", "100")):
        typed = sent(posts__shortest=shortest, posts__longest=longest)
        assert ada.post("/admin/settings/writing", data=typed).status_code == 303
    rows = re.findall(r"<tr>.*?</tr>", ada.get("/admin/settings/history").text)
    down = next(row for row in rows if "#setting-posts.shortest" in row and "900" in row)
    undone = ada.post(re.search(r'formaction="([^"]+)"', down)[1])
    assert undone.status_code == 422 and "cannot be more than" in undone.text
    few = sent(edits__grace_characters="1", edits__grace_characters_trusted="50")
    assert ada.post("/admin/settings/writing", data=few).status_code == 303
    reset = ada.post("/admin/settings/writing", data={"reset": "edits.grace_characters"})
    assert reset.status_code == 422 and now("edits.grace_characters") == 1


@pytest.mark.parametrize(
    ("section", "name", "typed", "said"),
    [
        ("writing", "posts.per_page", "0", "Between 1 and 100."),
        ("writing", "posts.per_page", "many", "This has to be a whole number."),
        ("writing", "posts.shortest", "900", "cannot be more than"),
        ("community", "site.time_zone", "Mars/Olympus", "There is no time zone with this name"),
        ("community", "site.time_zone", "../../etc/passwd", "There is no time zone with this name"),
        ("community", "ambassadors.nightly_at", "25:00", "A time of day is written like"),
        ("community", "brand.name", "Two\nlines", "Write this on one line."),
        ("telling", "notifications.off", "gossip", "is not one of the options"),
        ("retention", "x", "1", ""),
    ],
)
def test_what_makes_no_sense_is_refused_and_all_that_was_typed_stays(
    ada, section, name, typed, said
):
    extra = {"writing": "posts.longest", "community": "brand.tagline"}.get(section, "mail.per_day")
    good = "800" if extra != "brand.tagline" else "{{ 7*7 }} <b>"
    answer = ada.post(
        f"/admin/settings/{section}", data={"shown": [name, extra], name: typed, extra: good}
    )
    if not said:
        assert answer.status_code == 404
        return
    assert answer.status_code == 422 and said in answer.text
    assert ("{{ 7*7 }} &lt;b&gt;" if "<" in good else 'value="800"') in answer.text
    assert "Nothing you typed is lost" in answer.text
    assert db.session.scalar(select(SettingChange)) is None


def test_what_a_colleague_changed_meanwhile_is_not_lost(ada):
    seen = re.search(r'name="seen" value="(\d+)"', ada.get("/admin/settings/writing").text)[1]
    service.change(OPERATOR, "posts.per_page", "50")
    database.commit()
    untouched = sent(posts__per_page="20", posts__shortest="4")
    assert ada.post("/admin/settings/writing", data={**untouched, "seen": seen}).status_code == 303
    assert (now("posts.per_page"), now("posts.shortest")) == (50, 4)
    both = {**sent(posts__per_page="60"), "seen": seen}
    answer = ada.post("/admin/settings/writing", data=both)
    assert answer.status_code == 422 and "Somebody else has changed this" in answer.text
    assert now("posts.per_page") == 50 and 'value="60"' in answer.text


def test_a_dangerous_combination_is_explained(ada):
    assert "Nobody can join" not in ada.get("/admin/settings").text
    ada.post("/admin/settings/joining", data=sent(join__open=None, join__by_invitation=None))
    for path in ("settings", "settings/joining"):
        assert "Nobody can join: neither" in ada.get(f"/admin/{path}").text
    assert "Nobody can join" not in ada.get("/admin/settings/files").text


def test_a_secret_is_written_and_shown_nowhere(ada, monkeypatch):
    """No page, no log, no history: only that it was changed."""
    secret = replace(settings.BY_NAME["brand.tagline"], name="mail.key", kind="secret", label="Key")
    monkeypatch.setitem(settings.BY_NAME, "mail.key", secret)
    answer = ada.post("/admin/settings/telling", data=sent(mail__key="zqhiddenzq"))
    assert answer.status_code == 303 and now("mail.key") == "zqhiddenzq"
    ada.post("/admin/settings/telling", data=sent(mail__key=""))
    assert now("mail.key") == "zqhiddenzq"  # left empty: kept
    pages = ["settings", "settings/telling", "settings/history", "settings?q=key"]
    told = "".join(ada.get(f"/admin/{path}").text for path in pages)
    told += ada.get("/moderation/log").text + ada.get("/moderation/log.json").text
    refused = ada.post(
        "/admin/settings/telling", data=sent(mail__key="zqhiddenzq", mail__per_day="0")
    )
    assert refused.status_code == 422 and ">Key<" in told
    assert "zqhiddenzq" not in told + refused.text
    kept = [(one.before, one.after) for one in db.session.scalars(select(SettingChange))]
    assert kept == [({}, {"hidden": True})]


def test_another_process_knows_a_change_with_the_next_request(app, ada, cast, tmp_path):
    other: Flask = conftest.make_app(tmp_path)
    with other.app_context():
        assert "· Forum</title>" in other.test_client().get("/categories").text
    assert (
        ada.post("/admin/settings/community", data=sent(brand__name="Fernway")).status_code == 303
    )
    with other.app_context():
        assert "· Fernway</title>" in other.test_client().get("/categories").text
        with database.unit("write"):  # the operator, in a process of their own
            service.change(OPERATOR, "brand.name", "Fern & Co")
    assert "· Fern &amp; Co</title>" in ada.get("/categories").text
    assert "the operator" in ada.get("/admin/settings/history?name=brand.name").text
