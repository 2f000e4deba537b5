"""Ways in which one of the team could silence somebody without a colleague, or a member get past a
decision; each is shut."""

from datetime import timedelta

import pytest

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import (
    OPERATOR,
    Decision,
    ModerationCase,
    MovedPost,
    Post,
    Revision,
    Sanction,
    Statement,
    Tag,
    ThreadEvent,
    User,
)
from forum.models.columns import utcnow
from forum.queries import guidelines, proposals, statements
from forum.services import (
    appeals,
    bulk,
    decisions,
    groups,
    movers,
    posts,
    recounting,
    reports,
    revisions,
    settings,
    shaping,
    spammers,
    tags,
    threads,
    undoing,
)
from forum.services.choosing import Choice
from forum.services.filing import Said
from tests import casework, factories


@pytest.fixture
def rules(app, cast):
    factories.guidelines(at=utcnow() - timedelta(days=30))
    return guidelines.applying(cast.ada)


def choice(rules, action, **with_):
    section = rules[0]
    return Choice(action, section_id=section.id, quote="What was said.",
                  facts="What happened, said in at least forty characters.", **with_)  # fmt: skip


def test_who_takes_the_mark_of_the_brand_away_does_not_go_on_alone(rules, cast):
    case = casework.case(cast.max, is_about_brand=True)
    decisions.mark_about_brand(cast.cleo, case, is_about_brand=False)
    db.session.refresh(case)
    made = decisions.decide(cast.cleo, case, choice(rules, "remove"), case.version)
    assert made.state == "proposed" and db.session.get_one(Post, case.post_id).state == "visible"
    other = casework.case(cast.max, is_about_brand=True)
    decisions.mark_about_brand(cast.cleo, other, is_about_brand=False)
    db.session.refresh(other)
    assert decisions.decide(cast.ada, other, choice(rules, "remove"), other.version).state == (
        "in_force"
    )


def test_criticism_is_not_rewritten_by_one_person(rules, cast):
    case = casework.case(cast.max, is_about_brand=True)
    made = decisions.decide(cast.cleo, case, choice(rules, "edit", body="All is fine."),
                            case.version)  # fmt: skip
    assert made.state == "proposed"
    assert db.session.get_one(Post, case.post_id).body == "What was said."
    decisions.agree(cast.ada, made)
    assert db.session.get_one(Post, case.post_id).body == "All is fine."


def test_nobody_agrees_later_with_what_a_case_no_longer_waits_for(rules, cast):
    case = casework.case(cast.max, target=f"user:{cast.max.id}", post_id=None, thread_id=None)
    made = decisions.decide(cast.cleo, case, choice(rules, "termination", jump="safety"),
                            case.version)  # fmt: skip
    spammers.mark(cast.cleo, cast.max)
    made = db.session.get_one(Decision, made.id)
    assert made.state == "declined"
    for answer in (lambda: decisions.agree(cast.ada, made),
                   lambda: decisions.decline(cast.ada, made, "No.")):  # fmt: skip
        with pytest.raises(Denied):
            answer()
    spammers.undo(cast.ada, db.session.get_one(User, cast.max.id))
    assert not db.session.get_one(User, cast.max.id).is_suspended
    assert db.session.query(Sanction).filter(Sanction.lifted_at.is_(None)).count() == 0


def test_who_deletes_what_was_reported_does_not_restore_it_after_the_decision(rules, cast):
    case = casework.case(cast.max)
    post = db.session.get_one(Post, case.post_id)
    db.session.refresh(post, ["thread", "author"])
    posts.delete(cast.max, post)
    made = decisions.decide(cast.mo, case, choice(rules, "remove"), case.version)
    with pytest.raises(Denied):
        posts.restore(cast.max, post)
    decisions.reverse(cast.ada, made, utcnow())
    assert post.state == "deleted"
    posts.restore(cast.max, post)  # it is theirs to bring back again
    assert post.state == "visible"


def test_what_a_thread_is_called_where_one_may_not_look_is_not_in_ones_history(rules, cast):
    thread = factories.thread(author=cast.nia, title="Tents in the rain")
    case = casework.case(cast.max, thread=thread)
    decisions.decide(cast.mo, case, choice(rules, "hide"), case.version)
    assert [row.title for row in statements.own(cast.max).rows] == ["Tents in the rain"]
    casework.out_of_sight(cast.ada, thread, factories.category(private_to="insiders"))
    thread.title = "What the team thinks of Max"
    db.session.flush()
    assert [row.title for row in statements.own(cast.max).rows] == [""]


def test_nobody_rewrites_somebody_elses_words_and_hides_alone_that_they_did(rules, cast):
    thread = factories.thread(author=cast.nia)
    post = factories.post(thread=thread, author=cast.max, body="This tent is junk.")
    db.session.refresh(post, ["thread", "author"])
    posts.edit(cast.mo, post, "This tent is nice.", post.version, "Kinder.")
    changed = db.session.query(Revision).one()
    with pytest.raises(Denied, match="Somebody else has to hide"):
        revisions.hide(cast.mo, post, changed)
    revisions.hide(cast.cleo, post, changed)
    revisions.hide(cast.mo, post, changed, False)
    assert not changed.is_hidden


def test_a_case_that_an_appeal_opens_again_is_decided_by_somebody_else(rules, cast):
    case = casework.case(cast.max)
    casework.report(case, cast.nia)
    made = decisions.decide(cast.mo, case, Choice("none", explanation="It is fine."), case.version)
    theirs = db.session.query(Statement).filter_by(recipient="reporter").one()
    appeal = appeals.appeal(cast.nia, theirs, "Please look at the second sentence again.")
    appeals.answer(
        cast.ada,
        appeal,
        appeals.Answer("reversed", "It does offer a shop of their own.", "facts"),
        appeal.version,
    )
    db.session.expire_all()
    assert case.closed_at is None and made.state == "reversed"
    with pytest.raises(Denied, match="already decided about this"):
        decisions.decide(cast.mo, case, Choice("none", explanation="Still fine."), case.version)
    decisions.decide(cast.cleo, case, choice(rules, "hide"), case.version)


def test_nothing_is_moved_out_of_the_sight_of_who_wrote_it_unless_that_is_decided(rules, cast):
    public, inner = factories.category(), factories.category(private_to="ambassadors")
    node = structure.current().categories[inner.id]
    thread = factories.thread(category=public, author=cast.amy, title="Tents in the rain")
    reply = factories.post(thread=thread, author=cast.max, body="All of them leak.")
    away = factories.thread(category=inner, author=cast.cleo)
    for door in (
        lambda: threads.move(cast.ada, thread, inner),
        lambda: movers.split(cast.ada, thread, [2], "Leaks", node, mixes=True),
        lambda: movers.move_posts(cast.ada, thread, [2], away, mixes=True),
        lambda: movers.merge(cast.ada, thread, away, mixes=True),
    ):
        with pytest.raises(Refused, match="“Moderate…” hides it"):
            door()
    (told,) = bulk.act(cast.ada, [thread.id], "move", category=node)
    assert "“Moderate…” hides it" in told.reason and thread.category_id == public.id
    case = casework.case(cast.max, thread=thread)
    movers.split(cast.ada, thread, [1], "All in all", node, mixes=True)  # Amy reads it there
    decisions.decide(cast.cleo, case, choice(rules, "hide"), case.version)
    movers.move_posts(cast.ada, thread, [case.post_id and 3], away, mixes=True)  # it is hidden
    db.session.refresh(reply, ["thread", "author"])
    casework.moderated(cast.cleo, reply, "hide")
    threads.move(cast.ada, thread, inner)  # Amy, who began it, reads it there
    line = db.session.query(ThreadEvent).filter_by(thread_id=thread.id, verb="move").one()
    undoing.undo(cast.ada, thread, line)
    assert thread.category_id == public.id


def test_what_was_moved_while_it_was_hidden_comes_back_where_its_author_reads_it(rules, cast):
    public, inner = factories.category(), factories.category(private_to="ambassadors")
    thread = factories.thread(category=public, author=cast.max)
    first = db.session.query(Post).filter_by(thread_id=thread.id).one()
    db.session.refresh(first, ["thread", "author"])
    recounting.recount(cast.ada)
    made = casework.moderated(cast.cleo, first, "hide")
    threads.move(cast.cleo, thread, inner)
    assert thread.category_id == inner.id
    decisions.reverse(cast.ada, made, utcnow())
    assert (thread.state, thread.category_id) == ("visible", public.id)
    assert recounting.recount(cast.ada) == []


def test_a_post_that_was_split_off_while_it_was_hidden_comes_back_where_it_stood(rules, cast):
    public, inner = factories.category(), factories.category(private_to="ambassadors")
    thread = factories.thread(category=public, author=cast.amy, title="Tents in the rain")
    factories.post(thread=thread, author=cast.nia)
    theirs = factories.post(thread=thread, author=cast.max, body="All of them leak.")
    factories.post(thread=thread, author=cast.nia)
    away = factories.thread(category=inner, author=cast.cleo)
    db.session.refresh(theirs, ["thread", "author"])
    recounting.recount(cast.ada)
    made = casework.moderated(cast.cleo, theirs, "hide")
    movers.move_posts(cast.ada, thread, [3], away, mixes=True)
    assert theirs.thread_id == away.id
    decisions.reverse(cast.ada, made, utcnow())
    db.session.refresh(theirs)
    assert (theirs.thread_id, theirs.number, theirs.state) == (thread.id, 3, "visible")
    case = db.session.query(ModerationCase).one()
    assert case.thread_id == thread.id
    at = {(one.thread_id, one.number): one.post_id for one in db.session.query(MovedPost)}
    assert at == {(away.id, 2): theirs.id}  # the address it had there leads home
    said = db.session.query(ThreadEvent).filter_by(thread_id=thread.id, verb="split-from").one()
    assert (said.after_number, said.other_id) == (2, away.id)
    assert recounting.recount(cast.ada) == []


def test_replies_to_what_comes_back_to_where_it_stood_are_replies_to_it_again(rules, cast):
    public = factories.category()
    thread = factories.thread(category=public, author=cast.amy)
    theirs = factories.post(thread=thread, author=cast.max, body="All of them leak.")
    reply = factories.post(thread=thread, author=cast.nia, reply_to_id=theirs.id)
    away = factories.thread(category=public, author=cast.cleo)
    db.session.refresh(theirs, ["thread", "author"])
    recounting.recount(cast.ada)
    made = casework.moderated(cast.cleo, theirs, "hide")
    movers.move_posts(cast.ada, thread, [2], away)  # its author reads it there too
    assert db.session.get_one(Post, reply.id).reply_to_id is None
    decisions.reverse(cast.ada, made, utcnow())
    db.session.expire_all()
    assert (theirs.thread_id, theirs.number, theirs.reply_count) == (thread.id, 2, 1)
    assert reply.reply_to_id == theirs.id
    assert recounting.recount(cast.ada) == []


def test_what_moved_along_with_others_posts_stays_with_them(rules, cast):
    public = factories.category()
    thread = factories.thread(category=public, author=cast.amy)
    theirs = factories.post(thread=thread, author=cast.max, body="All of them leak.")
    factories.post(thread=thread, author=cast.nia, reply_to_id=theirs.id)
    away = factories.thread(category=public, author=cast.cleo)
    db.session.refresh(theirs, ["thread", "author"])
    recounting.recount(cast.ada)
    made = casework.moderated(cast.cleo, theirs, "hide")
    movers.move_posts(cast.ada, thread, [2, 3], away)  # the whole conversation
    decisions.reverse(cast.ada, made, utcnow())
    db.session.expire_all()
    assert (theirs.thread_id, theirs.state, theirs.reply_count) == (away.id, "visible", 1)
    assert recounting.recount(cast.ada) == []


def test_a_report_of_the_team_hides_criticism_for_a_day_at_most_and_once(rules, cast):
    danger = next(one for one in rules if one.severity == 1)
    case = casework.case(cast.max, is_about_brand=True)
    post = db.session.get_one(Post, case.post_id)
    db.session.refresh(post, ["thread", "author"])
    reports.report_post(cast.cleo, post, Said(danger.anchor, "Somebody is in danger."))
    made = db.session.query(Decision).one()
    assert post.state == "hidden" and made.automation == "fully" and made.restores_at is not None
    assert db.session.query(Statement).filter_by(user_id=cast.max.id).count() == 1
    with pytest.raises(Denied, match="what you reported"):
        decisions.agree(cast.cleo, made)
    assert not [one.may_second for one in proposals.every(cast.cleo) if one.may_second]
    assert [one.may_second for one in proposals.every(cast.ada)] == [True]
    decisions.end_due(OPERATOR, utcnow() + timedelta(hours=25))
    assert post.state == "visible"
    db.session.refresh(case)
    again = decisions.decide(cast.cleo, case, choice(rules, "hide"), case.version)
    assert (again.state, post.state) == ("proposed", "visible")  # nobody agreed the first time


def test_who_makes_the_product_is_no_second_person_about_criticism_of_it(rules, cast):
    factories.group("stove-team", name="Stove team")
    maker = factories.user(groups=["community-managers", "stove-team"])
    outer = factories.category(slug="kitchen")
    inner = factories.category(parent_id=outer.id)
    factories.thread(tags=["stoves"])
    for typed, said in (
        ("Stove teem: kitchen", "no group called “Stove teem”"), ("Stove team", "a colon"),
        ("Stove team: kichen", "address “kichen”"), ("Stove team: #stove", "no tag #stove"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            settings.change(cast.ada, "brand.product_teams", typed)
    settings.change(cast.ada, "brand.product_teams", "Stove team: kitchen, #stoves")
    for thread in (factories.thread(category=inner), factories.thread(tags=["stoves"])):
        case = casework.case(cast.max, thread=thread, is_about_brand=True)
        made = decisions.decide(cast.cleo, case, choice(rules, "remove"), case.version)
        with pytest.raises(Denied, match="your own team makes"):
            decisions.agree(maker, made)
        with pytest.raises(Denied):
            decisions.decline(maker, made, "No.")
    assert not proposals.every(maker) and proposals.count(maker) == 0
    assert proposals.count(cast.ada) == 2
    elsewhere = casework.case(cast.max, is_about_brand=True)
    made = decisions.decide(cast.cleo, elsewhere, choice(rules, "remove"), elsewhere.version)
    assert decisions.agree(maker, made).state == "in_force"


def test_whose_product_it_is_stays_so_when_something_is_called_otherwise(cast):
    """Else a new name lets makers agree to taking away criticism of what they make."""
    group = factories.group("stove-team", name="Stove team")
    kitchen = factories.category(slug="kitchen")
    factories.thread(tags=["stoves", "pans", "fires"])
    settings.change(cast.ada, "brand.product_teams", "Stove team: kitchen, #stoves #pans")
    groups.define(cast.cleo, groups.Described("Fire crew"), group)
    shaping.describe(cast.ada, kitchen.id, shaping.Described("The kitchen"), kitchen.version)
    one, other, into = (db.session.query(Tag).filter_by(slug=slug).one()
                        for slug in ("stoves", "pans", "fires"))  # fmt: skip
    tags.rename(cast.cleo, one, "burners")
    tags.merge(cast.cleo, other, into)
    database.commit()
    assert structure.setting("brand.product_teams") == "Fire crew: the-kitchen #burners #fires"
