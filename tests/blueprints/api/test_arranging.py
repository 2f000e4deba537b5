"Running the forum by program, with the scope for that alone: settings, categories, pages, jobs."

from datetime import timedelta

from forum import database, structure
from forum.extensions import db
from forum.models import Category, Job, Page, StaffAction
from forum.models.columns import utcnow
from forum.services import pages, shaping
from tests import factories


def test_settings_are_read_changed_taken_back_and_nobody_is_overwritten(cast, app, program):
    ada, old = program(cast.ada), program(cast.ada, "read write private moderate admin")
    assert old.get("/settings").status_code == 403  # a token made for the log changes nothing
    assert program(cast.cleo).get("/settings").status_code == 403
    read = ada.get("/settings?q=posts.per_page")
    assert "posts.per_page" in [one["name"] for one in read.json["items"]]
    mark = read.headers["ETag"]
    sent = {"values": {"posts.per_page": 25}}
    assert ada.ask("PATCH", "/settings", sent).status_code == 428
    done = ada.ask("PATCH", "/settings", sent, If_Match=mark)
    assert done.json == {"items": ["posts.per_page"]}, done.text
    late = ada.ask("PATCH", "/settings", {"values": {"posts.per_page": 30}}, If_Match=mark)
    assert late.status_code == 412
    mark = ada.get("/settings").headers["ETag"]
    for wrong in ({"posts.per_page": "many"}, {"nothing.like_it": 1}):
        answer = ada.ask("PATCH", "/settings", {"values": wrong}, If_Match=mark)
        assert answer.status_code == 422 and answer.json["field"] in wrong
    line = ada.get("/settings/history?name=posts.per_page").json["items"][0]
    assert (line["after"], line["who"]) == ("25", cast.ada.display_name)
    assert ada.post(f"/settings/history/{line['id']}/undo").status_code == 204
    assert structure.setting("posts.per_page") != 25
    secrets = [one for one in ada.get("/settings").json["items"] if one["kind"] == "secret"]
    assert all(one["value"] is None for one in secrets)


def test_categories_are_made_described_opened_moved_and_deleted(cast, app, program):
    ada = program(cast.ada)
    new = {"name": "Repairs", "discussion": True, "first": "team"}
    assert program(cast.cleo).post("/structure", new).status_code == 403
    made = ada.post("/structure", new)
    assert made.status_code == 201, made.text
    at = f"/structure/{made.json['id']}"
    read = ada.get(at)
    assert read.json["contents"]["threads"] == 0
    assert shaping.Described.__dataclass_fields__.keys() <= read.json.keys()  # as PUT takes it
    assert program().get("/categories/repairs").status_code == 404
    rights = {str(row["id"]): row["rights"] for row in read.json["access"] if row["rights"]}
    access = {"access": {**rights, "1": ["see"], "2": ["see", "reply", "start"]}}
    shown = ada.post(f"{at}/access/preview", access)
    assert shown.json["guests"] or shown.json["own"], shown.text
    assert program().get("/categories/repairs").status_code == 404
    assert ada.ask("PUT", f"{at}/access", access).status_code == 428
    mark = read.headers["ETag"]
    assert ada.ask("PUT", f"{at}/access", access, If_Match=mark).status_code == 204
    assert program().get("/categories/repairs").status_code == 200
    words = {**new, "description": "What broke, and how to mend it."}
    assert ada.ask("PUT", at, words, If_Match=mark).status_code == 412
    mark = ada.get(at).headers["ETag"]
    assert ada.ask("PUT", at, words, If_Match=mark).status_code == 200
    mark = ada.get(at).headers["ETag"]
    assert ada.ask("DELETE", at, If_Match=mark).status_code == 204
    assert db.session.query(Category).filter_by(slug="repairs").first() is None
    verbs = {row.verb for row in db.session.query(StaffAction)}
    assert len(verbs) >= 3, verbs


def test_a_page_of_the_team_has_versions_and_jobs_are_run_again(cast, app, program):
    ada = program(cast.ada)
    page = {"title": "Imprint", "body": "Who we *are*.", "slug": "imprint", "is_published": True}
    assert ada.post("/pages", page).status_code == 201
    assert program().get("/pages").json["items"] == [{"slug": "imprint", "title": "Imprint"}]
    assert "<em>are</em>" in program().get("/pages/imprint").json["html"]
    source = ada.get("/pages/imprint/source")
    mark = source.headers["ETag"]
    assert {*pages.Wanted.__dataclass_fields__} - {"note"} <= source.json.keys()  # as PUT takes it
    changed = {**page, "body": "Who we were."}
    assert ada.ask("PUT", "/pages/imprint", changed, If_Match=mark).status_code == 200
    assert ada.ask("PUT", "/pages/imprint", changed, If_Match=mark).status_code == 412
    assert db.session.query(Page).one().number == source.json["number"] + 1
    factories._save(Job(name="mail.send", arguments={}, run_at=utcnow(), attempts=9,
                        failed_at=utcnow() - timedelta(hours=1), error="refused"))  # fmt: skip
    database.commit()
    job = ada.get("/jobs").json["items"][0]
    assert job["error"] == "refused"
    assert ada.post("/jobs", {"what": "discard", "job": job["id"]}).json == {"count": 1}
    assert program(cast.max).get("/jobs").status_code == 403


def test_a_community_managers_program_writes_articles_and_not_the_admins_pages(cast, app, program):
    ada, cleo = program(cast.ada), program(cast.cleo)
    page = {"title": "Which tent?", "body": "A large one.", "is_published": True}
    assert program(cast.mo).post("/pages", page).status_code == 403
    assert cleo.post("/pages", page).json["slug"] == "which-tent"
    source = cleo.get("/pages/which-tent/source")
    mark, same = source.headers["ETag"], {k: v for k, v in source.json.items() if k != "id"}
    for bound in ("is_in_footer", "is_to_accept"):
        answer = cleo.ask("PUT", "/pages/which-tent", {**same, bound: True}, If_Match=mark)
        assert answer.status_code == 403, bound
        assert cleo.post("/pages", {**page, "slug": "other", bound: True}).status_code == 403
    assert cleo.post("/pages", {**page, "title": "Terms"}).json["field"] == "slug"
    changed = {**same, "body": "A small one."}
    assert cleo.ask("PUT", "/pages/which-tent", changed, If_Match=mark).status_code == 200
    assert ada.post("/pages", {**page, "title": "Terms"}).status_code == 201
    mark = cleo.get("/pages/terms/source").headers["ETag"]
    terms = {**page, "title": "Terms", "body": "All is mine."}
    assert cleo.ask("PUT", "/pages/terms", terms, If_Match=mark).status_code == 403
    assert ada.ask("PUT", "/pages/terms", terms, If_Match=mark).status_code == 200


def test_what_members_are_asked_is_decided_and_answered_by_program(cast, app, program):
    ada, max_ = program(cast.ada), program(cast.max)
    made = ada.post("/profile-fields", {"label": "Favourite tent", "on_profile": True})
    assert made.status_code == 201, made.text
    field = max_.get("/profile-fields").json["items"][0]
    assert max_.ask("PATCH", "/me", {"fields": {field["key"]: "The small one"}}).status_code == 200
    assert max_.post("/profile-fields", {"label": "x"}).status_code == 403
    assert ada.ask("DELETE", f"/profile-fields/{field['id']}").status_code == 204
    words = ada.post("/synonyms", {"words": "tent, shelter"})
    assert words.status_code == 201, words.text
    assert ada.ask("DELETE", f"/synonyms/{words.json['id']}").status_code == 204


def test_the_programme_is_begun_applied_for_reviewed_and_declined(cast, app, program):
    ada, max_ = program(cast.ada), program(cast.max)
    it = {"name": "Ambassadors", "purpose": "Help each other.", "terms": "Be kind.",
          "state": "open", "account_days": 0, "active_days": 0, "replies": 0,
          "givers": 0, "anyway": True}  # fmt: skip
    assert program(cast.mo).ask("PUT", "/ambassadors", it).status_code in {403, 404}
    saved = ada.ask("PUT", "/ambassadors", it)
    assert saved.status_code == 204, saved.text
    assert program().get("/ambassadors").json["name"] == "Ambassadors"
    sent = {
        "pitch": "I like to help people with their tents, whatever the weather is.",
        "is_of_age": True,
    }
    assert program(cast.max, "read write").post("/ambassadors/mine", sent).status_code == 403
    assert max_.post("/ambassadors/mine", {"pitch": ""}).status_code == 422
    applied = max_.post("/ambassadors/mine", sent)
    assert applied.status_code == 204, applied.text
    assert max_.get("/ambassadors/mine").json["candidacy"]["pitch"] == sent["pitch"]
    assert max_.ask("DELETE", "/ambassadors/mine").status_code == 204
    assert ada.get("/ambassadors/console").status_code == 200
    assert max_.get("/ambassadors/console").status_code in {403, 404}
    perk = ada.post("/ambassadors/perks", {"title": "A mug", "kind": "recognition"})
    assert perk.status_code == 201, perk.text
    assert ada.ask("DELETE", f"/ambassadors/perks/{perk.json['id']}").status_code == 204


def test_guidelines_are_drafted_by_one_and_approved_by_another(cast, app, program):
    factories.guidelines()
    database.commit()
    cleo, ada = program(cast.cleo), program(cast.ada)
    assert program(cast.mo).get("/guideline-drafts").status_code in {403, 404}
    made = cleo.post("/guideline-drafts")
    assert made.status_code == 201, made.text
    at = f"/guideline-drafts/{made.json['id']}"
    words = {"title": "Fires", "body": "Only where *rangers* allow them.", "severity": 3,
             "reason": "It is about a fire in the wild", "example": "A stove on a flat stone.",
             "eu_category": "OTHER_VIOLATION_TC"}  # fmt: skip
    new = cleo.post(f"{at}/sections", words)
    assert new.status_code == 201, new.text
    about = {"summary": "Be kind.", "change_note": "A rule about fires.", "significance": "minor"}
    assert cleo.ask("PUT", at, about).status_code == 204
    draft = cleo.get(at).json
    assert draft["sections"][-1]["anchor"] == new.json["anchor"]
    proposed = cleo.post(f"{at}/propose")
    assert proposed.status_code == 204, (proposed.text, draft["missing"])
    seen = {"seen": ada.get(at).json["seen_whole"]}
    assert cleo.post(f"{at}/approve", seen).status_code == 403
    assert ada.post(f"{at}/approve", seen).status_code == 204
    assert made.json["id"] in {one["announced"] or one["in_force"]
                               for one in ada.get("/guideline-drafts").json["items"]}  # fmt: skip


def test_levels_and_partners_are_set_by_program_and_offices_are_not(cast, app, program):
    cleo = program(cast.cleo, "read arrange")
    sent = {"level": 3, "reason": "Looks after the workshop.", "is_locked": True}
    assert cleo.post("/members/max/level", sent).status_code == 204
    assert cleo.post("/members/max/level", {"level": 7, "reason": "No."}).status_code == 422
    partner = {"kind": "reseller", "organisation": "Hill Sports"}
    assert cleo.post("/members/max/partner", partner).status_code == 204
    found = cleo.get("/members/max/standing").json
    assert (found["level"], found["is_locked"]) == (3, True)
    assert (found["partner_kind"], found["partner_of"]) == ("reseller", "Hill Sports")
    assert found["ledger"][0]["reason"] == "Looks after the workshop."
    person = program(cast.nia).get("/members/max").json
    assert (person["capacity"], person["byline"]) == ("partner", "Hill Sports")
    assert program(cast.mo, "read arrange").post("/members/max/level", sent).status_code == 403
    assert program(cast.mo, "read arrange").get("/members/max/standing").status_code == 404
    assert program(cast.ada, "arrange").post("/members/max/office", {}).status_code == 404
