"""Who may do what: the numbers shown before are what the policies say of each person afterwards."""

from datetime import timedelta

import pytest

from forum import database, structure
from forum.extensions import db
from forum.jobs import HANDLERS
from forum.jobs.posts import render
from forum.jobs.worker import Worker
from forum.lib.verdict import Conflict, Refused
from forum.models import Post, Tag
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS, MODERATORS, TRUST_0
from forum.policies import categories as policy
from forum.queries import access as asked
from forum.services import access, recounting
from tests import factories

ALL = frozenset(structure.RIGHTS)
SEE = frozenset({"see"})


@pytest.fixture
def people(cast):
    """The cast, and people in several groups, or kept from writing by something else."""
    soon = utcnow() + timedelta(days=1)
    return [
        *(one for name, one in vars(cast).items() if name != "guest"),
        factories.user(name="ann", groups=["hikers", "climbers"], trust_level=3),
        factories.user(name="bob", groups=["hikers"], trust_level=2),
        factories.user(name="cat", groups=["climbers", "moderators"]),
        factories.user(name="dan", groups=["hikers"], waits_since=utcnow()),
        factories.user(name="eve", groups=["climbers"], restricted_until=soon),
        factories.user(name="fay", groups=["hikers", "climbers"], suspended=True),
        factories.user(name="gus", groups=["hikers"], accepted_number=0),
    ]


def able(people, category_id):
    """Who may what there, asked person by person."""
    ways = {
        "see": lambda one: policy.can_read(one, structure.current().categories[category_id]),
        "reply": lambda one: policy.can_reply(one, category_id),
        "start": lambda one: policy.can_start(one, structure.current().categories[category_id]),
        "moderate": lambda one: policy.can_moderate(one, category_id),
    }
    return {right: {one.name for one in people if ask(one)} for right, ask in ways.items()}


def said(preview):
    return {one.right: (one.gained, one.lost) for one in preview.own}


def grids():
    hikers, climbers = factories.group("hikers").id, factories.group("climbers").id
    return [
        {hikers: ALL, climbers: SEE},
        {climbers: ALL, MODERATORS: frozenset({"see", "moderate"})},
        {},
        {TRUST_0 + 2: SEE | {"reply"}, hikers: frozenset({"start"}), MEMBERS: frozenset({"reply"})},
        {EVERYONE: SEE, hikers: frozenset({"reply"}), climbers: frozenset({"start", "reply"})},
        {hikers: SEE, climbers: SEE, MEMBERS: frozenset({"start"}), TRUST_0: frozenset({"see"})},
    ]


def test_the_numbers_are_those_of_each_person(cast, people, queries):
    factories.guidelines()
    top = factories.category(access={EVERYONE: "see", MEMBERS: "see reply start"})
    inner = factories.category(parent_id=top.id, access={MEMBERS: "see reply"})
    factories.post(thread=factories.thread(category=top, author=cast.cleo), author=cast.max)
    factories.post(thread=factories.thread(category=inner, author=cast.cleo), author=cast.amy)
    for number, grid in enumerate(grids()):
        before, below = able(people, top.id), able(people, inner.id)["see"]
        database.commit()
        after = asked.granted(cast.ada, top.id, grid)
        with queries() as seen:
            preview = asked.preview(cast.ada, top.id, after)
        assert len(seen) == 1
        version = structure.current().categories[top.id].version
        access.grant(cast.ada, top.id, grid, version)
        now, lower = able(people, top.id), able(people, inner.id)["see"]
        assert said(preview) == {
            right: (len(now[right] - before[right]), len(before[right] - now[right]))
            for right in structure.RIGHTS
        }, number
        wrote = ({"max"} & (before["see"] - now["see"])) | ({"amy"} & (below - lower))
        assert preview.authors == len(wrote), number
        changes = [(one.gained, one.lost) for one in preview.below]
        expected = (len(lower - below), len(below - lower))
        assert changes == ([expected] if any(expected) else []), number
    with pytest.raises(Conflict):
        access.grant(cast.ada, top.id, {}, 0)
    with pytest.raises(Refused):
        access.grant(cast.ada, top.id, {9999: SEE}, structure.current().categories[top.id].version)


def test_what_everybody_is_told_follows_a_category_that_becomes_private(app, cast):
    place, other = factories.category(), factories.category()
    thread = factories.thread(category=place, author=cast.max, title="Told", tags=["boots"])
    quote = f'[quote="max, post:1, thread:{thread.id}"]\nFirst post.\n[/quote]\n\nSo it is.'
    quoting = factories.thread(category=other, author=cast.amy, body=quote)
    post = quoting.id
    recounting.recount(cast.ada)
    database.commit()
    drawn = db.select(Post.html).where(Post.thread_id == post)
    render([db.session.scalar(db.select(Post.id).where(Post.thread_id == post))])
    assert "/told/" in db.session.scalar(drawn)
    assert (cast.max.thread_count, cast.max.post_count) == (1, 1)
    access.grant(cast.ada, place.id, {MODERATORS: ALL}, 0)
    database.commit()
    worker = Worker(app, {name: HANDLERS[name] for name in ("category.recount", "category.redraw")})
    while worker.once():
        pass
    database.begin("write")
    db.session.expire_all()
    assert (cast.max.thread_count, cast.max.post_count) == (0, 0)
    assert db.session.scalar(db.select(Tag.thread_count)) == 0
    assert not recounting.recount(cast.ada)
    assert "/told/" not in db.session.scalar(drawn)
