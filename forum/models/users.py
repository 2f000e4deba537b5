"""Accounts: members, and the guest who has none."""

from typing import TYPE_CHECKING, Any

from flask_login import AnonymousUserMixin
from flask_security import UserMixin
from markupsafe import Markup
from sqlalchemy import JSON, Index, String
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, reconstructor, relationship, validates

from forum.extensions import Model
from forum.lib import names
from forum.models.columns import (
    Count,
    Created,
    ExternalRef,
    Flag,
    Id,
    Line,
    Long,
    Moment,
    SafeHtml,
    Short,
    UserId,
    utcnow,
)
from forum.models.groups import (
    ADMINS,
    AMBASSADORS,
    COMMUNITY_MANAGERS,
    EVERYONE,
    MEMBERS,
    MODERATORS,
    TRUST_0,
)

if TYPE_CHECKING:
    from datetime import datetime

    from forum.models.passkeys import Passkey


def _sought(column: str) -> Any:
    """What a name is found by while it is typed: kept beside it, whoever writes the row."""

    def of(context: Any) -> str:
        return names.sought(context.get_current_parameters().get(column) or "")

    # In the order of its characters on both databases, so that "begins so" is a range of the index.
    kind = String(128).with_variant(String(128, collation="C"), "postgresql")
    return mapped_column(kind, default=of, server_default="")


class User(UserMixin, Model):
    """An account. `group_ids` is filled by the query that loads a viewer, never by a relation."""

    __allow_unmapped__ = True  # the attributes that live in memory only

    id: Mapped[Id]
    name: Mapped[Short] = mapped_column(unique=True)
    name_key: Mapped[str] = mapped_column(String(64), unique=True)  # lib.names.skeleton(name)
    display_name: Mapped[str] = mapped_column(String(64))
    sought_name: Mapped[str] = _sought("name")
    sought_display: Mapped[str] = _sought("display_name")
    # Normalised and casefolded; none for who was imported.
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # type: ignore[assignment]
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]
        String(64), unique=True
    )
    confirmed_at: Mapped[Moment | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None]  # a code is good once
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    credentials_changed_at: Mapped[Created]  # tokens made before are void

    created_at: Mapped[Created]
    last_seen_at: Mapped[Moment | None]
    claimed_at: Mapped[Moment | None]  # none: imported, and nobody has come for it yet
    external_ref: Mapped[ExternalRef]
    is_bot: Mapped[Flag]
    trust_level: Mapped[Count]
    suspended_until: Mapped[Moment | None]
    suspended_reason: Mapped[Long] = mapped_column(default="")
    # Reads, reacts and appeals, and writes nothing. Set by decisions only, like a suspension.
    restricted_until: Mapped[Moment | None]
    terminated_at: Mapped[Moment | None]  # the account is over; a signed link still appeals
    waits_since: Mapped[Moment | None]  # joined where sign-ups are approved, and is not yet
    accepted_number: Mapped[Count]  # newest version of the community's guidelines they accepted
    accepted_page: Mapped[Count]  # newest version of a page of the team that they accepted: its id

    byline: Mapped[Line] = mapped_column(default="")  # "Community manager, Acme"; staff only
    title: Mapped[str] = mapped_column(String(64), default="")
    pronouns: Mapped[Short] = mapped_column(default="")
    location: Mapped[Line] = mapped_column(default="")
    website: Mapped[Long] = mapped_column(default="")
    bio: Mapped[str] = mapped_column(String(4000), default="")
    bio_html: Mapped[Markup] = mapped_column(SafeHtml, default=Markup())
    avatar_key: Mapped[str | None] = mapped_column(String(64))  # Upload.key; none: a drawn one
    cover_key: Mapped[str | None] = mapped_column(String(64))  # on top of their page; often none
    cover_focus: Mapped[Short] = mapped_column(default="middle")  # top, middle, bottom
    interests: Mapped[list[str]] = mapped_column(JSON, default=list)  # or products; three at most

    hides_activity: Mapped[Flag]  # the tabs of the profile are for oneself and staff
    hides_presence: Mapped[Flag]
    is_unlisted: Mapped[Flag]  # search engines are asked to leave the profile out
    mentions_from: Mapped[Short] = mapped_column(default="everyone")  # everyone, followed, nobody
    messages_from: Mapped[Short] = mapped_column(default="everyone")  # likewise; staff always may
    is_read_untracked: Mapped[Flag]  # reading a thread for long does not make them track it
    digest_days: Mapped[int] = mapped_column(default=7)  # 0: no digest
    digest_sent_at: Mapped[Moment | None]
    mail_key: Mapped[str | None] = mapped_column(String(64))  # in links that need no sign-in
    joined_via: Mapped[Line] = mapped_column(default="")  # "invite: May fair"; a campaign
    is_level_locked: Mapped[Flag]  # set by hand; the nightly pass leaves it alone
    level_changed_at: Mapped[Moment | None]
    erased_at: Mapped[Moment | None]  # left: nothing personal is here any more

    locale: Mapped[str] = mapped_column(String(16), default="")
    time_zone: Mapped[str] = mapped_column(String(64), default="")
    scheme: Mapped[str] = mapped_column(String(16), default="")  # light, dark, contrast or ""
    posts_per_page: Mapped[Count]  # 0: as the site says
    read_before_at: Mapped[Created]  # everything older counts as read

    thread_count: Mapped[Count]
    post_count: Mapped[Count]
    reactions_given_count: Mapped[Count]
    reactions_received_count: Mapped[Count]
    answer_count: Mapped[Count]
    # Different people answered where all may read, and different people who thanked them there; by
    # the job member.count_helped, and 0 for who hides their activity.
    helped_count: Mapped[Count]
    thanked_count: Mapped[Count]

    __table_args__ = (
        Index("ix_user_last_seen_at_id", "last_seen_at", "id"),
        Index("ix_user_newest", "created_at", "id"),
        Index("ix_user_helped", "helped_count", "id"),
        Index("ix_user_sought_name", "sought_name"),
        Index("ix_user_sought_display", "sought_display"),
    )

    # Flask-Security walks it on the pages for passkeys, so it may load by itself.
    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]
        back_populates="user", cascade="all, delete", lazy="select"
    )

    # In memory only.
    group_ids: frozenset[int] = frozenset({EVERYONE})
    session_id: int | None = None
    unread_count: int = 0  # notifications, 99 at most; filled with the groups
    unread_talks: int = 0  # private conversations with something unread; likewise
    owes_factor: str = ""  # a second factor that their office asks for: "now", "soon"
    bound_to: frozenset[int] | None = None  # categories beyond which a program sees nothing
    roles = ()  # type: ignore[assignment]  # Flask-Security asks; groups answer instead

    @validates("name", "display_name")
    def _keep_sought(self, key: str, value: str) -> str:
        setattr(self, "sought_name" if key == "name" else "sought_display", names.sought(value))
        return value

    @reconstructor
    def _on_load(self) -> None:
        self.group_ids = frozenset({EVERYONE})

    def join(self, *group_ids: int) -> "User":
        """Say which groups decided by hand this member is in; adds those that follow by rule."""
        levels = range(TRUST_0, TRUST_0 + self.trust_level + 1)
        self.group_ids = frozenset({EVERYONE, MEMBERS, *levels, *group_ids})
        return self

    @property
    def is_admin(self) -> bool:
        return ADMINS in self.group_ids

    @property
    def is_community_manager(self) -> bool:
        return COMMUNITY_MANAGERS in self.group_ids

    @property
    def is_moderator(self) -> bool:
        return MODERATORS in self.group_ids

    @property
    def is_staff(self) -> bool:
        """Whether this account may act everywhere: admins and community managers."""
        return self.is_admin or self.is_community_manager

    @property
    def is_ambassador(self) -> bool:
        return AMBASSADORS in self.group_ids

    def is_suspended_at(self, moment: "datetime") -> bool:
        if self.terminated_at is not None and self.terminated_at <= moment:
            return True
        return self.suspended_until is not None and self.suspended_until > moment

    @property
    def is_restricted(self) -> bool:
        """Whether this account may read and react but not write (community.md E6)."""
        return self.restricted_until is not None and self.restricted_until > utcnow()

    @property
    def is_suspended(self) -> bool:
        return self.is_suspended_at(utcnow())


class Guest(AnonymousUserMixin):
    """Somebody who has not signed in. Answers every question a policy asks of a User."""

    id = None
    name = display_name = byline = locale = time_zone = scheme = owes_factor = ""
    session_id = None
    posts_per_page = trust_level = unread_count = unread_talks = 0
    group_ids = frozenset({EVERYONE})
    is_admin = is_community_manager = is_moderator = is_staff = is_ambassador = False
    is_suspended = is_restricted = False
    waits_since = None
    accepted_number = accepted_page = 0
    read_before_at = None
    bound_to = None


class Operator(Guest):
    """Whoever has the machine: the actor behind the command line. May do what an admin may."""

    name = display_name = "operator"
    is_authenticated = True
    is_anonymous = False
    group_ids = frozenset({EVERYONE, MEMBERS, ADMINS})
    is_admin = is_staff = True


class Lookalike(Guest):
    """Somebody who may what a member may, and is nobody: nothing is theirs, so an admin who looks
    through their eyes meets nothing that is another's alone."""

    is_authenticated = True
    is_anonymous = False
    is_active = True
    id = 0  # type: ignore[assignment]
    avatar_key = None
    restricted_until: "datetime | None" = None
    waits_since: "datetime | None" = None  # type: ignore[assignment]
    is_bot = hides_activity = is_read_untracked = False

    def __init__(self, group_ids: frozenset[int], name: str, like: "User | None" = None) -> None:
        self.group_ids = group_ids
        self.name = self.display_name = name
        self.trust_level = sum(TRUST_0 < one < TRUST_0 + 5 for one in group_ids)
        self.is_staff = self.is_community_manager = COMMUNITY_MANAGERS in group_ids
        self.is_moderator = MODERATORS in group_ids
        self.is_ambassador = AMBASSADORS in group_ids
        self.accepted_number = 2**31 if like is None else like.accepted_number
        self.accepted_page = 2**31 if like is None else like.accepted_page
        if like is not None:
            self.waits_since = like.waits_since
            self.is_suspended, self.is_restricted = like.is_suspended, like.is_restricted
            self.restricted_until = like.restricted_until


OPERATOR = Operator()
Viewer = User | Guest


class OldName(Model):
    """A name somebody had. It leads to them and is never given to anybody else."""

    id: Mapped[Id]
    name_key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Short] = mapped_column(index=True)
    user_id: Mapped[UserId]
    created_at: Mapped[Created]


class MemberSession(Model):
    """One signed-in browser. A cookie is good only while its row is here and not revoked."""

    id: Mapped[Id]
    user_id: Mapped[UserId]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Created]
    last_seen_at: Mapped[Created]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    address: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    is_persistent: Mapped[Flag]
    is_strong: Mapped[Flag]  # the provider they came from says that they showed a second factor
