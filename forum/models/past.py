"""What is left of things whose time is over: that they happened, about nobody (docs/data.md).

A moment is kept to the quarter of an hour, which every time zone's midnight is one of; so the
figures of a period stay what they were.
"""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Short


class VisitTotal(Model):
    """A day on which members came, once who they were is forgotten."""

    day: Mapped[date] = mapped_column(primary_key=True)  # in UTC
    members: Mapped[Count]  # people outside the company
    threads_opened: Mapped[Count]
    posts_read: Mapped[Count]
    seconds_reading: Mapped[Count]


class PastCase(Model):
    id: Mapped[Id]
    kind: Mapped[Short]
    opened_at: Mapped[Created]
    is_about_brand: Mapped[Flag]
    is_published: Mapped[Flag]  # what waited was let through


class PastDecision(Model):
    id: Mapped[Id]
    decided_at: Mapped[Created]
    origin: Mapped[Short]
    ground: Mapped[Short]
    section_id: Mapped[int | None] = mapped_column(ForeignKey("guideline_section.id"))
    action: Mapped[Short]
    automation: Mapped[Short]
    is_about_brand: Mapped[Flag]
    takes_post: Mapped[Flag]  # hidden or removed by it
    is_reversed: Mapped[Flag]
    is_wrong: Mapped[Flag]  # by software alone, and a person saw it differently
    is_not_agreed: Mapped[Flag]  # it ended by itself: no second person came in time

    __table_args__ = (Index("ix_past_decision_decided_at", "decided_at"),)


class PastNotice(Model):
    id: Mapped[Id]
    created_at: Mapped[Created]
    reason: Mapped[str] = mapped_column(String(80))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("guideline_section.id"))
    source: Mapped[Short]
    is_illegal: Mapped[Flag]
    is_upheld: Mapped[Flag]
    seconds: Mapped[int | None]  # until a person decided

    __table_args__ = (Index("ix_past_notice_created_at", "created_at"),)


class PastAppeal(Model):
    id: Mapped[Id]
    submitted_at: Mapped[Created]
    by_role: Mapped[Short]
    state: Mapped[Short]
    seconds: Mapped[int | None]
    is_by_same: Mapped[Flag]  # decided by who had decided; has to be never

    __table_args__ = (Index("ix_past_appeal_submitted_at", "submitted_at"),)
