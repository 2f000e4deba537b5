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
        raise Refused(_("There is a category called %(slug)s already.", slug=slug), "slug")
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
    return made


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
