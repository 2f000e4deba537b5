"""What members want to be told, and how: their choices, else the site's."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from forum import structure
from forum.extensions import db
from forum.lib import occasions
from forum.models import NotificationChoice, Viewer
from forum.policies import moderation


@dataclass(frozen=True, slots=True)
class Wish:
    """On the site, and by mail as well. Nothing is mailed that is not on the site."""

    site: bool
    mail: bool


def usual(viewer: Viewer | None, event: str) -> Wish:
    """What the site does where nobody has chosen."""
    off = structure.setting("notifications.off").split()
    mail = structure.setting("notifications.by_mail").split()
    return Wish(event not in off, event in mail and event not in off)


def wishes(viewer: Viewer | None, event: str, ids: Collection[int]) -> dict[int, Wish]:
    """What each of these members wants of one event."""
    rows = db.session.execute(
        select(NotificationChoice.user_id, NotificationChoice.channel, NotificationChoice.is_on)
        .where(NotificationChoice.user_id.in_(ids), NotificationChoice.event == event)
    ).all()  # fmt: skip
    chosen = {(row.user_id, row.channel): row.is_on for row in rows}
    default = usual(viewer, event)
    found = {}
    for user_id in ids:
        site = chosen.get((user_id, "site"), default.site)
        found[user_id] = Wish(site, site and chosen.get((user_id, "mail"), default.mail))
    return found


def minutes_to_track(viewer: Viewer) -> int:
    """After how many minutes of reading a thread is tracked; 0: never."""
    return int(structure.setting("levels.track_after_minutes"))


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the page: `value` is none, site or mail."""

    event: str
    label: str
    value: str


def mine(viewer: Viewer) -> tuple[Choice, ...]:
    """Every event with what the viewer gets now."""
    rows = db.session.execute(
        select(NotificationChoice.event, NotificationChoice.channel, NotificationChoice.is_on)
        .where(NotificationChoice.user_id == viewer.id)
    ).all()  # fmt: skip
    chosen = {(row.event, row.channel): row.is_on for row in rows}
    found = []
    has_queue = moderation.can_moderate_somewhere(viewer)
    for each in occasions.ALL:
        if each.name == "moderation" and not has_queue:
            continue
        default = usual(viewer, each.name)
        site = chosen.get((each.name, "site"), default.site)
        mail = site and chosen.get((each.name, "mail"), default.mail)
        found.append(
            Choice(each.name, _(each.label), "mail" if mail else "site" if site else "none")
        )
    return tuple(found)
