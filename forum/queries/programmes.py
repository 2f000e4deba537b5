"""What a programme gives to those who serve in it: a room, and a direct line."""

from sqlalchemy import select

from forum import links, structure
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import Programme, ProgrammeGrant, Viewer
from forum.policies import categories

SERVING = ("active", "grace")


def with_line(viewer: Viewer) -> Programme:
    """The programme in which the viewer serves now, to whose owner they may write directly.

    Raises Denied for everybody else: those on a break and those who have served too.
    """
    found: Programme | None = db.session.scalar(
        select(Programme)
        .join(ProgrammeGrant, ProgrammeGrant.programme_id == Programme.id)
        .where(ProgrammeGrant.user_id == viewer.id, ProgrammeGrant.state.in_(SERVING))
        .order_by(Programme.id)
        .limit(1)
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def room_href(viewer: Viewer, programme_id: int) -> str:
    """Where the room of the programme is, for who may see it; "" for others."""
    visible = categories.visible_ids(viewer)
    for node in structure.current().categories.values():
        if node.programme_id == programme_id and node.id in visible:
            return links.category(node.slug)
    return ""
