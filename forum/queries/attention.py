"""What needs an admin's attention: things that went wrong, wait too long, or are not there yet."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, func, select

from forum import engines, links, structure
from forum.extensions import db
from forum.lib.emails import MOST_POINTS
from forum.lib.verdict import require
from forum.models import (
    Backup,
    GroupMember,
    GuidelineVersion,
    MailAddressHealth,
    ModerationCase,
    User,
    Viewer,
)
from forum.models.columns import utcnow
from forum.models.groups import ADMINS
from forum.policies import structure as policy
from forum.queries import editions, jobs, mail_log, plugins, setups, themes

LATE = timedelta(minutes=10)  # a job that is due for longer: no worker, or one that is swamped
LITTLE = 0.1  # of the disk; below it, something has to be done soon
OLD = timedelta(days=2)  # of the last backup that was tried out; one is made each day
SOME, MANY = 5, 0.05  # letters that came back in a week, and their share: from here on urgent
SIGN_UPS = ("sign-up", "claim")


@dataclass(frozen=True, slots=True)
class Matter:
    """One sentence, where to act on it (or ""), and whether it is urgent."""

    text: str
    href: str = ""
    is_urgent: bool = False


def matters(viewer: Viewer) -> list[Matter]:
    """What is to be done, the urgent first. Denied to all but admins."""
    require(policy.can_shape(viewer))
    found = [
        *_jobs(viewer),
        *_mail(viewer),
        *_people(),
        *_disk(),
        *_backups(),
        *_search(),
        *_rules(viewer),
        *_plugins(viewer),
        *_theme(viewer),
    ]
    return sorted(found, key=lambda one: not one.is_urgent)


def _jobs(viewer: Viewer) -> list[Matter]:
    due, _later, failed = jobs.counts(viewer)
    oldest = jobs.oldest_due(viewer) if due else None
    found = []
    if oldest is not None and utcnow() - oldest > LATE:
        said = _("Work has been waiting for more than ten minutes: is the worker running?")
        found.append(Matter(said, links.admin("jobs"), True))
    if failed:
        said = ngettext(
            "%(num)d job has failed for good", "%(num)d jobs have failed for good", failed
        )
        found.append(Matter(said, links.admin("jobs"), True))
    return found


def _plugins(viewer: Viewer) -> list[Matter]:
    count = plugins.failing(viewer)
    said = ngettext("A plugin has failed %(num)d time", "Plugins have failed %(num)d times", count)
    return [Matter(said, links.admin("plugins"), False)] if count else []


def _mail(viewer: Viewer) -> list[Matter]:
    found = []
    if not setups.sends_mail(viewer):
        said = _("No mail server is set up (FORUM_MAIL_URL): nobody can join or reset a password.")
        found.append(Matter(said, "", True))
    bounced = db.session.scalar(
        select(func.count()).select_from(MailAddressHealth)
        .where(MailAddressHealth.points >= MOST_POINTS)
    )  # fmt: skip
    returned, sent = mail_log.returned(viewer)
    if returned >= SOME and returned > sent * MANY:
        said = _("%(share)s %% of the e-mails of the last seven days came back.",
                 share=round(100 * returned / sent))  # fmt: skip
        found.append(Matter(said, links.admin("mail-log", result="returned"), True))
    if bounced:
        said = ngettext("%(num)d address no longer takes e-mail",
                        "%(num)d addresses no longer take e-mail", bounced)  # fmt: skip
        found.append(Matter(said))
    return found


def _people() -> list[Matter]:
    waiting, admins, bare = db.session.execute(select(
        select(func.count(ModerationCase.id)).where(
            ModerationCase.kind.in_(SIGN_UPS), ModerationCase.closed_at.is_(None)
        ).scalar_subquery(),
        _admins().scalar_subquery(),
        _admins().where(User.tf_primary_method.is_(None)).scalar_subquery(),
    )).one()  # fmt: skip
    found = []
    if waiting:
        said = ngettext("%(num)d person is waiting to be let in", "%(num)d people are waiting to "
                                                             "be let in",
                        waiting)  # fmt: skip
        found.append(Matter(said, links.moderation()))
    if bare:
        said = ngettext("%(num)d admin signs in without a second factor",
                        "%(num)d admins sign in without a second factor", bare)  # fmt: skip
        found.append(Matter(said, links.account("two-factor")))
    if admins == 1:
        said = _("There is only one admin: if they lose access, nobody can help them.")
        found.append(Matter(said, links.groups()))
    return found


def _admins() -> Select[Any]:
    return (
        select(func.count(User.id)).select_from(User)
        .join(GroupMember, GroupMember.user_id == User.id)
        .where(GroupMember.group_id == ADMINS, User.active)
    )  # fmt: skip


def _disk() -> list[Matter]:
    usage = shutil.disk_usage(current_app.config["FORUM"].instance)
    if usage.free >= usage.total * LITTLE:
        return []
    return [Matter(_("The disk is nearly full: %(free)s MB are left.", free=usage.free // 2**20),
                   "", usage.free < usage.total * LITTLE / 2)]  # fmt: skip


def _backups() -> list[Matter]:
    """Nothing of a community in its first days, which its first nights look after."""
    since = db.session.scalar(select(func.max(Backup.proved_at)))
    since = since or db.session.scalar(select(func.min(User.created_at)))
    if since is None or utcnow() - since < OLD:
        return []
    said = _("There is no backup from the last two days that has been tested.")
    return [Matter(said, links.admin("backups"), True)]


def _search() -> list[Matter]:
    """An index that is not there yet is being made; one that cannot be asked is for an operator."""
    health = engines.state()
    if health.state not in {"damaged", "unavailable"}:
        return []
    return [Matter(_("The search does not work: %(why)s", why=health.said), "", True)]


def _theme(viewer: Viewer) -> list[Matter]:
    """A theme that is chosen and cannot be used, or not all of it."""
    return [Matter(said, links.admin("themes"), True) for said in themes.broken(viewer)]


def _rules(viewer: Viewer) -> list[Matter]:
    found = []
    if not structure.current().guidelines:
        said = _("No guidelines are in force: decisions have nothing to rest on.")
        found.append(Matter(said, links.admin("guidelines")))
    if editions.is_newer(viewer):
        said = _("The guidelines that come with the forum have changed: look what is new in them.")
        found.append(Matter(said, links.admin("guidelines/news")))
    waiting = db.session.scalar(
        select(func.count(GuidelineVersion.id)).where(GuidelineVersion.state == "in_review")
    )
    if waiting:
        said = ngettext("%(num)d version of the guidelines is waiting for a second person",
                        "%(num)d versions of the guidelines are waiting for a second person",
                        waiting)  # fmt: skip
        found.append(Matter(said, links.admin("guidelines")))
    return found
