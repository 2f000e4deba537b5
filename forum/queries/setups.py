"""Whether the community waits to be founded, and what of its first steps is done."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from forum import links, structure
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import (
    Category,
    GroupMember,
    GuidelineVersion,
    Invite,
    Post,
    SettingValue,
    Setup,
    Thread,
    User,
    Viewer,
)
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS, MODERATORS
from forum.models.setups import ONLY
from forum.policies import setups as policy
from forum.policies import structure as shaping


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first things to do: what, why, where, and whether it is done."""

    name: str
    why: str
    href: str
    is_done: bool


def get(viewer: Viewer, token: str) -> Setup:
    """What waits to be founded. Denied (hidden) when nothing does or the token is another."""
    found = db.session.get(Setup, ONLY)
    require(policy.can_found(viewer, found, token, is_inhabited(viewer)))
    assert found is not None
    return found


def is_inhabited(viewer: object) -> bool:
    """Whether there is a member, however they came."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def sends_mail(viewer: object) -> bool:
    """Whether letters reach anybody: there is a mail server, or they are kept for who develops."""
    config = current_app.config["FORUM"]
    return bool(config["FORUM_MAIL_URL"]) or not config.is_production


def admins(viewer: Viewer) -> list[str]:
    """The names of those who may do everything here. Denied to all but them."""
    require(shaping.can_shape(viewer))
    named = (
        select(User.name)
        .join(GroupMember, GroupMember.user_id == User.id)
        .where(GroupMember.group_id == ADMINS, User.active)
        .order_by(User.name)
    )
    return list(db.session.scalars(named))


def steps(viewer: Viewer) -> list[Step]:
    """The checklist of a new community, asked in one statement. Denied to all but admins."""
    require(shaping.can_shape(viewer))
    kinds = {
        "looks": _there(SettingValue.name, SettingValue.name.in_(["brand.accent", "brand.logo"])),
        "about": _there(SettingValue.name, SettingValue.name == "brand.description"),
        "categories": _there(Category.id),
        "rules": _there(GuidelineVersion.id, GuidelineVersion.state == "published"),
        "team": _there(
            GroupMember.user_id,
            GroupMember.group_id.in_([MODERATORS, COMMUNITY_MANAGERS, ADMINS]),
            GroupMember.user_id != viewer.id,
        ),
        "thread": _there(Thread.id, Thread.state == "visible"),
        "invite": _there(Invite.id),
        "reply": _there(Post.id, Post.number > 1, Post.state == "visible"),
        "second": _there(User.id, User.id == viewer.id, User.tf_primary_method.is_not(None)),
    }
    row = db.session.execute(select(*(each.label(name) for name, each in kinds.items()))).one()
    done = row._mapping
    settings = structure.current()
    return [
        Step(_("Give it your name and colour"),
             _("The accent colour makes buttons and links; contrast is computed from it."),
             links.admin("looks"), done["looks"]),
        Step(_("Say what it is for"), _("Search engines and shared links show this sentence."),
             links.admin("settings", q="brand.description"), done["about"]),
        Step(_("Make the first categories"), _("Three to six are enough. More can come later."),
             links.admin("categories"), done["categories"]),
        Step(_("Publish guidelines"), _("What you decide about posts rests on them."),
             links.guidelines(), done["rules"]),
        Step(_("Protect your account"),
             _("A second factor keeps others out of everything an admin can do."),
             links.account("two-factor"), done["second"]),
        Step(_("Ask a colleague to join the team"),
             _("Some decisions need two people, and nobody is there every day."),
             links.groups(), done["team"]),
        Step(_("Write the first thread"),
             _("An empty room stays empty: ask something you want to know."),
             links.new_thread(), done["thread"]),
        Step(_("Invite the first members"),
             _("Ten people who know each other beat a thousand strangers."),
             links.admin("invites"), done["invite"] or not settings.setting("join.by_invitation")),
        Step(_("Answer somebody"), _("People who get an answer within a day come back."),
             links.lists("unanswered"), done["reply"]),
    ]  # fmt: skip


def _there(column: object, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(column).where(*which).exists()  # type: ignore[call-overload, no-any-return]
