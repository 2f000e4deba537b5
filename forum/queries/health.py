"""The smallest question to the database."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forum.extensions import db


def answers(viewer: object) -> bool:
    """Whether the database answers."""
    try:
        db.session.execute(text("SELECT 1"))
    except DBAPIError:
        db.session.rollback()
        return False
    return True
