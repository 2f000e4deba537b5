"""The console's pages: who gets in, what they show, and that nothing that was typed is lost."""

import pytest

from forum import database
from forum.extensions import db
from forum.models import CategoryAccess, ModerationCase, StaffNote
from forum.services import claims
from forum.services import staff_notes as notes
from tests import casework, factories


@pytest.fixture
def case(app, cast):
    made = casework.case(cast.max, thread=factories.thread(title="Tents in the rain"))
    casework.report(made, cast.nia, explanation="Not kind at all.")
    database.commit()
    return made


def test_the_queue_is_for_moderators_and_its_number_is_in_their_menu(app, cast, browser, case):
    for person in (cast.nia, cast.max, cast.amy, cast.sue):
        assert browser(person).get("/moderation").status_code == 403
        assert 'href="/moderation"' not in browser(person).get("/latest").text
    assert browser(cast.guest).get("/moderation").status_code == 302
    page = browser(cast.mo).get("/moderation").text
    assert "Tents in the rain" in page and "1 report" not in page and "Something else" in page
    menu = browser(cast.mo).get("/latest").text
    assert 'Moderation <span class="menu__count">1<span' in menu


def test_members_pages_cost_nothing_more_and_moderators_one_statement(
    app, cast, browser, case, queries
):
    costs = {}
    for person in (cast.max, cast.mo):
        client = browser(person)
        client.get("/latest")
        with queries() as seen:
            client.get("/latest")
        costs[person.name] = len(seen)
        assert sum("moderation_case" in one for one in seen) == (person is cast.mo)
    assert costs["mo"] == costs["max"] + 1


def test_a_case_is_claimed_from_the_queue_and_others_are_told_who_works_on_it(
    app, cast, browser, case
):
    mo, cleo = browser(cast.mo), browser(cast.cleo)
    answer = mo.post(f"/moderation/cases/{case.reference}/claim")
    assert answer.status_code == 303 and answer.location.endswith(case.reference)
    assert "You are working on it until" in mo.get(answer.location).text
    assert "Mo works on it" in cleo.get("/moderation").text
    late = cleo.post(f"/moderation/cases/{case.reference}/claim")
    assert late.status_code == 422 and "Mo is working on this case until" in late.text
    told = cleo.post(
        f"/moderation/cases/{case.reference}/claim", headers={"Accept": "application/json"}
    )
    assert told.status_code == 422 and "Mo is working" in told.json["error"]
    again = mo.post(
        f"/moderation/cases/{case.reference}/claim", headers={"Accept": "application/json"}
    )
    assert again.json["until"]


def test_skipping_gives_the_case_back_and_goes_on_in_the_same_view(app, cast, browser, case):
    other = casework.case(cast.nia, kind="held")
    claims.claim(cast.mo, case)
    database.commit()
    mo = browser(cast.mo)
    answer = mo.post(f"/moderation/cases/{case.reference}/skip?kind=held")
    assert answer.location == f"/moderation/next?after={case.reference}&kind=held"
    assert mo.get(answer.location).location == f"/moderation/cases/{other.reference}?kind=held"
    last = mo.get(f"/moderation/next?after={other.reference}&kind=held")
    assert last.location == "/moderation?kind=held"
    db.session.expire_all()
    assert db.session.get_one(ModerationCase, case.id).claimed_by_id is None


def test_the_numbers_are_there_for_scripts(app, cast, browser, case):
    found = browser(cast.mo).get("/moderation/count")
    assert found.json == {"open": 1, "late": 0, "mine": 0, "free": 1, "asked": 0}
    same = browser(cast.mo).get(
        "/moderation/count", headers={"If-None-Match": found.headers["ETag"]}
    )
    assert same.status_code == 304


def test_a_view_is_kept_and_what_is_wrong_with_its_name_is_said(app, cast, browser, case):
    mo = browser(cast.mo)
    wrong = mo.post("/moderation/filters", data={"name": " ", "query": "kind=held"})
    assert wrong.status_code == 422 and 'name="query" value="kind=held"' in wrong.text
    kept = mo.post("/moderation/filters", data={"name": "Held", "query": "kind=held&evil=1"})
    assert kept.location == "/moderation?kind=held"
    assert "Held" in mo.get("/moderation").text
    assert "/moderation?kind=held" not in browser(cast.cleo).get("/moderation").text


def test_asking_a_colleague_without_saying_why_loses_nothing(app, cast, browser, case):
    mo = browser(cast.mo)
    at = f"/moderation/cases/{case.reference}/escalate"
    wrong = mo.post(at, data={"to": "cleo", "note": ""})
    assert wrong.status_code == 422 and '<option value="cleo" selected>' in wrong.text
    done = mo.post(at, data={"to": "cleo", "note": "I know them."})
    assert done.status_code == 303
    assert "Asked: Cleo" in browser(cast.cleo).get("/moderation").text


def test_volunteers_do_not_see_who_reported(app, cast, browser, case):
    at = f"/moderation/cases/{case.reference}"
    page = browser(cast.mo).get(at).text
    assert "Not kind at all." in page and "/m/nia" not in page
    assert "/m/nia" in browser(cast.cleo).get(at).text


def test_notes_stand_on_the_page_of_the_member_for_the_team_alone(app, cast, browser, case):
    notes.about_member(cast.cleo, cast.max, "Asked us for patience.")
    database.commit()
    assert "Asked us for patience." in browser(cast.ada).get("/m/max").text
    for person in (cast.max, cast.mo, cast.nia, cast.guest):
        assert "Asked us for patience." not in browser(person).get("/m/max").text
    ada = browser(cast.ada)
    empty = ada.post("/m/max/notes", data={"body": " "})
    assert empty.status_code == 422
    note_id = db.session.query(StaffNote).one().id
    database.commit()
    assert ada.post(f"/moderation/notes/{note_id}/remove").location == "/m/max/notes"
    assert "Asked us for patience." not in ada.get("/m/max").text


def test_notes_about_a_thread_stand_in_it_for_its_moderators(app, cast, browser, case):
    at = f"/threads/{case.thread_id}/notes"
    assert browser(cast.mo).post(at, data={"body": "Watch the tone."}).status_code == 303
    thread = browser(cast.mo).get(f"/t/{case.thread_id}/tents-in-the-rain")
    assert "Watch the tone." in thread.text
    other = browser(cast.max).get(f"/t/{case.thread_id}/tents-in-the-rain")
    assert other.status_code == 200 and "Watch the tone." not in other.text


def test_a_category_moderator_has_a_console_of_their_own(app, cast, browser, case):
    here = factories.category(name="Repairs")
    group = factories.group("keepers")
    db.session.add(CategoryAccess(category_id=here.id, group_id=group.id, may_see=True,
                                  may_moderate=True))  # fmt: skip
    kim = factories.user(name="kim", groups=["keepers"])
    own = casework.case(cast.max, thread=factories.thread(category=here, title="A zip"))
    database.commit()
    page = browser(kim).get("/moderation").text
    assert "A zip" in page and "Tents in the rain" not in page
    assert browser(kim).get(f"/moderation/cases/{case.reference}").status_code == 404
    assert browser(kim).post(f"/moderation/cases/{case.reference}/claim").status_code == 404
    assert browser(kim).get(f"/moderation/cases/{own.reference}").status_code == 200
