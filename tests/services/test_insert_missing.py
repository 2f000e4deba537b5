"""Inserting what may be there already says whether it was."""

from forum import database
from forum.models import Reaction
from forum.models.columns import utcnow
from tests import factories


def test_a_row_is_inserted_once_and_that_is_said(cast):
    post = factories.post(author=cast.max)
    row = {"post_id": post.id, "user_id": cast.amy.id, "kind": "heart", "created_at": utcnow()}
    assert database.insert_missing(Reaction, **row) is True
    assert database.insert_missing(Reaction, **row) is False
    assert database.insert_missing(Reaction, **row) is False
