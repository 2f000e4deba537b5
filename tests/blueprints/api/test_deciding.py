"""Moderating by program: nothing is decided without its statement, and rules are those of the pages."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.models import Appeal, Decision, ModerationCase, Post, StaffAction, Statement, User
from forum.models.columns import utcnow
from tests import appealing, casework, factories
from tests.house.test_floors import ROOT
from tests.house.test_promises import made

FACTS = "The post offers a shop of the author's own without saying that it is theirs."


@pytest.fixture
def case(app, cast):
    factories.guidelines()
    found = casework.case(cast.max, thread=factories.thread(title="Tents in the rain"))
    casework.report(found, cast.nia, explanation="Not kind at all.")
    database.commit()
    return found


def choice(desk, **with_):
    return {"action": "hide", "section": str(desk["rules"][0]["id"]), "quote": "was said",
            "facts": FACTS, "explanation": "Please say whose shop it is.", **with_}  # fmt: skip


def count(model):
    found = db.session.scalar(select(func.count(model.id)))
    database.commit()
    return found


def test_a_case_is_read_previewed_decided_and_the_member_reads_what_was_shown(cast, case, program):
    cleo, here = program(cast.cleo), f"/cases/{case.reference}"
    read = cleo.get(here)
    assert read.json["reports"][0]["explanation"] == "Not kind at all."
    assert read.json["member"]["person"]["name"] == "max" and read.json["posts"]
    desk = cleo.get(f"{here}/choices").json
    assert "hide" in desk["actions"] and desk["rules"]
    sent = choice(desk)
    before = count(StaffAction)
    shown = cleo.post(f"{here}/preview", sent)
    assert shown.status_code == 200, shown.text
    assert FACTS in shown.json["text"] and count(StaffAction) == before and not count(Statement)
    assert cleo.post(f"{here}/decisions", sent).status_code == 428
    mark = read.headers["ETag"]
    done = cleo.post(f"{here}/decisions", sent, If_Match=mark, Idempotency_Key="one")
    assert (done.status_code, done.json["state"]) == (201, "in_force"), done.text
    again = cleo.post(f"{here}/decisions", sent, If_Match=mark, Idempotency_Key="one")
    assert again.json == done.json and count(Decision) == 1
    assert cleo.post(f"{here}/decisions", sent, If_Match=mark).status_code == 412
    told = program(cast.max).get("/decisions").json["items"]
    said = db.session.get_one(Statement, told[0]["id"]).body
    assert FACTS in said and sent["explanation"] in said
    assert db.session.get_one(Post, case.post_id).state == "hidden"
    assert db.session.scalar(select(StaffAction).where(StaffAction.user_id == cast.max.id))


@pytest.mark.parametrize("lacking", ["section", "facts"])
def test_nobody_is_restricted_by_program_without_a_statement(cast, case, program, lacking):
    """What the statement needs is asked for, and without it nothing at all is done."""
    cleo, here = program(cast.cleo), f"/cases/{case.reference}"
    desk, mark = cleo.get(f"{here}/choices").json, cleo.get(here).headers["ETag"]
    for action in set(desk["actions"]) - {"none", "reminder"}:
        sent = choice(desk, action=action, days=3, also="", **{lacking: ""})
        answer = cleo.post(f"{here}/decisions", sent, If_Match=mark)
        assert answer.status_code == 422, (action, answer.text)
    max_ = db.session.get_one(User, cast.max.id)
    assert db.session.get_one(Post, case.post_id).state == "visible"
    assert not (max_.suspended_until or max_.restricted_until or max_.terminated_at)
    assert not count(Decision)


def test_every_restriction_that_a_program_makes_has_its_statement(cast, app, program):
    factories.guidelines()
    cleo = program(cast.cleo)
    for action in ("hide", "remove", "lock", "warning"):
        case = casework.case(cast.max)
        database.commit()
        here = f"/cases/{case.reference}"
        desk, mark = cleo.get(f"{here}/choices").json, cleo.get(here).headers["ETag"]
        sent = choice(desk, action=action, jump="spam")
        answer = cleo.post(f"{here}/decisions", sent, If_Match=mark)
        assert answer.status_code == 201, (action, answer.text)
        to = select(Statement.recipient).where(Statement.decision_id == answer.json["id"])
        assert "author" in set(db.session.scalars(to)), action
        database.commit()
    spammer = factories.user(name="seller", created_at=utcnow())
    factories.thread(author=spammer)
    database.commit()
    answer = cleo.post("/members/seller/spammer", {})
    assert answer.status_code == 201, answer.text
    to = select(Statement.id).where(Statement.decision_id == answer.json["decision_id"])
    assert db.session.scalars(to).all()
    database.commit()
    assert cleo.post("/members/seller/spammer/undo", {}).status_code == 204


def test_the_api_reaches_what_restricts_through_the_verbs_that_state_why_alone():
    """It imports neither what takes effect nor what is told: these follow from a decision."""
    inner = {"effects", "states", "statements", "sweeping", "revoking", "holding", "lifting"}
    for path in sorted((ROOT / "blueprints" / "api").glob("*.py")):
        tree = ast.parse(Path(path).read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "forum.services"
            ):
                named = {node.module.rpartition(".")[2], *(each.name for each in node.names)}
                assert not named & inner, f"{path.name} imports {named & inner}"
        assert not {"Decision", "Sanction", "Statement"} & set(made(tree)), path.name


def test_a_second_person_agrees_or_declines_by_program_as_well(cast, case, program):
    cleo, ada, here = program(cast.cleo), program(cast.ada), f"/cases/{case.reference}"
    assert cleo.ask("PUT", f"{here}/brand", {"is_about_brand": True}).status_code == 204
    desk, mark = cleo.get(f"{here}/choices").json, cleo.get(here).headers["ETag"]
    made_ = cleo.post(f"{here}/decisions", choice(desk), If_Match=mark)
    assert made_.json["state"] == "proposed", made_.text
    one = made_.json["id"]
    assert not count(Statement)
    assert cleo.get(f"{here}/choices").json["proposal"]["id"] == one
    assert cleo.post(f"/proposals/{one}/agree").status_code == 403
    assert [row["id"] for row in ada.get("/proposals").json["items"]] == [one]
    assert ada.post(f"/proposals/{one}/decline", {}).status_code == 422
    answer = ada.post(f"/proposals/{one}/agree")
    assert answer.json["state"] == "in_force" and count(Statement), answer.text


def test_an_unkind_word_is_remarked_on_before_it_is_sent(cast, case, program):
    cleo, here = program(cast.cleo), f"/cases/{case.reference}"
    desk, mark = cleo.get(f"{here}/choices").json, cleo.get(here).headers["ETag"]
    sent = choice(desk, explanation="You are an idiot. Obviously you never read the rules!!!")
    assert cleo.post(f"{here}/preview", sent).json["remarks"]
    answer = cleo.post(f"{here}/decisions", sent, If_Match=mark)
    assert (answer.status_code, answer.json["field"]) == (422, "is_sure")
    sure = cleo.post(f"{here}/decisions", {**sent, "is_sure": True}, If_Match=mark)
    assert sure.status_code == 201, sure.text


def test_an_appeal_is_answered_by_program_by_somebody_who_took_no_part(cast, app, program):
    decision = appealing.decided(cast, cast.cleo)
    appeal = appealing.appealed(decision, cast.max)
    database.commit()
    ada, here = program(cast.ada), f"/appeals/{appeal.reference}"
    assert program(cast.cleo).get(here).status_code in {403, 404}
    assert program(cast.max).get(here).status_code in {403, 404}
    read = ada.get(here)
    assert read.json["grounds"] == "It was not my shop." and read.json["outcomes"]
    assert [row["reference"] for row in ada.get("/appeals").json["items"]] == [appeal.reference]
    assert ada.post(f"{here}/claim").status_code == 204
    sent = {"outcome": "reversed", "code_reversed": "context", "reasons": appealing.WHY}
    mark = ada.get(here).headers["ETag"]
    assert ada.post(f"{here}/answer", sent).status_code == 428
    answer = ada.post(f"{here}/answer", sent, If_Match=mark)
    assert answer.status_code == 204, answer.text
    assert db.session.scalar(select(Appeal.state)) == "reversed"
    assert db.session.scalar(select(Post.state).join(
        ModerationCase, ModerationCase.post_id == Post.id)) == "visible"  # fmt: skip


def test_who_does_not_moderate_does_none_of_it_and_neither_does_a_token_without_the_scope(
    cast, case, program
):
    here = f"/cases/{case.reference}"
    for path in (here, f"{here}/choices", "/proposals", "/templates", "/appeals", "/words",
                 "/doors", "/incidents", "/members/nia/notes", "/message-reports"):  # fmt: skip
        assert program(cast.nia).get(path).status_code in {403, 404}, path
        assert program(cast.ada, "read write private").get(path).status_code == 403, path
        assert program().get(path).status_code == 401, path
        assert program(cast.ada).get(path).status_code == 200, path


def test_the_desk_keeps_views_notes_templates_words_doors_and_incidents(cast, case, program):
    ada = program(cast.ada)
    assert ada.get("/cases/counts").json["open"] == 1
    view = ada.post("/cases/views", {"name": "Reports", "query": "kind=report"})
    assert ada.get("/cases/views").json["items"][0]["name"] == "Reports"
    assert ada.ask("DELETE", f"/cases/views/{view.json['id']}").status_code == 204
    ada.post("/members/max/notes", {"body": "Asked twice already."})
    note = ada.get("/members/max/notes").json["items"][0]
    assert ada.ask("DELETE", f"/notes/{note['id']}").status_code == 204
    anchor = ada.get("/templates/anchors").json["items"][0]["key"]
    words = {"anchor": anchor, "title": "Kind", "body": "Please be kind.", "language": "de",
             "is_enabled": True}  # fmt: skip
    one = ada.post("/templates", words)
    assert one.status_code == 201, one.text
    at = f"/templates/{one.json['id']}"
    assert ada.ask("PUT", at, {**words, "title": "Kinder"}).status_code == 204
    assert "Kinder" in [row["title"] for row in ada.get("/templates").json["items"]]
    assert ada.ask("DELETE", at).status_code == 204
    word = {"text": "casino", "action": "hold", "is_enabled": True}
    assert ada.post("/words/rehearsal", {**word, "text": "said"}).json["count"] >= 1
    made_ = ada.post("/words", word)
    assert ada.post("/words/try", {"text": "A casino here"}).json["items"][0]["found"] == "casino"
    assert ada.ask("DELETE", f"/words/{made_.json['id']}").status_code == 204
    door = ada.post("/doors", {"kind": "domain", "text": "throwaway.org", "days": 3})
    assert door.status_code == 201, door.text
    assert ada.get("/doors").json["items"][0]["text"] == "throwaway.org"
    assert ada.ask("DELETE", f"/doors/{door.json['id']}").status_code == 204
    guard = {"hours": 4, "holds": True, "slow_seconds": 60, "message": "Back soon."}
    assert ada.post("/incidents", guard).status_code == 204
    assert ada.get("/incidents").json["is_on"] is True
    assert ada.post("/incidents/end").status_code == 204
    assert len(ada.get("/escalation").json["items"]) == 4
    log = {line["verb"] for line in ada.get("/staff-log").json["items"]}
    assert {"block-at-door", "unblock-at-door"} <= log


def test_threads_are_cooled_down_split_merged_and_arranged_in_numbers(cast, app, program):
    place = factories.category(slug="open")
    other = factories.category(slug="other")
    one, two = (factories.thread(category=place, author=cast.max) for _n in range(2))
    for _n in range(2):
        factories.post(thread=one, author=cast.amy)
    database.commit()
    cleo, at = program(cast.cleo), f"/threads/{one.id}"
    assert cleo.post(f"{at}/slow", {"seconds": 60, "hours": 2}).status_code == 204
    line = cleo.get(f"{at}/events").json["items"][-1]
    assert line["may_undo"] and cleo.post(f"{at}/undo", {"event": line["id"]}).status_code == 204
    split = {"numbers": [2], "title": "Apart from that", "category": "open", "reason": "Apart."}
    new = cleo.post(f"{at}/split", split)
    assert new.status_code == 201, new.text
    merged = cleo.post(f"/threads/{new.json['id']}/merge", {"target": str(two.id), "mixes": True})
    assert merged.json["id"] == two.id, merged.text
    many = {"threads": [one.id, two.id], "verb": "move", "category": other.slug}
    rows = cleo.post("/threads/bulk", many).json["items"]
    assert [row["thread_id"] for row in rows if row["event_id"]] == [one.id, two.id]
    back = cleo.post("/threads/bulk/undo", {"events": [row["event_id"] for row in rows]})
    assert all(row["event_id"] or row["reason"] for row in back.json["items"])
    assert program(cast.nia).post("/threads/bulk", many).status_code == 403
    bound = program(cast.max, "read write", category_id=place.id)
    assert bound.post(f"{at}/slow", {"seconds": 60}).status_code == 403


def test_looks_by_post_keep_no_answer_and_take_no_key(cast, case, program):
    cleo = program(cast.cleo)
    for _n in range(2):
        answer = cleo.post("/words/try", {"text": "Hello"}, Idempotency_Key="same")
        assert answer.status_code == 200 and "Idempotency-Replayed" not in answer.headers
