"""Categories, and what each group may do in each of them."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.extensions import Model
from forum.models.columns import Count, Created, ExternalRef, Flag, Id, Long, Moment, Short


class Category(Model):
    id: Mapped[Id]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    position: Mapped[Count]
    name: Mapped[str] = mapped_column(String(80))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[Long] = mapped_column(default="")
    colour: Mapped[str] = mapped_column(String(7), default="#4c6b5a")
    icon: Mapped[str] = mapped_column(String(32), default="chat")
    template: Mapped[str] = mapped_column(String(4000), default="")  # what a new thread starts from
    kinds: Mapped[str] = mapped_column(String(200), default="discussion question")
    default_kind: Mapped[str] = mapped_column(String(16), default="discussion")
    tags_wanted: Mapped[Count]  # a thread here needs this many tags
    tags_limited: Mapped[Flag]  # only the tags listed for the category
    is_archived: Mapped[Flag]
    # What waits here for a moderator: "" nothing, threads, posts (everything).
    holds: Mapped[Short] = mapped_column(default="", server_default="")
    # The room of a programme: its ambassadors' own, with days before which nothing is to be told.
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    # How much it counts in the search, in percent; 0: found only by who looks in it.
    search_percent: Mapped[int] = mapped_column(default=100, server_default="100")
    # For so many hours the brand leaves a thread to its members; 0: not at all.
    hold_back_hours: Mapped[Count] = mapped_column(server_default="0")
    cover_key: Mapped[str | None] = mapped_column(String(64))  # Upload.key of a picture on top
    default_sort: Mapped[Short] = mapped_column(default="latest", server_default="latest")
    # Raised by every change an admin makes to it: of two at once the second is told.
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[Created]
    external_ref: Mapped[ExternalRef]

    # Visible threads and posts of this category alone, without its children.
    thread_count: Mapped[Count]
    post_count: Mapped[Count]
    last_post_at: Mapped[Moment | None]
    last_thread_id: Mapped[int | None]
    last_poster_id: Mapped[int | None]


class CategoryAccess(Model):
    """What a group may do in a category. Additive: there is no denial, and no row means nothing."""

    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), primary_key=True)
    may_see: Mapped[Flag]
    may_reply: Mapped[Flag]
    may_start: Mapped[Flag]
    may_moderate: Mapped[Flag]


class CategorySlug(Model):
    """An address a category had before; it leads to where the category is now."""

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
