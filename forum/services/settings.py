"""Settings: giving some another value or their default, undoing it; all is in the history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from forum import database, settings, structure
from forum.extensions import db
from forum.lib import tokens
from forum.lib.verdict import Conflict, Refused, require
from forum.models import SettingChange, SettingValue, StaffAction, User, Viewer
from forum.models.columns import utcnow
from forum.policies import structure as policy
from forum.services import lockouts, setting_values

_NOTED = 200  # characters of a value that the staff's log repeats


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, as values, and what is wrong with it, both by the names of settings."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def change(actor: Viewer, name: str, typed: str) -> Any:
    """Give a declared setting the value that was typed. Returns it. Raises Refused."""
    require(policy.can_shape(actor))
    found = read(actor, {name: typed})
    for where, sentence in found.errors.items():
        raise Refused(sentence, where)
    apply(actor, found.values)
    return found.values[name]


def read(actor: Viewer, typed: Mapping[str, str], together: bool = True) -> Read:
    """What was typed for some settings, each by itself and, unless it is a draft, all together."""
    require(policy.can_shape(actor))
    found = Read()
    for name, text in typed.items():
        declared = settings.BY_NAME.get(name)
        if declared is None:
            found.errors[name] = _("There is no setting called %(name)s.", name=name)
            continue
        try:
            found.values[name] = setting_values.read(declared, text)
        except Refused as error:
            found.errors[name] = error.message
    if together and not found.errors:
        found.errors.update(setting_values.check_together(found.values, structure.current()))
    return found


def apply(actor: Viewer, values: Mapping[str, Any], seen: int | None = None) -> list[str]:
    """Put these values in force, together. Returns the names of those that are others than before.

    `seen` is the last change that the actor knew of: what others changed since stays, and is a
    Conflict where the actor wants to change it as well.
    """
    require(policy.can_shape(actor))
    current = structure.current()
    since = _since(seen) if seen is not None else {}
    changed, batch = [], tokens.new()[:32]
    for name, value in values.items():
        now = current.setting(name)
        if _is_same(name, value, now):
            continue
        if name in since:
            if _is_same(name, value, _valued(name, since[name].before)):
                continue
            said = _("Somebody else has changed this in the meantime. Look at it, then save again.")
            raise Conflict(said, name)
        lockouts.check(actor, {name: value})
        _put(actor, name, {"value": value}, batch)
        changed.append(name)
    database.flush_or_raise(Conflict(_("Somebody else was faster. Look at it, then save again.")))
    return changed


def reset(actor: Viewer, name: str) -> None:
    """The setting has its default again. Raises Refused where that makes no sense with others."""
    require(policy.can_shape(actor))
    if name in settings.BY_NAME and name in structure.current().values:
        _check_back(actor, {name: settings.default(name)})
        _put(actor, name, {}, tokens.new()[:32])
        db.session.flush()


def reset_all(actor: Viewer, names: Iterable[str]) -> None:
    """These have their defaults again, together. Raises Refused as `reset` does."""
    require(policy.can_shape(actor))
    given = [name for name in names if name in settings.BY_NAME]
    _check_back(actor, {name: settings.default(name) for name in given})
    batch = tokens.new()[:32]
    for name in given:
        _put(actor, name, {}, batch)
    db.session.flush()


def undo(actor: Viewer, changes: list[SettingChange]) -> None:
    """Take changes back that were saved together. Raises Conflict when others came after them,
    Refused when what was does not go with what is."""
    require(policy.can_shape(actor))
    batch, current = tokens.new()[:32], structure.current()
    for one in changes:
        if one.name not in settings.BY_NAME:
            raise Conflict(_("This setting no longer exists."))
        if "hidden" in one.before or "hidden" in one.after:
            raise Refused(_("The old value of a secret is not kept anywhere. Enter it again."))
        if _valued(one.name, one.after) != current.setting(one.name):
            raise Conflict(_("It has been changed again since. Undo the later change first."))
    _check_back(actor, {one.name: _valued(one.name, one.before) for one in changes})
    for one in changes:
        _put(actor, one.name, one.before, batch, one.id)
    db.session.flush()


def _check_back(actor: Viewer, values: Mapping[str, Any]) -> None:
    """What was in force once need not go with what was changed since."""
    lockouts.check(actor, values)
    for name, value in values.items():
        if value != settings.default(name) and not setting_values.is_possible(name, value):
            raise Refused(_("Its earlier value is no longer possible."), name)
    together = setting_values.check_together(dict(values), structure.current())
    for name, sentence in together.items():
        raise Refused(sentence, name)


def keep(actor: Viewer, name: str, value: Any) -> None:
    """For verbs that have asked a policy of their own: the setting follows from what they did."""
    require(policy.can_keep(actor, name))
    if structure.current().setting(name) != value:
        _put(actor, name, {"value": value}, tokens.new()[:32])
        db.session.flush()


def _is_same(name: str, value: Any, other: Any) -> bool:
    """Of what is chosen from a list the order says nothing."""
    kind = settings.BY_NAME[name].kind
    if kind == "groups":
        return set(value) == set(other)
    return bool(value == other or (kind == "words" and set(value.split()) == set(other.split())))


def _since(seen: int) -> dict[str, SettingChange]:
    """Of each setting that was changed after `seen`, the first change."""
    later = select(SettingChange).where(SettingChange.id > seen).order_by(SettingChange.id.desc())
    return {one.name: one for one in db.session.scalars(later)}


def _valued(name: str, side: Mapping[str, Any]) -> Any:
    return side["value"] if "value" in side else settings.default(name)


def _put(
    actor: Viewer, name: str, after: Mapping[str, Any], batch: str, undoes: int | None = None
) -> None:
    """Write the value, a line of the history, and one of the staff's log."""
    is_secret = settings.BY_NAME[name].kind == "secret"
    row = db.session.get(SettingValue, name)
    before = {"value": row.value} if row is not None else {}
    if after:
        row = row or SettingValue(name=name)
        row.value, row.changed_at, row.changed_by_id = after["value"], utcnow(), actor.id
        db.session.add(row)
    elif row is not None:
        db.session.delete(row)
    line = [{"hidden": True} if is_secret and side else dict(side) for side in (before, after)]
    db.session.add(SettingChange(
        batch=batch, name=name, before=line[0], after=line[1], changed_by_id=actor.id,
        undoes_id=undoes,
    ))  # fmt: skip
    if isinstance(actor, User):
        said = dict(zip(("from", "to"), (_noted(name, side) for side in line), strict=True))
        details = {"setting": name, **said}
        db.session.add(StaffAction(actor_id=actor.id, verb="change-setting", details=details))


def _noted(name: str, side: Mapping[str, Any]) -> str:
    if "hidden" in side:
        return "…"
    return str(_valued(name, side))[:_NOTED]
