"""Guidelines: documents in versions of sections, who accepted which, and what is said with them."""

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import (
    Count,
    Created,
    Id,
    Line,
    Long,
    Moment,
    SafeHtml,
    Short,
)

COMMUNITY = 1  # GuidelineDocument.id of the guidelines that everybody accepts; made by a migration
SIGNIFICANCES = ("major", "minor", "typo")
STATES = ("draft", "in_review", "published", "superseded", "withdrawn")


class GuidelineDocument(Model):
    """The community's guidelines, or what a category adds to them."""

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[Line]
    kind: Mapped[Short]  # community or category
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), unique=True)
    created_at: Mapped[Created]


class GuidelineVersion(Model):
    """One version of a document. Once published it never changes but in `state`."""

    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(
        ForeignKey("guideline_document.id"), default=COMMUNITY, server_default=str(COMMUNITY)
    )
    number: Mapped[int]
    state: Mapped[Short] = mapped_column(default="published", server_default="published")
    # major: told, and accepted anew; minor: told; typo: in the list of versions only.
    significance: Mapped[Short] = mapped_column(default="major", server_default="major")
    body: Mapped[str] = mapped_column(String(100_000))  # Markdown, of all sections
    html: Mapped[Markup] = mapped_column(SafeHtml)
    sha256: Mapped[str] = mapped_column(String(64))  # of what was published
    summary: Mapped[Long] = mapped_column(default="")  # the whole in plain words
    change_note: Mapped[Long] = mapped_column(default="", server_default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # none: came with forum
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Created]
    noticed_at: Mapped[Moment | None]  # members were told
    published_at: Mapped[Moment | None]
    effective_at: Mapped[Moment | None]  # in force from then on

    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        CheckConstraint("approver_id IS NULL OR approver_id <> author_id", name="two_people"),
    )


class GuidelineSection(Model):
    """A rule. A report and a decision name the one in force when the post was written."""

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_version.id"))
    anchor: Mapped[str] = mapped_column(String(80))  # the same in every version
    position: Mapped[int]
    title: Mapped[Line]
    body: Mapped[str] = mapped_column(String(20_000))
    example: Mapped[Long] = mapped_column(default="")  # what would be fine
    reason: Mapped[Line] = mapped_column(default="")  # in a report, in plain words; "": in none
    severity: Mapped[int] = mapped_column(default=4)  # 1 to 4, of a report (community.md §4.7)
    eu_category: Mapped[str] = mapped_column(String(64), default="")  # of the EU's database

    __table_args__ = (UniqueConstraint("version_id", "anchor"),)


class GuidelineAcceptance(Model):
    """Who accepted which version, when and where."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("guideline_version.id"), primary_key=True)
    accepted_at: Mapped[Created]
    method: Mapped[Short] = mapped_column(default="joining", server_default="joining")


class DecisionTemplate(Model):
    """Words for the explanation of a decision on one section; who decides edits them."""

    id: Mapped[Id]
    anchor: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(16), default="en", server_default="en")
    title: Mapped[Line]
    body: Mapped[str] = mapped_column(String(2000))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # none: came with forum
    review_at: Mapped[Moment | None]
    is_enabled: Mapped[bool] = mapped_column(default=True)
    use_count: Mapped[Count]
    created_at: Mapped[Created]

    __table_args__ = (UniqueConstraint("anchor", "language"),)
