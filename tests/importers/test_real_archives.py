"""Both archives of real communities come in whole, and look as they did.

The archives lie beside the project where it is made and not in it. Their words are not quoted.
"""

import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import func, select

from forum.extensions import db
from forum.importers.discourse import archive, parsing
from forum.importers.discourse.directory import Nowhere
from forum.importers.discourse.html import convert
from forum.importers.discourse.records import REGULAR, Post, Thread
from forum.lib.markdown import render
from forum.models import (
    Address,
    Category,
    ReactionCount,
    User,
)
from forum.models import (
    Post as OurPost,
)
from forum.models import (
    Thread as OurThread,
)
from tests.importers import visible
from tests.importers.bringing import assert_counters_are_right, bring

DATA = Path(__file__).parents[3] / "shared" / "data"
DELVING, URHO = DATA / "delving-posts.tar.gz", DATA / "urho3d-topics.tar.gz"
pytestmark = pytest.mark.skipif(
    not (DELVING.is_file() and URHO.is_file()),
    reason="the archives of real communities are not beside the project",
)


def records(path):
    return list(chain.from_iterable(parsing.parse(f.name, f.data) for f in archive.files(path)))


def count(column, *conditions):
    return db.session.scalar(select(func.count(column)).where(*conditions))


def test_one_file_per_post_comes_in_whole(app, cast, browser):
    """1,988 files: 1,954 posts, for 33 of them are there two or three times as they were edited."""
    everything = records(DELVING)
    held = [record for record in everything if isinstance(record, Post)]
    assert len(held) == 1988
    assert sum(post.reply_to is not None for post in held) == 1020
    distinct = {post.id: post for post in held}
    assert len(distinct) == 1954

    outcome = bring(DELVING, processes=None)
    report = outcome.as_json()
    assert report["read"] == {
        "members": 200, "categories": 8, "threads": 256, "posts": 1988, "reactions": 1038,
    }  # fmt: skip
    assert report["imported"] == {
        "members": 200, "categories": 8, "threads": 256, "posts": 1954, "reactions": 1033,
    }  # fmt: skip
    assert report["skipped"]["posts"] == 34 and report["skipped"]["reactions"] == 5
    told = Counter(re.sub(r"\d+", "N", problem.reason) for problem in outcome.problems)
    assert told["its first post is not in the archive; it begins with what was number N"] == 6
    assert told["the archive holds this post again; the newer copy counts"] == 34

    places = {(post.thread, post.number) for post in distinct.values()}
    answering = [p for p in distinct.values() if p.reply_to and (p.thread, p.reply_to) in places]
    assert count(OurPost.reply_to_id) == len(answering)
    edited = sum(post.version > 1 for post in distinct.values())
    assert abs(count(OurPost.id, OurPost.edit_count > 0) - edited) <= 10  # of which copy
    assert db.session.scalar(select(func.sum(ReactionCount.count))) == 1033
    assert count(Category.id) == 8 and count(OurThread.id, OurThread.is_closed) == 0
    assert_whole(distinct.values(), browser(cast.guest))
    assert count(OurPost.id, OurPost.body.contains(", thread:")) > 600
    assert db.session.scalars(select(Category.name).order_by(Category.id)).first() == "Meta"


def test_one_file_per_topic_comes_in_whole(app, cast, browser):
    everything = records(URHO)
    held = [record for record in everything if isinstance(record, Post)]
    outcome = bring(URHO, processes=None)
    report = outcome.as_json()
    assert report["read"] == {
        "members": 230, "categories": 9, "threads": 214, "posts": 1980, "reactions": 1573,
    }  # fmt: skip
    assert report["imported"] == {
        "members": 230, "categories": 9, "threads": 214, "posts": 1973, "reactions": 1573,
    }  # fmt: skip
    assert report["skipped"]["posts"] == 7
    assert count(OurThread.id, OurThread.is_closed) == 4
    assert count(OurThread.answer_id) == 29
    assert count(OurPost.id, OurPost.state == "hidden") == 2
    views = {r.number: r.views for r in everything if isinstance(r, Thread)}
    assert db.session.scalar(select(func.sum(OurThread.view_count))) == sum(views.values())
    regular = [post for post in held if post.kind == REGULAR]
    assert_whole([post for post in regular if not post.hidden], browser(cast.guest))
    longest = db.session.scalar(select(func.max(OurThread.highest_number)))
    assert longest == max(Counter(post.thread for post in regular).values())


def assert_whole(held, guest):
    """Every post is there with its time, numbers are dense, and old addresses lead to it."""
    times = {
        row.external_ref.rpartition("/")[2]: row.created_at
        for row in db.session.execute(select(OurPost.external_ref, OurPost.created_at))
    }
    assert all(times[str(post.id)] == post.created_at for post in held)
    rows = db.session.execute(
        select(func.count(), func.min(OurPost.number), func.max(OurPost.number)).group_by(
            OurPost.thread_id
        )
    )
    assert all((lowest, highest) == (1, count) for count, lowest, highest in rows)
    assert not db.session.scalars(
        select(OurThread.id).where(OurThread.external_ref.endswith("+"))
    ).all()
    assert not db.session.scalars(select(User.id).where(User.claimed_at.is_not(None),
                                                        User.external_ref.is_not(None))).all()  # fmt: skip
    assert_counters_are_right()
    db.session.commit()
    targets = dict(
        db.session.execute(
            select(Address.path, OurPost.external_ref).join(OurPost, OurPost.id == Address.post_id)
        ).all()
    )
    for post in held:
        assert targets[f"/t/{post.thread}/{post.number}"].endswith(f"/{post.id}")
    for post in sorted(held, key=lambda post: (post.thread, post.number))[::97]:
        answer = guest.get(f"/t/what-it-was/{post.thread}/{post.number}")
        assert answer.status_code == 301
        assert guest.get(answer.location.partition("#")[0]).status_code == 200


def test_html_turned_into_markdown_shows_the_same_words():
    """In at least 99 of 100 posts. In the others, which are named here, more is said than was:

    three had a poll (the votes are written behind the choices) and one a film with a title.
    """
    held = [r for r in records(URHO) if isinstance(r, Post) and r.kind == REGULAR]
    nowhere = Nowhere("discourse.urho3d.io")
    differing = []
    for post in held:
        drawn = render(convert(post.cooked, nowhere, post.polls))
        assert not drawn.too_complex
        if visible.of_discourse(post.cooked) != visible.of_ours(str(drawn.html)):
            differing.append(post)
    assert len(differing) <= len(held) / 100
    assert sorted((post.thread, post.number) for post in differing) == [
        (2431, 119), (2431, 131), (5364, 5), (6513, 1),
    ]  # fmt: skip
    assert [bool(post.polls) for post in sorted(differing, key=lambda p: (p.thread, p.number))] == [
        False, True, True, True,
    ]  # fmt: skip
