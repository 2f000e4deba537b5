"""What holds for every answer of the API, whatever it is about."""

from datetime import timedelta

from sqlalchemy import func, select

from forum import database
from forum.extensions import db
from forum.models import ApiToken, KeptAnswer, Post, SettingValue
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS
from forum.services import sessions
from tests import factories
from tests.limiting import limits_on


def test_a_member_reads_writes_and_changes_what_they_wrote(app, cast, program):
    factories.category(slug="open")
    database.commit()
    max_, ada = program(cast.max), program(cast.ada)
    made = max_.post("/threads", {"title": "Which tent is light", "category": "open",
                                  "body": "Under a *kilogram*, please."})  # fmt: skip
    assert made.status_code == 201, made.text
    thread = made.json["id"]
    assert made.json["url"].startswith("http")
    reply = ada.post(f"/threads/{thread}/posts", {"body": "The small one.", "reply_to": 1})
    assert (reply.status_code, reply.json["number"]) == (201, 2)
    listed = program().get(f"/threads/{thread}/posts").json
    assert [post["number"] for post in listed["items"]] == [1, 2]
    assert "<em>kilogram</em>" in listed["items"][0]["html"]
    assert listed["items"][1]["reply_to"] == 1 and listed["next"] is None
    post = max_.get(f"/posts/{listed['items'][0]['id']}")
    assert post.json["body"] == "Under a *kilogram*, please."
    here = f"/posts/{post.json['id']}"
    assert max_.ask("PATCH", here, {"body": "Another text."}).status_code == 428
    changed = max_.ask("PATCH", here, {"body": "Under a pound."}, If_Match=post.headers["ETag"])
    assert changed.status_code == 200, changed.text
    assert "pound" in changed.json["html"]
    late = max_.ask("PATCH", here, {"body": "Too late."}, If_Match=post.headers["ETag"])
    assert late.status_code == 412
    assert ada.ask("PUT", f"{here}/reactions/heart").json["items"][0]["mine"] is True
    assert ada.ask("DELETE", f"{here}/reactions/heart").json["items"][0]["count"] == 0
    assert max_.ask("PUT", f"/threads/{thread}/answer/2").status_code in {204, 403}
    assert max_.get(f"/threads/{thread}").json["may"]["reply"] is True
    assert program().get("/threads?list=latest").json["items"][0]["title"] == "Which tent is light"


def test_a_list_goes_on_where_it_ended_and_what_is_known_is_not_sent_again(app, cast, program):
    place = factories.category(slug="open")
    factories._save(SettingValue(name="lists.per_page", value=2))
    factories._save(SettingValue(name="posts.per_page", value=2))
    made = [factories.thread(category=place, author=cast.max) for _n in range(5)]
    for _n in range(4):
        factories.post(thread=made[0], author=cast.ada)
    database.commit()
    guest, found, after = program(), [], ""
    for _n in range(9):
        page = guest.get(f"/threads?category=open&after={after}").json
        found += [thread["id"] for thread in page["items"]]
        if not (after := page["next"]):
            break
    assert sorted(found) == [thread.id for thread in made]
    first = guest.get(f"/threads/{made[0].id}/posts").json
    rest = guest.get(f"/threads/{made[0].id}/posts?after=3").json
    assert [p["number"] for p in first["items"]] == [1, 2] and first["next"] == "2"
    assert [p["number"] for p in rest["items"]] == [4] and rest["next"] == "4"
    seen = guest.get("/threads")
    assert guest.get("/threads", If_None_Match=seen.headers["ETag"]).status_code == 304


def test_a_key_makes_a_request_act_once(app, cast, program):
    """T96: again gets the same answer; the same key for something else is refused."""
    thread = factories.thread(author=cast.max)
    database.commit()
    ada, here = program(cast.ada), f"/threads/{thread.id}/posts"
    first = ada.post(here, {"body": "Once and no more."}, Idempotency_Key="k1")
    again = ada.post(here, {"body": "Once and no more."}, Idempotency_Key="k1")
    assert first.json == again.json and again.headers["Idempotency-Replayed"] == "true"
    assert ada.post(here, {"body": "Something else."}, Idempotency_Key="k1").status_code == 422
    # Another program has keys of its own, and what failed may be tried again under its key.
    assert program(cast.amy).post(here, {"body": "Mine."}, Idempotency_Key="k1").status_code == 201
    assert ada.post(here, {"body": ""}, Idempotency_Key="k2").status_code == 422
    assert ada.post(here, {"body": "Now I do."}, Idempotency_Key="k2").status_code == 201
    posts = select(func.count(Post.id)).where(Post.thread_id == thread.id)
    assert db.session.scalar(posts) == 4
    db.session.query(KeptAnswer).update({"created_at": utcnow() - timedelta(days=2)})
    database.commit()
    assert (
        "Idempotency-Replayed"
        not in ada.post(here, {"body": "A day later."}, Idempotency_Key="k1").headers
    )


def test_who_may_not_is_told_so_as_a_problem_and_what_is_hidden_is_not_there(app, cast, program):
    """T36, T41."""
    secret = factories.thread(category=factories.category(private_to="insiders"), author=cast.ada)
    shown = factories.thread(author=cast.max)
    database.commit()
    guest, max_ = program(), program(cast.max)
    for one in (guest, max_):
        for path in ("/threads/{}", "/threads/{}/posts", "/posts/{}", "/posts/{}/reactions"):
            there, never = one.get(path.format(secret.id)), one.get(path.format(2**30))
            if path.startswith("/posts"):
                there = one.get(path.format(db.session.scalar(
                    select(Post.id).where(Post.thread_id == secret.id))))  # fmt: skip
            assert there.status_code == never.status_code == 404
            assert there.data == never.data
            assert {k for k, _v in there.headers} == {k for k, _v in never.headers}
    reply = f"/threads/{shown.id}/posts"
    assert guest.post(reply, {"body": "Hello there."}).status_code == 401
    assert guest.post(reply, {"body": "x"}).headers["WWW-Authenticate"] == "Bearer"
    reading = program(cast.max, "read")
    refused = reading.post(reply, {"body": "Hello there."})
    assert refused.status_code == 403 and "write" in refused.json["detail"]
    assert guest.get("/nothing/here").status_code == 404
    assert guest.ask("DELETE", "/threads").status_code == 405
    assert max_.post(reply, {"body": ""}).json["errors"] == [
        {"field": "body", "detail": "Please fill this in."}
    ]
    plain = max_.client.post(
        f"/api/v1{reply}", data="body=x", headers={"Authorization": f"Bearer {max_.secret}"},
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert plain.status_code == 415 and plain.mimetype == "application/problem+json"
    large = max_.post(reply, {"body": "x" * 2_100_000})
    assert large.status_code == 413


def test_a_token_ends_with_its_time_its_owner_and_its_makers_office(app, cast, program):
    """T41, T42: from the next request on; in the address it is refused; no cookie helps."""
    thread = factories.thread(author=cast.max)
    database.commit()
    amy, max_ = program(cast.amy), program(cast.max)
    assert amy.get("/threads?list=mine").status_code == 200
    assert amy.client.get(f"/api/v1/threads?access_token={amy.secret}").status_code == 400
    amy_row = db.session.query(ApiToken).filter_by(user_id=cast.amy.id).one()
    amy_row.expires_at = utcnow() - timedelta(seconds=1)
    cast.max.suspended_until = utcnow() + timedelta(days=1)
    database.commit()
    for ended in (amy, max_):
        answer = ended.get("/threads")
        assert answer.status_code == 401 and "invalid_token" in answer.headers["WWW-Authenticate"]
    bot = factories.user(name="shopkeeper", is_bot=True, email=None)
    shop = program(bot, "read write", kind="application", creator_id=cast.ada.id)
    posted = shop.post(f"/threads/{thread.id}/posts", {"body": "It is in stock again."})
    assert posted.status_code == 201
    assert shop.get(f"/posts/{posted.json['id']}").json["author"]["capacity"] == "bot"
    db.session.execute(db.text("DELETE FROM group_member WHERE user_id = :ada"),
                       {"ada": cast.ada.id})  # fmt: skip
    database.commit()
    assert shop.get("/threads").status_code == 401
    cleo = program(cast.cleo)
    assert cleo.get("/threads").status_code == 200
    sessions.end_all(cast.cleo, cast.cleo)
    database.commit()
    assert cleo.get("/threads").status_code == 401


def test_no_cookie_is_anybody_here(app, cast, browser):
    thread = factories.thread(author=cast.max)
    database.commit()
    ada = browser(cast.ada)
    assert ada.get("/api/v1/threads?list=mine").status_code == 401
    answer = ada.post(f"/api/v1/threads/{thread.id}/posts", json={"body": "Forged, and long."})
    assert answer.status_code == 401
    assert not [name for name, _v in answer.headers if name.lower().startswith("access-control")]


def test_a_token_of_one_category_reaches_nothing_else(app, cast, program):
    inside, outside = factories.category(slug="in"), factories.category(
        slug="out", access={EVERYONE: "see", MEMBERS: "see reply start"})  # fmt: skip
    here = factories.thread(category=inside, author=cast.ada)
    there = factories.thread(category=outside, author=cast.ada)
    database.commit()
    bound = program(cast.max, "read write", category_id=inside.id)
    assert [one["slug"] for one in bound.get("/categories").json["items"]] == ["in"]
    assert [one["id"] for one in bound.get("/threads").json["items"]] == [here.id]
    assert bound.get(f"/threads/{there.id}").status_code == 404
    assert bound.post(f"/threads/{there.id}/posts", {"body": "Over there."}).status_code == 404
    assert bound.post(f"/threads/{here.id}/posts", {"body": "Over here."}).status_code == 201
    wrong = bound.post("/threads", {"title": "A new one", "body": "Text.", "category": "out"})
    assert wrong.status_code == 422


def test_a_program_that_asks_too_often_waits(app, cast, program):
    factories._save(SettingValue(name="api.per_minute", value=3))
    database.commit()
    max_ = program(cast.max)
    with limits_on():
        answers = [max_.get("/categories") for _n in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[1].headers["RateLimit-Remaining"] == "1"
        assert int(answers[3].headers["Retry-After"]) > 0
        assert program(cast.ada).get("/categories").status_code == 200


def test_in_maintenance_no_program_gets_in_an_admins_neither(app, cast, program):
    db.session.add(SettingValue(name="site.mode", value="maintenance"))
    database.touch("structure")
    database.commit()
    for person in (cast.max, cast.ada):
        answer = program(person).get("/threads")
        assert answer.status_code == 503 and answer.headers["Retry-After"]
