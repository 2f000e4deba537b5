"""Editing: versions and the grace rule of features.md §4.7, conflicts, limits, who may not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import Revision, SettingValue, StaffAction, Statement, Tag
from forum.models.columns import utcnow
from forum.services import decisions, posts, threads
from forum.services import tags as tag_service
from tests import casework, factories

LONG = "The dome stood all night, and the tunnel went home early. " * 5


@pytest.fixture
def thread(cast):
    return threads.start(cast.max, factories.category(), "Which tent?", LONG, tags=[])


@pytest.fixture
def post(cast, thread):
    return posts.reply(cast.amy, thread, LONG)


def age(thing, **by):
    thing.created_at = utcnow() - timedelta(**by)
    db.session.flush()


def revisions(post):
    return db.session.scalars(
        select(Revision).where(Revision.post_id == post.id).order_by(Revision.number)
    ).all()


def test_a_small_edit_at_once_leaves_no_trace(cast, post):
    posts.edit(cast.amy, post, LONG + "Bye.", post.version)
    assert post.body == LONG + "Bye."
    assert (post.edited_at, post.edit_count, revisions(post)) == (None, 0, [])


@pytest.mark.parametrize(
    ("body", "minutes", "reason"),
    [(LONG + "x" * 150, 0, ""), (LONG + "Bye.", 6, ""), (LONG + "Bye.", 0, "a typo")],
)
def test_any_other_edit_is_a_version(cast, post, body, minutes, reason):
    age(post, minutes=minutes)
    posts.edit(cast.amy, post, body, post.version, reason)
    (made,) = revisions(post)
    assert (made.number, made.editor_id, made.reason) == (2, cast.amy.id, reason)
    assert (made.before, made.after) == ({"body": LONG.rstrip()}, {"body": body})
    assert post.edit_count == 1 and post.edited_at


def test_trust_gives_a_larger_grace(cast, post):
    cast.amy.trust_level = 2
    posts.edit(cast.amy, post, LONG + "x" * 300, post.version)
    assert revisions(post) == []


def test_a_small_edit_after_a_version_joins_it(cast, post):
    age(post, hours=1)
    posts.edit(cast.amy, post, LONG + "One.", post.version)
    posts.edit(cast.amy, post, LONG + "One. Two.", post.version)
    (made,) = revisions(post)
    assert made.after == {"body": LONG + "One. Two."}


def test_taking_a_version_back_at_once_removes_it(cast, post):
    age(post, hours=1)
    posts.edit(cast.amy, post, LONG + "One.", post.version)
    posts.edit(cast.amy, post, LONG, post.version)
    assert (revisions(post), post.edit_count, post.edited_at) == ([], 0, None)


def test_another_editor_makes_another_version_and_a_line_in_the_log(cast, post):
    posts.edit(cast.mo, post, LONG + "Mo.", post.version, "clearer")
    (made,) = revisions(post)
    assert made.editor_id == cast.mo.id
    line = db.session.scalar(select(StaffAction))
    assert (line.verb, line.actor_id, line.user_id, line.note) == (
        "edit",
        cast.mo.id,
        cast.amy.id,
        "clearer",
    )


def test_an_edit_that_changes_nothing_is_none(cast, post):
    age(post, hours=1)
    before = post.version
    posts.edit(cast.amy, post, LONG, post.version, "why not")
    assert (post.version, revisions(post)) == (before, [])


def test_the_second_of_two_editors_is_told(cast, post):
    """T101: no edit is lost, whoever comes second."""
    read = post.version
    posts.edit(cast.mo, post, LONG + "Mo was here.", read, "Because.")
    with pytest.raises(Conflict):
        posts.edit(cast.amy, post, LONG + "Amy was here.", read)
    assert post.body == LONG + "Mo was here."


def test_the_first_post_edits_its_thread(cast, thread):
    db.session.add(Tag(name="tents", slug="tents"))
    first = posts_first(thread)
    age(first, hours=1)
    posts.edit(
        cast.max,
        first,
        "A *dome*?",
        first.version,
        title="Which tent for wind?",
        tags=["tents"],
        kind="question",
    )
    assert (thread.title, thread.slug, thread.kind, thread.excerpt) == (
        "Which tent for wind?",
        "which-tent-for-wind",
        "question",
        "A dome?",
    )
    (made,) = revisions(first)
    assert made.after == {
        "body": "A *dome*?",
        "title": "Which tent for wind?",
        "kind": "question",
        "tags": "tents",
    }
    assert db.session.scalar(select(Tag.thread_count)) == 1


def posts_first(thread):
    from forum.models import Post

    return db.session.scalar(select(Post).where(Post.thread_id == thread.id, Post.number == 1))


def test_a_reply_does_not_edit_its_thread(cast, thread, post):
    posts.edit(cast.amy, post, LONG + "Bye.", post.version, title="Mine now", kind="question")
    assert (thread.title, thread.kind) == ("Which tent?", "discussion")


def test_there_is_a_number_of_edits_a_day(cast, post):
    db.session.add(SettingValue(name="edits.per_day", value=1))
    posts.edit(cast.amy, post, "One.", post.version)
    with pytest.raises(Refused, match="many posts"):
        posts.edit(cast.amy, post, "Two." * 99, post.version)


@pytest.mark.parametrize(
    ("who", "hidden"), [("guest", False), ("max", False), ("nia", False), ("sue", False)]
)
def test_some_may_not(cast, post, who, hidden):
    with pytest.raises(Denied) as denied:
        posts.edit(getattr(cast, who), post, "Mine.", post.version)
    assert denied.value.verdict.hidden is hidden


def test_the_time_for_editing_ends(cast, thread):
    post = posts.reply(cast.nia, thread, "Hello there.")
    age(post, hours=25)
    with pytest.raises(Denied, match="time for editing"):
        posts.edit(cast.nia, post, "Mine.", post.version)
    posts.edit(cast.mo, post, "Ours.", post.version, "For everybody.")


@pytest.mark.parametrize("state", ["is_closed", "is_archived"])
def test_what_is_over_is_not_edited(cast, thread, post, state):
    setattr(thread, state, True)
    with pytest.raises(Denied):
        posts.edit(cast.amy, post, "Mine.", post.version)


def test_a_private_post_is_not_there(cast):
    hidden = factories.thread(category=factories.category(private_to="ambassadors"))
    with pytest.raises(Denied) as denied:
        posts.edit(cast.max, posts_first(hidden), "Mine.", 0)
    assert denied.value.verdict.hidden


def test_who_changes_what_others_wrote_says_why(cast, thread, post):
    with pytest.raises(Refused) as refused:
        posts.edit(cast.mo, post, LONG + "Mo.", post.version, " ")
    assert refused.value.field == "reason"
    first = posts_first(thread)
    posts.edit(cast.mo, first, LONG, first.version, title="Which tent in wind?")  # not its text
    assert thread.title == "Which tent in wind?"


def test_much_of_what_a_member_wrote_is_not_edited_away_without_a_statement(cast, thread, post):
    """community.md §5.4: a few words are a correction; more is decided, and told."""
    for who in (cast.mo, cast.ada):
        with pytest.raises(Refused, match="takes 50 words") as refused:
            posts.edit(who, post, "The dome stood all night. Well.", post.version, "Shorter.")
        assert refused.value.field == "body"
    fewer = LONG.removesuffix("and the tunnel went home early. ")
    posts.edit(cast.mo, post, fewer, post.version, "Said twice.")
    made = casework.moderated(cast.mo, post, "edit", body="The dome stood all night. Well.")
    assert post.body == "The dome stood all night. Well."
    assert (
        db.session.scalar(select(Statement.user_id).filter_by(decision_id=made.id)) == cast.amy.id
    )
    notice = posts.reply(cast.mo, thread, LONG)  # said in an office, which the office keeps
    posts.edit(cast.cleo, notice, "The dome stood all night. Well.", notice.version, "Shorter.")


def test_a_moderator_does_not_change_their_own_post_past_a_colleagues_decision(cast, thread):
    own = posts.reply(cast.mo, thread, "This is what Mo said.")
    made = casework.moderated(cast.cleo, own, "lock")
    with pytest.raises(Denied, match="locked"):
        posts.edit(cast.mo, own, "Mo never said it.", own.version)
    decisions.end(cast.ada, made, utcnow())
    posts.edit(cast.mo, own, "This is what Mo says.", own.version)
    casework.moderated(cast.cleo, own, "hide")
    with pytest.raises(Denied, match="cannot be edited"):
        posts.edit(cast.mo, own, "Mo never said it.", own.version)
    assert own.body == "This is what Mo says."


def test_no_moderator_edits_criticism_of_the_brand_away(cast, thread, post):
    """community.md §4.6: two people decide what is taken there; words may be added."""
    case = casework.case(cast.nia, thread=thread, is_about_brand=True)
    for who in (cast.mo, cast.ada):
        with pytest.raises(Refused, match="Two people"):
            posts.edit(who, post, "The dome stood.", post.version, "Shorter.")
    posts.edit(cast.mo, post, f"{LONG} (A dome of 2019.)", post.version, "Which one.")
    case.is_about_brand = False
    fewer = LONG.removesuffix("and the tunnel went home early. ")
    posts.edit(cast.mo, post, fewer, post.version, "Shorter.")
    assert post.body == fewer.strip()


def test_what_criticism_is_called_and_filed_under_is_not_taken_from_it_either(cast, thread):
    factories.thread(tags=["complaint", "tents"])
    first = posts_first(thread)
    posts.edit(cast.max, first, LONG, first.version, tags=["complaint", "tents"])
    with pytest.raises(Refused, match="only its author") as refused:
        posts.edit(cast.mo, first, LONG, first.version, "Tidy.", tags=["tents"])
    assert refused.value.field == "tags"
    with pytest.raises(Refused, match="take none away") as refused:
        posts.edit(cast.cleo, first, LONG, first.version, "Kinder.", title="Tents, once more")
    assert refused.value.field == "title"
    tag = db.session.query(Tag).filter_by(slug="complaint").one()
    tag_service.rename(cast.cleo, tag, "grievance")
    database.commit()
    first = posts_first(thread)
    assert structure.setting("brand.complaint_tags") == "grievance"
    with pytest.raises(Refused, match="only its author"):
        posts.edit(cast.mo, first, LONG, first.version, "Tidy.", tags=["tents"])
    posts.edit(cast.mo, first, LONG, first.version, title="Which tent? (2019)", tags=["grievance"])
    posts.edit(cast.max, first, LONG, first.version, title="Tents", tags=["tents"])


def test_changing_it_by_a_decision_takes_two_as_well_where_words_go(cast, thread, post):
    casework.case(cast.nia, thread=thread, is_about_brand=True)
    made = casework.moderated(cast.mo, post, "edit", body="The dome stood.")
    assert (made.state, post.body) == ("proposed", LONG.rstrip())
    decisions.agree(cast.cleo, made)
    assert post.body == "The dome stood."
