"""A thread in a category, and what an admin sets, for tests in which posts wait."""

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.models import ModerationCase, SettingValue, WatchedWord
from tests import factories


@pytest.fixture
def category(cast):
    return factories.category()


@pytest.fixture
def thread(cast, category):
    return factories.thread(author=cast.max, category=category, title="Which tent for wind?")


def put(cast, name, value):
    db.session.merge(SettingValue(name=name, value=value))
    db.session.flush()


def watch(cast, text, action="hold", **more):
    db.session.add(WatchedWord(text=text, action=action, creator_id=cast.ada.id, **more))
    db.session.flush()


def reasons(post):
    return db.session.scalar(
        select(ModerationCase.reasons).where(ModerationCase.post_id == post.id)
    )
