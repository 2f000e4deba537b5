"""Settings: giving one another value, or its default again."""

import re
from typing import Any

from flask_babel import gettext as _

from forum import settings, structure
from forum.extensions import db
from forum.lib import addresses
from forum.lib.verdict import Refused, require
from forum.models import SettingValue, Viewer
from forum.models.columns import utcnow
from forum.policies import structure as policy

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LONGEST = 4000


def change(actor: Viewer, name: str, typed: str) -> Any:
    """Give a declared setting the value that was typed. Returns it. Raises Refused."""
    require(policy.can_shape(actor))
    declared = settings.BY_NAME.get(name)
    if declared is None:
        raise Refused(_("There is no setting called %(name)s.", name=name), "name")
    value = _value(declared, typed)
    row = db.session.get(SettingValue, name) or SettingValue(name=name)
    row.value, row.changed_at, row.changed_by_id = value, utcnow(), actor.id
    db.session.add(row)
    db.session.flush()
    return value


def reset(actor: Viewer, name: str) -> None:
    """The setting has its default again."""
    require(policy.can_shape(actor))
    row = db.session.get(SettingValue, name)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def _value(declared: settings.Setting, typed: str) -> Any:
    typed = typed.strip()
    if declared.kind is bool:
        if typed.lower() not in {"true", "false"}:
            raise Refused(_("This is true or false."), "value")
        return typed.lower() == "true"
    if declared.kind is int:
        if not re.fullmatch(r"[0-9]{1,9}", typed):
            raise Refused(_("This is a whole number."), "value")
        return int(typed)
    if declared.kind == "colour" and not _COLOUR.fullmatch(typed):
        raise Refused(_("A colour is written like #2f6b4f."), "value")
    if declared.kind == "path" and typed and not addresses.local(typed, ""):
        raise Refused(_("This is a path of this site, like /static/img/icon.svg."), "value")
    if declared.kind == "groups":
        return _groups(typed)
    if len(typed) > LONGEST:
        raise Refused(_("This is too long: at most %(most)s characters.", most=LONGEST), "value")
    return typed


def _groups(typed: str) -> list[int]:
    """Group numbers, with spaces or commas between them."""
    found = [int(part) for part in re.findall(r"[0-9]{1,9}", typed)]
    known = structure.current().groups
    if unknown := [number for number in found if number not in known]:
        raise Refused(_("There is no group with the number %(n)s.", n=unknown[0]), "value")
    return found
