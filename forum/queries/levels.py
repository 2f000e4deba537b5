"""How closely the viewer follows one place: what was chosen, and what follows from around it."""

from sqlalchemy import Integer, bindparam, select

from forum import structure
from forum.extensions import db
from forum.models import CategoryLevel, TagLevel, Viewer
from forum.models.notifications import NORMAL

_LEVELS, _ME = CategoryLevel.__table__.c, bindparam("me", type_=Integer)
# Put together once: every page of a category asks it.
_OF_CATEGORIES = select(_LEVELS.category_id, _LEVELS.level).where(
    _LEVELS.user_id == _ME, _LEVELS.category_id.in_(bindparam("ids", expanding=True))
)


def of_category(viewer: Viewer, category_id: int) -> int | None:
    """Their own choice, or that of the nearest category above. None for a guest."""
    if not viewer.is_authenticated:
        return None
    path = [node.id for node in structure.current().path(category_id)]
    rows = {
        row.category_id: row.level
        for row in db.session.execute(_OF_CATEGORIES, {"me": viewer.id, "ids": path})
    }
    return next((rows[each] for each in reversed(path) if each in rows), NORMAL)


def of_tag(viewer: Viewer, tag_id: int) -> int | None:
    if not viewer.is_authenticated:
        return None
    mine = select(TagLevel.level).where(TagLevel.user_id == viewer.id, TagLevel.tag_id == tag_id)
    found: int | None = db.session.scalar(mine)
    return NORMAL if found is None else found
