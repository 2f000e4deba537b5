"""What is looked at before it is published: what waits, what is refused, who is past it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Refused
from forum.models import (
    HeldEdit,
    ModerationCase,
    Post,
    Snapshot,
    WatchedWord,
)
from forum.models.columns import utcnow
from forum.services import holding, posts, reports, screening, threads
from forum.services.filing import Said
from tests import factories
from tests.limiting import limits_on
from tests.screened import category, put, reasons, thread, watch

__all__ = ["category", "thread"]


def sent_after(seconds):
    return f"{'k' * 20}.{int((utcnow() - timedelta(seconds=seconds)).timestamp())}"


def test_nothing_waits_where_nothing_looks_like_spam(cast, thread):
    assert posts.reply(cast.nia, thread, "Hello, I am new here.").state == "visible"
    assert threads.start(cast.max, thread.category, "My first tent", "A dome?").state == "visible"


def test_the_first_posts_of_a_member_wait_if_an_admin_says_so(cast, thread):
    put(cast, "screening.first_posts", 1)
    held = posts.reply(cast.nia, thread, "Hello, I am new here.")
    assert held.state == "pending" and reasons(held) == [screening.FIRST_POSTS]
    factories.post(thread=thread, author=cast.nia)
    cast.nia.created_at -= timedelta(days=2)
    put(cast, "newcomers.seconds_between_posts", 0)
    assert posts.reply(cast.nia, thread, "And now I am known.").state == "visible"


@pytest.mark.parametrize("who", ["amy", "mo", "cleo", "ada"])
def test_trusted_members_and_the_team_are_past_what_holds(cast, thread, who):
    put(cast, "screening.first_posts", 5)
    put(cast, "screening.below_level", 4)
    watch(cast, "dome")
    assert posts.reply(getattr(cast, who), thread, "Hello dome.").state == "visible"


def test_a_category_holds_threads_or_everything_of_everybody_but_its_moderators(
    cast, category, thread
):
    category.holds = "threads"
    db.session.flush()
    assert threads.start(cast.amy, category, "A new thread", "Hello.").state == "pending"
    assert posts.reply(cast.amy, thread, "Hello there.").state == "visible"
    category.holds = "posts"
    db.session.flush()
    assert posts.reply(cast.amy, thread, "Hello again.").state == "pending"
    assert posts.reply(cast.mo, thread, "Hello again.").state == "visible"


def test_two_links_of_a_newcomer_wait_and_one_does_not(cast, thread):
    put(cast, "newcomers.seconds_between_posts", 0)
    one, two = "https://a.example/x", "https://b.example/y"
    assert posts.reply(cast.nia, thread, f"See {one}").state == "visible"
    held = posts.reply(cast.nia, thread, f"See {one} and {two}")
    assert held.state == "pending" and reasons(held) == [screening.LINKS]
    assert posts.reply(cast.max, thread, f"See {one} and {two}").state == "visible"


def test_a_first_post_that_is_faster_than_typing_waits(cast, thread):
    held = posts.reply(cast.nia, thread, "Hello there.", submission_key=sent_after(1))
    assert held.state == "pending" and reasons(held) == [screening.FAST]
    put(cast, "newcomers.seconds_between_posts", 0)
    slow = posts.reply(cast.nia, thread, "Hello again.", submission_key=sent_after(30))
    assert slow.state == "visible"


def test_a_text_that_somebody_else_wrote_lately_waits(cast, thread):
    text = "The best tents of the year are at my shop, come and see them all today, friends."
    posts.reply(cast.max, thread, text)
    held = posts.reply(cast.nia, thread, text)
    assert held.state == "pending" and reasons(held) == [screening.COPY]


def test_a_newcomers_own_text_in_another_thread_waits_and_a_members_does_not(cast, thread):
    put(cast, "newcomers.seconds_between_posts", 0)
    elsewhere = factories.thread(category=thread.category, author=cast.amy)
    text = "The best tents of the year are at my shop, come and see them all today, friends."
    earlier = utcnow() - timedelta(hours=1)
    factories.post(thread=thread, author=cast.nia, body=text, created_at=earlier)
    held = posts.reply(cast.nia, elsewhere, text)
    assert held.state == "pending" and reasons(held) == [screening.AGAIN]
    assert posts.reply(cast.nia, elsewhere, "Thanks!").state == "visible"
    factories.post(thread=thread, author=cast.max, body=text, created_at=earlier)
    assert posts.reply(cast.mo, elsewhere, text).state == "visible"  # the team is past it
    cast.amy.trust_level = 3
    cast.amy.join()
    factories.post(thread=thread, author=cast.amy, body=f"{text} Mine too.", created_at=earlier)
    assert posts.reply(cast.amy, elsewhere, f"{text} Mine too.").state == "visible"


def test_no_more_than_a_few_wait_at_once(cast, thread):
    put(cast, "screening.first_posts", 9)
    put(cast, "screening.most_waiting", 2)
    put(cast, "newcomers.seconds_between_posts", 0)
    for n in range(2):
        posts.reply(cast.nia, thread, f"Number {n}")
    with pytest.raises(Refused, match="2 posts of yours wait"):
        posts.reply(cast.nia, thread, "One more")


def test_a_watched_word_holds_in_the_title_the_text_and_behind_markup(cast, category, thread):
    watch(cast, "casino")
    put(cast, "newcomers.seconds_between_posts", 0)
    put(cast, "newcomers.seconds_between_threads", 0)
    held = posts.reply(cast.nia, thread, "Come to the cas*ino*!")
    assert reasons(held) == ["Watched word: casino"]
    started = threads.start(cast.nia, category, "The casino is open", "Hello.")
    assert started.state == "pending"
    assert db.session.scalar(select(WatchedWord.hit_count)) == 2


def test_a_watched_word_blocks_and_says_what_it_was(cast, thread):
    watch(cast, "casino", "block")
    watch(cast, "poker", "block", message="No games here, please.")
    for who in (cast.nia, cast.amy):
        with pytest.raises(Refused, match="“Casino” cannot be posted here"):
            posts.reply(who, thread, "A Casino!")
        with pytest.raises(Refused, match="No games here"):
            posts.reply(who, thread, "Some poker?")
    assert posts.reply(cast.mo, thread, "A casino!").state == "visible"


def test_a_watched_word_is_replaced_or_made_a_link_before_anybody_reads_it(cast, thread):
    watch(cast, "darn", "replace", replacement="****")
    watch(cast, "size guide", "link", replacement="https://shop.example/sizes")
    post = posts.reply(cast.max, thread, "Darn, see the size guide or `size guide`.")
    assert post.body == ("****, see the [size guide](https://shop.example/sizes) or `size guide`.")
    edited = posts.edit(cast.max, post, "darn it", post.version)
    assert edited.body == "**** it"


def test_a_watched_word_flags_and_the_post_is_published(cast, thread):
    watch(cast, "lawyer", "flag")
    post = posts.reply(cast.amy, thread, "I will call a lawyer.")
    case = db.session.scalars(select(ModerationCase)).one()
    assert post.state == "visible" and (case.kind, case.post_id) == ("report", post.id)
    assert case.reasons == ["Watched word: lawyer"]


def test_a_warning_is_given_once_and_then_it_is_posted(cast, thread):
    watch(cast, "idiot", "warn")
    with limits_on():
        with pytest.raises(Refused, match="Please think about “idiot” once more"):
            posts.reply(cast.max, thread, "What an idiot.")
        assert posts.reply(cast.max, thread, "What an idiot.").state == "visible"
        with pytest.raises(Refused):
            posts.reply(cast.max, thread, "What an idiot, again.")


def test_a_word_that_is_switched_off_does_nothing(cast, thread):
    watch(cast, "casino", "block", is_enabled=False)
    assert posts.reply(cast.nia, thread, "A casino!").state == "visible"


def test_an_edit_that_adds_a_link_or_a_watched_word_waits_and_the_post_stays(cast, thread):
    """T102: an approved post is not turned into an advertisement afterwards."""
    post = posts.reply(cast.nia, thread, "Hello, a nice tent.")
    posts.edit(cast.nia, post, "Hello, a nice tent: https://shop.example", post.version)
    held = db.session.scalars(select(HeldEdit)).one()
    case = db.session.scalars(select(ModerationCase)).one()
    assert post.body == "Hello, a nice tent." and post.edit_count == 0
    assert (case.kind, case.target, case.reasons) == ("edit", f"edit:{held.id}", [screening.LINKS])
    assert db.session.scalar(select(Snapshot.body)) == held.body
    posts.edit(cast.nia, post, "Hello, a nice tent, really.", post.version)
    assert post.body == "Hello, a nice tent, really."


def test_a_post_that_was_approved_is_looked_at_again_when_it_is_edited(cast, thread):
    """T102: approval is of the words that were read, not of what they become."""
    put(cast, "screening.first_posts", 1)
    post = posts.reply(cast.nia, thread, "Hello, I am new here.")
    holding.publish(cast.mo, post)
    watch(cast, "casino")
    for spam in ("Hello: https://shop.example", "Hello casino."):
        posts.edit(cast.nia, post, spam, post.version)
        assert post.body == "Hello, I am new here."
    assert db.session.scalar(select(HeldEdit.body)) == "Hello casino."


def test_a_reported_post_keeps_what_was_reported_however_fast_it_is_edited(cast, thread):
    """T102: neither the time in which an edit leaves no version nor a clean text helps."""
    factories.guidelines()
    post = posts.reply(cast.max, thread, "You are a fool, Amy.")
    reports.report_post(cast.amy, post, Said("other", "Rude."))
    posts.edit(cast.max, post, "You are wise, Amy.", post.version)
    assert post.body == "You are wise, Amy."
    case = db.session.scalars(select(ModerationCase)).one()
    assert case.closed_at is None
    assert db.session.scalars(select(Snapshot.body)).all() == ["You are a fool, Amy."]
    watch(cast, "casino", "block")
    with pytest.raises(Refused):
        posts.edit(cast.max, post, "Casino.", post.version)


def test_the_title_is_looked_at_again_as_well(cast, category):
    watch(cast, "casino")
    started = threads.start(cast.max, category, "A quiet title", "Hello there.")
    first = db.session.scalar(select(Post).where(Post.thread_id == started.id))
    posts.edit(cast.max, first, "Hello there.", first.version, title="Casino, casino")
    assert started.title == "A quiet title"
    assert db.session.scalars(select(HeldEdit)).one().title == "Casino, casino"


def test_what_was_there_before_does_not_make_an_edit_wait(cast, thread):
    post = posts.reply(cast.max, thread, "The casino is next to the camp.")
    watch(cast, "casino")
    posts.edit(cast.max, post, "The casino is next to the camp site.", post.version)
    assert post.body.endswith("camp site.")


def test_what_comes_from_elsewhere_passes_as_it_is(cast, thread):
    put(cast, "screening.first_posts", 3)
    watch(cast, "casino", "block")
    assert posts.reply(cast.nia, thread, "A casino!", at=utcnow()).state == "visible"


def test_a_plugin_adds_a_check_and_one_that_fails_holds_nobody_up(app, cast, thread):
    registry = app.extensions["forum"]
    registry.checks += [
        lambda this: [screening.Finding("hold", "A service says so.")],
        lambda this: 1 / 0,
        lambda this: [screening.Finding("publish", "Never mind the others.")],
    ]
    held = posts.reply(cast.nia, thread, "Hello there.")
    assert held.state == "pending" and reasons(held) == ["A service says so."]


def test_a_trusted_member_costs_no_statement_more(cast, thread, queries):
    def statements(who, text):
        database.commit()
        structure.current()
        with queries() as seen:
            posts.reply(who, thread, text)
        return len(seen)

    statements(cast.amy, "The first one.")
    before = statements(cast.amy, "Hello there, all.")
    for n in range(40):
        watch(cast, f"word{n}", "hold")
        watch(cast, f"pattern{n}+", "flag", is_pattern=True)
    assert statements(cast.amy, "Hello there, all of you.") == before
