"""What nobody joins with: the list for the team, and whether something is on it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from forum.extensions import db
from forum.lib import emails, names, networks
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import DoorRule, User, Viewer
from forum.models.columns import utcnow
from forum.policies import guarding as policy


def every(viewer: Viewer) -> Sequence[Any]:
    """What is blocked now, each with who did it; network ranges for admins alone."""
    require(policy.can_block(viewer))
    statement = (
        select(DoorRule, User.display_name)
        .join(User, User.id == DoorRule.creator_id)
        .where(_live(), *([] if policy.can_block(viewer, "range") else [DoorRule.kind != "range"]))
        .order_by(DoorRule.kind, DoorRule.text)
    )
    return list(db.session.execute(statement))


def get(viewer: Viewer, rule_id: int) -> DoorRule:
    """One of them. Raises Denied."""
    require(policy.can_block(viewer))
    found: DoorRule | None = db.session.get(DoorRule, rule_id)
    if found is None or not policy.can_block(viewer, found.kind):
        raise Denied(NOT_FOUND)
    return found


def blocks_email(viewer: Viewer, address: str) -> bool:
    """Whether nobody joins with this normalised address: itself, its domain or one above it."""
    parts = emails.host(address).split(".")
    domains = [".".join(parts[number:]) for number in range(len(parts))]
    return _is_there(
        or_(
            (DoorRule.kind == "email") & (DoorRule.text == address),
            (DoorRule.kind == "domain") & DoorRule.text.in_(domains),
        )
    )


def blocks_name(viewer: Viewer, name: str) -> bool:
    """Whether nobody is called this, or anything that looks like it."""
    return _is_there(DoorRule.kind == "name", DoorRule.text == names.skeleton(name))


def blocks_place(viewer: Viewer, address: str) -> bool:
    """Whether nobody joins from this network address."""
    ranges = db.session.scalars(select(DoorRule.text).where(DoorRule.kind == "range", _live()))
    return networks.is_within(address, ranges)


def _live() -> ColumnElement[bool]:
    return or_(DoorRule.until.is_(None), DoorRule.until > utcnow())


def _is_there(*which: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(exists(select(1).where(*which, _live())))))
