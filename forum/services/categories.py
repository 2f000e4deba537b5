"""Categories: making one, with what each group may do there."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import structure
from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import Refused, require
from forum.models import Category, CategoryAccess, Group, Viewer
from forum.policies import structure as policy
from forum.services import tree

RIGHTS = ("see", "reply", "start", "moderate")
# What a public category starts with; see the fixed groups in models.groups.
PUBLIC = {
    "everyone": ("see",),
    "members": ("see", "reply", "start"),
    "moderators": ("see", "reply", "start", "moderate"),
}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def create(
    actor: Viewer,
    name: str,
    *,
    slug: str = "",
    description: str = "",
    parent: str = "",
    colour: str = "",
    icon: str = "",
    access: Mapping[str, Iterable[str]] | None = None,
) -> Category:
    """Make a category at the end of its place in the tree.

    `access` maps slugs of groups to rights out of RIGHTS; PUBLIC when left out. Raises Refused for
    a name or slug that is there already, an unknown parent, group or right, or a wrong colour.
    """
    require(policy.can_shape(actor))
    name = name.strip()
    slug = slug or names.slug(name)
    now = structure.current()
    if not 1 <= len(name) <= 80:
        raise Refused(_("A name has 1 to 80 characters."), "name")
    if slug in now.by_slug:
        raise Refused(_("There is already a category called %(slug)s.", slug=slug), "slug")
    tree.check_slug(slug[:80])
    if parent and parent not in now.by_slug:
        raise Refused(_("There is no category called %(slug)s.", slug=parent), "parent")
    if colour and not _COLOUR.fullmatch(colour):
        raise Refused(_("A colour is written like #2f6b4f."), "colour")
    above = now.by_slug[parent].id if parent else None
    last = db.session.scalar(
        select(func.max(Category.position)).where(Category.parent_id.is_not_distinct_from(above))
    )
    chosen = {"colour": colour, "icon": icon}
    made = Category(
        name=name,
        slug=slug[:80],
        description=description[:1000],
        parent_id=above,
        position=(last or 0) + 1,
        **{key: value for key, value in chosen.items() if value},
    )
    db.session.add(made)
    db.session.flush()
    _grant(made, PUBLIC if access is None else access)
    tree.log(actor, "make-category", made)
    return made


def weigh(actor: Viewer, slug: str, percent: int) -> None:
    """Say how much the posts of a category count in the search: 0 to 200 %. Raises Refused."""
    require(policy.can_shape(actor))
    category = db.session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        raise Refused(_("There is no category called %(slug)s.", slug=slug), "slug")
    if not 0 <= percent <= 200:
        raise Refused(_("Choose a number from 0 to 200."), "percent")
    category.search_percent = percent
    db.session.flush()


def _grant(category: Category, access: Mapping[str, Iterable[str]]) -> None:
    groups = {row.slug: row.id for row in db.session.execute(select(Group.slug, Group.id))}
    for slug, rights in access.items():
        if slug not in groups:
            raise Refused(_("There is no group called %(slug)s.", slug=slug), "access")
        if unknown := set(rights) - set(RIGHTS):
            raise Refused(_("There is no right called %(right)s.", right=min(unknown)), "access")
        db.session.add(CategoryAccess(
            category_id=category.id, group_id=groups[slug],
            **{f"may_{right}": True for right in rights},
        ))  # fmt: skip
    db.session.flush()
