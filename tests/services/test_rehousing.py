"""Merging categories: all that is in one is in the other, counted, found and followed there."""

from contextlib import suppress
from functools import partial
from threading import Semaphore

import pytest

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Conflict, Denied, Refused
from forum.models import (
    ApiToken,
    CategoryLevel,
    CategorySlug,
    StaleEntry,
    Thread,
    User,
    Webhook,
)
from forum.models.groups import EVERYONE, MEMBERS
from forum.models.notifications import MUTED, WATCHING
from forum.queries import categories, viewers
from forum.services import guidelines, posts, recounting, rehousing, threads
from tests import factories
from tests.at_once import at_once

MEMBERS_ONLY = {MEMBERS: "see reply start"}


def follow(person, category, level):
    factories._save(CategoryLevel(user_id=person.id, category_id=category.id, level=level))


def test_all_that_is_in_a_category_is_in_the_other_afterwards(cast, queries):
    sizes = []
    for size in (2, 12):
        target = factories.category()
        source = factories.category(slug=f"old-{size}", name="Old")
        child = factories.category(parent_id=source.id, slug=f"child-{size}")
        factories._save(CategorySlug(slug=f"older-{size}", category_id=source.id))
        made = [factories.thread(category=source, author=cast.max) for _ in range(size)]
        hidden = factories.thread(category=source, author=cast.max, state="hidden")
        factories.thread(category=target, author=cast.amy)
        follow(cast.max, source, WATCHING)
        follow(cast.amy, source, WATCHING)
        follow(cast.amy, target, MUTED)
        recounting.recount(cast.ada)
        database.commit()
        with queries() as seen:
            rehousing.merge(cast.ada, source.id, target.id, 0)
        sizes.append(len(seen))
        database.commit()
        assert not recounting.recount(cast.ada)
        assert structure.current().categories[child.id].parent_id == target.id
        for slug in (f"old-{size}", f"older-{size}"):
            assert categories.get(cast.guest, slug).id == target.id
        there = set(db.session.scalars(db.select(Thread.id).where(Thread.category_id == target.id)))
        assert {hidden.id, *(one.id for one in made)} < there
        marked = db.session.scalars(db.select(StaleEntry.thing_id)).all()
        assert {one.id for one in made} <= set(marked)
        levels = dict(db.session.execute(
            db.select(CategoryLevel.user_id, CategoryLevel.level)
            .where(CategoryLevel.category_id == target.id)
        ).all())  # fmt: skip
        assert levels == {cast.max.id: WATCHING, cast.amy.id: MUTED}
    assert sizes[0] == sizes[1]


def test_what_would_show_something_to_others_or_lose_something_is_refused(cast):
    top = factories.category()
    child = factories.category(parent_id=top.id)
    closed = factories.category(access=MEMBERS_ONLY)
    ruled = factories.category()
    database.commit()
    for source, target, field in ((top, child, "target"), (top, top, "target"),
                                  (closed, top, "mixes")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            rehousing.merge(cast.ada, source.id, target.id, 0)
        assert refused.value.field == field
    with pytest.raises(Conflict):
        rehousing.merge(cast.ada, closed.id, top.id, 7, mixes=True)
    guidelines.add_document(cast.ada, ruled.id)
    with pytest.raises(Refused):
        rehousing.merge(cast.ada, ruled.id, top.id, 0)
    with pytest.raises(Refused):
        rehousing.remove(cast.ada, top.id, 0)
    rehousing.merge(cast.ada, closed.id, top.id, 0, mixes=True)
    rehousing.remove(cast.ada, child.id, 0)
    assert EVERYONE in structure.current().categories[top.id].see


def test_what_is_bound_to_a_category_does_not_outgrow_it(cast):
    """A program with a token for one place gets no other one instead; a webhook for some places is
    not told of all."""
    target, source, empty = factories.category(), factories.category(), factories.category()
    bound = [
        factories._save(
            ApiToken(kind="personal", user_id=cast.max.id, creator_id=cast.max.id, name="a program",
                     scopes="read write", category_id=one.id, token_hash=f"{one.id}", ending="abcd")
        )
        for one in (source, empty)
    ]  # fmt: skip
    hooks = [
        factories._save(
            Webhook(creator_id=cast.ada.id, name="Chat", address="https://hook.example/",
                    sealed_secret="", events=["post_created"], category_ids=ids, is_enabled=True)
        )
        for ids in ([source.id, empty.id], [empty.id])
    ]  # fmt: skip
    database.commit()
    rehousing.merge(cast.ada, source.id, target.id, 0)
    rehousing.remove(cast.ada, empty.id, 0)
    database.commit()
    for one in (*bound, *hooks):
        db.session.refresh(one)
    assert all(one.revoked_at is not None and one.category_id is None for one in bound)
    assert [one.category_ids for one in hooks] == [[target.id], []]
    assert [one.is_enabled for one in hooks] == [True, False]


def known(person):
    return viewers.with_groups(None, db.session.get_one(User, person))


def test_who_writes_there_in_that_moment_finds_it_gone_or_all_of_it_moved(app, cast):
    people = [factories.user().id for _ in range(6)]
    source, target, elsewhere = factories.category(), factories.category(), factories.category()
    there = [factories.thread(category=source).id for _ in range(3)]
    outside = [factories.thread(category=elsewhere).id for _ in range(2)]
    recounting.recount(cast.ada)
    database.commit()
    source_node = structure.current().categories[source.id]
    places, ada = (source.id, target.id), cast.ada.id
    database.rollback()

    done = Semaphore(0)

    def start(person):
        with suppress(Denied):  # there is nothing here any more
            threads.start(known(person), source_node, f"In that moment {person}", f"Text {person}")
        done.release()

    def reply(person, thread):
        posts.reply(known(person), db.session.get_one(Thread, thread), f"Me {person}")
        done.release()

    def move(thread):
        with suppress(Denied):
            threads.move(known(ada), db.session.get_one(Thread, thread), source_node)
        done.release()

    def merge():
        done.acquire(timeout=10)
        rehousing.merge(known(ada), *places, 0)

    works = [partial(start, person) for person in people]
    works += [partial(reply, *both) for both in zip(people, there * 2, strict=True)]
    works += [partial(move, thread) for thread in outside]
    made, refused = at_once(app, [merge, *works])
    assert len(made) >= 2
    assert {one.message for one in refused} <= {
        "This category has just been merged or deleted. Choose another one.",
        "This thread has just been moved. Please send your reply again.",
    }
    assert not db.session.scalars(db.select(Thread).where(Thread.category_id == places[0])).all()
    assert places[0] not in structure.current().categories
    assert not recounting.recount(known(ada))
