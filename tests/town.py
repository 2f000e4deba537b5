"""A small community with one of everything, for tests of what is found."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from markupsafe import Markup
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import searches
from forum.models.columns import utcnow
from forum.queries import filtered, search
from tests import factories, searching


def ask(viewer, typed, after=None):
    return search.page(viewer, searches.parse(typed), after)


def titles(found):
    return ["".join(piece.text for piece in one.title) for one in found.results]


def listed(viewer, typed):
    return {row.title for row in filtered.page(viewer, searches.parse(typed)).page.items}


def cursor(href):
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(href).query)["after"][0]


@pytest.fixture
def town(app, cast):
    """A small community with one of everything that an operator asks about."""
    with app.test_request_context():
        old = utcnow() - timedelta(days=40)
        tents = factories.category(name="Tents", slug="tents")
        wet = factories.category(name="Wet tents", slug="wet", parent_id=tents.id)
        staff = factories.category(name="Staff room", slug="staff", private_to="moderators")
        made = SimpleNamespace(cast=cast, tents=tents, wet=wet, staff=staff)
        made.pole = factories.thread(
            category=tents, author=cast.max, title="A pole broke", body="The alloy pole of my tent",
            created_at=old, tags=["repair"], kind="question",
        )  # fmt: skip
        factories.post(thread=made.pole, author=cast.amy, body="Splint that pole with a `peg`",
                       author_capacity="ambassador", reaction_count=3)  # fmt: skip
        made.rain = factories.thread(
            category=wet,
            author=cast.amy,
            title="Rain for days",
            is_closed=True,
            body="My tent kept dry, see https://example.org/rain and ![](https://x.example/a.png)",
        )
        wet_post = db.session.scalar(
            select(factories.Post).where(factories.Post.thread_id == made.rain.id)
        )
        wet_post.html += Markup('<img src="/uploads/a/a.png" alt="">')
        made.solved = factories.thread(
            category=tents, author=cast.nia, title="Which tent for two", body="Tell me", kind="question"
        )  # fmt: skip
        answer = factories.post(thread=made.solved, author=cast.max, body="A dome tent")
        made.solved.answer_id = answer.id
        made.secret = factories.thread(
            category=staff, author=cast.mo, title="Secret tent plans", body="hush tentacle"
        )
        db.session.flush()
        database.commit()
        database.begin("write")
        searching.index()
        yield made
