"""The pages of what was decided about oneself, of the link in the letter, and of who answers."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from flask import current_app
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import proofs
from forum.models import Appeal, User
from forum.services import decisions
from forum.services import statements as services
from tests import appealing, casework, factories


@pytest.fixture
def decision(app, cast):
    made = appealing.decided(cast, cast.cleo, "suspension", days=3, jump="spam", also="remove")
    told = appealing.told(made)
    read, appeal = (word(told, use) for use in (proofs.READ, proofs.APPEAL))
    found = SimpleNamespace(made=made, told=SimpleNamespace(id=told.id), read=read, appeal=appeal)
    database.commit()
    return found


@contextmanager
def rows():
    """What is in the database now."""
    database.begin("read")
    db.session.expire_all()
    yield db.session
    database.rollback()
    database.begin("write")


def word(statement, purpose):
    key = current_app.config["SECRET_KEY"]
    return proofs.make(key, statement.puid, statement.id, purpose)


def test_a_suspended_member_finds_reads_and_contradicts_it(app, cast, decision, browser):
    told = decision.told
    max = browser(cast.max)
    assert "/account/decisions" in max.get("/account/data").text  # two steps from the account
    listed = max.get("/account/decisions").text
    assert "Suspended" in listed and "In force until" in listed
    page = max.get(f"/account/decisions/{told.id}").text
    assert appealing.FACTS[:30] in page and "nia" not in page.split("<main")[1].casefold()
    empty = max.post(f"/account/decisions/{told.id}/appeal", data={"grounds": " "})
    assert empty.status_code == 422
    long = max.post(f"/account/decisions/{told.id}/appeal", data={"grounds": "w" * 4001})
    assert long.status_code == 422 and "w" * 4001 in long.text  # nothing typed is lost
    sent = max.post(f"/account/decisions/{told.id}/appeal", data={"grounds": "Not my shop."})
    assert sent.status_code == 303
    with rows() as session:
        reference = session.scalars(select(Appeal.reference)).one()
    assert reference in max.get(f"/account/decisions/{told.id}").text
    again = max.post(f"/account/decisions/{told.id}/appeal", data={"grounds": "Again."})
    assert again.status_code == 403
    assert max.post(f"/account/decisions/{told.id}/withdraw").status_code == 303


def test_the_wrong_person_with_a_right_address_meets_nothing(app, cast, decision, browser):
    told = decision.told
    appeal = appealing.appealed(decision.made, cast.max)
    reference = appeal.reference
    database.commit()
    for person in (cast.nia, cast.amy, cast.mo, cast.cleo, cast.ada):
        client = browser(person)
        assert client.get(f"/account/decisions/{told.id}").status_code == 404
        sent = client.post(f"/account/decisions/{told.id}/appeal", data={"grounds": "Mine."})
        assert sent.status_code == 404
        assert client.post(f"/account/decisions/{told.id}/withdraw").status_code == 404
    for person in (cast.nia, cast.max, cast.mo, cast.cleo, cast.sue):  # Cleo has decided it
        client = browser(person)
        assert client.get(f"/moderation/appeals/{reference}").status_code == 404
        for verb in ("claim", "release", "answer"):
            assert client.post(f"/moderation/appeals/{reference}/{verb}").status_code == 404
    assert reference not in browser(cast.cleo).get("/moderation/appeals").text
    assert reference in browser(cast.ada).get("/moderation/appeals").text


def test_the_link_needs_no_account_and_changes_nothing_by_being_opened(
    app, cast, decision, browser
):
    read, appeal = decision.read, decision.appeal
    guest = browser(cast.guest)
    page = guest.get(f"/statements/read/{read}")
    assert page.status_code == 200 and "Your account is suspended" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "<form" not in page.text.split("<main")[1].split("</main")[0]
    assert guest.get(f"/statements/appeal/{read}").status_code == 404
    assert guest.post(f"/statements/appeal/{read}", data={"grounds": "x"}).status_code == 404
    assert guest.get(f"/statements/read/{appeal}").status_code == 404
    assert guest.get(f"/mail/stop/{appeal}").status_code == 404
    assert guest.get(f"/statements/appeal/{appeal}").status_code == 200
    with rows() as session:
        assert session.scalars(select(Appeal)).all() == []
    sent = guest.post(f"/statements/appeal/{appeal}", data={"grounds": "Not my shop."})
    assert sent.status_code == 303
    with rows() as session:
        assert session.scalars(select(Appeal.user_id)).all() == [cast.max.id]
    assert "Not my shop." in guest.get(f"/statements/appeal/{appeal}").text
    assert guest.get("/account/decisions").status_code == 302  # it was no sign-in


def test_the_answer_is_typed_once_and_undoes_everything(app, cast, decision, browser):
    reference = appealing.appealed(decision.made, cast.max).reference
    database.commit()
    ada, at = browser(cast.ada), f"/moderation/appeals/{reference}"
    page = ada.get(at).text
    for beside in ("Your account is suspended", "What was said.", "It was not my shop."):
        assert beside in page
    assert ada.post(f"{at}/claim").status_code == 303
    wrong = ada.post(f"{at}/answer", data={"outcome": "reversed", "reasons": appealing.WHY})
    assert wrong.status_code == 422 and appealing.WHY.split("'")[0] in wrong.text
    data = {"outcome": "reversed", "reasons": appealing.WHY, "code_reversed": "context",
            "apology": "We are sorry.", "version": 0}  # fmt: skip
    assert ada.post(f"{at}/answer", data=data).status_code == 303
    assert ada.post(f"{at}/answer", data=data).status_code == 403
    with rows() as session:
        assert not session.get_one(User, cast.max.id).is_suspended
    page = browser(cast.max).get(f"/account/decisions/{decision.told.id}").text
    assert "We are sorry." in page and "Taken back after an appeal" in page


def test_something_milder_is_chosen_in_the_same_form(app, cast, decision, browser):
    reference = appealing.appealed(decision.made, cast.max).reference
    database.commit()
    data = {"outcome": "varied", "reasons": appealing.WHY, "code_reversed": "disproportionate",
            "action": "restriction", "days": "2", "also": "hide"}  # fmt: skip
    sent = browser(cast.ada).post(f"/moderation/appeals/{reference}/answer", data=data)
    assert sent.status_code == 303
    with rows() as session:
        user = session.get_one(User, cast.max.id)
        assert user.is_restricted and not user.is_suspended


def test_the_place_of_a_removed_post_is_shown_to_its_author_alone(app, cast, browser):
    thread = factories.thread(author=cast.amy)
    case = casework.case(cast.max, thread=thread, body="What was said of the shop.")
    made = decisions.decide(cast.cleo, case, appealing.choice(cast, "remove"), case.version)
    told, post_id = appealing.told(made).id, case.post_id
    address = f"/t/{thread.id}/{thread.slug}"
    database.commit()
    max = browser(cast.max)
    page = max.get(address).text
    assert f"/posts/{post_id}/statement" in page and "said of the shop" not in page
    for other in (cast.amy, cast.guest):
        shown = browser(other).get(address).text
        assert "Removed by a moderator" not in shown and f"/posts/{post_id}/" not in shown
    assert max.get(f"/posts/{post_id}/statement").location == f"/account/decisions/{told}"


@pytest.mark.parametrize("address", ["/account/decisions", "/moderation/appeals"])
def test_a_list_costs_the_same_for_one_and_for_many(app, cast, browser, queries, address):
    client = browser(cast.max if address.startswith("/account") else cast.ada)

    def cost():
        database.commit()
        client.get(address)
        with queries() as found:
            client.get(address)
        return len(found)

    appealing.appealed(appealing.decided(cast, cast.cleo), cast.max)
    before = cost()
    for _n in range(5):
        case = casework.case(cast.max)
        made = casework.decided(case, cast.cleo, "hide")
        services.send(cast.cleo, case, made, (), made.decided_at)
        appealing.appealed(made, cast.max)
    assert cost() == before
