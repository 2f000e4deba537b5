"""Groups: who somebody is. What a group may do in a category is in `models.categories`."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Created, Flag, Id, Long, Moment, Short

# The automatic groups have fixed ids; `everyone`, `members` and the levels have no rows of members.
EVERYONE, MEMBERS, MODERATORS, COMMUNITY_MANAGERS, ADMINS, AMBASSADORS = 1, 2, 3, 4, 5, 6
TRUST_0 = 10  # trust level n is group 10 + n, n from 0 to 4

AUTOMATIC = {
    EVERYONE: ("everyone", "Everyone"),
    MEMBERS: ("members", "Members"),
    MODERATORS: ("moderators", "Moderators"),
    COMMUNITY_MANAGERS: ("community-managers", "Community managers"),
    ADMINS: ("admins", "Admins"),
    AMBASSADORS: ("ambassadors", "Ambassadors"),
    **{TRUST_0 + n: (f"trust-{n}", f"Trust level {n} and above") for n in range(5)},
}


class Group(Model):
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    description: Mapped[Long] = mapped_column(default="")
    is_automatic: Mapped[Flag]
    joining: Mapped[Short] = mapped_column(default="closed")  # open, request, closed
    is_hidden: Mapped[Flag]  # only its members and staff know of it
    title: Mapped[str] = mapped_column(String(64), default="")  # may stand beside a member's name
    icon: Mapped[Short] = mapped_column(default="")  # of static/img/badges.svg, after the title
    email_domain: Mapped[str] = mapped_column(String(254), default="")  # confirmed: in it by rule
    created_at: Mapped[Created]


class GroupMember(Model):
    """Somebody is in a group. Only for groups that have members by decision, not by rule."""

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    since: Mapped[Created]
    until: Mapped[Moment | None]
    is_owner: Mapped[Flag]
    source: Mapped[Short] = mapped_column(default="hand")  # hand, domain, grant, joined


class GroupRequest(Model):
    """Somebody asks to be let in; the row goes when an owner has answered."""

    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    message: Mapped[Long] = mapped_column(default="")
    created_at: Mapped[Created]
