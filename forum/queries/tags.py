"""Tags: all of them, and one by its slug."""

from sqlalchemy import select

from forum import links
from forum.extensions import db
from forum.lib.verdict import NOT_FOUND, Denied
from forum.models import Tag, TagSlug, Thread, ThreadTag, Viewer
from forum.policies import categories
from forum.policies import threads as policy
from forum.queries.shapes import TagRef

MOST = 500


def get(viewer: Viewer, slug: str) -> Tag:
    """The tag with this slug, or that had it once. Denied when the viewer can see no thread of it.

    A tag that is used in private categories only would otherwise tell what is talked about there.
    """
    tag: Tag | None = db.session.scalar(select(Tag).where(Tag.slug == slug))
    if tag is None:
        moved = select(TagSlug.tag_id).where(TagSlug.slug == slug)
        tag = db.session.scalar(select(Tag).where(Tag.id.in_(moved)))
    if tag is None or not _is_used(viewer, tag):
        raise Denied(NOT_FOUND)
    return tag


def _is_used(viewer: Viewer, tag: Tag) -> bool:
    return (tag.thread_count > 0 and _sees_anything(viewer)) or db.session.scalar(
        select(ThreadTag.thread_id)
        .join(Thread, Thread.id == ThreadTag.thread_id)
        .where(ThreadTag.tag_id == tag.id, policy.listed(viewer))
        .limit(1)
    ) is not None


def _sees_anything(viewer: Viewer) -> bool:
    """What everybody may see is seen by members alone where guests do not read."""
    return bool(categories.visible_ids(viewer))


def all_used(viewer: Viewer) -> tuple[TagRef, ...]:
    """Tags with threads that everybody may see, the most used first."""
    if not _sees_anything(viewer):
        return ()
    rows = db.session.execute(
        select(Tag.name, Tag.slug, Tag.description, Tag.thread_count)
        .where(Tag.thread_count > 0)
        .order_by(Tag.thread_count.desc(), Tag.name)
        .limit(MOST)
    )
    return tuple(
        TagRef(row.name, row.slug, links.tag(row.slug), row.description, row.thread_count)
        for row in rows
    )
