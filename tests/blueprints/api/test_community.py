"""What members do among themselves and about their own account, by program."""

import io
from datetime import timedelta

import pytest

from forum import database
from forum.extensions import db
from forum.models import GuidelineAcceptance, KeptAnswer, SettingValue, User
from forum.models.columns import utcnow
from forum.services import conversations, groups, invites
from tests import factories
from tests.pictures import picture


def test_members_are_followed_muted_and_parted_with_and_nobody_else_hears(cast, app, program):
    max_ = program(cast.max)
    for verb, which, has in (("follow", "following", 1), ("unfollow", "following", 0),
                             ("mute", "muted", 1), ("block", "blocked", 1),
                             ("part", "blocked", 0)):  # fmt: skip
        assert max_.post(f"/members/amy/{verb}").status_code == 204, verb
        people = max_.get(f"/me/people?which={which}").json["items"]
        assert [one["name"] for one in people] == ["amy"] * has, verb
    assert max_.get("/members/amy/relation").json["may_follow"] is True
    assert program(cast.max, "read write").post("/members/amy/follow").status_code == 403


def test_what_one_shows_and_is_told_is_chosen_by_program_but_no_password_is(cast, app, program):
    max_ = program(cast.max)
    privacy = max_.get("/me/privacy").json
    changed = max_.ask("PUT", "/me/privacy", {**privacy, "hides_activity": True}).json
    assert changed["hides_activity"] is True
    assert max_.ask("PUT", "/me/privacy", {"mentions_from": "x"}).status_code == 422
    kept = {"mentions_from": "followed", "is_unlisted": True}
    assert max_.ask("PUT", "/me/privacy", kept).json == {**changed, **kept}
    assert max_.ask("PUT", "/me/privacy", {}).json == {**changed, **kept}, "nothing is reset"
    choices = max_.get("/me/notification-choices").json
    one = choices["items"][0]
    sent = {"events": {one["event"]: "none"}, "digest_days": 30}
    after = max_.ask("PUT", "/me/notification-choices", sent).json
    assert after["items"][0]["value"] == "none" and after["digest_days"] == 30
    assert after["items"][1:] == choices["items"][1:]
    assert max_.ask("PUT", "/me/look", {"scheme": "dark"}).status_code == 204
    assert max_.ask("PUT", "/me/look", {"time_zone": "Europe/Vienna"}).status_code == 204
    assert max_.ask("PUT", "/me/look", {}).status_code == 204
    assert max_.ask("PUT", "/me/title", {}).status_code == 422, "none is chosen by an empty name"
    db.session.expire_all()
    found = db.session.get_one(User, cast.max.id)
    assert (found.scheme, found.time_zone) == ("dark", "Europe/Vienna"), "what is left out stays"
    database.commit()
    standing = max_.get("/me/standing").json
    assert standing["level"] == db.session.get_one(User, cast.max.id).trust_level
    for path in ("password", "email", "tokens", "two-factor", "passkeys"):
        assert max_.post(f"/me/{path}", {"password": "seven wet socks"}).status_code == 404


def test_pictures_of_oneself_are_sent_moved_and_taken_away(cast, app, program):
    max_ = program(cast.max)

    def send(path):
        return max_.client.post(
            f"/api/v1{path}", data={"file": (io.BytesIO(picture(size=(400, 400))), "me.png")},
            headers={"Authorization": f"Bearer {max_.secret}"}, content_type="multipart/form-data",
        )  # fmt: skip

    for path in ("/me/avatar", "/me/cover"):
        assert send(path).status_code == 204, path
    db.session.expire_all()
    user = db.session.get_one(User, cast.max.id)
    assert user.avatar_key and user.cover_key
    database.commit()
    assert max_.ask("PATCH", "/me/cover", {"focus": "top"}).status_code == 204
    for path in ("/me/avatar", "/me/cover"):
        assert max_.ask("DELETE", path).status_code == 204, path


def test_groups_are_found_joined_asked_for_and_looked_after(cast, app, program):
    made = {name: groups.define(cast.ada, groups.Described(name.title(), joining=name))
            for name in ("open", "request")}  # fmt: skip
    slugs = {name: group.slug for name, group in made.items()}
    groups.add(cast.ada, made["request"], cast.amy, is_owner=True)
    database.commit()
    max_, amy, nia = program(cast.max), program(cast.amy), program(cast.nia)
    assert {"Open", "Request"} <= {one["name"] for one in max_.get("/groups").json["items"]}
    at = f"/groups/{slugs['open']}"
    assert max_.post(f"{at}/join").status_code == 204
    assert "max" in [row["person"]["name"] for row in max_.get(at).json["members"]]
    assert max_.post(f"{at}/leave").status_code == 204
    at = f"/groups/{slugs['request']}"
    assert max_.post(f"{at}/requests", {"message": "May I?"}).status_code == 204
    assert amy.get(at).json["requests"][0]["message"] == "May I?"
    assert max_.get(at).json["requests"] == []
    answer = {"name": "max", "is_welcome": True}
    assert nia.post(f"{at}/requests/answer", answer).status_code == 403
    assert amy.post(f"{at}/requests/answer", answer).status_code == 204
    assert amy.post(f"{at}/members/remove", {"name": "max"}).status_code == 204
    new = {"name": "Night owls", "joining": "open"}
    assert amy.post("/groups", new).status_code == 403
    made_ = program(cast.ada).post("/groups", new)
    assert made_.status_code == 201, made_.text
    assert program(cast.ada, "read write private admin").post("/groups", new).status_code == 403


def test_badges_are_read_by_all_and_made_and_given_by_the_team(cast, app, program):
    cleo, max_ = program(cast.cleo), program(cast.max)
    new = {"name": "Spring finder", "description": "Knows where water is.", "icon": "sprout"}
    assert max_.post("/badges", new).status_code == 403
    made = cleo.post("/badges", new)
    assert made.status_code == 201, made.text
    at = f"/badges/{made.json['slug']}"
    assert cleo.post(f"{at}/grant", {"name": "max", "reason": "For the map."}).status_code == 204
    assert [row["person"]["name"] for row in max_.get(at).json["holders"]] == ["max"]
    assert max_.get("/me/standing").json["badges"][0]["badge"]["slug"] == made.json["slug"]
    rule = {"all": [{"measure": "replies", "is": "at_least", "value": 1}]}
    shown = cleo.post("/badges/preview", {**new, "rule": rule})
    assert shown.status_code == 200, shown.text
    rows = cleo.post(f"{at}/grant-many", {"lines": "amy, for the map\nnobody, for nothing"})
    assert [bool(row["problem"]) for row in rows.json["items"]] == [False, True]
    assert cleo.post(f"{at}/revoke", {"name": "max", "reason": "Mistaken."}).status_code == 204
    assert cleo.ask("PUT", at, {**new, "name": "Springs"}).status_code == 200


def test_invitations_show_their_link_once(cast, app, program):
    ada = program(cast.ada)
    made = ada.post("/invites", {"label": "Fair"}, Idempotency_Key="once")
    assert not db.session.query(KeptAnswer).count()
    database.commit()
    assert made.status_code == 201 and "/invite/" in made.json["url"], made.text
    listed = ada.get("/invites")
    assert listed.json["items"][0]["label"] == "Fair"
    assert made.json["url"].rpartition("/")[2] not in listed.text
    one = made.json["id"]
    assert program(cast.amy).ask("DELETE", f"/invites/{one}").status_code == 404
    assert ada.ask("DELETE", f"/invites/{one}").status_code == 204


def test_guidelines_pages_and_figures_are_read_by_guests(cast, app, program):
    factories.guidelines()
    database.commit()
    guest, max_ = program(), program(cast.max)
    read = guest.get("/guidelines").json["documents"][0]
    assert read["sections"] and read["in_force"]["number"]
    old = guest.get(f"/guidelines/{read['slug']}/{read['in_force']['number']}")
    assert old.json["sections"][0]["title"], old.text
    version = {"version_id": read["in_force"]["id"]}
    assert guest.post("/guidelines/accept", version).status_code == 401
    assert max_.post("/guidelines/accept", version).status_code == 204
    mine = db.session.query(GuidelineAcceptance).filter_by(user_id=cast.max.id)
    assert [row.version_id for row in mine] == [version["version_id"]]
    database.commit()
    assert guest.get("/pages").json == {"items": []}
    assert guest.get("/transparency").json == {"items": []}
    assert max_.get("/transparency/draft").status_code == 403
    days = "since=2026-01-01&until=2026-01-31"
    draft = program(cast.cleo).get(f"/transparency/draft?{days}").json
    sent = {"since": draft["since"], "until": draft["until"], "seen": draft["seen"]}
    made = program(cast.ada).post("/transparency", sent)
    assert made.status_code == 201, made.text
    assert guest.get(f"/transparency/{made.json['id']}").json["figures"] == draft["figures"]


def test_what_is_written_is_previewed_taken_back_and_its_history_kept(cast, app, program):
    thread = factories.thread(author=cast.max, category=factories.category())
    alone = factories.thread(author=cast.max)
    post = factories.post(thread=thread, author=cast.max, body="The first text of it.",
                          created_at=utcnow() - timedelta(hours=1))  # fmt: skip
    database.commit()
    max_, cleo, at = program(cast.max), program(cast.cleo), f"/posts/{post.id}"
    drawn = max_.post("/preview", {"body": "A *word*.", "thread": thread.id})
    assert "<em>word</em>" in drawn.json["html"], drawn.text
    mark = max_.get(at).headers["ETag"]
    done = max_.ask("PATCH", at, {"body": "The second text, all anew."}, If_Match=mark)
    assert done.status_code == 200, done.text
    number = max_.get(f"{at}/revisions").json["items"][0]["number"]
    assert cleo.post(f"{at}/revisions/{number}/hide").status_code == 204
    assert max_.post(f"{at}/revisions/{number}/show").status_code in {403, 404}
    assert cleo.post(f"{at}/revisions/{number}/show").status_code == 204
    back = max_.post(f"{at}/revisions/{number}/restore")
    assert back.status_code == 200 and back.json["body"] == "The first text of it.", back.text
    assert program(cast.amy).ask("PUT", f"{at}/reactions/heart").status_code == 200
    given = program().get(f"{at}/reactions/people").json["items"]
    assert [one["people"][0]["name"] for one in given] == ["amy"]
    reasons = program(cast.amy).get(f"{at}/report-reasons").json["items"]
    sent = {"reason": reasons[-1]["key"], "explanation": "It is about something else."}
    assert program(cast.amy).post(f"{at}/reports", sent).status_code == 201
    tab = program().get("/members/max/replies").json
    assert [one["post"]["id"] for one in tab["posts"]] == [post.id]
    assert "max" in [row["person"]["name"] for row in program().get("/directory").json["items"]]
    assert max_.ask("DELETE", f"/threads/{alone.id}").status_code == 204
    assert program().get(f"/threads/{alone.id}").status_code in {404, 410}


def test_one_message_is_reported_and_the_team_reads_that_one_alone(cast, app, program):
    talk = conversations.start(cast.amy, [cast.max], "Come and buy my shoes!")
    database.commit()
    max_, cleo, at = program(cast.max), program(cast.cleo), f"/conversations/{talk.id}/messages/1"
    reason = max_.get(f"{at}/report-reasons").json["items"][0]["key"]
    sent = {"reason": reason, "explanation": "Sells shoes.", "is_in_good_faith": True}
    assert program(cast.nia).post(f"{at}/reports", sent).status_code == 404
    assert max_.post(f"{at}/reports", sent).status_code == 201
    one = cleo.get("/message-reports").json["items"][0]
    opened = cleo.post(f"/message-reports/{one['id']}")
    assert opened.json["text"] == "Come and buy my shoes!", opened.text
    log = [line["verb"] for line in program(cast.ada).get("/staff-log").json["items"]]
    assert any("message" in verb for verb in log), log


@pytest.mark.parametrize("scopes", ["read write"])
def test_a_token_of_one_category_joins_no_group(cast, app, program, scopes):
    inside = factories.category(slug="in")
    group = groups.define(cast.ada, groups.Described("Open", joining="open"))
    factories._save(SettingValue(name="api.per_minute", value=100))
    database.commit()
    bound = program(cast.max, scopes, category_id=inside.id)
    assert bound.post(f"/groups/{group.slug}/join").status_code in {403, 404}


def test_what_is_ones_own_is_neither_others_groups_nor_others_invitations(cast, app, program):
    """A private token of an admin opens no private category and sees nobody's address."""
    group = groups.define(cast.ada, groups.Described("Testers", joining="request"))
    groups.request(cast.nia, group, "Please.")
    invite, _link = invites.make(cast.cleo, invites.Asked())
    database.commit()
    at, gone = f"/groups/{group.slug}", f"/invites/{invite.id}"
    steps = (
        ("POST", f"{at}/members/add", {"name": "max"}),
        ("POST", f"{at}/members/remove", {"name": "max"}),
        ("POST", f"{at}/requests/answer", {"name": "nia", "is_welcome": True}),
        ("DELETE", gone, None), ("GET", "/invites/all", None),
    )  # fmt: skip
    for scopes, allowed in (("read private admin", False), ("read private arrange", True)):
        ada = program(cast.ada, scopes)
        for method, path, body in steps:
            answer = ada.ask(method, path, body)
            assert (answer.status_code < 300) is allowed, (scopes, path, answer.text)
            assert allowed or "arrange" in answer.json["detail"]
