"""Decisions, what people were told of them, what follows for an account, and appeals."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Line, Long, Moment, Short, UserId

REVOCATION = "revocation"  # of an ambassador's office; no step of the ladder either
ACTIONS = (
    "none", "approve", "edit", "lock", "hide", "remove", "reminder", "warning", "restriction",
    "suspension", "termination", "misuse_warning", "misuse_stop", REVOCATION,
)  # fmt: skip
# What is decided against who reports or appeals without ground: of nobody's posts, no step of the
# ladder.
OF_MISUSE = ("misuse_warning", "misuse_stop")
RESTRICTIVE = frozenset(ACTIONS) - {"none", "approve", "reminder"}  # these need a statement
GROUNDS = ("guideline", "illegal", "none")
ORIGINS = ("notice", "trusted", "own_initiative", "order")
APPEAL_DAYS = 183  # six months at least (Digital Services Act, article 20)


class Decision(Model):
    """What was decided in a case, on what ground and why. Only its end is written later."""

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    # proposed: waits for a second person; then in_force or declined; later ended or reversed.
    state: Mapped[Short] = mapped_column(default="in_force")
    action: Mapped[Short]
    also: Mapped[Short] = mapped_column(default="")  # beside it, of the post: hide or remove
    ground: Mapped[Short]
    section_id: Mapped[int | None] = mapped_column(ForeignKey("guideline_section.id"))
    # The DecisionTemplate that its explanation began with, while there is one.
    template_id: Mapped[int | None]
    law: Mapped[Line] = mapped_column(default="")
    quote: Mapped[Long] = mapped_column(default="")  # the passage
    facts: Mapped[str] = mapped_column(String(5000), default="")
    explanation: Mapped[str] = mapped_column(String(2000), default="")
    scope: Mapped[Line] = mapped_column(default="")  # "": everywhere here
    jump: Mapped[Short] = mapped_column(default="")  # why a step of the ladder was left out
    starts_at: Mapped[Created]
    ends_at: Mapped[Moment | None]
    origin: Mapped[Short] = mapped_column(default="notice")
    is_detected_by_software: Mapped[Flag]
    automation: Mapped[Short] = mapped_column(default="no")  # no, partly, fully
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # none: software
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[Created]
    restores_at: Mapped[Moment | None]  # unless a second person agrees before
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what it changed
    ended_at: Mapped[Moment | None]
    lapsed_at: Mapped[Moment | None]  # it ended then because nobody had agreed in time
    reversed_at: Mapped[Moment | None]

    __table_args__ = (
        CheckConstraint("second_by_id IS NULL OR second_by_id <> decided_by_id", name="two_people"),
        CheckConstraint("ground <> 'guideline' OR section_id IS NOT NULL", name="section"),
        CheckConstraint("ground <> 'illegal' OR law <> ''", name="law"),
        CheckConstraint(
            "action <> 'termination' OR state IN ('proposed', 'declined')"
            " OR second_by_id IS NOT NULL",
            name="termination",
        ),
        CheckConstraint("decided_by_id IS NOT NULL OR automation = 'fully'", name="person"),
        Index("ix_decision_newest", "decided_at", "id"),
    )

    @property
    def is_untold(self) -> bool:
        """Whether its statement is written and not sent: of new spammers (services.spammers)."""
        return self.also == "hide-all" and self.restores_at is None


class Statement(Model):
    """What one recipient was told of a decision, word for word."""

    id: Mapped[Id]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    # author or reporter; answer: what was said to an appeal, to who made it and to the other side
    recipient: Mapped[Short]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), default="")  # of a guest
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    # Of an answer: what the appeal contradicted.
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), index=True)
    body: Mapped[str] = mapped_column(String(20_000))  # Markdown
    language: Mapped[str] = mapped_column(String(16), default="en")
    puid: Mapped[Short] = mapped_column(unique=True)  # in the file for the EU's database
    sent_at: Mapped[Created]
    appeal_until: Mapped[Moment]


class Appeal(Model):
    """Somebody contradicts what they were told; somebody else decides."""

    id: Mapped[Id]
    reference: Mapped[Short] = mapped_column(unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), unique=True)
    by_role: Mapped[Short]  # author or reporter
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    grounds: Mapped[str] = mapped_column(String(4000))
    # submitted, in_review, confirmed, reversed, varied, inadmissible, withdrawn
    state: Mapped[Short] = mapped_column(default="submitted")
    submitted_at: Mapped[Created]
    due_at: Mapped[Moment]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_until: Mapped[Moment | None]
    reason_code: Mapped[Short] = mapped_column(default="")
    reasons: Mapped[str] = mapped_column(String(4000), default="")
    apology: Mapped[str] = mapped_column(String(500), default="", server_default="")
    decided_at: Mapped[Moment | None]
    version: Mapped[Count]

    # Triggers (migrations/versions/0011) keep who decided, or agreed, from being the reviewer.
    __table_args__ = (
        Index("ix_appeal_open", "decided_at", "due_at", "id"),
        # Once per side, whatever letters somebody has; a guest is known by their address.
        Index("ux_appeal_member", "decision_id", "user_id", unique=True,
              sqlite_where=text("user_id IS NOT NULL"),
              postgresql_where=text("user_id IS NOT NULL")),
        Index("ux_appeal_guest", "decision_id", "email", unique=True,
              sqlite_where=text("email <> ''"), postgresql_where=text("email <> ''")),
    )  # fmt: skip


class SweptPost(Model):
    """A post that one decision hid together with others of its author, and how it was before."""

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, index=True)
    was: Mapped[Short]
    thread_was: Mapped[Short]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # its mark
    # Where it stood; it may be moved meanwhile. None: from before this was kept, or a copy.
    thread_id: Mapped[int | None]
    number: Mapped[int | None]
    category_id: Mapped[int | None]


class Sanction(Model):
    """What a decision means for an account, until when, and the points it counts."""

    id: Mapped[Id]
    user_id: Mapped[UserId]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    kind: Mapped[Short]  # warning, restriction, suspension, termination
    points: Mapped[Count]
    starts_at: Mapped[Created]
    expires_at: Mapped[Moment | None]  # none: never
    lifted_at: Mapped[Moment | None]


class MisuseMeasure(Model):
    """Against who reports or appeals without ground again and again (DSA, article 23)."""

    id: Mapped[Id]
    user_id: Mapped[UserId]
    kind: Mapped[Short]  # illegal_content, unfounded_notices, unfounded_complaints
    assessment: Mapped[dict[str, Any]] = mapped_column(JSON)  # number, share, gravity, intention
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    warned_at: Mapped[Created]
    suspended_from: Mapped[Moment | None]
    suspended_until: Mapped[Moment | None]


class TransparencyReport(Model):
    """The figures of a period as somebody published them."""

    id: Mapped[Id]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    number: Mapped[int]  # 2 corrects 1
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(String(10_000), default="")  # Markdown
    sha256: Mapped[str] = mapped_column(String(64))
    published_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[Created]

    __table_args__ = (UniqueConstraint("starts_at", "ends_at", "number"),)
