"""Deciding on the page of a case: one request, nothing lost, and the second person."""

import re

import pytest
from sqlalchemy import func, insert, select

from forum import database
from forum.extensions import db
from forum.models import (
    OPERATOR,
    CategoryAccess,
    Decision,
    DecisionTemplate,
    ModerationCase,
    Post,
    Report,
    StaffAction,
    Statement,
    User,
)
from forum.models.columns import utcnow
from forum.queries import guidelines
from forum.services import arrivals
from tests import appealing, casework, factories

FACTS = "The post offers a shop of the author's own without saying that it is theirs."
AT = "/moderation/cases"


@pytest.fixture
def case(app, cast):
    factories.guidelines()
    made = casework.case(cast.max, thread=factories.thread(title="Tents in the rain"))
    casework.report(made, cast.nia, explanation="Not kind at all.")
    database.commit()
    return made


def looked_up(statement):
    """What the database says now; nothing is held open by having asked."""
    found = db.session.scalar(statement)
    database.commit()
    return found


def typed(case, **with_):
    section = str(guidelines.applying(OPERATOR)[0].id)
    version = looked_up(select(ModerationCase.version).where(ModerationCase.id == case.id))
    return {"action": "hide", "section": section, "quote": "was said", "facts": FACTS,
            "explanation": "Please say whose shop it is.", "version": version,
            **with_}  # fmt: skip


def state_of(case):
    return looked_up(select(ModerationCase.state).where(ModerationCase.id == case.id))


def state_of_post(case):
    return looked_up(select(Post.state).where(Post.id == case.post_id))


def count(table):
    return looked_up(select(func.count()).select_from(table))


def test_a_case_is_decided_in_one_request_and_the_next_one_follows(app, cast, browser, case):
    other = casework.case(cast.nia)
    database.commit()
    mo = browser(cast.mo)
    page = mo.get(f"{AT}/{case.reference}").text
    for word in ("What happens", "Because of", "Preview", "Explanation", "version"):
        assert word in page
    assert "Suspend the account" not in page and "No posting for a while" in page
    answer = mo.post(f"{AT}/{case.reference}/decide?kind=report", data=typed(case))
    assert answer.location == f"/moderation/next?after={case.reference}&kind=report"
    assert mo.get(answer.location).location.startswith(f"{AT}/{other.reference}")
    assert state_of(case) == "decided" and state_of_post(case) == "hidden"
    assert "Suspend the account" in browser(cast.cleo).get(f"{AT}/{other.reference}").text


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(app, cast, browser, case):
    mo = browser(cast.mo)
    for field, wrong in [
        ("facts", {"facts": "Spam."}), ("section", {"section": ""}), ("quote", {"quote": "never"}),
        ("law", {"section": "law"}), ("days", {"action": "restriction", "days": "40",
                                               "jump": "spam"}),
        ("jump", {"action": "restriction", "days": "3"}), ("action", {"action": ""}),
        ("text", {"action": "edit", "text": " "}), ("days", {"days": "999999999"}),
    ]:  # fmt: skip
        answer = mo.post(f"{AT}/{case.reference}/decide", data=typed(case, **wrong))
        assert answer.status_code == 422 and f'href="#field-{field}"' in answer.text, field
        assert "Please say whose shop it is." in answer.text
    assert count(Decision) == 0 and state_of(case) == "open"


def test_the_slower_of_two_keeps_what_they_typed_and_is_told_who_was_faster(
    app, cast, browser, case
):
    data = typed(case)
    assert browser(cast.mo).post(f"{AT}/{case.reference}/decide", data=data).status_code == 303
    late = browser(cast.cleo).post(
        f"{AT}/{case.reference}/decide", data={**data, "facts": FACTS + " Twice."}
    )
    assert late.status_code == 422 and "Mo decided this case a moment ago" in late.text
    assert f"{FACTS} Twice.".replace("'", "&#39;") in late.text
    assert count(Decision) == 1


def test_the_preview_is_a_page_of_its_own_and_exactly_what_is_sent(app, cast, browser, case):
    mo = browser(cast.mo)
    data = typed(case, explanation="Hello {name}, “{quote}” is not on: {section}.")
    page = mo.post(f"{AT}/{case.reference}/preview", data=data)
    assert page.status_code == 200 and "Nothing has been sent yet" in page.text
    assert "Hello Max, “was said” is not on: Respect." in page.text
    back = mo.post(f"{AT}/{case.reference}/preview", data={**data, "change": "1"})
    assert back.status_code == 200 and "Hello {name}" in back.text
    asked = mo.post(f"{AT}/{case.reference}/preview", json=data,
                    headers={"Accept": "application/json"})  # fmt: skip
    assert "We hid" in asked.json["html"] and asked.json["remarks"] == []
    assert count(Decision) == count(Statement) == 0
    mo.post(f"{AT}/{case.reference}/decide", data=data)
    sent = looked_up(select(Statement.body).where(Statement.recipient == "author"))
    assert "Hello Max" in sent


def test_leaving_it_previews_what_the_reporter_reads(app, cast, browser, case):
    data = typed(case, action="none", explanation="It is fair criticism.")
    page = browser(cast.mo).post(f"{AT}/{case.reference}/preview", data=data).text
    assert "We decided to leave it as it is." in page and "It is fair criticism." in page


def test_a_harsh_tone_is_warned_of_once_and_then_it_is_theirs(app, cast, browser, case):
    mo = browser(cast.mo)
    data = typed(case, explanation="STOP THIS NOW, you always do that!")
    warned = mo.post(f"{AT}/{case.reference}/decide", data=data)
    assert warned.status_code == 422 and "STOP, THIS" in warned.text and "you always" in warned.text
    assert 'name="is_sure"' in warned.text and count(Decision) == 0
    assert mo.post(f"{AT}/{case.reference}/decide", data={**data, "is_sure": "1"}).location


def test_words_for_the_section_begin_the_explanation_without_a_script(app, cast, browser, case):
    data = typed(case, explanation="", fill="1")
    page = browser(cast.mo).post(f"{AT}/{case.reference}/preview", data=data).text
    assert "Disagreeing is welcome" in page and FACTS[:30] in page


def test_criticism_of_the_brand_offers_other_ways_and_takes_two(app, cast, browser, case):
    cleo, mo, ada = browser(cast.cleo), browser(cast.mo), browser(cast.ada)
    assert mo.post(f"{AT}/{case.reference}/brand", data={"is_about_brand": "1"}).status_code == 403
    cleo.post(f"{AT}/{case.reference}/brand", data={"is_about_brand": "1"})
    verb = select(StaffAction.verb).order_by(StaffAction.id.desc()).limit(1)
    assert looked_up(verb) == "about-brand"
    page = mo.get(f"{AT}/{case.reference}").text
    assert "Criticism is welcome here. Consider these first:" in page and "Go on privately" in page
    mo.post(f"{AT}/{case.reference}/decide", data=typed(case, action="remove"))
    assert state_of(case) == "waiting" and state_of_post(case) == "visible"
    listed = cleo.get("/moderation/proposals").text
    assert "Tents in the rain" in listed and "1<span" in cleo.get("/moderation").text
    assert "Yours: somebody else answers" in mo.get("/moderation/proposals").text
    asked = ada.get(f"{AT}/{case.reference}").text
    assert "Nothing has happened yet" in asked and "We removed" in asked and "I agree" in asked
    assert "I agree" not in mo.get(f"{AT}/{case.reference}").text
    made = looked_up(select(Decision.id))
    for wrong in (cast.mo, cast.max, cast.nia):
        assert browser(wrong).post(f"/moderation/proposals/{made}/agree").status_code in (403, 404)
    assert ada.post(f"/moderation/proposals/{made}/agree").status_code == 303
    assert state_of_post(case) == "removed" and state_of(case) == "decided"
    assert looked_up(select(Decision.second_by_id)) == cast.ada.id


def test_a_second_person_says_why_not_and_the_case_is_open_again(app, cast, browser, case):
    case.is_about_brand = True
    database.commit()
    browser(cast.mo).post(f"{AT}/{case.reference}/decide", data=typed(case, action="remove"))
    made = looked_up(select(Decision.id))
    cleo = browser(cast.cleo)
    empty = cleo.post(f"/moderation/proposals/{made}/decline", data={"reason": " "})
    assert empty.status_code == 422 and "What the member reads" in empty.text
    cleo.post(f"/moderation/proposals/{made}/decline", data={"reason": "It is only criticism."})
    assert state_of(case) == "open"
    assert "It is only criticism." in browser(cast.mo).get(f"{AT}/{case.reference}").text
    again = cleo.post(f"/moderation/proposals/{made}/agree")
    assert again.status_code == 403 and state_of_post(case) == "visible"


def test_the_team_writes_templates_and_who_looks_at_what(app, cast, browser, case):
    cleo = browser(cast.cleo)
    for person in (cast.mo, cast.max):
        assert browser(person).get("/moderation/templates").status_code == 403
        assert browser(person).get("/moderation/escalation/1").status_code == 403
    assert "Disagreeing is welcome" in cleo.get("/moderation/templates").text
    data = {"anchor": "how-to-appeal", "title": "Kindly", "body": "You idiot", "language": "en",
            "review_days": "90", "is_enabled": "1"}  # fmt: skip
    harsh = cleo.post("/moderation/templates/new", data=data)
    assert harsh.status_code == 422 and "idiot" in harsh.text
    cleo.post("/moderation/templates/new", data={**data, "body": "Please, {name}."})
    twice = cleo.post("/moderation/templates/new", data={**data, "body": "Others."})
    assert twice.status_code == 422 and "Others." in twice.text
    page = cleo.get("/moderation/templates").text
    assert "Please, {name}." in page and "used 0 times" in page and "Cleo" in page
    used = db.session.query(DecisionTemplate).filter_by(title="Kindly").one()
    for number in range(3):  # two began with it, one of them did not hold
        casework.decided(casework.case(cast.max), cast.mo,
                         template_id=used.id if number else None,
                         state="reversed" if number == 1 else "in_force")  # fmt: skip
    database.commit()
    page = cleo.get("/moderation/templates").text
    assert "1 of 2 decisions that began with it were reversed" in page
    cleo.post("/moderation/escalation/1", data={"trigger": "Fire", "owner": "Cleo", "backup": "",
                                                "first": "Water"})  # fmt: skip
    assert "Water" in browser(cast.mo).get("/moderation/escalation").text


def test_the_moderator_of_a_category_decides_nothing_elsewhere(app, cast, browser, case):
    """T29: not what is said in another category, not as a second person, not by guessing."""
    here = factories.category(name="Repairs")
    group = factories.group("keepers")
    db.session.add(CategoryAccess(category_id=here.id, group_id=group.id, may_see=True,
                                  may_moderate=True))  # fmt: skip
    kim = factories.user(name="kim", groups=["keepers"])
    own = casework.case(cast.max, thread=factories.thread(category=here))
    waiting = casework.proposed(casework.case(cast.amy), cast.mo).proposal
    database.commit()
    client, version = browser(kim), waiting.id
    for verb in ("decide", "preview", "brand", "claim", "note", "escalate"):
        there = client.post(f"{AT}/{case.reference}/{verb}", data=typed(case))
        assert there.status_code == 404 and "Tents" not in there.text, verb
    for verb in ("agree", "decline"):
        answer = client.post(f"/moderation/proposals/{version}/{verb}", data={"reason": "No."})
        assert answer.status_code == 404
    assert "Amy" not in client.get("/moderation/proposals").text
    for wrong in ({"action": "suspension", "days": "2", "jump": "spam"},
                  {"action": "termination", "jump": "spam"}):  # fmt: skip
        answer = client.post(f"{AT}/{own.reference}/decide", data=typed(own, **wrong))
        assert answer.status_code == 403
    for path in ("/moderation/templates", "/moderation/escalation/1", "/admin/words",
                 "/admin/incident", "/admin/profile-fields"):  # fmt: skip
        assert client.get(path).status_code in (403, 404), path  # T47
    assert count(Decision) == 1 and state_of(case) == "open"


def test_deciding_costs_the_same_however_many_cases_wait(app, cast, browser, case, queries):
    def cost(one):
        client = browser(cast.mo)
        client.get("/moderation/count")
        data = typed(one)
        with queries() as seen:
            answer = client.post(f"{AT}/{one.reference}/decide", data=data)
        assert answer.status_code == 303
        return len(seen)

    other = casework.case(cast.nia)
    casework.report(other, cast.amy)
    database.commit()
    few = cost(case)
    now = utcnow()
    db.session.execute(insert(ModerationCase), [
        {"reference": f"C-{n}", "kind": "report", "target": f"post:{10_000 + n}",
         "thread_id": case.thread_id, "user_id": cast.max.id, "state": "open",
         "severity": 1 + n % 4, "score": 1.0, "is_about_brand": False, "reasons": [],
         "opened_at": now, "due_at": now, "version": 0}
        for n in range(10_000)
    ])  # fmt: skip
    database.commit()
    assert cost(other) <= few <= 90


def test_a_decision_that_takes_nothing_takes_nothing_beside_it(app, cast, browser, case):
    data = typed(case, action="none", also="remove", explanation="Fine.")
    browser(cast.mo).post(f"{AT}/{case.reference}/decide", data=data)
    assert state_of(case) == "decided" and state_of_post(case) == "visible"


@pytest.mark.parametrize(("action", "came_in"), [("approve", True), ("remove", False)])
def test_a_sign_up_and_a_claim_are_decided_with_the_same_form(cast, browser, action, came_in):
    database.begin("write")
    made = [
        arrivals.wait(factories.user(name="newt"), {}),
        arrivals.wait_for_claim(factories.user(name="oldie")),
    ]
    keys = [(one.reference, one.user_id, one.version) for one in made]
    database.commit()
    ada = browser(cast.ada)
    for reference, user_id, version in keys:
        page = ada.get(f"{AT}/{reference}").text
        assert f'value="{action}"' in page and ">Do not let them in</option>" in page
        asked = re.findall(r'<div hidden>\s*<div class="field">.*?name="(\w+)"', page, re.DOTALL)
        assert asked == ["section", "quote"]  # about a text, and there is none
        said = {"action": action, "explanation": "As you asked.", "version": version}
        answer = ada.post(f"{AT}/{reference}/decide", data=said)
        assert answer.status_code == 303, answer.text
        row = select(User.waits_since, User.active, User.claimed_at).where(User.id == user_id)
        database.begin("read")
        waits, active, claimed = db.session.execute(row).one()
        database.rollback()
        assert (waits is None and active and claimed is not None) == came_in


@pytest.fixture
def spoken(app, cast):
    factories.guidelines()
    thread = factories.thread(author=cast.max, title="Tents in the rain", body="My dome leaks.")
    reply = factories.post(thread=thread, author=cast.amy, body="Buy it at my shop.")
    database.commit()
    return thread, reply


def test_a_moderator_takes_up_what_nobody_reported_in_two_clicks(cast, browser, spoken):
    """The menu, then the form with what it is for; one case however often it is opened."""
    thread, reply = spoken
    mo = browser(cast.mo)
    page = mo.get(f"/t/{thread.id}/{thread.slug}").text
    assert f'formaction="/posts/{reply.id}/moderate" name="action" value="remove"' in page
    assert f"/posts/{reply.id}/delete" not in page and f"/threads/{thread.id}/delete" not in page
    first = mo.post(f"/posts/{reply.id}/moderate", data={"action": "remove"})
    again = mo.post(f"/posts/{reply.id}/moderate")
    case = looked_up(select(ModerationCase))
    assert first.location == again.location == f"{AT}/{case.reference}?action=remove#decide"
    form = mo.get(first.location).text
    assert '<option value="remove" selected>' in form and "You are working on it until" in form
    data = typed(case, action="remove", quote="Buy it at my shop.")
    assert mo.post(f"{AT}/{case.reference}/decide", data=data).status_code == 303
    made = looked_up(select(Decision))
    assert (made.action, made.origin) == ("remove", "own_initiative")
    assert looked_up(select(Statement.user_id)) == cast.amy.id
    assert state_of_post(case) == "removed" and count(Report) == 0
    verbs = db.session.scalars(select(StaffAction.verb).order_by(StaffAction.id)).all()
    assert verbs == ["take-up", "remove"]


def test_only_moderators_take_up_and_nothing_of_their_own(cast, browser, spoken):
    thread, reply = spoken
    own = factories.post(thread=thread, author=cast.mo, body="Mine.")
    mos = factories.thread(author=cast.mo)
    in_it = factories.post(thread=mos, author=cast.amy)
    database.commit()
    for who, at, status in (
        (cast.guest, f"/posts/{reply.id}", 401), (cast.max, f"/posts/{reply.id}", 403),
        (cast.sue, f"/threads/{thread.id}", 403), (cast.mo, f"/posts/{own.id}", 403),
        (cast.mo, f"/posts/{in_it.id}", 403), (cast.mo, f"/threads/{mos.id}", 403),
    ):  # fmt: skip
        assert browser(who).post(f"{at}/moderate").status_code == status, at
    assert count(ModerationCase) == 0


def test_who_may_not_decide_it_does_not_hold_it(cast, browser, spoken):
    """A complaint about an office is for staff; what a colleague works on stays theirs."""
    _thread, reply = spoken
    browser(cast.ada).post(f"/posts/{reply.id}/moderate")
    mo = browser(cast.mo)
    assert "Ada" in mo.get(mo.post(f"/posts/{reply.id}/moderate").location).text
    case = looked_up(select(ModerationCase))
    assert case.claimed_by_id == cast.ada.id
    casework.report(case, cast.nia, reason="staff")
    database.commit()
    answer = mo.post(f"/posts/{reply.id}/moderate")
    assert answer.status_code == 422 and case.reference not in answer.text


def test_an_edit_that_is_a_decision_takes_its_text_along(cast, browser, spoken):
    _thread, reply = spoken
    mo = browser(cast.mo)
    assert "Decide it instead" in mo.get(f"/posts/{reply.id}/edit").text
    assert "Decide it instead" not in browser(cast.amy).get(f"/posts/{reply.id}/edit").text
    page = mo.post(f"/posts/{reply.id}/moderate", data={"body": "Buy it.", "title": "x"}).text
    assert '<option value="edit" selected>' in page and "Buy it.</textarea>" in page


def test_whose_thread_was_removed_is_shown_the_statement(cast, browser, spoken):
    thread, _reply = spoken
    mo, max_ = browser(cast.mo), browser(cast.max)
    mo.post(f"/threads/{thread.id}/moderate")
    case = looked_up(select(ModerationCase))
    data = typed(case, action="remove", quote="My dome leaks.")
    assert mo.post(f"{AT}/{case.reference}/decide", data=data).status_code == 303
    at, way = f"/t/{thread.id}/{thread.slug}", f"/threads/{thread.id}/statement"
    theirs, others = max_.get(at), browser(cast.amy).get(at)
    assert theirs.status_code == others.status_code == 410
    assert way in theirs.text and way not in others.text
    statement = looked_up(select(Statement.id))
    assert max_.get(way).location == f"/account/decisions/{statement}"
    assert browser(cast.amy).get(way).location == "/account/decisions"


def test_the_tab_of_appeals_shows_its_number_to_who_may_answer(app, cast, browser):
    appealing.appealed(appealing.decided(cast, cast.cleo), cast.max)
    database.commit()
    assert "waiting for an answer" in browser(cast.ada).get("/moderation").text
    for who in (cast.cleo, cast.mo):
        assert "waiting for an answer" not in browser(who).get("/moderation").text
