"""Gives imported threads their tags, and makes those that are new."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import insert, select

from forum import database
from forum.extensions import db
from forum.importers.discourse.writing.counting import Counts
from forum.lib import names
from forum.models import Tag, ThreadTag
from forum.models.columns import utcnow
from forum.services.tags import LONGEST_NAME

_MOST = 10


def give(
    thread_id: int, wanted: Sequence[str], counts: Counts, category_id: int, state: str
) -> None:
    """Tag a new thread, in the old order; a name that no tag can have is left out."""
    typed = list(dict.fromkeys(map(_clean, wanted)))
    ids = list(dict.fromkeys(_id(name) for name in typed[:_MOST] if names.skeleton(name)))
    if ids:
        db.session.execute(
            insert(ThreadTag),
            [{"thread_id": thread_id, "tag_id": tag, "position": n} for n, tag in enumerate(ids)],
        )
    if state == "visible" and category_id in counts.public:
        counts.tags.update(ids)


def _clean(name: str) -> str:
    """A name as tags have them: small letters, hyphens for spaces."""
    words = unicodedata.normalize("NFKC", name[:200]).casefold().split()
    return "-".join(words)[:LONGEST_NAME].strip("-")


def _id(name: str) -> int:
    slug = names.slug(name)[:LONGEST_NAME].strip("-")
    by_name_or_slug = select(Tag.id).where((Tag.name == name) | (Tag.slug == slug)).limit(1)
    found = db.session.scalar(by_name_or_slug)
    if found is None:
        database.insert_missing(
            Tag, name=name, slug=slug, description="", thread_count=0, created_at=utcnow()
        )
        found = db.session.scalar(by_name_or_slug)
    assert found is not None
    return found
