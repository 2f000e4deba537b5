"""Products that members have: registering one, giving it up, and what follows for owners."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import re2
from flask_babel import gettext as _
from sqlalchemy import Select, delete, exists, func, select

from forum import database
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Viewer
from forum.policies import writing as policy
from forum.queries.measures import Measure
from forum.structure import CategoryNode, setting
from forum_serials.models import Unit

MOST = 50


def register(actor: Viewer, serial: str) -> Unit:
    """It is the actor's from now on. Raises Denied, Refused, and Conflict where it is another's."""
    require(policy.can_write(actor))
    serial = serial.upper()
    pattern = setting("serials.pattern")
    if pattern and re2.fullmatch(pattern, serial) is None:
        raise Refused(_("This does not look like a serial number of ours."), "serial")
    if len(mine(actor)) >= MOST:
        raise Refused(_("At most %(most)s products.", most=MOST), "serial")
    made = Unit(serial=serial, user_id=actor.id)
    db.session.add(made)
    taken = _("This one is registered already. Write to the team if it is yours.")
    database.flush_or_raise(Conflict(taken, "serial"))
    return made


def give_up(actor: Viewer, unit_id: int) -> None:
    require(policy.can_speak(actor))
    db.session.execute(delete(Unit).where(Unit.id == unit_id, Unit.user_id == actor.id))


def mine(viewer: Viewer) -> Sequence[Unit]:
    statement = select(Unit).where(Unit.user_id == viewer.id).order_by(Unit.id)
    found: Sequence[Unit] = db.session.scalars(statement).all()
    return found


def only_owners(actor: Viewer, category: CategoryNode) -> str:
    """The stricter rule. Asked often, so it looks at the database in the categories it is about."""
    if category.slug not in str(setting("serials.owners_only")).split() or actor.is_staff:
        return ""
    if db.session.scalar(select(exists().where(Unit.user_id == actor.id))):
        return ""
    return str(_("This category is for owners. Register a product of yours under “My products”."))


def _counted(since: datetime | None) -> Select[int, Any]:
    counted = select(Unit.user_id, func.count()).group_by(Unit.user_id)
    return counted.where(Unit.registered_at >= since) if since is not None else counted


MEASURE = Measure("serials.units", "products registered", _counted)


def forget(user_id: int) -> None:
    db.session.execute(delete(Unit).where(Unit.user_id == user_id))


def of_member(user_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(select(Unit).where(Unit.user_id == user_id).order_by(Unit.id))
    return [{"serial": one.serial, "registered_at": one.registered_at.isoformat()} for one in rows]
