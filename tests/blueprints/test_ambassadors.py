"""The pages of the ambassador programme, as members and the team use them without a script."""

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import (
    Affiliation,
    Appeal,
    Candidacy,
    CandidacyReview,
    IntegrityFlag,
    ModerationCase,
    PerkAward,
    Post,
    Programme,
    ProgrammeGrant,
    SettingValue,
    Statement,
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
    for words in ("40%", "different people", "a wish and not a duty", "two people on the team",
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


def test_a_programme_has_tiers_that_stand_in_the_register(forum, browser):
    term, cleo = made.grant(forum.programme, forum.nia), browser(forum.cleo)
    database.commit()
    place = f"/ambassadors/grants/{term.id}"
    assert 'name="tier"' not in cleo.get(place).text
    data = {"name": "Ambassadors", "purpose": "To help.", "terms": "Freely.", "state": "open"}
    saved = cleo.post("/ambassadors/settings", data={**data, "tiers": "Pathfinder\n\nGuide\n"})
    assert saved.status_code == 303
    assert "Pathfinder\nGuide</textarea>" in cleo.get("/ambassadors/settings").text
    assert cleo.post(f"{place}/tier", data={"tier": "99"}).status_code == 422
    assert cleo.post(f"{place}/tier", data={"tier": "2"}).status_code == 303
    assert "<span>Guide</span>" in browser(forum.guest).get("/ambassadors").text
    taken = cleo.post("/ambassadors/settings", data={**data, "tiers": "Pathfinder"})
    assert taken.status_code == 422 and "can have another name" in taken.text


def test_ambassadors_advise_when_asked_see_only_what_they_need_and_decide_nothing(forum, browser):
    for user in (forum.amy, forum.nia, forum.mo, forum.cleo):
        made.grant(forum.programme, user)
    run = made.scored(forum.programme, forum.max)
    thread = factories.thread(author=forum.max, title="Which stove?")
    factories.post(thread=thread, author=forum.max, body="I asked around the hut.")
    own = made.candidacy(forum.programme, forum.max, state="review", nominator_id=forum.mo.id,
                         score_run_id=run.id)  # fmt: skip
    factories._save(CandidacyReview(candidacy_id=own.id, reviewer_id=forum.cleo.id, is_staff=True,
                                    vote="yes", comment="Cleo likes the hut keeper"))  # fmt: skip
    database.commit()
    place, cleo = f"/ambassadors/review/{own.id}", browser(forum.cleo)
    nia_id, amy_id = forum.nia.id, forum.amy.id
    max_, nia = browser(forum.max), browser(forum.nia)
    for name in ("mo", "cleo", "max", "ada", "nobody", ""):  # proposed them, team, themselves …
        answer = cleo.post(f"{place}/ask", data={"adviser": name})
        assert answer.status_code == 422 and "who can be asked" in answer.text, name
    for name in ("amy", "nia"):
        answer = cleo.post(f"{place}/ask", data={"adviser": name})
        assert answer.status_code == 303, answer.text[answer.text.index("alert--danger") :][:300]
    amy = browser(forum.amy)
    assert "asks what you think" in amy.get("/ambassadors/mine").text
    page = amy.get("/ambassadors/advice").text
    assert "/m/max" in page and "I asked around the hut." in page
    for words in (PITCH[:30], "/m/mo", "/m/nia", "hut keeper", "<meter", "50.0"):
        assert words not in page, words
    assert amy.get(place).status_code == 404
    mine = f"/ambassadors/advice/{own.id}"
    answer = amy.post(mine, data={"vote": "no", "comment": "Rash."})
    assert answer.status_code == 422 and "Rash." in answer.text and "Say why" in answer.text
    data = {"vote": "yes", "comment": "Answers newcomers before anybody else does."}
    assert amy.post(mine, data=data).status_code == 303
    for other in (forum.mo, forum.max, forum.cleo, forum.guest):
        assert browser(other).post(mine, data=data).status_code in {401, 404}
        assert "Answers newcomers" not in browser(other).get("/ambassadors/advice").text
    page = cleo.get(place).text
    assert "Answers newcomers" in page and "has not answered yet" in page
    answer = cleo.post(f"{place}/approve")  # one of the team and one ambassador are not two
    assert answer.status_code == 422 and newest(Candidacy).state == "review"
    assert cleo.post(f"{place}/unask/{nia_id}").status_code == 303
    assert nia.post(mine, data=data).status_code == 404
    assert cleo.post(f"{place}/unask/{amy_id}").status_code == 303  # she has answered
    assert "Answers newcomers" in cleo.get(place).text
    max_.post("/ambassadors/mine/withdraw")
    answer = amy.post(mine, data=data)
    assert answer.status_code == 422 and "not in review" in answer.text


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
    nia, eve = browser(forum.nia), factories.user(name="eve", groups=["community-managers"])
    database.commit()
    mine = nia.get("/ambassadors/mine").get_data(as_text=True)
    assert REASON[:40] in mine and "/account/decisions" in mine
    told = newest(Statement)
    assert "No ambassador any more" in nia.get("/account/decisions").get_data(as_text=True)
    own = f"/account/decisions/{told.id}"
    assert REASON[:40] in nia.get(own).get_data(as_text=True)
    assert nia.post(f"{own}/appeal", data={"grounds": "I never did."}).status_code == 303
    page = f"/moderation/appeals/{newest(Appeal).reference}"
    assert ada.get(page).status_code == 404, "who agreed"
    assert "I never did." in browser(eve).get(page).get_data(as_text=True)
    assert "@nia" in browser(eve).get(at).get_data(as_text=True)
    case = f"/moderation/cases/{newest(ModerationCase).reference}"
    assert browser(eve).get(case).status_code == 200
    assert browser(forum.mo).get(case).status_code == 404, "not for volunteers"


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
    told = "is an ambassador (volunteer, receives free products) and writes about the brand"
    assert told not in page and told not in feed, "the setting names no product"
    for words, seen in (("after with\nTENTS", 0), ("Befores\nÁFTER", 1), ("Before", 0)):
        db.session.merge(SettingValue(name="brand.reserved_words", value=words))
        database.touch("structure")
        database.commit()
        for path in (f"/t/{thread.id}/{thread.slug}", f"/t/{thread.id}/feed.atom"):
            page = browser(forum.guest).get(path).get_data(as_text=True)
            assert page.count(told) == seen, (words, path)
    db.session.merge(SettingValue(name="brand.reserved_words", value="Moraine"))
    for byline, seen in (("volunteer", 0), ("volunteer, receives free products", 1)):
        begun = factories.thread(author=forum.amy, title="A week with the Moraine", body="Dry.")
        first = db.session.scalars(select(Post).where(Post.thread_id == begun.id)).one()
        first.author_capacity, first.author_byline = "ambassador", byline
        factories.post(thread=begun, author=forum.max, body="Nice.")
        database.touch("structure")
        database.commit()
        for path in (f"/t/{begun.id}/{begun.slug}", f"/t/{begun.id}/feed.atom"):
            page = browser(forum.guest).get(path).get_data(as_text=True)
            assert page.count(told) == seen, (byline, path)
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
