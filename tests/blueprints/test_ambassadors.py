"""The pages of the ambassador programme, as members and the team use them without a script."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import (
    Affiliation,
    Candidacy,
    IntegrityFlag,
    PerkAward,
    Programme,
    ProgrammeGrant,
)
from tests import factories
from tests import programme as made
from tests.programme import PITCH, REASON, RUBRIC

VOTE = {"vote": "yes", **RUBRIC, "comment": "Kind."}


@pytest.fixture
def forum(cast):
    cast.programme = made.programme(cast.ada)
    database.commit()
    return cast


def newest(model):
    db.session.expire_all()
    found = db.session.scalars(select(model).order_by(model.id.desc())).first()
    if found is not None:
        db.session.expunge(found)
    database.rollback()
    return found


def test_the_page_says_how_one_becomes_an_ambassador_and_who_is_one(forum, browser):
    made.grant(forum.programme, forum.nia)
    made.grant(forum.programme, forum.max, is_in_register=False)
    made.grant(forum.programme, forum.mo, state="retired", is_alumni_shown=True)
    made.grant(forum.programme, forum.sue, state="retired", is_alumni_shown=False)
    database.commit()
    page = browser(forum.guest).get("/ambassadors").get_data(as_text=True)
    for words in ("40 %", "different people", "a wish and no duty", "two people of the team",
                  "Criticising the brand", "Terms, version 1", "last revised", "/m/ada", "/m/nia",
                  "/m/mo", "within 21 days"):  # fmt: skip
        assert words in page, words
    assert "/m/max" not in page and "/m/sue" not in page


def test_there_is_nothing_before_there_is_a_programme(app, cast, browser):
    for path in ("", "/apply", "/mine", "/nominate"):
        assert browser(cast.max).get(f"/ambassadors{path}").status_code == 404, path
    assert browser(cast.cleo).get("/ambassadors/settings").status_code == 200


def test_applying_and_taking_it_back(forum, browser):
    nia = browser(forum.nia)
    assert "days with an account" in nia.get("/ambassadors/apply").get_data(as_text=True)
    answer = nia.post("/ambassadors/apply", data={"pitch": PITCH})
    assert answer.status_code == 422 and PITCH in answer.get_data(as_text=True)
    answer = nia.post("/ambassadors/apply", data={"pitch": PITCH, "is_of_age": "1",
                                                  "affiliation": "reseller"})  # fmt: skip
    assert answer.status_code == 422 and newest(Affiliation) is None
    data = {"pitch": PITCH, "is_of_age": "1", "affiliation": "family"}
    assert nia.post("/ambassadors/apply", data=data).status_code == 303
    assert newest(Candidacy).state == "applied" and newest(Affiliation).kind == "family"
    assert "being read" in nia.get("/ambassadors/mine").get_data(as_text=True)
    assert nia.post("/ambassadors/mine/withdraw").status_code == 303
    assert newest(Candidacy).state == "withdrawn"


def test_who_is_proposed_is_asked_and_never_told_by_whom(forum, browser):
    data = {"name": "@nia", "reason": "Helped me with my stove."}
    assert browser(forum.max).post("/ambassadors/nominate", data=data).status_code == 303
    nia = browser(forum.nia)
    page = nia.get("/ambassadors/mine").get_data(as_text=True)
    assert "proposed you" in page and "/m/max" not in page and ">Max<" not in page
    assert "stove" not in page
    data = {"pitch": PITCH, "is_of_age": "1"}
    assert nia.post("/ambassadors/mine/consent", data=data).status_code == 303
    assert newest(Candidacy).state == "applied"


def test_proposing_nobody_or_oneself_says_so_beside_the_name(forum, browser):
    client = browser(forum.max)
    for name in ("nobody-here", "max"):
        answer = client.post("/ambassadors/nominate", data={"name": name})
        assert answer.status_code == 422 and 'id="error-name"' in answer.get_data(as_text=True)


def test_two_of_the_team_and_then_the_terms(forum, browser):
    own = made.candidacy(forum.programme, forum.nia, state="screening")
    database.commit()
    cleo, ada, nia = browser(forum.cleo), browser(forum.ada), browser(forum.nia)
    at = f"/ambassadors/review/{own.id}"
    assert "nia" in cleo.get("/ambassadors/review").get_data(as_text=True)
    assert cleo.post(f"{at}/admit").status_code == 303
    answer = cleo.post(f"{at}/vote", data={"vote": "yes", "comment": "A long thought."})
    assert answer.status_code == 422 and "A long thought." in answer.get_data(as_text=True)
    assert cleo.post(f"{at}/vote", data=VOTE).status_code == 303
    assert cleo.post(f"{at}/approve").status_code == 422
    assert ada.post(f"{at}/vote", data=VOTE).status_code == 303
    assert ada.post(f"{at}/approve").status_code == 303
    assert newest(ProgrammeGrant).state == "offered"
    assert nia.post("/ambassadors/mine/accept").status_code == 422
    assert nia.post("/ambassadors/mine/accept", data={"terms": "1"}).status_code == 303
    page = nia.get("/ambassadors/mine").get_data(as_text=True)
    assert "You are an ambassador" in page and "volunteer" in page
    assert "Ambassador · volunteer" in nia.get("/m/nia").get_data(as_text=True)
    assert nia.post("/ambassadors/mine/pause").status_code == 303
    assert "Ambassador · on a break" in nia.get("/m/nia").get_data(as_text=True)
    assert nia.post("/ambassadors/mine/resume").status_code == 303
    assert nia.post("/ambassadors/mine/leave", data={"as_alumni": "1"}).status_code == 303
    assert "was an ambassador until" in nia.get("/m/nia").get_data(as_text=True)


def test_declining_takes_a_reason_that_can_be_understood(forum, browser):
    own = made.candidacy(forum.programme, forum.nia, state="review")
    database.commit()
    cleo, at = browser(forum.cleo), f"/ambassadors/review/{own.id}/decline"
    answer = cleo.post(at, data={"code": "fit", "message": "Sorry, no."})
    assert answer.status_code == 422 and "Sorry, no." in answer.get_data(as_text=True)
    assert cleo.post(at, data={"code": "fit", "message": REASON}).status_code == 303
    assert newest(Candidacy).cooldown_until
    assert REASON[:40] in browser(forum.nia).get("/ambassadors/mine").get_data(as_text=True)


def test_a_term_ends_early_by_two_of_the_team(forum, browser):
    term = made.grant(forum.programme, forum.nia)
    database.commit()
    at = f"/ambassadors/grants/{term.id}"
    cleo, ada = browser(forum.cleo), browser(forum.ada)
    assert cleo.post(f"{at}/propose_revocation", data={"reason": "-"}).status_code == 422
    assert cleo.post(f"{at}/propose_revocation", data={"reason": REASON}).status_code == 303
    assert REASON[:40] not in browser(forum.nia).get("/ambassadors/mine").get_data(as_text=True)
    assert cleo.post(f"{at}/revoke").status_code == 422
    assert ada.post(f"{at}/revoke").status_code == 303
    assert newest(ProgrammeGrant).state == "revoked"
    assert REASON[:40] in browser(forum.nia).get("/ambassadors/mine").get_data(as_text=True)


def test_a_perk_is_given_and_stands_beside_the_name_of_what_is_written_then(forum, browser):
    term = made.grant(forum.programme, forum.amy)
    thread = factories.thread(author=forum.max)
    database.commit()
    cleo, amy = browser(forum.cleo), browser(forum.amy)
    perk = {"kind": "material", "title": "A tent a year", "value_cents": "30000"}
    assert cleo.post("/ambassadors/perks", data=perk).status_code == 422
    perk["disclosure"] = "receives free products"
    assert cleo.post("/ambassadors/perks", data=perk).status_code == 303
    amy.post(f"/threads/{thread.id}/reply", data={"body": "Before."})
    assert cleo.post(f"/ambassadors/grants/{term.id}/award", data={"perk": "1"}).status_code == 303
    amy.post(f"/threads/{thread.id}/reply", data={"body": "After, with a tent."})
    page = browser(forum.guest).get(f"/t/{thread.id}/{thread.slug}").get_data(as_text=True)
    assert page.count("Ambassador · volunteer, receives free products</span>") == 1
    assert "Ambassador · volunteer</span>" in page
    feed = browser(forum.guest).get(f"/t/{thread.id}/feed.atom").get_data(as_text=True)
    assert "(Ambassador · volunteer, receives free products)" in feed
    assert "300.00" in amy.get("/ambassadors/mine").get_data(as_text=True)
    award = newest(PerkAward)
    assert cleo.post(f"/ambassadors/awards/{award.id}/take-back").status_code == 303
    page = browser(forum.guest).get(f"/t/{thread.id}/{thread.slug}").get_data(as_text=True)
    assert "receives free products" in page, "what was written keeps its label"


def test_a_flag_is_resolved_with_words(forum, browser):
    flag = factories._save(IntegrityFlag(user_id=forum.nia.id, kind="pair", key="x"))
    database.commit()
    cleo = browser(forum.cleo)
    assert "most thanks from one person" in cleo.get("/ambassadors/review").get_data(as_text=True)
    assert cleo.post(f"/ambassadors/flags/{flag.id}").status_code == 422
    data = {"resolution": "Two friends on one walk.", "is_harmless": "1"}
    assert cleo.post(f"/ambassadors/flags/{flag.id}", data=data).status_code == 303
    assert newest(IntegrityFlag).resolved_by_id == forum.cleo.id


def test_a_text_that_asks_for_hours_is_refused_once(app, cast, browser):
    cleo = browser(cast.cleo)
    data = {"name": "Friends", "purpose": "At least 5 hours a week, in shifts.", "terms": "Freely.",
            "state": "open"}  # fmt: skip
    answer = cleo.post("/ambassadors/settings", data=data)
    assert answer.status_code == 422 and "hours a week" in answer.get_data(as_text=True)
    assert newest(Programme) is None
    assert cleo.post("/ambassadors/settings", data={**data, "anyway": "1"}).status_code == 303
    it = newest(Programme)
    assert (it.state, it.terms_version) == ("open", 1)
    assert 'href="/ambassadors"' in browser(cast.guest).get("/").get_data(as_text=True)
    assert cleo.post("/ambassadors/settings",
                     data={**data, "anyway": "1", "terms": "Freely, always."}).status_code == 303  # fmt: skip
    assert newest(Programme).terms_version == 2


TEAM = ["/ambassadors/review", "/ambassadors/review/{c}", "/ambassadors/grants/{g}",
        "/ambassadors/settings"]  # fmt: skip


def test_nobody_but_the_team_sees_the_team_s_pages_and_nobody_their_own(forum, browser):
    own = made.candidacy(forum.programme, forum.nia, state="review")
    term = made.grant(forum.programme, forum.amy)
    about_cleo = made.candidacy(forum.programme, forum.cleo, state="review")
    database.commit()
    for name in ("guest", "nia", "max", "amy", "mo", "sue"):
        for path in TEAM:
            path = path.format(c=own.id, g=term.id)
            assert browser(getattr(forum, name)).get(path).status_code == 404, (name, path)
    cleo = browser(forum.cleo)
    assert cleo.get(f"/ambassadors/review/{about_cleo.id}").status_code == 404
    assert f"/review/{about_cleo.id}" not in cleo.get("/ambassadors/review").get_data(as_text=True)


def test_the_pages_cost_the_same_for_many(forum, browser, queries):
    run = made.scored(forum.programme)

    def add(n):
        for _ in range(n):
            person = factories.user()
            made.candidacy(forum.programme, person, state="review", score_run_id=run.id)
            made.grant(forum.programme, factories.user())
        database.touch("members")
        database.commit()

    def cost():
        found = []
        for who, path in (("guest", "/ambassadors"), ("nia", "/ambassadors/mine"),
                          ("cleo", "/ambassadors/review")):  # fmt: skip
            client = browser(getattr(forum, who))
            client.get("/categories")
            with queries() as seen:
                assert client.get(path).status_code == 200
            found.append(len(seen))
        return found

    add(1)
    few = cost()
    add(8)
    many = cost()
    assert many == few
    assert few[0] <= 12 and few[1] <= 26 and few[2] <= 12, few
