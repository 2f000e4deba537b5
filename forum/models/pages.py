"""Pages that the team writes: privacy, terms, about, and others, with all their versions."""

from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, Flag, Id, Line, SafeHtml, UserId


class PageVersion(Model):
    """A page as it once was. Its text is never changed."""

    id: Mapped[Id]
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    number: Mapped[int]  # 1, 2, 3 … within its page
    title: Mapped[Line]
    body: Mapped[str] = mapped_column(String(32_000))
    html: Mapped[Markup] = mapped_column(SafeHtml)
    html_version: Mapped[Count]
    note: Mapped[Line] = mapped_column(default="")  # what changed, for readers
    is_public: Mapped[Flag]  # everybody has been able to read it; else a draft, for who writes
    is_to_accept: Mapped[Flag]  # members accept it before they write again
    author_id: Mapped[UserId]
    created_at: Mapped[Created]

    __table_args__ = (UniqueConstraint("page_id", "number"),)


class Page(Model):
    """What everybody reads under /p/ and its slug, once it is published."""

    id: Mapped[Id] = mapped_column()
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[Line]
    number: Mapped[Count]  # of the version that is shown
    is_published: Mapped[Flag]
    is_in_footer: Mapped[Flag]
    position: Mapped[Count]  # in the footer
    created_at: Mapped[Created]
    was_to_accept: Mapped[bool] = column_property(  # any version of it, published or not
        select(PageVersion.id)
        .where(PageVersion.page_id == id, PageVersion.is_to_accept)
        .correlate_except(PageVersion)
        .exists(),
        expire_on_flush=False,
    )


class PageAcceptance(Model):
    """Who accepted which version, and when."""

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("page_version.id"), primary_key=True)
    accepted_at: Mapped[Created]


class ToAccept(NamedTuple):
    """The newest version of a page that members accept before they write. `id` is the version's."""

    id: int
    number: int
    slug: str
    title: str


IN_FOOTER = (
    select(Page.slug, Page.title).where(Page.is_published, Page.is_in_footer)
    .order_by(Page.position, Page.title)
)  # fmt: skip
_NEWEST = (
    select(func.max(PageVersion.id)).join(Page, Page.id == PageVersion.page_id)
    .where(Page.is_published, PageVersion.is_public, PageVersion.is_to_accept)
    .group_by(PageVersion.page_id)
)  # fmt: skip
TO_ACCEPT = (
    select(PageVersion.id, PageVersion.number, Page.slug, PageVersion.title)
    .join(Page, Page.id == PageVersion.page_id)
    .where(PageVersion.id.in_(_NEWEST)).order_by(PageVersion.id)
)  # fmt: skip
