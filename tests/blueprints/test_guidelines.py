"""Everybody reads the guidelines and every change; who writes has accepted what is significant."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import GuidelineAcceptance, Post, Reaction, Thread, User
from forum.models.columns import utcnow
from forum.services import guidelines
from forum.settings import BY_NAME
from tests import factories

FIRST = "## Respect\n\nBe decent.\n\n## Old rule\n\nNo shoes indoors."
SECOND = "## Respect\n\nBe decent and kind.\n\n## New rule\n\nShoes are fine."


@pytest.fixture
def two(app, cast):
    """Two versions: the second, a significant one, is in force; nobody has accepted it."""
    factories.guidelines(FIRST, at=utcnow() - timedelta(days=50))
    made = factories.guidelines(SECOND, at=utcnow() - timedelta(days=1))
    database.commit()
    return made


def accepted(person):
    rows = select(GuidelineAcceptance.version_id, GuidelineAcceptance.method)
    return db.session.execute(rows.where(GuidelineAcceptance.user_id == person.id)).all()


def test_guests_read_the_current_and_every_older_version(two, cast, browser):
    page = browser(cast.guest).get("/guidelines").text
    assert "Be decent and kind." in page and 'id="new-rule"' in page and "No shoes" not in page
    old = browser(cast.guest).get("/guidelines/1").text
    assert "No shoes indoors." in old and "This is an older version." in old
    assert browser(cast.guest).get("/guidelines/3").status_code == 404
    versions = browser(cast.guest).get("/guidelines/versions").text
    assert "Version 1" in versions and "Version 2" in versions and two.sha256[:16] in versions


def test_the_difference_of_two_versions_is_readable(two, cast, browser):
    page = browser(cast.guest).get("/guidelines/compare?from=1&to=2").text
    assert "<ins> and kind</ins>" in page
    assert "New" in page and "Shoes are fine." in page
    assert "<del>" in page and "No shoes indoors." in page
    assert "Criticism" not in page  # what stayed as it was is left out
    assert browser(cast.guest).get("/guidelines/compare").status_code == 200
    for wrong in ("from=1&to=9", "from=-1&to=1", "from=99999999999&to=1"):
        assert browser(cast.guest).get(f"/guidelines/compare?{wrong}").status_code == 404


def test_a_link_to_a_rule_that_is_gone_leads_to_what_it_said(two, cast, browser):
    guest = browser(cast.guest)
    assert guest.get("/guidelines/section/respect").location == "/guidelines#respect"
    assert guest.get("/guidelines/section/old-rule").location == "/guidelines/1#old-rule"
    assert guest.get("/guidelines/section/never").status_code == 404


def test_machines_read_them_too(two, cast, browser):
    found = browser(cast.guest).get("/guidelines.json").json
    document = found["documents"][0]
    assert document["in_force"]["number"] == 2
    assert document["in_force"]["sha256"] == two.sha256
    anchors = [section["anchor"] for section in document["sections"]]
    assert anchors == ["respect", "new-rule", "criticism-is-welcome"]
    assert document["sections"][0]["eu_category"] == "CYBER_VIOLENCE"
    assert [version["number"] for version in document["versions"]] == [2, 1]
    assert found["how_we_moderate"]["automatic"] and found["how_we_moderate"]["ladder"]


def test_the_automatic_rules_are_those_that_are_switched_on(two, cast, browser):
    from forum.services import settings

    links = BY_NAME["newcomers.links"].default
    assert f"links in a post: {links} at most" in browser(cast.guest).get("/guidelines").text
    settings.change(cast.ada, "newcomers.links", str(links + 5))
    database.commit()
    assert f"links in a post: {links + 5} at most" in browser(cast.guest).get("/guidelines").text


def test_a_draft_is_nobodys_guidelines(two, cast, browser):
    from forum.queries import guidelines as queries

    draft = guidelines.begin(cast.cleo, queries.document(cast.cleo))
    guidelines.describe(cast.cleo, draft, "Secret plans.", "x", "major")
    database.commit()
    for who in (cast.guest, cast.max, cast.mo):
        for page in ("/guidelines", "/guidelines/versions", "/guidelines.json"):
            assert "Secret plans." not in browser(who).get(page).text
        assert browser(who).get("/guidelines/3").status_code == 404


def test_what_a_private_category_adds_stays_there(two, cast, browser):
    lounge = factories.category(private_to="ambassadors", name="Lounge")
    document = guidelines.add_document(cast.cleo, lounge.id)
    factories.guidelines("## Hush\n\nNo word outside.", document_id=document.id)
    database.commit()
    for person, may in ((cast.guest, False), (cast.max, False), (cast.amy, True)):
        assert ("Lounge" in browser(person).get("/guidelines").text) is may
        assert ("Hush" in browser(person).get("/guidelines.json").text) is may
        for page in ("", "/1", "/versions", "/compare", "/section/hush"):
            place = f"/guidelines/in/{document.slug}{page}"
            assert (browser(person).get(place).status_code in {200, 302}) is may, place


def test_reading_stays_possible_and_every_page_says_what_is_asked(two, cast, browser):
    thread = factories.thread()
    database.commit()
    page = browser(cast.max).get(f"/t/{thread.id}/{thread.slug}")
    assert page.status_code == 200 and "accept them before you write" in page.text
    assert 'name="body"' not in page.text
    cast.max.accepted_number = 2
    database.commit()
    page = browser(cast.max).get(f"/t/{thread.id}/{thread.slug}").text
    assert "accept them before you write" not in page and 'name="body"' in page


def test_what_was_being_sent_is_sent_with_the_acceptance(two, cast, browser):
    thread = factories.thread()
    database.commit()
    max_, place = browser(cast.max), f"/threads/{thread.id}/reply"
    held = max_.post(place, data={"body": "My long text.", "submission_key": "abc"})
    assert held.status_code == 403
    assert "My long text." in held.text and "<ins> and kind</ins>" in held.text
    assert db.session.scalar(select(Post).where(Post.body == "My long text.")) is None
    assert accepted(cast.max) == []
    database.commit()
    sent = max_.post(place, data={
        "body": "My long text.", "submission_key": "abc", "accept_guidelines": str(two.id),
    })  # fmt: skip
    assert sent.status_code == 303
    database.commit()
    assert db.session.scalar(select(Post).where(Post.body == "My long text.")) is not None
    assert accepted(cast.max) == [(two.id, "interstitial")]
    newest = select(User.accepted_number).where(User.id == cast.max.id)
    assert db.session.scalar(newest) == 2


def test_a_new_thread_is_held_up_and_keeps_every_field(two, cast, browser):
    category = factories.category()
    database.commit()
    typed = {"title": "A title", "body": "A text.", "category": category.slug, "kind": "question"}
    held = browser(cast.max).post("/start", data=typed)
    for value in typed.values():
        assert value in held.text
    assert browser(cast.max).get("/start").status_code == 403
    browser(cast.max).post("/start", data={**typed, "accept_guidelines": str(two.id)})
    database.commit()
    assert db.session.scalar(select(Thread).where(Thread.title == "A title")) is not None


def test_accepting_counts_even_when_the_text_needs_another_look(two, cast, browser):
    thread = factories.thread()
    database.commit()
    sent = browser(cast.max).post(
        f"/threads/{thread.id}/reply", data={"body": " ", "accept_guidelines": str(two.id)}
    )
    assert sent.status_code == 422
    database.commit()
    assert accepted(cast.max) == [(two.id, "interstitial")]


@pytest.mark.parametrize("who", ["nia", "max", "amy", "mo", "cleo", "ada"])
def test_everybody_accepts_the_team_too(two, cast, browser, who):
    person = getattr(cast, who)
    thread = factories.thread()
    database.commit()
    held = browser(person).post(f"/threads/{thread.id}/reply", data={"body": "Hello there."})
    assert held.status_code == 403 and "accept_guidelines" in held.text


def test_reactions_edits_and_messages_wait_too(two, cast, browser):
    thread = factories.thread(author=cast.max)
    post = factories.post(thread=thread, author=cast.amy)
    own = factories.post(thread=thread, author=cast.max)
    talk = factories.conversation(cast.max, cast.amy)
    database.commit()
    max_ = browser(cast.max)
    held = [
        max_.post(f"/posts/{post.id}/react", data={"kind": "heart"}),
        max_.post(f"/posts/{own.id}/edit", data={"body": "Else.", "version": "0"}),
        max_.post(f"/messages/{talk.id}/write", data={"body": "Hello."}),
        max_.get("/messages/new"),
    ]
    assert [page.status_code for page in held] == [403] * 4
    assert all("Please read the guidelines" in p.text or "have changed" in p.text for p in held)
    answer = max_.post(
        f"/posts/{post.id}/react", json={"kind": "heart"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 403 and answer.json["accept"] == "/guidelines/accept"
    database.commit()
    assert db.session.scalars(select(Reaction)).all() == []
    database.commit()
    assert max_.post(f"/posts/{own.id}/delete").status_code == 303  # what is one's own may go


def test_the_team_is_asked_by_everybody(two, cast, browser):
    talk = factories.conversation(cast.max, kind="team")
    database.commit()
    sent = browser(cast.max).post(f"/messages/{talk.id}/write", data={"body": "Why must I accept?"})
    assert sent.status_code == 303


def test_only_a_version_in_the_list_is_accepted(two, cast, browser):
    max_ = browser(cast.max)
    for wrong in ("", "0", "99", "x", "1" * 30):
        assert max_.post("/guidelines/accept", data={"version": wrong}).status_code == 422
    thread = factories.thread()
    database.commit()
    sent = {"body": "Hello there.", "accept_guidelines": "99"}
    assert max_.post(f"/threads/{thread.id}/reply", data=sent).status_code == 403
    done = max_.post("/guidelines/accept", data={"version": str(two.id), "next": "/latest"})
    assert done.location == "/latest"
    away = {"version": str(two.id), "next": "https://evil.example/"}
    assert max_.post("/guidelines/accept", data=away).location == "/"


def test_guests_accept_nothing(two, cast, browser):
    assert browser(cast.guest).get("/guidelines/accept").status_code == 302
    assert browser(cast.guest).post("/guidelines/accept", data={}).status_code == 401


def test_the_first_guidelines_are_shown_whole_to_who_was_here_before(app, cast, browser):
    cast.max.accepted_number = 0
    factories.guidelines(FIRST)
    database.commit()
    page = browser(cast.max).get("/guidelines/accept").text
    assert "No shoes indoors." in page and "Please accept the guidelines" in page


def test_what_is_announced_is_seen_before_and_may_be_accepted(app, cast, browser):
    from tests.services.test_guidelines import published

    factories.guidelines(FIRST)
    second = published(cast)
    thread = factories.thread()
    database.commit()
    max_ = browser(cast.max)
    assert "going to change" in max_.get("/latest").text
    assert "going to change" not in browser(cast.guest).get("/latest").text
    guest = browser(cast.guest).get("/guidelines").text
    assert "New guidelines come into force on" in guest
    assert "comes into force on" in browser(cast.guest).get("/guidelines/2").text
    sent = max_.post(f"/threads/{thread.id}/reply", data={"body": "Nothing stops me."})
    assert sent.status_code == 303
    assert max_.post("/guidelines/accept", data={"version": str(second.id)}).status_code == 303
    assert "going to change" not in max_.get("/latest").text


def test_joining_accepts_by_version(two, cast, browser):
    page = browser(cast.guest).get("/join").text
    assert f'value="{two.id}"' in page


def test_who_writes_for_the_first_times_is_shown_three_rules_of_the_category(
    app, cast, browser, queries
):
    factories.guidelines()
    place = factories.category(name="Repairs")
    document = guidelines.add_document(cast.cleo, place.id)
    factories.guidelines("## Stoves\n\nOne stove a **thread**.", document_id=document.id)
    thread = factories.thread(category=place)
    cast.nia.post_count, cast.max.post_count = 4, 5
    database.commit()
    pages = (f"/t/{thread.id}/{thread.slug}", f"/threads/{thread.id}/reply",
             f"/start?category={place.slug}")  # fmt: skip
    nia, max_ = browser(cast.nia), browser(cast.max)
    for page in pages:
        shown = nia.get(page).text
        assert "Good to know before you write" in shown and "One stove a thread." in shown, page
        brief = shown.partition("Good to know")[2].partition("</details>")[0]
        assert brief.count("<li>") == 3, page
        assert "Good to know" not in max_.get(page).text
    with queries() as seen:
        nia.get(pages[0])
    assert not [one for one in seen if "guideline" in one]  # kept in memory for all who write here
