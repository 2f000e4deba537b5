"""What is asked of the search, which words mean the same, and what the team made of a term.

Nothing here says who asked: a row is a term and a day.
"""

from datetime import date

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Id, Long, UserId

LONGEST_TERM = 100  # characters


class SearchTerm(Model):
    """How often some words were looked for on one day; kept as long as `search.log_days` says."""

    id: Mapped[Id]
    term: Mapped[str] = mapped_column(String(LONGEST_TERM))  # small letters
    day: Mapped[date]  # in UTC
    asked: Mapped[Count]
    found_nothing: Mapped[Count]
    clicked: Mapped[Count]  # a result was opened

    __table_args__ = (
        UniqueConstraint("term", "day"),
        Index("ix_search_term_day", "day", "asked"),
    )


class Synonym(Model):
    """Words that count as the same: whoever looks for one finds what has another."""

    id: Mapped[Id]
    words: Mapped[str] = mapped_column(String(500), unique=True)  # "guy line, guyline, tent rope"
    creator_id: Mapped[UserId]
    created_at: Mapped[Created]


class TermNote(Model):
    """What the team decided about a term that finds nothing; it leaves the list of those."""

    term: Mapped[str] = mapped_column(String(LONGEST_TERM), primary_key=True)
    note: Mapped[Long] = mapped_column(default="")
    writer_id: Mapped[UserId]
    created_at: Mapped[Created]
