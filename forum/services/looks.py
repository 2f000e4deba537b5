"""The looks: drafted, published as settings, undone. A draft changes nothing for anybody else."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from forum import database, structure
from forum.extensions import db
from forum.lib.verdict import Conflict, Refused, require
from forum.models import LookDraft, Viewer
from forum.models.columns import utcnow
from forum.policies import structure as policy
from forum.services import setting_values, settings
from forum.settings.looks import DRAFTED

THE_ONE = 1


def draft(actor: Viewer, values: Mapping[str, Any], version: int | None = None) -> None:
    """Keep these as the draft. `version` is that of the draft which the actor has seen; Conflict
    when a colleague has changed it meanwhile."""
    require(policy.can_shape(actor))
    row = db.session.get(LookDraft, THE_ONE)
    if version is not None and version != (row.version if row is not None else 0):
        raise Conflict(
            _("Somebody else has changed the draft in the meantime. Look at it, then save again.")
        )
    row = row or LookDraft(id=THE_ONE, values={}, version=0)
    now = structure.current()
    merged = {**row.values, **{name: values[name] for name in DRAFTED if name in values}}
    row.values = {name: value for name, value in merged.items() if value != now.setting(name)}
    row.version, row.changed_at, row.changed_by_id = row.version + 1, utcnow(), actor.id
    db.session.add(row)
    database.flush_or_raise(Conflict(_("Somebody else was faster. Look at it, then save again.")))


def publish(actor: Viewer) -> list[str]:
    """Put the draft in force. Raises Refused, with a setting as its field, for what is wrong."""
    require(policy.can_shape(actor))
    row = db.session.get(LookDraft, THE_ONE)
    values = dict(row.values) if row is not None else {}
    for name, sentence in setting_values.check_together(values, structure.current()).items():
        raise Refused(sentence, name)
    changed = settings.apply(actor, values)
    if row is not None:
        row.values, row.version = {}, row.version + 1
    db.session.flush()
    return changed


def discard(actor: Viewer) -> None:
    """Forget the draft."""
    require(policy.can_shape(actor))
    row = db.session.get(LookDraft, THE_ONE)
    if row is not None:
        row.values, row.version = {}, row.version + 1
        db.session.flush()
