"""What a token was not given, its program does not do, whatever the account behind it may."""

from sqlalchemy import select

from forum import database, limits
from forum.extensions import db
from forum.models import Bookmark, Post, SettingValue, Tag
from forum.services import conversations
from tests import factories
from tests.limiting import limits_on

EDIT = {"title": "Another title for it", "reason": "Said better."}


def post_of(thread, number=1):
    return db.session.scalar(
        select(Post.id).where(Post.thread_id == thread.id, Post.number == number)
    )


def test_a_moderators_program_arranges_what_is_others_with_the_scope_for_it_alone(
    app, cast, program
):
    category = factories.category()
    others = factories.thread(category=category, author=cast.max, kind="question")
    own = factories.thread(category=category, author=cast.cleo, kind="question")
    for thread in (others, own):
        factories.post(thread=thread, author=cast.amy)
    database.commit()
    writes, moderates = program(cast.cleo, "read write"), program(cast.cleo, "read write moderate")
    ways = (("PATCH", "", EDIT), ("PUT", "/answer/2", None), ("DELETE", "/answer", None))
    for method, path, body in ways:
        refused = writes.ask(method, f"/threads/{others.id}{path}", body, If_Match='"0"')
        assert refused.status_code == 403 and "moderate" in refused.json["detail"], (method, path)
    for who, thread in ((writes, own), (moderates, others)):
        for method, path, body in ways:
            done = who.ask(method, f"/threads/{thread.id}{path}", body, If_Match='"0"')
            assert done.status_code in {200, 204}, (method, path, done.text)


def test_what_others_ask_the_team_is_not_ones_own(app, cast, program):
    talk = conversations.ask(cast.max, "Where is my parcel?", "A parcel")
    path = f"/conversations/{talk.id}"
    database.commit()
    own, team = program(cast.cleo, "read private"), program(cast.cleo, "read private moderate")
    for method, way, body in (
        ("GET", "/messages", None), ("POST", "/messages", {"body": "It is on its way."}),
        ("POST", "/solve", {}),
    ):  # fmt: skip
        assert own.ask(method, path + way, body).status_code == 403, way
        assert team.ask(method, path + way, body).status_code < 300, way
    assert program(cast.max, "read private").get(f"{path}/messages").status_code == 200


def test_a_token_of_one_category_changes_nothing_that_is_of_all(app, cast, program):
    inside, outside = factories.category(slug="in"), factories.category(slug="out")
    factories.thread(category=inside, author=cast.ada, tags=["tents"])
    there = post_of(factories.thread(category=outside, author=cast.ada))
    db.session.query(Tag).update({"thread_count": 1})
    before = cast.max.read_before_at
    database.commit()
    report = {"reason": "spam", "explanation": "Sells shoes."}
    bound = program(cast.max, "read write", category_id=inside.id)
    for method, path, body in (
        ("POST", "/read", {}), ("PUT", "/tags/tents/level", {"level": 3}),
        ("POST", "/members/amy/reports", report), ("POST", f"/posts/{there}/reports", report),
    ):  # fmt: skip
        assert bound.ask(method, path, body).status_code in {403, 404}, path
    assert bound.ask("PUT", "/categories/in/level", {"level": 3}).status_code == 204
    db.session.refresh(cast.max)
    assert cast.max.read_before_at == before


def test_bookmarks_are_found_with_the_scope_for_what_is_ones_own(app, cast, program):
    post = post_of(factories.thread(author=cast.ada))
    factories._save(Bookmark(user_id=cast.max.id, post_id=post))
    database.commit()
    for asked in ("in:bookmarks", "-in:bookmarks"):
        assert program(cast.max, "read").get(f"/search?q={asked}").status_code == 403
    assert program(cast.max, "read private").get("/search?q=in:bookmarks").status_code == 200
    assert program(cast.max, "read").get("/search?q=in:posted").status_code == 200


def test_programs_are_as_patient_as_people(app, cast, program):
    """What people may do so often an hour on pages, programs may do as often and no more."""
    factories.thread(author=cast.ada)
    database.commit()
    max_, cleo = program(cast.max), program(cast.cleo)
    with limits_on():
        for name, person in (
            ("report.member", cast.max), ("account.change", cast.max), ("moderation.change", cast.cleo)
        ):  # fmt: skip
            for _n in range(int(limits.RATES[name].split()[0])):
                limits.take(name, person.id)
        for who, method, path in (
            (max_, "POST", "/members/amy/reports"), (max_, "PATCH", "/me"),
            (cleo, "POST", "/members/amy/notes"),
        ):  # fmt: skip
            answer = who.ask(method, path, {"reason": "spam", "body": "Hm."})
            assert answer.status_code == 429 and answer.headers["Retry-After"], path


def test_where_guests_do_not_read_they_read_no_tags_either(app, cast, program, browser):
    factories.thread(author=cast.ada, tags=["tents"])
    db.session.query(Tag).update({"thread_count": 1})
    factories._save(SettingValue(name="guests.may_read", value=False))
    database.commit()
    guest, page = program(), browser(cast.guest)
    assert guest.get("/tags").json["items"] == []
    for path in ("/tags", "/tag/tents"):
        assert "tents" not in page.get(path).get_data(as_text=True).replace("/tag/tents", ""), path
    assert program(cast.max).get("/tags").json["items"]
