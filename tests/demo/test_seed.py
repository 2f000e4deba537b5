"""The demonstration community in a database: all of it, at its times, by the rules of the house."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from forum import config, database
from forum.app import create_app
from forum.demo import founding, seed
from forum.demo.content import load
from forum.extensions import db
from forum.lib.verdict import Refused
from forum.models import (
    Appeal,
    Candidacy,
    Category,
    Decision,
    Draft,
    Group,
    GroupMember,
    Guest,
    GuidelineVersion,
    OldName,
    Post,
    Reaction,
    ReadPosition,
    Revision,
    StaffAction,
    Statement,
    Tag,
    TagSlug,
    Thread,
    User,
)
from forum.models.columns import utcnow
from forum.models.groups import AMBASSADORS
from forum.models.users import OPERATOR
from forum.policies import threads as thread_policy
from forum.queries import lists, moderation, promises, transparency, viewers
from forum.security import passwords
from forum.services import recounting
from tests.conftest import empty, make_app


@pytest.fixture(scope="module")
def filled(empty_sqlite, tmp_path_factory):
    """A forum that was filled once; the tests of this module only look at it."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "forum.db").write_bytes(empty_sqlite.read_bytes())
    app = make_app(folder)
    with app.app_context():
        seed.run()
        db.engine.dispose()
    return app


@pytest.fixture
def here(filled) -> Iterator[SimpleNamespace]:
    """People by name and threads by the name of their file, in a unit of work that only reads."""
    with filled.app_context():
        database.begin("read")
        people = {
            user.name: viewers.with_groups(None, user) for user in db.session.scalars(select(User))
        }
        by_title = {thread.title: thread for thread in db.session.scalars(select(Thread))}
        threads = {slug: by_title[thread.title] for slug, thread in load().threads.items()}
        yield SimpleNamespace(
            threads=threads, **{name.replace("-", "_"): person for name, person in people.items()}
        )
        database.rollback()


def post(thread: Thread, number: int) -> Post:
    return db.session.scalars(select(Post).filter_by(thread_id=thread.id, number=number)).one()


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_everything_in_the_files_is_there(here):
    content = load()
    assert count(User) == len(content.people)
    assert count(Category) == len(content.categories)
    assert count(Tag) == len(content.tags)
    assert count(Thread) == len(content.threads)
    assert count(Post) == content.post_count + 1  # the one that waits for a moderator
    assert count(Revision) == sum(len(p.edits) for t in content.threads.values() for p in t.posts)
    assert count(Reaction) == sum(
        n for t in content.threads.values() for p in t.posts for _, n in p.reactions
    )
    assert not seed.is_empty()


def test_every_counter_is_right(filled):
    with filled.app_context():
        database.begin("write")
        assert recounting.recount(OPERATOR) == []
        database.rollback()


def test_every_post_lies_where_its_file_says(here):
    for slug, described in load().threads.items():
        made = db.session.scalars(
            select(Post)
            .where(Post.thread_id == here.threads[slug].id, Post.number > 0)
            .order_by(Post.number)
        ).all()
        assert [each.number for each in made] == [each.number for each in described.posts]
        for row, told in zip(made, described.posts, strict=True):
            assert abs(utcnow() - row.created_at - told.ago) < timedelta(minutes=5)
            assert row.state == told.state
        assert here.threads[slug].view_count == described.views
        assert here.threads[slug].is_closed is described.is_closed


def test_moderators_find_cases_in_their_queue(here):
    """All for the team; Mo sees what was said in Gear."""
    for name, kinds in (
        ("cleo", ["held", "report", "report", "report"]),
        ("mo", ["report"]),
    ):
        viewer = viewers.with_groups(None, getattr(here, name))
        found = moderation.queue(viewer, moderation.Filters()).rows
        assert sorted(row.kind for row in found) == kinds
        assert all(row.opened_at < utcnow() for row in found)
    assert any(row.is_about_brand for row in found)


def test_every_page_of_the_console_has_something(here):
    """A post removed, a case that was left, an account that was suspended and appeals, a proposal,
    figures."""
    states = {(one.action, one.state) for one in db.session.scalars(select(Decision))}
    assert states == {("remove", "in_force"), ("none", "in_force"), ("suspension", "in_force"),
                      ("hide", "proposed")}  # fmt: skip
    assert here.sue.suspended_until > utcnow()
    told = db.session.scalars(select(Statement)).all()
    assert all(one.sent_at < utcnow() - timedelta(days=30) for one in told) and len(told) == 4
    assert db.session.scalars(select(Appeal)).one().user_id == here.sue.id
    (published,) = transparency.every(Guest())
    counted = {one["action"] for one in published.report.figures["decisions"]}
    assert {"remove", "suspension"} <= counted
    assert promises.broken(OPERATOR) == {}


def test_ids_rise_with_time(here):
    times = db.session.scalars(select(Post.created_at).order_by(Post.id)).all()
    assert times == sorted(times)


def test_nothing_of_the_past_looks_as_if_it_had_happened_while_filling(here):
    lately = utcnow() - timedelta(minutes=9)
    for moment in (
        Post.created_at,
        Post.edited_at,
        Thread.created_at,
        Thread.last_post_at,
        Thread.answered_at,
        Reaction.created_at,
        Revision.created_at,
        User.created_at,
        User.last_seen_at,
        OldName.created_at,
        ReadPosition.read_at,
        Post.deleted_at,
        GuidelineVersion.published_at,
        Draft.updated_at,
        StaffAction.created_at,
    ):
        assert db.session.scalar(select(func.max(moment))) < lately, str(moment)


def test_what_somebody_was_stays_with_what_they_wrote(here):
    assert post(here.threads["makes-no-sense"], 13).author_capacity == "member"  # Callum, before
    assert post(here.threads["boil-times-cold"], 1).author_capacity == "ambassador"
    assert post(here.threads["first-stove"], 5).author_capacity == "moderator"
    van = post(here.threads["mending-van"], 1)
    assert (van.author_capacity, van.author_byline) == ("brand", "Repair workshop, Fernway")
    assert post(here.threads["lounge-first-posts"], 4).author_capacity == "ambassador"


def test_edits_are_kept_with_who_when_and_why(here):
    buckle = post(here.threads["buckle-batch"], 1)
    kept = db.session.scalars(select(Revision).filter_by(post_id=buckle.id)).one()
    assert kept.reason.startswith("38 mm, not 40")
    assert "40 mm" in kept.before["body"]
    assert "38 mm" in kept.after["body"]
    assert buckle.edit_count == 1
    can = post(here.threads["first-stove"], 4)
    by_mo = db.session.scalars(select(Revision).filter_by(post_id=can.id)).one()
    assert by_mo.editor_id == here.mo.id != can.author_id


def test_answers_pins_and_closings(here):
    asked = [t for t in load().threads.values() if any(p.is_answer for p in t.posts)]
    for described in asked:
        thread = here.threads[described.slug]
        answer = next(p.number for p in described.posts if p.is_answer)
        assert thread.answer_id == post(thread, answer).id
        assert thread.answered_by_id == thread.author_id
    assert here.threads["start-here"].pin_scope == "everywhere"
    assert here.threads["start-here"].pinned_until is None
    van = here.threads["mending-van"]
    assert van.pin_scope == "category"
    assert timedelta(days=20) < van.pinned_until - utcnow() < timedelta(days=21)


def test_what_was_taken_away_says_by_whom(here):
    deleted = db.session.scalars(select(Post).filter_by(state="deleted")).one()
    removed = db.session.scalars(select(Post).filter_by(state="removed")).one()
    assert deleted.deleted_by_id == deleted.author_id == here.yusuf.id
    assert removed.author_id == here.sue.id
    assert removed.deleted_by_id == here.tilda.id
    assert here.sue.is_suspended
    assert here.sue.suspended_reason


def test_the_private_rooms_are_private(here):
    lounge, room = here.threads["lounge-monthly"], here.threads["mod-sue"]
    readers = {
        name: [bool(thread_policy.can_read(who, thread)) for thread in (lounge, room)]
        for name, who in {
            "guest": Guest(),
            "max": here.max,
            "amy": here.amy,
            "mo": here.mo,
            "theo": here.theo,
            "cleo": here.cleo,
            "ada": here.ada,
        }.items()
    }
    assert readers == {
        "guest": [False, False],
        "max": [False, False],
        "theo": [False, False],
        "amy": [True, False],
        "mo": [False, True],
        "cleo": [True, True],
        "ada": [True, True],
    }


def test_mo_moderates_the_gear_tree_and_nothing_else(here):
    may = {
        slug: bool(thread_policy.can_moderate(here.mo, here.threads[slug]))
        for slug in ("long-backs", "boil-times-cold", "makes-no-sense", "ljosdal", "mending-van")
    }
    assert may == {
        "long-backs": True,
        "boil-times-cold": True,
        "makes-no-sense": True,
        "ljosdal": False,
        "mending-van": False,
    }


@pytest.mark.parametrize("name", ["max", "amy", "mo", "cleo", "ada"])
def test_everybody_finds_something_unread_and_something_new(here, name):
    page = lists.page(getattr(here, name), lists.Wanted("latest"), lambda **_key: "")
    rows = page.items
    assert {"new", "unread", None} == {row.unread for row in rows}


def test_an_old_name_leads_to_max_and_old_tags_to_the_new(here):
    assert db.session.scalars(select(OldName)).one().user_id == here.max.id
    was = dict(
        db.session.execute(select(TagSlug.slug, Tag.name).join(Tag, Tag.id == TagSlug.tag_id)).all()
    )
    assert was["beginner"] == was["newbie"] == "first-time"


def test_max_has_begun_two_things(here):
    kept = db.session.scalars(select(Draft).filter_by(user_id=here.max.id)).all()
    assert {draft.key for draft in kept} == {
        "new",
        f"thread:{here.threads['skelding-round-five-days'].id}",
    }
    assert all(draft.payload["body"] for draft in kept)


def test_every_text_is_drawn_as_a_members_would_be(here):
    drawn = dict(db.session.execute(select(Post.id, Post.html)).all())
    for html in drawn.values():
        assert not any(
            mark in html for mark in ("](@", "upload://", "[quote=", "{date", "thread:@")
        )
    hello = post(here.threads["hello-nia"], 3).html
    solo = here.threads["first-solo-night"]
    assert f'href="/t/{solo.id}/{solo.slug}"' in hello
    assert f'href="/t/{solo.id}/{solo.slug}/7#post-7"' in hello
    patch = post(here.threads["patching-a-fly"], 1).html
    assert 'width="900"' in patch
    assert 'alt="Drawing of a small L-shaped tear' in patch
    assert 'href="/m/ingrid"' in post(here.threads["ljosdal"], 6).html
    assert 'href="/c/introductions"' in post(here.threads["start-here"], 1).html
    assert post(here.threads["guy-line-load"], 1).has_math


def test_the_sign_ins_are_told_and_open_the_door(here):
    told = seed.sign_ins()
    assert [name for name, _, _ in told] == ["nia", "max", "amy", "mo", "cleo", "ada", "sue"]
    for name, password, role in told:
        person = getattr(here, name)
        assert passwords.matches(password, person.password)
        assert role
        assert person.confirmed_at
    assert passwords.problem(seed.PASSWORD, "Fernway", "max") is None
    hashes = set(db.session.scalars(select(User.password)))
    assert len(hashes) == 1  # made once: it takes long on purpose


def test_the_guidelines_have_two_versions(here):
    kept = db.session.scalars(select(GuidelineVersion).order_by(GuidelineVersion.number)).all()
    assert [version.number for version in kept] == [1, 2]
    assert 'id="no-spam-no-hidden-advertising"' in kept[1].html
    assert "I got this free" in kept[1].body
    assert "I got this free" not in kept[0].body


def test_the_names_are_the_brands_own(here):
    assert founding.address("max") == here.max.email
    assert here.max.email.endswith(".example")


def test_it_fills_an_empty_database_only(app):
    person = User(name="somebody", name_key="somebody", display_name="Somebody", fs_uniquifier="x")
    db.session.add(person)
    database.commit()
    with pytest.raises(Refused, match="members already"):
        seed.run()
    assert seed.sign_ins() == []
    assert count(Thread) == 0


def test_it_is_never_there_in_production(tmp_path):
    settings = config.read(
        {
            "FORUM_INSTANCE": str(tmp_path),
            "FORUM_ENV": "production",
            "FORUM_SECRET_KEY": "of tests",
        },
        tmp_path / "forum.toml",
    )
    app = create_app(settings, with_plugins=[])
    with app.app_context(), pytest.raises(Refused, match="production"):
        seed.run()
    assert not (tmp_path / "forum.db").exists()


def test_laying_the_ground_again_after_an_interruption_adds_nothing(app):
    content = load()
    for _ in range(2):
        with database.unit("write"):
            founding.lay(content, utcnow())
    assert count(Category) == len(content.categories)
    assert db.session.scalar(select(func.count(Group.id)).where(Group.slug == "team")) == 1


@pytest.mark.postgres
def test_postgresql_holds_the_same(empty_postgres, tmp_path):
    app = make_app(tmp_path, empty_postgres)
    with app.app_context():
        try:
            seed.run()
            database.begin("write")
            assert count(Post) == load().post_count + 1  # the one that waits for a moderator
            assert recounting.recount(OPERATOR) == []
            database.rollback()
        finally:
            empty()
            db.engine.dispose()


def test_ambassadors_serve_by_a_grant_and_say_what_they_receive(here):
    source = select(GroupMember.source).where(
        GroupMember.user_id == here.amy.id, GroupMember.group_id == AMBASSADORS
    )
    assert db.session.scalar(source) == "grant"
    labels = db.session.scalars(
        select(Post.author_byline).where(
            Post.author_id == here.amy.id, Post.author_capacity == "ambassador"
        )
    ).all()
    assert labels and set(labels) == {"volunteer, is lent tents"}
    assert sorted(db.session.scalars(select(Candidacy.state))) == ["nominated", "review"]
