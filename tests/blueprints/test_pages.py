"""The team writes pages with versions; everybody reads those that are published."""

import re

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Page, PageAcceptance, PageVersion
from tests import factories

TERMS = {
    "title": "Terms", "body": "Be **kind**. <script>alert(1)</script> [x](javascript:alert(1))",
    "slug": "terms", "is_published": "1", "is_in_footer": "1", "number": "0",
}  # fmt: skip


@pytest.fixture
def ada(cast, browser):
    return browser(cast.ada)


ARTICLE = {"title": "Which tent?", "body": "A **large** one.", "slug": "", "is_published": "1",
           "number": "0"}  # fmt: skip


@pytest.mark.parametrize("who", ["guest", "nia", "max", "amy", "mo", "sue"])
def test_only_community_managers_and_admins_write_pages(cast, browser, who):
    client = browser(getattr(cast, who))
    no = 401 if who == "guest" else 403
    assert client.post("/admin/pages/new", data=TERMS).status_code == no
    assert client.post("/admin/pages/1", data=TERMS).status_code == no
    assert client.get("/admin/pages").status_code in {302, 403}
    assert db.session.scalar(select(Page)) is None


def test_a_community_manager_writes_articles_and_leaves_the_admins_pages(cast, browser, ada):
    cleo, guest = browser(cast.cleo), browser(cast.guest)
    assert cleo.get("/admin").location == "/admin/pages"
    begun = cleo.get("/admin/pages/new?title=Which+tent%3F&as=terms").text
    assert 'value="Which tent?"' in begun and "What we promise" not in begun
    for only_admins in ("is_in_footer", "is_to_accept", "Position in the footer"):
        assert only_admins not in begun and only_admins in ada.get("/admin/pages/new").text
    assert cleo.post("/admin/pages/new", data=ARTICLE).location == "/p/which-tent"
    assert "<strong>large</strong>" in guest.get("/p/which-tent").text
    assert '"/admin/pages/1"' in cleo.get("/p/which-tent").text
    assert "/admin/pages/1" not in guest.get("/p/which-tent").text
    better = {**ARTICLE, "body": "A small one.", "number": "1"}
    assert 'value="1"' in cleo.get("/admin/pages/1").text
    assert cleo.post("/admin/pages/1", data=better).status_code == 303

    assert ada.post("/admin/pages/new", data=TERMS).status_code == 303
    listed = cleo.get("/admin/pages").text
    assert '"/admin/pages/1"' in listed and "/admin/pages/2" not in listed
    assert "for admins to change" in listed and "Begin with" not in listed
    assert "Begin with" in ada.get("/admin/pages").text
    assert "/admin/pages/2" not in cleo.get("/p/terms").text
    assert cleo.get("/admin/pages/2").status_code == 403
    for sent in ({}, {**TERMS, "number": "1", "body": "Mine."}, {**TERMS, "preview": "1"}):
        assert cleo.post("/admin/pages/2", data=sent).status_code == 403
    for forged in ({"is_in_footer": "1"}, {"is_to_accept": "1"}, {"position": "3"}):
        answer = cleo.post("/admin/pages/1", data={**better, "number": "2", **forged})
        assert answer.status_code == 403, forged
    taken = cleo.post("/admin/pages/new", data={**ARTICLE, "title": "Privacy", "note": "kept"})
    assert taken.status_code == 422 and "Only admins write the page at this" in taken.text
    assert 'value="kept"' in taken.text


def test_what_an_admin_has_set_about_an_article_stays_when_a_community_manager_saves_it(
    cast, browser, ada
):
    assert ada.post("/admin/pages/new", data={**ARTICLE, "position": "7"}).status_code == 303
    cleo = browser(cast.cleo)
    hidden = re.search(r'name="position" value="(\d+)"', cleo.get("/admin/pages/1").text)[1]
    sent = {**ARTICLE, "body": "None.", "number": "1", "position": hidden}
    assert cleo.post("/admin/pages/1", data=sent).status_code == 303
    assert (db.session.scalars(select(Page)).one().position, hidden) == (7, "7")


def test_a_page_is_written_read_changed_and_compared(cast, browser, ada):
    guest = browser(cast.guest)
    begun = ada.get("/admin/pages/new?as=privacy").text
    assert "lawful basis" in begun and 'value="privacy"' in begun
    assert "lawful" not in ada.get("/admin/pages/new?as=../../etc/passwd").text
    draft = {**TERMS, "is_published": ""}
    assert (
        "<strong>kind</strong>" in ada.post("/admin/pages/new", data={**draft, "preview": "1"}).text
    )
    assert ada.post("/admin/pages/new", data=draft).location == "/p/terms"
    assert "only community managers and admins see it" in ada.get("/p/terms").text
    for path in ("/p/terms", "/p/terms/1", "/p/terms/versions"):
        assert guest.get(path).status_code == 404
    assert "/p/terms" not in guest.get("/").text
    assert ada.post("/admin/pages/1", data={**TERMS, "number": "1"}).status_code == 303
    page = guest.get("/p/terms").text
    assert (
        "<strong>kind</strong>" in page
        and "<script>alert" not in page
        and 'href="javascript' not in page
    )
    assert 'href="/p/terms"' in guest.get("/").text and "Version 1" in page
    new = {**TERMS, "body": "Be **very kind**.", "number": "1", "note": "More <kindness>"}
    assert ada.post("/admin/pages/1", data=new).status_code == 303
    late = ada.post("/admin/pages/1", data={**new, "body": "Something else."})
    assert late.status_code == 422 and "Somebody else has changed" in late.text
    assert "Something else." in late.text
    assert "very kind" in guest.get("/p/terms").text
    versions = guest.get("/p/terms/versions").text
    assert "<ins>very </ins>" in versions and "More &lt;kindness&gt;" in versions
    assert "Ada" not in versions and "Ada" in ada.get("/p/terms/versions").text
    old = guest.get("/p/terms/1").text
    assert "no longer in force" in old and "noindex" in old and "very" not in old
    assert guest.get("/p/terms/9").status_code == 404
    assert [v.number for v in db.session.scalars(select(PageVersion))] == [1, 2]


def test_what_was_saved_before_a_page_was_published_stays_a_draft(cast, browser, ada):
    guest, hidden = browser(cast.guest), {**TERMS, "is_published": ""}
    for number, (how, body) in enumerate([
        (hidden, "Dismiss Max first."), (hidden, "Kinder words."), (TERMS, "Kinder words."),
        (hidden, "Sell it to Acme."), (TERMS, "Kinder still."),
    ]):  # fmt: skip
        seen = {"number": str(number - (number > 2)), "note": f"note of {number}"}
        path = "/admin/pages/1" if number else "/admin/pages/new"
        assert ada.post(path, data={**how, **seen, "body": body}).status_code == 303
    page = guest.get("/p/terms/versions").text
    assert "still" in page and "Acme" not in page and "note of 0" not in page
    codes = [guest.get(f"/p/terms/{number}").status_code for number in (1, 2, 3, 4)]
    assert codes == [404, 200, 404, 200]
    assert guest.get("/p/terms/versions?from=1&to=2").status_code == 404
    assert ada.get("/p/terms/versions?from=1&to=3").status_code == 200


def test_pages_are_read_before_joining_where_guests_may_read_nothing(cast, browser, ada):
    ada.post("/admin/pages/new", data=TERMS)
    ada.post("/admin/settings/community", data={"shown": ["guests.may_read"]})
    assert "kind" in browser(cast.guest).get("/p/terms").text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": ""}, "Please fill this in."),
        ({"body": "x" * 32_001}, "This may have at most"),
        ({"slug": "taken"}, "There is already a page with this address."),
    ],
)
def test_a_page_that_cannot_be_is_refused_with_all_that_was_typed(ada, sent, said):
    ada.post("/admin/pages/new", data={**TERMS, "slug": "taken"})
    answer = ada.post("/admin/pages/new", data={**TERMS, "note": "kept note", **sent})
    assert answer.status_code == 422 and said in answer.text and "kept note" in answer.text


def test_a_version_is_accepted_at_the_next_thing_that_is_written_and_nothing_is_lost(cast, browser):
    ada, max_ = browser(cast.ada), browser(cast.max)
    thread = factories.thread(author=cast.amy, slug="pack")
    database.commit()
    place = f"/threads/{thread.id}/reply"
    page = {"title": "Terms", "slug": "terms", "body": "Be kind.", "is_published": "1", "number": "0",
            "is_to_accept": "1"}  # fmt: skip
    assert ada.post("/admin/pages/new", data=page).status_code == 303
    assert max_.get(f"/t/{thread.id}/pack").status_code == 200
    held = max_.post(place, data={"body": "Take the large one."})
    assert held.status_code == 403 and "Take the large one." in held.text
    assert 'href="/p/terms"' in held.text and "I accept; send my text" in held.text
    version = re.search(r'name="accept_pages" value="(\d+)"', held.text)[1]
    sent = {"body": "Take the large one.", "accept_pages": version}
    assert max_.post(place, data=sent).status_code == 303
    assert max_.post(place, data={"body": "Or the small one."}).status_code == 303
    database.begin("read")
    row = db.session.scalars(db.select(PageAcceptance)).one()
    assert (row.user_id, row.version_id) == (cast.max.id, int(version))
    database.rollback()

    number = re.search(r'name="number" value="(\d+)"', ada.get("/admin/pages/1").text)[1]
    quiet = {**page, "body": "Be kind, please.", "number": number, "is_to_accept": ""}
    assert ada.post("/admin/pages/1", data=quiet).status_code == 303
    assert max_.post(place, data={"body": "Or none at all."}).status_code == 303
    loud = {**page, "body": "Be kinder.", "number": str(int(number) + 1)}
    assert ada.post("/admin/pages/1", data=loud).status_code == 303
    assert max_.post(place, data={"body": "Held up again."}).status_code == 403
    asked = max_.get("/account/terms").text
    old = max_.post("/account/terms", data={"version": version})
    assert old.status_code == 422 and "look once more" in old.text
    newest = re.search(r'name="version" value="(\d+)"', asked)[1]
    assert max_.post("/account/terms", data={"version": newest}).location == "/"
    assert max_.post(place, data={"body": "Held up no more."}).status_code == 303


def test_who_accepted_another_page_since_is_asked_for_one_that_is_to_be_accepted_later(
    cast, browser
):
    ada, max_ = browser(cast.ada), browser(cast.max)
    for title in ("Terms", "Privacy"):  # the version of the second has the higher number
        page = {"title": title, "body": "Be kind.", "is_published": "1", "number": "0",
                "is_to_accept": "1" if title == "Privacy" else ""}  # fmt: skip
        assert ada.post("/admin/pages/new", data=page).status_code == 303
    asked = max_.get("/account/terms").text
    version = re.search(r'name="version" value="(\d+)"', asked)[1]
    assert max_.post("/account/terms", data={"version": version}).location == "/"
    assert 'name="version"' not in max_.get("/account/terms").text
    number = re.search(r'name="number" value="(\d+)"', ada.get("/admin/pages/1").text)[1]
    now = {"title": "Terms", "body": "Be kind.", "is_published": "1", "is_to_accept": "1",
           "number": number}  # fmt: skip
    assert ada.post("/admin/pages/1", data=now).status_code == 303
    assert "Terms" in max_.get("/account/terms").text
    assert 'name="version"' in max_.get("/account/terms").text
