"""What moderators work on: cases with their reports, what was there, notes, and the staff log."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Line, Long, Moment, Short, UserId

OF_OFFICE = "office"  # an ambassador's term was ended early
CASE_KINDS = ("report", "held", "edit", "sign-up", "claim", "misuse", OF_OFFICE)
OPEN = ("open", "escalated", "waiting")  # waiting: a decision needs a second person
# Staff passes on what came to the team otherwise: an order, a report of a trusted flagger.
PASSED_ON = ("authority", "trusted")
SOURCES = ("member", "guest", "trusted", "authority", "staff", "software")


class StaffAction(Model):
    """The log of what staff did. Lines are added, never changed: each holds the hash of the one
    before it (`services.chaining`, which alone writes what is below `created_at`)."""

    id: Mapped[Id]
    actor_id: Mapped[UserId]
    verb: Mapped[Short]  # close, open, pin, move, delete …
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(String(1000), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Created]
    number: Mapped[int | None]  # its place; given when the unit of work commits
    prev_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    words_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    salt: Mapped[Short] = mapped_column(default="", server_default="")  # "": words taken out

    __table_args__ = (
        Index("ix_staff_action_newest", "created_at", "id"),
        Index("ux_staff_action_number", "number", unique=True),
        Index(
            "ix_staff_action_unchained",
            "id",
            sqlite_where=text("sha256 = ''"),
            postgresql_where=text("sha256 = ''"),
        ),
    )


class ModerationCase(Model):
    """Something to decide: a target with all that was said of it. One is open for a target."""

    id: Mapped[Id]
    reference: Mapped[Short] = mapped_column(unique=True)  # "C-7K3DQ", for letters
    kind: Mapped[Short]
    target: Mapped[str] = mapped_column(String(40))  # "post:12", "user:7", "edit:3"
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))  # its category's queue
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    user_id: Mapped[UserId]  # whom it is about: the author, or the member reported
    state: Mapped[Short] = mapped_column(default="open")
    severity: Mapped[int] = mapped_column(default=4)  # 1 to 4 (community.md §4.7)
    score: Mapped[float] = mapped_column(default=0.0)  # sum of its reports' (features.md §4.2)
    is_about_brand: Mapped[Flag]  # criticism of the brand: two people (community.md §4.6)
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)  # why software held it
    opened_at: Mapped[Created]
    due_at: Mapped[Created]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_until: Mapped[Moment | None]
    escalated_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[Moment | None]
    version: Mapped[Count]  # raised by every change; of two who decide one is first

    __table_args__ = (
        Index(
            "ux_moderation_case_open",
            "target",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_moderation_case_queue",
            "severity",
            "due_at",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )


class Snapshot(Model):
    """Exactly what was there when it was reported, held or decided on."""

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    version: Mapped[Count]  # of the post
    title: Mapped[str] = mapped_column(String(255), default="")
    body: Mapped[str] = mapped_column(String(100_000))
    media: Mapped[list[str]] = mapped_column(JSON, default=list)  # keys of files shown
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Created]


class Report(Model):
    """What one person, or the software, said of a target."""

    id: Mapped[Id]
    reference: Mapped[Short] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    # The anchor of a section, or: illegal, staff, ambassador, other.
    reason: Mapped[str] = mapped_column(String(80))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("guideline_section.id"))
    source: Mapped[Short]
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    reporter_name: Mapped[Line] = mapped_column(default="")
    reporter_email: Mapped[str] = mapped_column(String(254), default="")
    is_illegal: Mapped[Flag]  # the reporter thinks so
    law: Mapped[Line] = mapped_column(default="")
    explanation: Mapped[str] = mapped_column(String(4000), default="")
    is_in_good_faith: Mapped[Flag]
    score: Mapped[float] = mapped_column(default=0.0)
    is_upheld: Mapped[bool | None]
    created_at: Mapped[Created]
    acknowledged_at: Mapped[Moment | None]
    answered_at: Mapped[Moment | None]
    # Of a guest: who has the link from the letter, and the form it came with, which is good once.
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    email_confirmed_at: Mapped[Moment | None]
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    __table_args__ = (
        Index("ix_report_reporter_email", "reporter_email"),
        Index(
            "ux_report_once",
            "case_id",
            "reporter_id",
            unique=True,
            sqlite_where=text("reporter_id IS NOT NULL"),
            postgresql_where=text("reporter_id IS NOT NULL"),
        ),
        Index("ix_report_newest", "created_at", "id"),
    )


class StaffNote(Model):
    """What staff writes down for each other about a member or a thread."""

    id: Mapped[Id]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    author_id: Mapped[UserId]
    body: Mapped[str] = mapped_column(String(4000))
    created_at: Mapped[Created]
    removed_at: Mapped[Moment | None]


class SavedFilter(Model):
    """A view of the queue that a moderator comes back to."""

    id: Mapped[Id]
    user_id: Mapped[UserId]
    name: Mapped[Line]
    query: Mapped[Long]
    created_at: Mapped[Created]


class ThreadEvent(Model):
    """Something done to a thread, said in it by name: closed, slowed, split, merged."""

    id: Mapped[Id]
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    after_number: Mapped[Count]  # shown below this post
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), index=True
    )  # none: software
    actor_capacity: Mapped[Short] = mapped_column(default="member")
    actor_byline: Mapped[Line] = mapped_column(default="")
    verb: Mapped[Short]
    family: Mapped[Short] = mapped_column(default="")  # of these only the newest can be undone
    note: Mapped[Long] = mapped_column(default="")
    other_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)  # it links to
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Created]


class MovedPost(Model):
    """Where a post is that was at this place before it was split off or merged: Post.id."""

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    created_at: Mapped[Created]


class CutReply(Model):
    """A reply whose parent is in another thread: once both are in one thread again it is a reply to
    it again."""

    reply_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)


class Incident(Model):
    """The community is guarded for a while: what is on, since when, until when."""

    id: Mapped[Id]
    started_by_id: Mapped[UserId]
    message: Mapped[Long] = mapped_column(default="")  # of the banner
    measures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    starts_at: Mapped[Created]
    ends_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
