"""Who may see, reply, start and moderate in a category. Admins only; additive, without denial."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select

from forum import structure
from forum.extensions import db
from forum.lib.verdict import Refused, require
from forum.models import Category, CategoryAccess, Group, Viewer
from forum.policies import structure as policy
from forum.queries import access as queries
from forum.queries.access import Grid
from forum.services import tree
from forum.structure import RIGHTS, STAFF


def grant(actor: Viewer, category_id: int, wanted: Grid, version: int) -> Category:
    """Let exactly these groups do exactly this. Raises Refused, and Conflict when somebody else has
    changed the category since `version`."""
    require(policy.can_shape(actor))
    category = tree.hold(category_id, version)
    groups = {row.id: row.slug for row in db.session.execute(select(Group.id, Group.slug))}
    kept = {one: has for one, has in wanted.items() if has and one not in STAFF}
    if kept.keys() - groups.keys() or any(has - set(RIGHTS) for has in kept.values()):
        raise Refused(_("One of these groups no longer exists."), "grid")
    node = structure.current().categories[category_id]
    before = {one: has for one, has in queries.grid(actor, node).items() if one not in STAFF}
    if before == kept:
        return category
    was = tree.readers()
    _write(category_id, kept)
    category.version += 1
    db.session.flush()
    tree.readers_changed(category_id, was)
    tree.log(actor, "change-access", category, **_said(before, kept, groups))
    return category


def _write(category_id: int, wanted: Grid) -> None:
    """The rows of the team's own groups, where there are any, stay: they may everything anyway."""
    db.session.execute(
        delete(CategoryAccess).where(
            CategoryAccess.category_id == category_id, CategoryAccess.group_id.not_in(STAFF)
        )
    )
    db.session.add_all(
        CategoryAccess(category_id=category_id, group_id=one,
                       **{f"may_{right}": right in has for right in RIGHTS})
        for one, has in sorted(wanted.items())
    )  # fmt: skip


def _said(before: Grid, after: Grid, groups: dict[int, str]) -> dict[str, Any]:
    """What each group gained and lost, by its slug."""
    said: dict[str, dict[str, list[str]]] = {"gained": {}, "lost": {}}
    for one in sorted({*before, *after}):
        had, has = before.get(one, frozenset()), after.get(one, frozenset())
        for word, rights in (("gained", has - had), ("lost", had - has)):
            if rights:
                said[word][groups.get(one, str(one))] = [r for r in RIGHTS if r in rights]
    return said
