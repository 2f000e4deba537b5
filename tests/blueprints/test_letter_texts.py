"""Letters in the administration: each looked at, said in own words, undone, sent to oneself."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import letter_kinds
from forum.models import Job

OWN = {"language": "en", "subject": "A fresh start at {{ brand }}", "number": "0",
       "body": "Hello **{{ name }}**,\n\n[Start afresh]({{ link }})"}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_letter_is_listed_and_shown_as_text_and_as_html(browser, cast, language):
    ada = browser(cast.ada)
    listed = ada.get("/admin/letters").text
    for key in letter_kinds.ALL:
        assert f'href="/admin/letters/{key}?language=' in listed
        page = ada.get(f"/admin/letters/{key}?language={language}")
        assert page.status_code == 200 and 'id="as-text"' in page.text, key
        html = ada.get(f"/admin/letters/{key}/html?language={language}")
        assert html.status_code == 200 and f'<html lang="{language}"' in html.text, key
        assert "sandbox" in html.headers["Content-Security-Policy"]
        assert "{{" not in html.text and "ada@example.org" in html.text, key


def test_own_words_of_a_sentence_are_in_the_letter_and_its_link_stays(browser, cast):
    ada = browser(cast.ada)
    form = {"language": "en", "text": "here you can choose a new password:", "place": "reset",
            "said0": "{{ config }} pick another one {href}"}  # fmt: skip
    assert ada.post("/admin/wording", data=form).status_code in (303, 422)
    form["said0"] = "{{ config }} pick another one"
    answer = ada.post("/admin/wording", data=form)
    assert answer.status_code == 303 and "/admin/letters/reset" in answer.location
    page = ada.get("/admin/letters/reset?language=en").text
    assert "{{ config }} pick another one" in page and "/example" in page


def test_own_words_are_in_the_letter_and_its_link_stays(browser, cast):
    ada = browser(cast.ada)
    assert ada.post("/admin/letters/reset", data=OWN).status_code == 303
    page = ada.get("/admin/letters/reset?language=en").text
    assert "A fresh start at Forum" in page and "Start afresh (http" in page
    assert "A fresh start" not in ada.get("/admin/letters/reset?language=de").text
    html = ada.get("/admin/letters/reset/html?language=en").text
    assert ">Start afresh</a>" in html and "/example" in html and "was sent to" in html
    assert "In your own words: English" in ada.get("/admin/letters").text


def test_it_is_looked_at_before_it_is_saved(browser, cast):
    ada = browser(cast.ada)
    seen = ada.post("/admin/letters/reset", data={**OWN, "preview": "1"})
    assert seen.status_code == 200 and "A fresh start at Forum" in seen.text
    drawn = ada.post("/admin/letters/reset/html", data=OWN)
    assert "<strong>Ada" in drawn.text and "sandbox" in drawn.headers["Content-Security-Policy"]
    assert "fresh" not in ada.get("/admin/letters/reset?language=en").text


@pytest.mark.parametrize("where", ["", "/html"])
def test_what_is_refused_is_said_and_stays_typed(browser, cast, where):
    wrong = {**OWN, "body": "Nothing to <b>open</b> here."}
    answer = browser(cast.ada).post(f"/admin/letters/reset{where}", data=wrong)
    assert answer.status_code == 422 and "has to contain {{ link }}" in answer.text
    assert "Nothing to &lt;b&gt;open" in answer.text


def test_versions_come_back_and_the_default_as_well(browser, cast):
    ada = browser(cast.ada)
    ada.post("/admin/letters/reset", data=OWN)
    second = {**OWN, "subject": "Once more", "number": "1"}
    assert ada.post("/admin/letters/reset", data={**second, "number": "0"}).status_code == 422
    assert ada.post("/admin/letters/reset", data=second).status_code == 303
    back = {"language": "en", "number": "2"}
    assert ada.post("/admin/letters/reset/versions/1", data=back).status_code == 303
    assert "A fresh start at Forum" in ada.get("/admin/letters/reset?language=en").text
    back["number"] = "3"
    assert ada.post("/admin/letters/reset/versions/0", data=back).status_code == 303
    page = ada.get("/admin/letters/reset?language=en").text
    assert "A new password for Forum" in page and "4 versions" in page
    assert ada.post("/admin/letters/reset/versions/9", data=back).status_code == 404


def test_an_admin_sends_a_letter_to_themselves(browser, cast):
    sent = browser(cast.ada).post("/admin/letters/sign_up/send", data={"language": "de"})
    assert sent.status_code == 303
    database.begin("read")
    job = db.session.scalars(select(Job).where(Job.name == "mail.example")).one()
    assert job.arguments["user_id"] == cast.ada.id and job.arguments["language"] == "de"


@pytest.mark.parametrize("path", ["", "/html", "/send", "/versions/0"])
def test_a_letter_that_is_none_and_a_language_that_is_none_are_not_there(browser, cast, path):
    ada = browser(cast.ada)
    assert ada.post(f"/admin/letters/nothing{path}", data=OWN).status_code == 404
    odd = {**OWN, "language": "xx"}
    assert ada.post(f"/admin/letters/reset{path}", data=odd).status_code == 404
    for person in (cast.cleo, cast.mo, cast.max):
        assert browser(person).post(f"/admin/letters/reset{path}", data=OWN).status_code == 403
