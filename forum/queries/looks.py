"""The looks, as admins draft them: fields, what could not be read, what was published before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import structure
from forum.extensions import db
from forum.lib import times
from forum.lib.verdict import require
from forum.models import LookDraft, SettingChange, User, Viewer
from forum.models.columns import utcnow
from forum.policies import structure as policy
from forum.queries import settings as queries
from forum.settings import BY_NAME, contrast
from forum.settings.looks import DRAFTED

MOST_PUBLISHED = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """`values` are those that differ from what is published."""

    values: Mapping[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class Published:
    """What was put in force together. `change_id` is one of its changes."""

    change_id: int
    at: datetime
    who: str
    what: str
    can_undo: bool


def draft(viewer: Viewer) -> Draft:
    """The draft there is; an empty one when there is none."""
    require(policy.can_shape(viewer))
    row = db.session.get(LookDraft, 1)
    return Draft(dict(row.values), row.version) if row is not None else Draft({}, 0)


def groups(viewer: Viewer, values: Mapping[str, Any]) -> list[tuple[str, str, list[queries.Line]]]:
    """The fields with these values, in groups: a key, a heading, the lines."""
    require(policy.can_shape(viewer))
    return [
        (key, heading, queries.lines(viewer, names, values)) for key, heading, names in _groups()
    ]


def unreadable(viewer: Viewer, values: Mapping[str, Any]) -> list[str]:
    """What could not be read if this were published."""
    require(policy.can_shape(viewer))
    now = structure.current()
    found = contrast.unreadable(lambda name: values.get(name, now.setting(name)))
    return [one.sentence for one in found]


def is_announced_to(viewer: Viewer, audience: str, groups: Sequence[int], until: str) -> bool:
    """Whether an announcement for these, until then, is for this viewer now."""
    if until and utcnow() >= times.at(until, str(structure.setting("site.time_zone"))):
        return False
    if audience == "groups":
        return bool(set(groups) & viewer.group_ids)
    return audience == "everyone" or (audience == "members") == bool(viewer.is_authenticated)


def published(viewer: Viewer) -> Sequence[Published]:
    """What was put in force, the newest first."""
    require(policy.can_shape(viewer))
    newest = (
        select(func.max(SettingChange.id)).where(SettingChange.name.in_(DRAFTED))
        .group_by(SettingChange.batch).order_by(func.max(SettingChange.id).desc())
        .limit(MOST_PUBLISHED)
    )  # fmt: skip
    batches = select(SettingChange.batch).where(SettingChange.id.in_(newest))
    rows = db.session.execute(
        select(SettingChange, User.display_name)
        .outerjoin(User, User.id == SettingChange.changed_by_id)
        .where(SettingChange.batch.in_(batches)).order_by(SettingChange.id.desc())
    )  # fmt: skip
    together: dict[str, list[Any]] = {}
    for change, who in rows:
        together.setdefault(change.batch, []).append((change, who))
    return [_published(lines) for lines in together.values()]


def _published(lines: list[Any]) -> Published:
    change, who = lines[0]
    now = structure.current()
    in_force = all(
        one.name in BY_NAME
        and now.setting(one.name) == one.after.get("value", BY_NAME[one.name].default)
        for one, _who in lines
    )
    what = ", ".join(
        str(_(BY_NAME[o.name].label)) if o.name in BY_NAME else o.name for o, _w in lines
    )
    return Published(change.id, change.changed_at, who or _("the operator"), what, in_force)


def _groups() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    exact = tuple(name for name, _token in contrast.exact())
    return (
        ("names", _("Names"), ("brand.name", "brand.tagline")),
        ("pictures", _("Pictures"), ("brand.logo", "brand.logo_dark", "brand.icon", "brand.share",
                                    "looks.share_threads")),
        ("colours", _("Colours"), ("brand.accent", "looks.neutral")),
        ("exact", _("Exact colours"), exact),
        ("theme", _("Theme"), ("looks.theme",)),
        ("shape", _("Shape and type"),
         ("looks.corners", "looks.density", "looks.font", "looks.title_font",
          "looks.font_file")),
        ("home", _("First page and links"),
         ("looks.home", "looks.header_links", "looks.footer_links")),
        ("banner", _("Announcement"), tuple(n for n in DRAFTED if n.startswith("banner."))),
        ("css", _("Custom styles"), ("looks.css",)),
    )  # fmt: skip
