"""What happens to what is in a category when it is archived, moved, merged or deleted."""

from typing import NamedTuple

from sqlalchemy import func, select

from forum import structure
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import (
    Address,
    Category,
    CategoryLevel,
    CategorySlug,
    CategoryTag,
    GuidelineDocument,
    ModerationCase,
    Thread,
    Viewer,
)
from forum.models.moderation import OPEN
from forum.policies import structure as policy
from forum.queries import access
from forum.structure import CategoryNode


class Contents(NamedTuple):
    """What hangs on a category, counted."""

    threads: int  # of all states
    shown: int  # visible ones
    children: int
    followers: int  # members who follow or mute it
    cases: int  # open, about what is in it
    addresses: int  # that lead to it: its own old ones, and those of another forum
    tags: int  # allowed in it by name
    has_guidelines: bool
    is_room: bool  # of a programme


class Readers(NamedTuple):
    """How many members read what is in one category and not what is in another; `guests`: whether
    they come to read it ("gained") or do no longer ("lost")."""

    gained: int
    lost: int
    guests: str

    @property
    def differ(self) -> bool:
        return bool(self.gained or self.lost or self.guests)


def contents(viewer: Viewer, node: CategoryNode) -> Contents:
    """One statement, however much there is."""
    require(policy.can_shape(viewer))
    of = node.id
    inside = select(Thread.id).where(Thread.category_id == of)
    counts = [
        select(func.count(Thread.id)).where(Thread.category_id == of),
        select(func.count(Thread.id)).where(Thread.category_id == of, Thread.state == "visible"),
        select(func.count(Category.id)).where(Category.parent_id == of),
        select(func.count()).where(CategoryLevel.category_id == of),
        select(func.count(ModerationCase.id)).where(
            ModerationCase.state.in_(OPEN), ModerationCase.thread_id.in_(inside)
        ),
        select(func.count()).where(CategorySlug.category_id == of),
        select(func.count()).where(Address.category_id == of),
        select(func.count()).where(CategoryTag.category_id == of),
        select(func.count(GuidelineDocument.id)).where(GuidelineDocument.category_id == of),
    ]
    row = db.session.execute(select(*(one.scalar_subquery() for one in counts))).one()
    threads, shown, children, followers, cases, slugs, addresses, tags, documents = row
    return Contents(threads, shown, children, followers, cases, slugs + addresses, tags,
                    bool(documents), node.programme_id is not None)  # fmt: skip


def readers(viewer: Viewer, source: CategoryNode, target: CategoryNode) -> Readers:
    """Who comes to read what is in `source` when it is in `target`, and who no longer can."""
    require(policy.can_shape(viewer))
    return Readers(*access.between(viewer, source.id, target.id))


def targets(viewer: Viewer, node: CategoryNode) -> list[tuple[str, str]]:
    """Where all that is in it could go, as pairs for a form: not into itself or what is below."""
    require(policy.can_shape(viewer))
    now = structure.current()
    own = now.with_children(node.id)
    return [
        (one.slug, " / ".join(each.name for each in now.path(one.id)))
        for one in now.categories.values()
        if one.id not in own and one.programme_id is None
    ]
