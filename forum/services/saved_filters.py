"""Views of the queue that a moderator comes back to."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied, Refused, require
from forum.models import SavedFilter, Viewer
from forum.policies import moderation as policy

MOST = 20  # of one moderator
LONGEST_NAME = 100


def save(actor: Viewer, name: str, query: str) -> SavedFilter:
    """Keep `query`, as `queries.moderation.Filters.query` wrote it, under `name`; a name that is
    there already gets the new view."""
    require(policy.can_moderate_somewhere(actor))
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refused(_("Give the view a name."), "name")
    if not query:
        raise Refused(_("Choose what it should show first."), "name")
    own = SavedFilter.user_id == actor.id
    found = db.session.scalar(select(SavedFilter).where(own, SavedFilter.name == name))
    if found is None:
        if (db.session.scalar(select(func.count(SavedFilter.id)).where(own)) or 0) >= MOST:
            raise Refused(_("At most %(most)s views. Remove one first.", most=MOST), "name")
        found = SavedFilter(user_id=actor.id, name=name, query=query)
        db.session.add(found)
    found.query = query
    db.session.flush()
    return found


def remove(actor: Viewer, filter_id: int) -> None:
    """One of `actor`'s own; Denied (404) for any other."""
    require(policy.can_moderate_somewhere(actor))
    found = db.session.get(SavedFilter, filter_id)
    if found is None or found.user_id != actor.id:
        raise Denied(NOT_FOUND)
    db.session.delete(found)
    db.session.flush()
