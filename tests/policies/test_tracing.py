"""The page that says why gives the policies' own answers, and names the rule that decides."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum import database, structure
from forum.extensions import db
from forum.models import Guest, Post
from forum.models.columns import utcnow
from forum.models.groups import EVERYONE, MEMBERS, MODERATORS
from forum.models.threads import STATES
from forum.policies import abilities, categories, conversations, posts, reports, threads, uploads
from forum.queries import tracing
from forum.queries.tracing import Place
from forum.services import settings
from tests import factories

ASK = {
    "see": lambda who, at: categories.can_read(who, at.node),
    "start": lambda who, at: categories.can_start(who, at.node),
    "moderate": lambda who, at: categories.can_moderate(who, at.node.id),
    "read": lambda who, at: threads.can_read(who, at.thread),
    "reply": lambda who, at: threads.can_reply(who, at.thread),
    "accept": lambda who, at: threads.can_accept(who, at.thread),
    "edit": lambda who, at: posts.can_edit(who, at.post),
    "delete": lambda who, at: posts.can_delete(who, at.post),
    "react": lambda who, at: posts.can_react(who, at.post),
    "report": lambda who, at: reports.can_report_post(who, at.post),
    "upload": lambda who, at: uploads.can_upload(who),
    "files": lambda who, at: uploads.can_upload_files(who),
    "message": lambda who, at: conversations.can_start_with(who, False),
}


@pytest.fixture
def people(cast):
    soon = utcnow() + timedelta(days=1)
    factories.guidelines()
    return [
        *vars(cast).values(), Guest(),
        factories.user(name="dan", waits_since=utcnow()),
        factories.user(name="eve", restricted_until=soon),
        factories.user(name="gus", accepted_number=0, groups=["moderators"]),
    ]  # fmt: skip


@pytest.fixture
def places(cast):
    """Categories of every kind of openness; in them threads and posts in every state."""
    everybody = {EVERYONE: "see", MEMBERS: "see reply start", MODERATORS: "see moderate"}
    lounge = factories.category(private_to="ambassadors")
    made = [
        factories.category(access=everybody), lounge,
        factories.category(parent_id=lounge.id, access={EVERYONE: "see"}),
        factories.category(access=everybody, is_archived=True),
    ]  # fmt: skip
    options = [{}, {"is_closed": True}, {"is_archived": True}, {"kind": "question"}]
    for category, (state, more) in itertools.product(
        made,
        [*zip(STATES, itertools.cycle([{}]), strict=False), *(("visible", o) for o in options)],
    ):
        thread = factories.thread(category=category, state=state, author=cast.max, **more)
        if not more and category in made[:2]:
            for post_state in STATES:
                factories.post(thread=thread, state=post_state, author=cast.max)
    database.commit()
    nodes = structure.current().categories
    rows = db.session.scalars(select(Post).options(joinedload(Post.thread))).all()
    return [Place(nodes[row.thread.category_id], row.thread, row) for row in rows]


def test_the_trace_says_what_the_policies_say(cast, people, places):
    assert ASK.keys() == tracing.ABILITIES.keys()
    seen = set()
    for is_open in (True, False):
        settings.change(cast.ada, "guests.may_read", str(is_open))
        database.commit()
        for who, at, (ability, ask) in itertools.product(people, places, ASK.items()):
            found, verdict = tracing.trace(cast.ada, who, ability, at), ask(who, at)
            told = (who.name, ability, at.node.id, at.thread.state, at.post.state)
            assert found.verdict == verdict, told
            assert all(step.lets for step in found.steps) == bool(verdict), (told, found.steps)
            if not verdict:
                assert found.deciding.reason == str(verdict.reason), (told, found.steps)
            seen.add((ability, bool(verdict)))
        for who, name in itertools.product(people, tracing.BY_SETTING):
            found = tracing.trace(cast.ada, who, name, Place())
            assert bool(found.verdict) == abilities.has(who, name) == found.deciding.lets
    assert seen == set(itertools.product(ASK, (True, False)))
