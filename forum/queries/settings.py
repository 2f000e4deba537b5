"""Settings, as admins see them: by section, what differs, what is dangerous, and the history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import structure, wording
from forum.config import TEMPLATES
from forum.extensions import db
from forum.lib import themes
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import SettingChange, User, Viewer
from forum.policies import structure as policy
from forum.settings import BY_NAME, Setting, dangers, declared, sections
from forum.settings.looks import AS_STARTED, OWN_LOOK

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One setting: `value` as it is, `shown` and `usual` (the default) in words."""

    setting: Setting
    value: Any
    shown: str
    usual: str
    is_changed: bool

    @property
    def label(self) -> str:
        return str(_(self.setting.label))

    @property
    def help(self) -> str:
        return str(_(self.setting.help)) if self.setting.help else ""

    @property
    def unit(self) -> str:
        return str(_(self.setting.unit)) if self.setting.unit else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        if self.setting.kind == "theme":
            return _themes()
        return [(value, str(_(label))) for value, label in self.setting.choices]


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its settings, under their headings."""

    key: str
    title: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]

    @property
    def changed(self) -> int:
        return sum(line.is_changed for _heading, lines in self.groups for line in lines)


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the history. `can_undo`: its setting has this value still, and is no secret."""

    id: int
    name: str
    label: str
    section: str
    at: datetime
    who: str
    before: str
    after: str
    can_undo: bool
    is_undoing: bool


def overview(viewer: Viewer, q: str = "", changed: bool = False) -> list[Part]:
    """All sections; with words, only the settings that have all of them somewhere."""
    require(policy.can_shape(viewer))
    words = q.casefold().split()
    parts = [_part(section) for section in sections.ALL]
    return [part for part in (_kept(part, words, changed) for part in parts) if part.groups]


def section(viewer: Viewer, key: str) -> Part:
    """One of them. Raises Denied."""
    require(policy.can_shape(viewer))
    if key not in sections.BY_KEY:
        raise Denied(NOT_FOUND)
    return _part(sections.BY_KEY[key])


def warnings(viewer: Viewer, key: str = "") -> list[str]:
    """What settings do together that one may not expect; with a section, where it takes part."""
    require(policy.can_shape(viewer))
    return [
        str(_(danger.sentence))
        for danger in dangers.found(structure.current().setting)
        if not key or any(sections.of(name.split(".")[0]) == key for name in danger.names)
    ]


def newest(viewer: Viewer) -> int:
    """The last change there is: what a page that is drawn now knows of."""
    require(policy.can_shape(viewer))
    return db.session.scalar(select(func.max(SettingChange.id))) or 0


def history(viewer: Viewer, name: str = "", before: int = 0) -> tuple[list[Change], int]:
    """The newest changes first, and before which id the next page goes on (0: there is none)."""
    require(policy.can_shape(viewer))
    statement = (
        select(SettingChange, User.display_name)
        .outerjoin(User, User.id == SettingChange.changed_by_id)
        .order_by(SettingChange.id.desc())
        .limit(MOST_LINES + 1)
    )
    if name:
        statement = statement.where(SettingChange.name == name)
    if before:
        statement = statement.where(SettingChange.id < before)
    rows = db.session.execute(statement).all()
    lines = [_change(one, who) for one, who in rows[:MOST_LINES]]
    return lines, lines[-1].id if len(rows) > MOST_LINES else 0


def change(viewer: Viewer, change_id: int) -> SettingChange:
    """One change. Raises Denied."""
    require(policy.can_shape(viewer))
    found: SettingChange | None = db.session.get(SettingChange, change_id)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def saved_with(viewer: Viewer, batch: str) -> Sequence[SettingChange]:
    """All that was saved together."""
    require(policy.can_shape(viewer))
    statement = select(SettingChange).where(SettingChange.batch == batch)
    found: Sequence[SettingChange] = db.session.scalars(statement.order_by(SettingChange.id)).all()
    return found


def lines(viewer: Viewer, names: Iterable[str], values: Mapping[str, Any]) -> list[Line]:
    """These settings, as if `values` were in force."""
    require(policy.can_shape(viewer))
    now = structure.current()
    return [_line(BY_NAME[name], values.get(name, now.setting(name))) for name in names]


def groups(viewer: Viewer) -> list[tuple[int, str]]:
    """The groups that can be chosen, by number and name."""
    require(policy.can_shape(viewer))
    return sorted(wording.groups().items())


def _part(one: sections.Section) -> Part:
    mine: dict[str, list[Line]] = {group: [] for group, _heading in one.groups}
    for setting in declared():
        if sections.of(setting.group) == one.key and setting.kind != "phrases":
            value = structure.current().setting(setting.name)
            mine.setdefault(setting.group, []).append(_line(setting, value))
    headings = {**sections.of_plugins(), **dict(one.groups)}
    return Part(one.key, str(_(one.title)), tuple(
        (str(_(headings[group])) if group in headings else group.title(), tuple(lines))
        for group, lines in mine.items() if lines
    ))  # fmt: skip


def _kept(part: Part, words: list[str], changed: bool) -> Part:
    groups = []
    for heading, lines in part.groups:
        kept = tuple(
            line for line in lines
            if (line.is_changed or not changed) and _has(line, f"{part.title} {heading}", words)
        )  # fmt: skip
        if kept:
            groups.append((heading, kept))
    return Part(part.key, part.title, tuple(groups))


def _has(line: Line, around: str, words: list[str]) -> bool:
    text = f"{line.label} {line.help} {line.setting.name} {around}".casefold()
    return all(word in text for word in words)


def _line(setting: Setting, value: Any) -> Line:
    is_secret = setting.kind == "secret"
    return Line(
        setting, "" if is_secret else value, _in_words(setting, value),
        _in_words(setting, setting.default), value != setting.default,
    )  # fmt: skip


def _in_words(setting: Setting, value: Any) -> str:
    """A value as people read it; of a secret only whether there is one."""
    if setting.kind == "secret":
        return str(_("set") if value else _("not set"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        names = wording.groups()
        return ", ".join(names.get(one, str(one)) for one in value) or _("nobody")
    if value == "":
        return str(_("empty"))
    labels: Mapping[Any, str] = dict(setting.choices) if setting.kind == "choice" else {}
    said = str(_(labels[value])) if value in labels else str(value)
    return f"{said} {_(setting.unit)}" if setting.unit else said


def _change(one: SettingChange, who: str | None) -> Change:
    setting = BY_NAME.get(one.name)
    before, after = (_side(setting, side) for side in (one.before, one.after))
    is_secret = "hidden" in one.before or "hidden" in one.after
    can_undo = setting is not None and not is_secret and _is_in_force(setting, one.after)
    label = str(_(setting.label)) if setting else one.name
    key = sections.of(one.name.split(".")[0]) if setting else ""
    return Change(one.id, one.name, label, key, one.changed_at, who or _("the operator"), before,
                  after, can_undo, one.undoes_id is not None)  # fmt: skip


def _side(setting: Setting | None, side: Mapping[str, Any]) -> str:
    if "hidden" in side:
        return "…"
    if setting is None:
        return str(side.get("value", ""))
    return _in_words(setting, side.get("value", setting.default))


def _is_in_force(setting: Setting, side: Mapping[str, Any]) -> bool:
    return bool(structure.current().setting(setting.name) == side.get("value", setting.default))


def labels(viewer: Viewer, names: Iterable[str]) -> str:
    """What was changed, in a sentence."""
    require(policy.can_shape(viewer))
    return ", ".join(str(_(BY_NAME[name].label)) for name in names)


def _themes() -> list[tuple[str, str]]:
    found = themes.installed(Path(current_app.config["THEMES_FOLDER"]), TEMPLATES)
    return [(AS_STARTED, _("As the server was started")), (OWN_LOOK, _("The forum's own look")),
            *((one.name, one.title) for one in found.values())]  # fmt: skip
