"""Tags: choosing them for a thread, making new ones, renaming and merging."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased

from forum import database, structure
from forum.extensions import db
from forum.lib import commas, names
from forum.lib.verdict import Refused, require
from forum.models import CategoryTag, StaffAction, Tag, TagSlug, Thread, ThreadTag, User, Viewer
from forum.models.columns import utcnow
from forum.policies import categories
from forum.policies import structure as structure_policy
from forum.policies import tags as policy
from forum.services import counters, product_teams
from forum.structure import CategoryNode

LONGEST_NAME = 40


def _clean(name: str) -> str:
    """A tag's name as it is stored: small letters, hyphens for spaces."""
    return "-".join(unicodedata.normalize("NFKC", name[: LONGEST_NAME * 4]).casefold().split())


def choose(actor: User, category: CategoryNode, wanted: Iterable[str]) -> list[Tag]:
    """The tags that a thread of `actor` in this category gets; makes new ones for who may.

    Raises Refused when there are too many or too few, or one that may not be used.
    """
    require(categories.can_read(actor, category))
    typed = list(dict.fromkeys(name for name in map(_clean, wanted) if name))
    _check_number(category, typed)
    found = _by_name(typed)
    tags = [found.get(name) or _make(actor, category, name) for name in typed]
    tags = list({tag.id: tag for tag in tags}.values())
    if category.tags_limited:
        _check_allowed(category, tags)
    return tags


def _check_number(category: CategoryNode, typed: Sequence[str]) -> None:
    most = structure.setting("threads.most_tags")
    if len(typed) > most:
        raise Refused(
            ngettext("A thread has at most %(num)d tag.", "A thread has at most %(num)d tags.",
                     most), "tags",
        )  # fmt: skip
    if len(typed) < category.tags_wanted:
        raise Refused(
            ngettext("A thread here needs at least %(num)d tag.",
                     "A thread here needs at least %(num)d tags.", category.tags_wanted), "tags",
        )  # fmt: skip


def _by_name(typed: Sequence[str]) -> dict[str, Tag]:
    """Tags by name as typed; one that was renamed or merged answers to what it was called."""
    if not typed:
        return {}
    slugs = {names.slug(name): name for name in typed}
    old = db.session.execute(
        select(TagSlug.slug, Tag).join(Tag, Tag.id == TagSlug.tag_id).where(TagSlug.slug.in_(slugs))
    )
    found = {slugs[slug]: tag for slug, tag in old}
    now = db.session.scalars(select(Tag).where(Tag.name.in_(typed)))
    return {**found, **{tag.name: tag for tag in now}}


def _make(actor: User, category: CategoryNode, name: str) -> Tag:
    if category.tags_limited or not policy.can_make(actor):
        raise Refused(
            _("There is no tag “%(name)s”. Choose from those there are.", name=name), "tags"
        )
    _check_name(name, "tags")
    slug = _slug(name)
    database.insert_missing(
        Tag, name=name, slug=slug, description="", thread_count=0, created_at=utcnow()
    )
    tag = db.session.scalar(select(Tag).where(Tag.name == name))
    if tag is None:  # somebody took the address for another name at this moment
        raise Refused(_("Please send it again."), "tags")
    return tag


def _slug(name: str, tag: Tag | None = None) -> str:
    """An address of the tag's own: "c++" is not "c"."""
    slug, own = names.slug(name), tag.id if tag else 0
    start = slug[: names.NUMBERED]
    now = select(Tag.slug).where(Tag.slug.startswith(start, autoescape=True), Tag.id != own)
    once = select(TagSlug.slug).where(
        TagSlug.slug.startswith(start, autoescape=True), TagSlug.tag_id != own
    )
    with db.session.no_autoflush:
        taken = [*db.session.scalars(now), *db.session.scalars(once)]
    return names.not_taken(slug, taken, longest=LONGEST_NAME)


def _check_allowed(category: CategoryNode, tags: Sequence[Tag]) -> None:
    allowed = set(
        db.session.scalars(select(CategoryTag.tag_id).where(CategoryTag.category_id == category.id))
    )
    for tag in tags:
        if tag.id not in allowed:
            raise Refused(
                _("The tag “%(name)s” is not used in this category.", name=tag.name), "tags"
            )


def make(actor: Viewer, slug: str) -> Tag:
    """The tag at this address, made if there is none: what the configuration of another forum names
    is there before a thread has it. Raises Refused."""
    require(structure_policy.can_shape(actor))
    there = db.session.scalar(select(Tag).where(Tag.slug == slug))
    if there is not None:
        return there
    name = _clean(slug)
    _check_name(name)
    if names.slug(name) != slug:
        said = _("“%(slug)s” is not the address of a tag.", slug=slug[:LONGEST_NAME])
        raise Refused(said, "tags")
    made = Tag(name=name, slug=slug, description="", thread_count=0, created_at=utcnow())
    db.session.add(made)
    database.flush_or_raise(Refused(_("This name is already taken.")))
    _record(actor, "make tag", {"tag": slug})
    return made


def rename(actor: Viewer, tag: Tag, name: str) -> None:
    """Call the tag by another name. Its old address leads to the new one."""
    require(policy.can_arrange(actor))
    name = _clean(name)
    if name == tag.name:
        return
    _check_name(name)
    if db.session.scalar(select(Tag.id).where(Tag.name == name)) is not None:
        raise Refused(_("There is already a tag with this name. Merge them instead."), "name")
    old, tag.name, tag.slug = tag.slug, name, _slug(name, tag)
    if old != tag.slug:
        _execute(delete(TagSlug).where(TagSlug.slug == tag.slug))  # it gets one of its own back
        database.insert_missing(TagSlug, slug=old, tag_id=tag.id)
        product_teams.thing_renamed(actor, f"#{old}", f"#{tag.slug}")
    db.session.flush()
    _record(actor, "rename tag", {"from": old, "to": tag.slug})
    _touch_threads(tag)


def merge(actor: Viewer, tag: Tag, into: Tag) -> None:
    """Put all that `tag` is on under `into`, and leave its address behind."""
    require(policy.can_arrange(actor))
    if tag.id == into.id:
        raise Refused(_("Choose another tag."), "into")
    _touch_threads(tag)
    threads = select(ThreadTag.thread_id).where(ThreadTag.tag_id == tag.id)
    counters.lock(Thread, db.session.scalars(threads))
    counters.lock(Tag, [tag.id, into.id])
    for table, key in ((ThreadTag, "thread_id"), (CategoryTag, "category_id")):
        _move_rows(table, key, tag.id, into.id)
    _execute(update(TagSlug).where(TagSlug.tag_id == tag.id).values(tag_id=into.id))
    database.insert_missing(TagSlug, slug=tag.slug, tag_id=into.id)
    product_teams.thing_renamed(actor, f"#{tag.slug}", f"#{into.slug}")
    _record(actor, "merge tag", {"from": tag.slug, "to": into.slug})
    _execute(delete(Tag).where(Tag.id == tag.id))
    db.session.expunge(tag)
    counters.change(Tag, into.id, thread_count=counters.threads_with(into.id))


def _move_rows(table: Any, key: str, old: int, new: int) -> None:
    """Rows of one tag become the other's, except where that is there already."""
    other = aliased(table)
    there = select(getattr(other, key)).where(other.tag_id == new)
    mine = getattr(table, key)
    _execute(
        update(table).where(table.tag_id == old, mine.not_in(there.correlate(None)))
        .values(tag_id=new)
    )  # fmt: skip
    _execute(delete(table).where(table.tag_id == old))


def _execute(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _record(actor: Viewer, verb: str, details: dict[str, str]) -> None:
    db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details))
    db.session.flush()


def _touch_threads(tag: Tag) -> None:
    """Everything that shows the tag is drawn anew."""
    ids = db.session.scalars(select(ThreadTag.thread_id).where(ThreadTag.tag_id == tag.id))
    database.touch("lists", *(f"thread:{thread_id}" for thread_id in ids))


def _check_name(name: str, field: str = "name") -> None:
    if len(name) > LONGEST_NAME or not names.skeleton(name) or "," in commas.plain(name):
        raise Refused(_("A tag has 1 to %(most)s characters, with a letter or a digit.",
                        most=LONGEST_NAME), field)  # fmt: skip
