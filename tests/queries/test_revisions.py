"""The versions of a post: readable, bounded in cost, and hidden ones tell nothing."""

from itertools import pairwise

import pytest

from forum.extensions import db
from forum.lib.verdict import Denied
from forum.models import Revision, StaffAction
from forum.queries import revisions as queries
from forum.services import revisions
from tests import factories

TEXTS = ["My number is 12345.", "My number is 12345, call me.", "Call me.", "Call me maybe."]


@pytest.fixture
def post(cast):
    made = factories.post(author=cast.amy, thread=factories.thread(author=cast.max), body=TEXTS[-1])
    for n, (before, after) in enumerate(pairwise(TEXTS), start=2):
        db.session.add(
            Revision(
                post_id=made.id,
                number=n,
                editor_id=cast.amy.id,
                before={"body": before},
                after={"body": after},
                reason=f"why {n}",
            )
        )
    made.edit_count = 3
    db.session.flush()
    return made


def texts(history):
    return " ".join(
        piece.text
        for version in history.versions
        for change in version.changes
        for piece in change.pieces
    )


def test_versions_come_newest_first_with_what_changed(cast, post):
    history = queries.of_post(cast.guest, post)
    assert [version.number for version in history.versions] == [4, 3, 2]
    pieces = history.versions[0].changes[0].pieces
    assert ("added", " maybe") in [(piece.kind, piece.text) for piece in pieces]
    assert history.earlier is None


def test_hiding_a_version_hides_what_was_before_it_as_well(cast, post):
    """What a version took away stands in all the earlier ones too."""
    revisions.hide(cast.mo, post, queries.get(cast.mo, post, 3))
    history = queries.of_post(cast.amy, post)
    assert "12345" not in texts(history) and "maybe" in texts(history)
    assert [version.is_shown for version in history.versions] == [True, False, False]
    assert history.versions[1].reason == ""
    assert "12345" in texts(queries.of_post(cast.mo, post))
    for number in (2, 3):
        with pytest.raises(Denied):
            queries.body_before(cast.amy, post, number)
    assert queries.body_before(cast.amy, post, 4) == "Call me."
    assert db.session.query(StaffAction).one().verb == "hide-version"
    revisions.hide(cast.mo, post, queries.get(cast.mo, post, 3), False)
    assert "12345" in texts(queries.of_post(cast.amy, post))


@pytest.mark.parametrize("who", ["guest", "amy", "max", "sue"])
def test_only_moderators_hide(cast, post, who):
    with pytest.raises(Denied):
        revisions.hide(getattr(cast, who), post, queries.get(cast.mo, post, 2))


def test_the_text_before_an_edit_is_found_whatever_else_was_edited(cast, post):
    db.session.add(
        Revision(
            post_id=post.id,
            number=5,
            editor_id=cast.amy.id,
            before={"title": "A"},
            after={"title": "B"},
        )
    )
    db.session.flush()
    assert queries.body_before(cast.amy, post, 5) == TEXTS[-1]
    assert [queries.body_before(cast.amy, post, n) for n in (2, 3, 4)] == TEXTS[:3]


def test_a_page_compares_only_so_much(cast, post):
    """T88: forty versions of the longest text are not compared for one page."""
    for n in range(5, 45):
        db.session.add(
            Revision(
                post_id=post.id,
                number=n,
                editor_id=cast.amy.id,
                before={"body": f"{n} " * 8_000},
                after={"body": f"{n} x " * 8_000},
            )
        )
    db.session.flush()
    seen, below = [], None
    while True:
        history = queries.of_post(cast.amy, post, below)
        assert 1 <= len(history.versions) <= queries.MOST
        seen += [version.number for version in history.versions]
        below = history.earlier
        if below is None:
            break
        assert (
            sum(len(p.text) for v in history.versions for c in v.changes for p in c.pieces)
            < 160_000
        )
    assert seen == list(range(44, 1, -1))


def test_versions_of_what_is_private_are_not_there(cast):
    hidden = factories.post(
        thread=factories.thread(category=factories.category(private_to="ambassadors"))
    )
    for ask in (
        lambda: queries.of_post(cast.max, hidden),
        lambda: queries.get(cast.max, hidden, 2),
        lambda: queries.body_before(cast.max, hidden, 2),
    ):
        with pytest.raises(Denied) as denied:
            ask()
        assert denied.value.verdict.hidden
