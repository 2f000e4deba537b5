"""Whose product a thread is about: they are no second person where criticism of it is taken away
(community.md §4.6 point 3)."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from forum import structure
from forum.lib import commas
from forum.models import ModerationCase, Tag, Thread, ThreadTag, Viewer


def is_theirs(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a case (ModerationCase) is about criticism of what the viewer's own team makes."""
    categories, tags = _made_by(viewer)
    if not categories and not tags:
        return false()
    tagged = exists(
        select(1).select_from(ThreadTag).join(Tag, Tag.id == ThreadTag.tag_id)
        .where(ThreadTag.thread_id == ModerationCase.thread_id, Tag.slug.in_(tags))
        .correlate(ModerationCase)
    )  # fmt: skip
    placed = exists(
        select(1)
        .where(Thread.id == ModerationCase.thread_id, Thread.category_id.in_(categories))
        .correlate(ModerationCase)
    )
    return and_(ModerationCase.is_about_brand, or_(tagged, placed))


def _made_by(viewer: Viewer) -> tuple[set[int], set[str]]:
    """Ids of the categories, with all below them, and slugs of the tags of their products."""
    now = structure.current()
    mine = {now.groups[one].casefold() for one in viewer.group_ids if one in now.groups}
    categories: set[int] = set()
    tags: set[str] = set()
    for line in str(now.setting("brand.product_teams")).splitlines():
        group, _colon, things = line.partition(":")
        if group.strip().casefold() not in mine:
            continue
        for thing in commas.plain(things).replace(",", " ").split():
            if thing.startswith("#"):
                tags.add(thing[1:].casefold())
            elif thing in now.by_slug:
                categories |= now.with_children(now.by_slug[thing].id)
    return categories, tags
