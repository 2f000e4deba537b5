"""What the API answers with: one shape for each thing, read from what queries give.

A shape shows what pages show to the same person, under names that stay.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from forum.queries.meta import absolute


class Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


def _whole(href: str) -> str:
    return absolute(href) if href.startswith("/") else href


Address = Annotated[str, AfterValidator(_whole), Field(json_schema_extra={"format": "uri"})]


Truth = Annotated[bool, BeforeValidator(bool)]  # a verdict is one as well


def _number(found: Any) -> Any:
    return found[0] if isinstance(found, tuple) else found


def from_href() -> Any:
    return Field(validation_alias="href")


class Person(Shape):
    """A member as seen at one place; `capacity` says in which role they spoke there.

    `names_product`: an ambassador who receives something, as `byline` says, writes about the brand
    or a product of it, which is to be shown above the text.
    """

    id: int
    name: str
    display_name: str
    url: Address = from_href()
    avatar_url: Address = Field(validation_alias="avatar_href")
    capacity: str
    byline: str
    names_product: bool = False


class CategoryRef(Shape):
    id: int
    name: str
    slug: str
    url: Address = from_href()


class Category(Shape):
    id: int
    name: str
    slug: str
    url: Address = from_href()
    description: str
    thread_count: int
    post_count: int
    is_private: bool
    parent_id: int | None


class Categories(Shape):
    items: list[Category]


class Tag(Shape):
    name: str
    slug: str
    url: Address = from_href()


class TagInList(Tag):
    description: str
    thread_count: int


class Tags(Shape):
    items: list[TagInList]
    next: str | None


class ThreadInList(Shape):
    """A thread in a list. `unread` is "new", "unread" or null."""

    id: int
    title: str
    url: Address = from_href()
    kind: str
    category: CategoryRef
    author: Person
    last_poster: Person
    created_at: datetime
    last_post_at: datetime
    post_count: int
    view_count: int
    reaction_count: int
    highest_number: int
    tags: list[Tag]
    is_pinned: bool
    is_closed: bool
    is_archived: bool
    is_answered: bool
    state: str
    excerpt: str
    unread: str | None
    unread_count: int


class Threads(Shape):
    """`next` goes into the query as `after` for what follows; null: that is all."""

    items: list[ThreadInList]
    next: str | None


class MayThread(Shape):
    """What the account may do with the thread."""

    reply: Truth
    edit: Truth
    moderate: Truth
    tidy: Truth


class Thread(Shape):
    id: int
    title: str
    slug: str
    url: Address = from_href()
    kind: str
    category: CategoryRef
    tags: list[Tag]
    author: Person
    created_at: datetime
    last_post_at: datetime
    post_count: int
    highest_number: int
    view_count: int
    reaction_count: int
    excerpt: str
    is_closed: bool
    is_pinned: bool
    is_archived: bool
    state: str
    answer_number: int | None
    first_unread_number: int | None
    last_read_number: int | None
    level: int
    may: MayThread


class ReactionCount(Shape):
    key: str
    count: int
    mine: bool


class Reactions(Shape):
    items: list[ReactionCount]


class MayPost(Shape):
    """What the account may do with the post."""

    edit: bool
    delete: bool
    restore: bool
    react: bool
    reply: bool
    accept: bool
    report: bool
    moderate: bool
    official: bool


class PostInThread(Shape):
    """A post; `html` is safe to show. `number` below 0: it waits for a moderator."""

    id: int
    thread_id: int
    number: int
    author: Person
    created_at: datetime
    edited_at: datetime | None
    edit_count: int
    reply_to: Annotated[int | None, BeforeValidator(_number)]
    html: str
    url: Address = Field(validation_alias="permalink")
    state: str
    version: int
    is_answer: bool
    is_locked: bool
    is_official: bool
    reactions: list[ReactionCount]
    may: MayPost


class Posts(Shape):
    items: list[PostInThread]
    next: str | None


class Post(PostInThread):
    """The same with its text, in Markdown as its author wrote it."""

    body: str


class Made(Shape):
    """What was made, and where it is. `state` "pending": a moderator looks at it first."""

    id: int
    url: Address
    state: str


class MadePost(Made):
    thread_id: int
    number: int


class Piece(Shape):
    kind: str  # same, added, removed, folded
    text: str


class Change(Shape):
    part: str  # title, kind, tags, body
    pieces: list[Piece]


class Revision(Shape):
    number: int
    editor: Person
    created_at: datetime
    reason: str
    is_hidden: bool
    changes: list[Change]


class Revisions(Shape):
    items: list[Revision]
    next: str | None


class FieldProblem(Shape):
    field: str
    detail: str


class Problem(Shape):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    errors: list[FieldProblem] | None = None
    asks: str | None = None
    reference: str | None = None
    retry_after: int | None = None
