"""What the forms for writing show: where a thread may start, the post answered or quoted."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum import links, structure
from forum.extensions import db
from forum.lib.verdict import Refused
from forum.models import Post, Thread, Viewer
from forum.policies import categories as category_policy
from forum.policies import posts as post_policy
from forum.queries.meta import absolute
from forum.queries.people import announced
from forum.structure import CategoryNode


@dataclass(frozen=True, slots=True)
class Place:
    """A category in which the viewer may start threads."""

    id: int
    slug: str
    label: str  # with the categories above it
    kinds: tuple[str, ...]
    default_kind: str
    template: str
    tags_wanted: int
    tags_limited: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The post that is replied to."""

    number: int
    name: str
    html: Markup
    href: str


def places(viewer: Viewer) -> tuple[Place, ...]:
    """Where the viewer may start threads, in the order of the categories."""
    now = structure.current()
    return tuple(
        _place(now, node)
        for node in now.categories.values()
        if category_policy.can_start(viewer, node)
    )


def _place(now: structure.Structure, node: CategoryNode) -> Place:
    label = " / ".join(above.name for above in now.path(node.id))
    return Place(
        node.id,
        node.slug,
        label,
        node.kinds,
        node.default_kind,
        node.template,
        node.tags_wanted,
        node.tags_limited,
    )


def category(viewer: Viewer, slug: str) -> CategoryNode:
    """The category with this slug. Raises Refused when there is none for the viewer."""
    node = structure.current().by_slug.get(slug)
    if node is None or not category_policy.can_read(viewer, node):
        raise Refused(_("Choose a category."), "category")
    return node


def numbered(viewer: Viewer, thread: Thread, number: int | None) -> Post | None:
    """The post with this number in a thread which the viewer can read, if they can read it."""
    if not number or not 0 < number < 2**31:
        return None
    post: Post | None = db.session.scalar(
        select(Post)
        .where(post_policy.readable_in(viewer, thread), Post.number == number)
        .options(joinedload(Post.thread), joinedload(Post.author))
    )
    return post


def answered(viewer: Viewer, thread: Thread, number: int | None) -> Answered | None:
    """The same as it is shown above a reply."""
    post = numbered(viewer, thread, number)
    if post is None:
        return None
    href = links.post(thread.id, thread.slug, post.number)
    name = announced(post.author.display_name, post.house_name)
    return Answered(post.number, name, post.html, href)


def quote(viewer: Viewer, thread: Thread, number: int | None) -> str:
    """The Markdown that quotes the post with this number; "" when there is none to read."""
    post = numbered(viewer, thread, number)
    return quote_of(viewer, post) if post is not None else ""


def quote_of(viewer: Viewer, post: Post) -> str:
    """The same for a post that the viewer was given; `post.author` has to be loaded."""
    opening = f'[quote="{post.author.name}, post:{post.number}, thread:{post.thread_id}"]'
    return f"{opening}\n{post.body.strip()}\n[/quote]\n\n"


def preview_place(
    viewer: Viewer, category_id: int | None, thread: Thread | None, post: Post | None
) -> int:
    """The id of the category that a previewed text is for; 0 when it is for none yet."""
    if post is not None:
        return post.thread.category_id
    if thread is not None:
        return thread.category_id
    seen = category_policy.visible_ids(viewer)
    return category_id if category_id in seen and category_id is not None else 0


def kinds(viewer: Viewer, thread: Thread) -> list[tuple[str, str]]:
    """What the thread may be in its category: (kind, words) pairs, what it is now among them."""
    words = {"discussion": _("A discussion"), "question": _("A question"),
             "announcement": _("An announcement")}  # fmt: skip
    allowed = structure.current().categories[thread.category_id].kinds
    return [(k, word) for k, word in words.items() if k in allowed or k == thread.kind]


def way_to_leave(viewer: Viewer) -> tuple[str, str]:
    """Title and text of a letter to somebody who seems to want their data erased. Markdown."""
    title = _("Leaving, and what we know of you")
    body = _(
        "You wrote that you would like to have your data erased. You can do that yourself, "
        "without giving a reason: [leave this community](%(leave)s). You choose whether your "
        "posts stay without your name or are blanked, and for %(days)s days you can still "
        "change your mind. Before that you can [take a copy with you](%(copy)s).\n\nIf you "
        "meant something else, for example one post, or your name in somebody else's, or if "
        "you cannot sign in, answer here and we will see to it.",
        leave=absolute(links.account("leave")), copy=absolute(links.account("data")),
        days=structure.setting("leaving.days"),
    )  # fmt: skip
    return str(title), str(body)
