"""Two threads about tents and stoves, for tests in which posts move."""

import pytest
from sqlalchemy import select

from forum import database, structure
from forum.extensions import db
from forum.models import (
    Post,
)
from forum.services import posts, recounting, threads
from tests import factories


@pytest.fixture
def tents(cast):
    return factories.category(name="Tents", slug="tents", kinds="discussion question")


@pytest.fixture
def thread(cast, tents):
    """1 Max, 2 Amy, 3 Max to 2, 4 Nia, 5 Amy to 4."""
    made = threads.start(cast.max, tents, "Which tent?", "A dome?", "question", tags=[])
    two = posts.reply(cast.amy, made, "A tunnel.")
    posts.reply(cast.max, made, "Why?", two)
    four = posts.reply(cast.cleo, made, "By the way, which stove?")
    posts.reply(cast.amy, made, "Gas.", four)
    database.commit()
    return made


@pytest.fixture
def other(cast, tents):
    made = threads.start(cast.cleo, tents, "Stoves", "All about stoves.", "question")
    posts.reply(cast.max, made, "Wood!")
    database.commit()
    return made


def node(category):
    return structure.current().categories[category.id]


def numbered(thread):
    rows = db.session.execute(
        select(Post.number, Post.body).where(Post.thread_id == thread.id).order_by(Post.number)
    )
    return dict(rows.all())


def post(thread, number):
    found = select(Post).where(Post.thread_id == thread.id, Post.number == number)
    return db.session.scalars(found).one()


def nothing_is_wrong(cast):
    assert recounting.recount(cast.ada) == []
