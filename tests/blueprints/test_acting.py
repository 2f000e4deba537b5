"""Editing, deleting, reacting, marking answers, arranging threads, drafts: over the web."""

import re

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Draft, Post, Revision, StaffAction, Thread
from tests import factories

JSON = {"Accept": "application/json"}


@pytest.fixture
def thread(cast):
    here = factories.category(slug="here", name="Here")
    factories.category(slug="there", name="There")
    made = factories.thread(category=here, author=cast.max, kind="question", title="A question")
    factories.post(thread=made, author=cast.amy, body="An answer.")
    database.commit()
    return made


def post(number):
    """What the post is now, as a plain row; the test's own transaction is over afterwards."""
    database.rollback()
    row = db.session.execute(
        select(Post.id, Post.version, Post.body).where(Post.number == number)
    ).first()
    database.rollback()
    return row


def edit(client, number, **fields):
    one = post(number)
    return client.post(f"/posts/{one.id}/edit", data={"version": one.version, **fields})


def test_one_edits_ones_own_post_and_the_versions_can_be_read(cast, browser, thread):
    amy = browser(cast.amy)
    form = amy.get(f"/posts/{post(2).id}/edit")
    assert "An answer." in form.text
    body = "A completely different answer, " + "much longer than before. " * 8
    answer = edit(amy, 2, body=body, reason="More to say")
    assert answer.status_code == 303 and answer.location.endswith("/2#post-2")
    assert "completely different" in browser(cast.guest).get(f"/t/{thread.id}/{thread.slug}").text
    versions = browser(cast.guest).get(f"/posts/{post(2).id}/revisions").text
    assert "More to say" in versions and re.search(r"<ins>[^<]*different", versions)
    assert amy.post(f"/posts/{post(2).id}/revisions/2/restore").status_code == 303
    assert post(2).body == "An answer."


def test_the_first_post_is_edited_with_its_thread(cast, browser, thread):
    max_ = browser(cast.max)
    assert edit(
        max_, 1, body="First post.", title="A better question", tags="one, two", kind="question"
    ).status_code in {303, 422}
    page = max_.get(f"/threads/{thread.id}/edit")
    assert page.location == f"/posts/{post(1).id}/edit"
    assert (
        edit(max_, 1, body="First post.", title="A better question", kind="question").status_code
        == 303
    )
    assert "A better question" in browser(cast.guest).get("/latest").text


def test_of_two_edits_at_once_the_second_is_shown_both_texts(cast, browser, thread):
    first, second = browser(cast.amy), browser(cast.ada)
    version = post(2).version
    assert edit(first, 2, body="Amy was here.").status_code == 303
    typed = {"version": version, "body": "Ada was here.", "reason": "Dates"}
    answer = second.post(f"/posts/{post(2).id}/edit", data=typed)
    assert answer.status_code == 409
    assert "Amy was here." in answer.text and "Ada was here." in answer.text
    assert post(2).body == "Amy was here."


@pytest.mark.parametrize(
    ("who", "status"), [("guest", 403), ("max", 403), ("sue", 403), ("nia", 403)]
)
def test_nobody_else_edits_it_and_what_they_typed_is_still_there(
    cast, browser, thread, who, status
):
    answer = edit(browser(getattr(cast, who)), 2, body="Not mine at all.")
    assert answer.status_code == status and "Not mine at all." in answer.text
    assert post(2).body == "An answer."


def test_a_wrong_edit_loses_nothing(cast, browser, thread):
    answer = edit(browser(cast.amy), 2, body="  ", reason="Because")
    assert answer.status_code == 422 and "Because" in answer.text


def test_a_post_is_deleted_and_comes_back(cast, browser, thread):
    amy = browser(cast.amy)
    assert amy.post(f"/posts/{post(2).id}/delete").status_code == 303
    page = f"/t/{thread.id}/{thread.slug}"
    assert "An answer." not in browser(cast.guest).get(page).text
    assert "An answer." in amy.get(page).text
    assert amy.post(f"/posts/{post(2).id}/restore").status_code == 303
    assert "An answer." in browser(cast.guest).get(page).text


def test_reacting_toggles_and_says_the_counts(cast, browser, thread):
    max_ = browser(cast.max)
    at = f"/posts/{post(2).id}"
    told = max_.post(f"{at}/react", data={"kind": "heart"}, headers=JSON).get_json()["reactions"]
    assert {"key": "heart", "count": 1, "mine": True} in told
    assert max_.post(f"{at}/react", data={"kind": "heart"}).status_code == 303
    assert "Max" in browser(cast.guest).get(f"{at}/reactions").text
    told = max_.post(f"{at}/unreact", data={"kind": "heart"}, headers=JSON).get_json()["reactions"]
    assert {"key": "heart", "count": 0, "mine": False} in told
    assert max_.post(f"{at}/react", data={"kind": "poison"}).status_code == 422
    assert browser(cast.amy).post(f"{at}/react", data={"kind": "heart"}).status_code == 403
    assert browser(cast.guest).post(f"{at}/react", data={"kind": "heart"}).status_code == 403


def test_the_asker_marks_the_answer_and_takes_it_back(cast, browser, thread):
    max_ = browser(cast.max)
    assert browser(cast.amy).post(f"/posts/{post(2).id}/accept").status_code == 403
    assert max_.post(f"/posts/{post(2).id}/accept").status_code == 303
    assert "Answered" in browser(cast.guest).get("/latest").text
    assert max_.post(f"/posts/{post(2).id}/unaccept").status_code == 303
    assert "Answered" not in browser(cast.guest).get("/latest").text


def test_the_source_is_for_who_may_read_the_post(cast, browser, thread):
    got = browser(cast.guest).get(f"/posts/{post(2).id}/source", headers=JSON).get_json()
    assert got == {"body": "An answer.", "author": "amy", "number": 2, "thread": thread.id}
    secret = factories.thread(category=factories.category(private_to="ambassadors"), body="Hush.")
    hidden = db.session.scalar(select(Post.id).where(Post.thread_id == secret.id))
    database.commit()
    for verb in ("source", "edit", "revisions", "reactions"):
        assert browser(cast.max).get(f"/posts/{hidden}/{verb}").status_code == 404, verb
    for verb in ("edit", "delete", "restore", "react", "unreact", "accept", "unaccept"):
        answer = browser(cast.max).post(
            f"/posts/{hidden}/{verb}", data={"body": "x", "version": 0, "kind": "heart"}
        )
        assert answer.status_code == 404, verb


def test_moderators_arrange_threads_and_it_is_written_down(cast, browser, thread):
    mo, at = browser(cast.mo), f"/threads/{thread.id}"
    assert mo.post(f"{at}/close").status_code == 303
    assert "This thread is closed." in browser(cast.max).get(f"/t/{thread.id}/{thread.slug}").text
    assert mo.post(f"{at}/open").status_code == 303
    assert mo.get(f"{at}/pin").status_code == 200
    assert mo.post(f"{at}/pin", data={"scope": "category"}).status_code == 303
    assert mo.post(f"{at}/pin", data={"scope": "everywhere"}).status_code in {403, 422}
    assert (
        mo.post(f"{at}/pin", data={"scope": "category", "until": "2001-01-01"}).status_code == 422
    )
    assert browser(cast.ada).post(f"{at}/pin", data={"scope": "everywhere"}).status_code == 303
    assert browser(cast.amy).post(f"{at}/dismiss-pin").status_code == 303
    assert mo.get(f"{at}/move").status_code == 200
    assert mo.post(f"{at}/move", data={"category": "there"}).status_code == 303
    assert "A question" in browser(cast.guest).get("/c/there").text
    assert mo.post(f"{at}/delete").status_code == 403
    assert "Moderate" in mo.get(f"/t/{thread.id}/{thread.slug}").text
    verbs = set(db.session.scalars(select(StaffAction.verb)))
    assert {"close", "open", "pin", "move"} <= verbs


@pytest.mark.parametrize("verb", ["close", "open", "archive", "pin", "unpin", "move", "delete"])
def test_others_do_not(cast, browser, thread, verb):
    for who in ("guest", "amy", "sue"):
        data = {"scope": "category", "category": "there"}
        answer = browser(getattr(cast, who)).post(f"/threads/{thread.id}/{verb}", data=data)
        assert answer.status_code == 403, who
    assert not db.session.get(Thread, thread.id).is_closed


def test_a_moderator_hides_a_version(cast, browser, thread):
    edit(
        browser(cast.amy),
        2,
        body="A secret number: 12345 and a lot more text to make it count. " * 3,
    )
    edit(
        browser(cast.amy),
        2,
        body="Nothing to see here, really nothing at all to see any more. " * 3,
        reason="Oops",
    )
    database.rollback()
    numbers = list(db.session.scalars(select(Revision.number)))
    database.rollback()
    at = f"/posts/{post(2).id}/revisions"
    assert browser(cast.max).post(f"{at}/{numbers[-1]}/hide").status_code == 403
    assert browser(cast.mo).post(f"{at}/{numbers[0]}/hide").status_code == 303
    assert "12345" not in browser(cast.amy).get(at).text
    assert "12345" in browser(cast.mo).get(at).text
    cleo = browser(cast.cleo)
    assert "Show this version" in cleo.get(at).text and "Hide this" in cleo.get(at).text
    more = "Nothing to see here, really nothing at all to see any more. " * 3 + "Thank you."
    assert edit(cleo, 2, body=more, reason="Kinder").status_code == 303
    page = cleo.get(at).text
    assert "Hide this" not in page and "Show this version" in page  # who changed it hides nothing
    assert "Hide this" in browser(cast.mo).get(at).text


def test_drafts_have_a_sequence_and_a_stale_tab_is_told(cast, browser, thread):
    max_, key = browser(cast.max), f"thread:{thread.id}"

    def save(sequence, body, **more):
        return max_.post(
            "/drafts",
            json={"key": key, "sequence": sequence, "payload": {"body": body}, **more},
            headers=JSON,
        )

    assert save(0, "One").get_json() == {"sequence": 1}
    assert save(1, "Two").get_json() == {"sequence": 2}
    stale = save(1, "Three")
    assert (stale.status_code, stale.get_json()["payload"]) == (409, {"body": "Two"})
    assert save(1, "Three", force=True).get_json() == {"sequence": 3}
    assert max_.get(f"/drafts/{key}").get_json()["payload"] == {"body": "Three"}
    assert "Three" in max_.get("/drafts").text
    assert (
        max_.post(
            f"/threads/{thread.id}/reply", data={"body": "Sent.", "submission_key": "k1"}
        ).status_code
        == 303
    )
    assert save(3, "Again").status_code == 409
    assert "Three" not in max_.get("/drafts").text


def test_a_draft_is_saved_without_a_script_and_thrown_away(cast, browser, thread):
    max_ = browser(cast.max)
    sent = {
        "key": "new",
        "sequence": "",
        "title": "Half a title",
        "body": "Half a thought",
        "category": "here",
    }
    assert max_.post("/drafts", data=sent).location == "/drafts"
    assert "Half a title" in max_.get("/drafts").text
    assert "Half a thought" in max_.get("/start").text
    assert max_.post("/drafts/new/discard").status_code == 303
    assert "Half a title" not in max_.get("/drafts").text


def hidden(page):
    """The fields that a form of this page carries without showing them."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))


def test_a_draft_of_an_edit_does_not_overwrite_what_somebody_changed_since(cast, browser, thread):
    amy, at = browser(cast.amy), f"/posts/{post(2).id}/edit"
    begun = hidden(amy.get(at)) | {"body": "Amy's half sentence"}
    assert amy.post("/drafts", data=begun).status_code == 303
    assert edit(browser(cast.ada), 2, body="Ada's correction.", reason="Dates").status_code == 303
    later = amy.get(at)
    assert "Amy&#39;s half sentence" in later.text
    again = hidden(later) | {"body": "Amy's whole sentence"}
    saved = amy.post(at, data=again)
    assert saved.status_code == 409
    assert "Ada&#39;s correction." in saved.text and "Amy&#39;s whole sentence" in saved.text
    assert post(2).body == "Ada's correction."
    assert amy.post(at, data=hidden(saved) | {"body": "Both."}).status_code == 303
    assert post(2).body == "Both."


def test_a_page_saves_no_draft_over_a_newer_one_without_asking(cast, browser, thread):
    """Without a script: both texts are shown, and the one that is chosen stays."""
    max_, key = browser(cast.max), f"thread:{thread.id}"
    page = hidden(max_.get(f"/threads/{thread.id}/reply"))
    other = {**page, "body": "From the other window"}
    assert max_.post("/drafts", data=other).status_code == 303
    asked = max_.post("/drafts", data=page | {"body": "From the first window"})
    assert asked.status_code == 409
    assert "From the other window" in asked.text and "From the first window" in asked.text
    assert max_.get(f"/drafts/{key}").get_json()["payload"]["body"] == "From the other window"
    chosen = hidden(asked) | {"body": "From the first window"}
    assert max_.post("/drafts", data=chosen).status_code == 303
    assert max_.get(f"/drafts/{key}").get_json()["payload"]["body"] == "From the first window"


def test_a_form_that_knows_of_no_draft_saves_one_only_where_none_is(cast, browser, thread):
    """The one below a thread; also when it was drawn again to show a preview."""
    max_ = browser(cast.max)
    page = hidden(max_.get(f"/t/{thread.id}/{thread.slug}"))
    form = {"csrf_token": "", **page, "key": f"thread:{thread.id}", "sequence": ""}
    assert max_.post("/drafts", data=form | {"body": "First"}).status_code == 303
    reply = f"/threads/{thread.id}/reply"
    previewed = max_.post(reply, data=form | {"body": "Second", "preview": "1"})
    assert hidden(previewed)["sequence"] == ""
    asked = max_.post("/drafts", data=hidden(previewed) | {"body": "Second"})
    assert asked.status_code == 409 and "First" in asked.text
    assert max_.post(reply, data=form | {"body": "Sent."}).status_code == 303
    assert max_.post("/drafts", data=form | {"body": "The next one"}).status_code == 303


def test_what_was_sent_elsewhere_comes_back_only_when_it_is_wanted(cast, browser, thread):
    max_, reply = browser(cast.max), f"/threads/{thread.id}/reply"
    page = hidden(max_.get(reply))
    assert max_.post(reply, data=page | {"body": "Sent."}).status_code == 303
    asked = max_.post("/drafts", data=page | {"body": "Sent."})
    assert asked.status_code == 409 and "sent or thrown away" in asked.text
    assert "Sent." not in max_.get("/drafts").text


def test_the_same_draft_twice_is_saved_once(cast, browser, thread):
    max_ = browser(cast.max)
    page = hidden(max_.get(f"/threads/{thread.id}/reply")) | {"body": "Clicked twice"}
    assert [max_.post("/drafts", data=page).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "nonsense"},
        {"key": "thread:999999"},
        {"key": "thread:99999999999"},
        {"sequence": "x"},
        {"payload": "text"},
        {"payload": None},
        {"payload": [1]},
        {"key": ["new"]},
        {"sequence": 2**70},
    ],
)
def test_a_draft_of_a_wrong_shape_is_refused(cast, browser, wrong):
    sent = {"key": "new", "sequence": 0, "payload": {"body": "x"}, **wrong}
    assert browser(cast.max).post("/drafts", json=sent, headers=JSON).status_code in {400, 404, 422}
    assert db.session.scalars(select(Draft)).all() == []


def test_guests_have_no_drafts(cast, browser):
    guest = browser(cast.guest)
    assert guest.get("/drafts").location.startswith("/sign-in")
    assert (
        guest.post("/drafts", json={"key": "new", "payload": {}}, headers=JSON).status_code == 403
    )
