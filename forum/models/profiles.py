"""What members tell about themselves beyond their account, and where they came from."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Line, Long, Moment, Short, UserId

FIELD_KINDS = ("line", "text", "choice", "link", "date", "yes")


class ProfileField(Model):
    """Something an admin asks members about."""

    id: Mapped[Id]
    label: Mapped[Line]
    hint: Mapped[Long] = mapped_column(default="")
    kind: Mapped[Short] = mapped_column(default="line")  # FIELD_KINDS
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_required: Mapped[Flag]
    is_on_profile: Mapped[bool] = mapped_column(default=True)
    is_on_card: Mapped[Flag]  # the card that opens on a name
    is_in_directory: Mapped[Flag]
    is_on_join: Mapped[Flag]  # asked of who joins; the other places show answers
    position: Mapped[Count]
    created_at: Mapped[Created]


class ProfileValue(Model):
    """What one member answered."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    field_id: Mapped[int] = mapped_column(
        ForeignKey("profile_field.id"), primary_key=True, index=True
    )
    value: Mapped[str] = mapped_column(String(2000))


class Affiliation(Model):
    """Who pays this person, for everybody and not only ambassadors (community.md §3.2)."""

    id: Mapped[Id]
    user_id: Mapped[UserId]
    # employee, agency, reseller, partner, paid creator, competitor, family
    kind: Mapped[Short]
    organisation: Mapped[Line] = mapped_column(default="")
    detail: Mapped[Long] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the last day; none: still so
    created_at: Mapped[Created]


class Invite(Model):
    """A link that lets people join; its label stays with who came by it (community.md §1.G)."""

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    creator_id: Mapped[UserId]
    label: Mapped[Line] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(254), default="")  # bound to this address; "": any
    domain: Mapped[str] = mapped_column(String(254), default="")  # bound to addresses there
    most_uses: Mapped[int]
    use_count: Mapped[Count]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    created_at: Mapped[Created]


class InviteUse(Model):
    """Somebody joined by an invite."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    invite_id: Mapped[int] = mapped_column(ForeignKey("invite.id"), index=True)
    used_at: Mapped[Created]


class DataExport(Model):
    """A member's own data as a file, made by a job, there for 7 days. Only they can fetch it."""

    id: Mapped[Id]
    user_id: Mapped[UserId]
    path: Mapped[str] = mapped_column(String(200), default="")  # in the storage; "": not made yet
    size: Mapped[Count]  # bytes
    requested_at: Mapped[Created]
    made_at: Mapped[Moment | None]
    expires_at: Mapped[Moment | None]
