"""Counters stay right through every verb, and what went wrong is found and put right."""

import random
from collections import Counter

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from forum import database
from forum.extensions import db
from forum.lib.verdict import Denied, Refused
from forum.models import (
    Category,
    Post,
    Reaction,
    ReactionCount,
    SettingValue,
    Tag,
    Thread,
    User,
)
from forum.services import answers, posts, reactions, recounting, threads
from tests import factories

KINDS = ("heart", "thanks", "agree")


@pytest.mark.parametrize("seed", range(2))
def test_no_verb_leaves_a_counter_wrong(cast, seed):
    """Whatever members and moderators do, a recount finds nothing to put right."""
    chance = random.Random(seed)
    db.session.add(SettingValue(name="limits.threads_per_day", value=10_000))
    db.session.add(SettingValue(name="limits.replies_per_minute", value=10_000))
    db.session.add(SettingValue(name="limits.deletions_per_minute", value=10_000))
    db.session.add(SettingValue(name="limits.deletions_per_day", value=10_000))
    places = [
        factories.category(),
        factories.category(),
        factories.category(private_to="ambassadors"),
    ]
    database.commit()
    people = [cast.nia, cast.max, cast.amy, cast.mo, cast.cleo, cast.ada]
    done = Counter()
    for n in range(200):
        verb = chance.choice(VERBS)
        try:
            with db.session.begin_nested():
                do_something(chance, n, verb, chance.choice(people), places)
                done[verb] += 1
        except (Denied, Refused):
            pass
    assert recounting.recount(cast.ada) == []
    assert sum(done.values()) > 60 and len(done) > 9, done


VERBS = [
    "start",
    "start",
    "reply",
    "reply",
    "reply",
    "react",
    "react",
    "unreact",
    "edit",
    "delete",
    "restore",
    "accept",
    "withdraw",
    "move",
    "close",
    "open",
]


def do_something(chance, n, verb, actor, places):
    if verb == "start":
        threads.start(
            actor,
            chance.choice(places),
            f"Thread number {n}",
            f"Text {n}.",
            chance.choice(["discussion", "question", "question"]),
            chance.sample(["tents", "stoves", "maps"], chance.randrange(3)),
        )
        return
    found = db.session.scalars(
        select(Post).order_by(Post.id).options(joinedload(Post.thread), joinedload(Post.author))
    ).all()
    if not found:
        return
    post = chance.choice(found)
    thread = post.thread
    if verb == "reply":
        posts.reply(actor, thread, f"Reply {n}.", reply_to=chance.choice([None, post]))
    elif verb == "react":
        reactions.add(actor, post, chance.choice(KINDS))
    elif verb == "unreact":
        reactions.remove(actor, post, chance.choice(KINDS))
    elif verb == "edit":
        posts.edit(
            actor,
            post,
            f"Edited {n}.",
            post.version,
            "Because.",
            tags=chance.sample(["tents", "stoves", "maps"], chance.randrange(3)),
            kind=chance.choice(["discussion", "question"]),
        )
    elif verb == "delete":
        posts.delete(actor, post)
    elif verb == "restore":
        posts.restore(actor, chance.choice([p for p in found if p.state != "visible"] or found))
    elif verb == "accept":
        answers.accept(actor, thread, post)
    elif verb == "withdraw":
        answers.withdraw(actor, thread)
    elif verb == "move":
        threads.move(actor, thread, chance.choice(places))
    elif verb == "close":
        threads.close(actor, thread)
    elif verb == "open":
        threads.open(actor, thread)


def test_a_mess_is_found_and_put_right(cast):
    thread = threads.start(cast.max, factories.category(), "Which tent?", "A dome?", "question")
    post = posts.reply(cast.amy, thread, "A tunnel.")
    reactions.add(cast.max, post, "heart")
    answers.accept(cast.max, thread, post)
    mess = {
        Thread: {
            "post_count": 7,
            "reaction_count": -3,
            "highest_number": 1,
            "last_poster_id": cast.sue.id,
        },
        Category: {"thread_count": 0, "post_count": 99, "last_thread_id": None},
        Post: {"reply_count": 4, "reaction_count": 5},
        User: {
            "post_count": 1000,
            "thread_count": 12,
            "answer_count": 3,
            "reactions_given_count": 9,
            "reactions_received_count": 8,
        },
        ReactionCount: {"count": 6},
    }
    for table, values in mess.items():
        db.session.execute(update(table).values(**values))
    db.session.add(Reaction(post_id=post.id, user_id=cast.nia.id, kind="agree"))
    db.session.flush()
    found = recounting.recount(cast.ada)
    assert {wrong.what for wrong in found} >= {
        f"thread {thread.id}: post_count",
        f"post {post.id}: reply_count",
        f"user {cast.amy.id}: answer_count",
        f"category {thread.category_id}: last_thread_id",
        f"reaction_count {post.id} agree: count",
    }
    assert next(w for w in found if w.what == f"thread {thread.id}: post_count") == (
        recounting.Wrong(f"thread {thread.id}: post_count", 7, 2)
    )
    assert (thread.post_count, thread.highest_number, thread.last_poster_id) == (2, 2, cast.amy.id)
    assert db.session.get(User, cast.amy.id).answer_count == 1
    assert db.session.get(User, cast.amy.id).reactions_received_count == 2
    assert recounting.recount(cast.ada) == []


def test_what_only_some_may_see_is_not_counted_for_all(cast):
    private = factories.category(private_to="ambassadors")
    threads.start(cast.amy, private, "Among ourselves", "Hello there.")
    db.session.execute(update(User).values(post_count=5))
    db.session.execute(update(Tag).values(thread_count=5))
    recounting.recount(cast.ada)
    assert db.session.get(User, cast.amy.id).post_count == 0
    assert db.session.get(Category, private.id).post_count == 1


def test_imported_reactions_without_givers_stay(cast):
    post = factories.post(reaction_count=3)
    db.session.add(ReactionCount(post_id=post.id, kind="heart", count=3, from_elsewhere=3))
    db.session.flush()
    recounting.recount(cast.ada)
    assert db.session.get(Post, post.id).reaction_count == 3


@pytest.mark.parametrize("who", ["guest", "max", "mo", "cleo"])
def test_only_admins_recount(cast, who):
    with pytest.raises(Denied):
        recounting.recount(getattr(cast, who))
