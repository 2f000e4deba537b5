"""What the composer suggests while one types: members, categories, tags. Never what is hidden."""

from dataclasses import dataclass

from flask_babel import ngettext
from sqlalchemy import func, or_, select

from forum.extensions import db
from forum.lib import names
from forum.models import Post, Tag, Thread, User, Viewer
from forum.policies import categories as category_policy
from forum.policies import threads as thread_policy
from forum.structure import current

MOST = 8
LONGEST = 40  # characters of what was typed that are looked at


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`key` is what is put into the text, `label` what is shown, `hint` says more."""

    key: str
    label: str
    hint: str = ""


def members(viewer: Viewer, typed: str, thread_id: int | None = None) -> list[Suggestion]:
    """Members whose name or display name begins so; who takes part in the thread comes first."""
    start = typed[:LONGEST].lower()
    if not start:
        return []
    begins = or_(
        func.lower(User.name).startswith(start, autoescape=True),
        func.lower(User.display_name).startswith(start, autoescape=True),
    )
    rows = db.session.execute(
        select(User.id, User.name, User.display_name)
        .where(begins, User.active.is_(True))
        .order_by(User.post_count.desc(), User.id)
        .limit(40)
    ).all()
    here = _taking_part(viewer, thread_id, [row.id for row in rows])
    rows = sorted(rows, key=lambda row: row.id not in here)[:MOST]
    return [Suggestion(row.name, row.name, row.display_name) for row in rows]


def _taking_part(viewer: Viewer, thread_id: int | None, ids: list[int]) -> set[int]:
    if thread_id is None or not 0 < thread_id < 2**31 or not ids:
        return set()
    found = db.session.scalars(
        select(Post.author_id).distinct()
        .join(Thread, Thread.id == Post.thread_id)
        .where(thread_policy.readable(viewer), Post.thread_id == thread_id,
               Post.author_id.in_(ids), Post.state == "visible")
    )  # fmt: skip
    return set(found)


def categories(viewer: Viewer, typed: str) -> list[Suggestion]:
    """Categories whose name or slug holds what was typed."""
    part = typed[:LONGEST].casefold()
    visible = category_policy.visible_ids(viewer)
    return [
        Suggestion(node.slug, node.name, node.description[:80])
        for node in current().categories.values()
        if node.id in visible and (part in node.name.casefold() or part in node.slug)
    ][:MOST]


def tags(viewer: Viewer, typed: str) -> list[Suggestion]:
    """Tags in public use that begin so, the most used first."""
    start = typed[:LONGEST].lower()
    rows = db.session.execute(
        select(Tag.name, Tag.thread_count)
        .where(Tag.thread_count > 0, or_(
            func.lower(Tag.name).startswith(start, autoescape=True),
            Tag.slug.startswith(names.slug(start), autoescape=True) if start else Tag.slug != "",
        ))
        .order_by(Tag.thread_count.desc(), Tag.name)
        .limit(MOST)
    )  # fmt: skip
    return [Suggestion(row.name, row.name, _threads(row.thread_count)) for row in rows]


def _threads(number: int) -> str:
    return str(ngettext("%(num)d thread", "%(num)d threads", number))
