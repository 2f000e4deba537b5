"""Saying what a category is, and where it stands among the others. Admins only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from forum import structure
from forum.extensions import db
from forum.lib import names
from forum.lib.verdict import Conflict, Refused, require
from forum.models import Category, CategorySlug, Upload, Viewer
from forum.models.threads import KINDS
from forum.policies import structure as policy
from forum.policies import uploads as upload_policy
from forum.queries.shaping import ICONS, SORTS
from forum.services import categories, product_teams, tree, uploads

MOST_HELD_BACK = 168  # hours: a week
HOLDS = ("", "threads", "posts")
WAYS = ("up", "down", "in", "out")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class Elsewhere(Refused):
    """Other people could see a category there: that is shown first, on the page for moving it."""

    def __init__(self, parent_id: int | None) -> None:
        super().__init__(_("Other people can see it there than here."), "readers")
        self.parent_id = parent_id


@dataclass(frozen=True, slots=True)
class Described:
    """What an admin typed about a category."""

    name: str
    slug: str = ""  # made from the name
    description: str = ""
    icon: str = "chat"
    colour: str = "#4c6b5a"
    kinds: tuple[str, ...] = ("discussion", "question")
    default_kind: str = "discussion"
    holds: str = ""
    template: str = ""
    default_sort: str = "latest"
    tags_wanted: int = 0
    tags_limited: bool = False
    search_percent: int = 100
    hold_back_hours: int = 4


# What a new category begins with: who may do what, until somebody says otherwise.
FIRST: dict[str, dict[str, tuple[str, ...]]] = {
    "everyone": categories.PUBLIC,
    "members": {
        "members": ("see", "reply", "start"),
        "moderators": ("see", "reply", "start", "moderate"),
    },
    "news": {"everyone": ("see",), "members": ("see", "reply")},  # the team starts threads
    "team": {},  # community managers and admins see everything
}


def make(actor: Viewer, described: Described, parent: str = "", first: str = "team") -> Category:
    """A new category at the end of its place, for `first` at the beginning. Raises Refused."""
    require(policy.can_shape(actor))
    values = _accepted(described)
    if first not in FIRST:
        raise Refused(_("Choose one of the options."), "first")
    above = structure.current().by_slug.get(parent)
    if above is not None and above.depth + 2 > tree.DEEPEST:
        raise Refused(
            _("Categories can be nested at most %(most)s levels deep.", most=tree.DEEPEST),
            "parent",
        )
    made = categories.create(
        actor, values["name"], slug=values["slug"], parent=parent, access=FIRST[first]
    )
    for name, value in values.items():
        setattr(made, name, value)
    db.session.flush()
    return made


def describe(actor: Viewer, category_id: int, described: Described, version: int) -> Category:
    """Say of a category what it is. Its old address leads on. Raises Refused, and Conflict when
    somebody else has changed it since `version`."""
    require(policy.can_shape(actor))
    category = tree.hold(category_id, version)
    values = _accepted(described)
    tree.check_slug(values["slug"], category.id)
    before = {name: getattr(category, name) for name in values}
    changed = sorted(name for name in values if values[name] != before[name])
    if not changed:
        return category
    if "slug" in changed:
        _lead_on(category, values["slug"])
        product_teams.thing_renamed(actor, category.slug, values["slug"])
    for name in changed:
        setattr(category, name, values[name])
    category.version += 1
    db.session.flush()
    said = {name: [before[name], values[name]] for name in changed
            if name not in {"template", "description"}}  # fmt: skip
    tree.log(actor, "change-category", category, changed=changed, **said)
    return category


def _accepted(described: Described) -> dict[str, Any]:
    """The columns and their values. Raises Refused with the field that is wrong."""
    name = names.clean(described.name)
    if not 1 <= len(name) <= 80:
        raise Refused(_("A name has 1 to 80 characters."), "name")
    slug = described.slug.strip() or names.slug(name)
    if slug != names.slug(slug) or slug == "-":
        raise Refused(
            _("An address consists of small letters, digits and hyphens: trail-talk."), "slug"
        )
    if described.icon not in ICONS:
        raise Refused(_("Choose one of the options."), "icon")
    if not _COLOUR.fullmatch(described.colour):
        raise Refused(_("A colour is written like #2f6b4f."), "colour")
    kinds = [kind for kind in KINDS if kind in described.kinds]
    if not kinds:
        raise Refused(_("Allow at least one kind of thread."), "kinds")
    if described.default_kind not in kinds:
        raise Refused(_("Choose one of the kinds that are allowed."), "default_kind")
    _check_options(described)
    return {
        "name": name, "slug": slug, "description": described.description.strip()[:1000],
        "icon": described.icon, "colour": described.colour.lower(), "kinds": " ".join(kinds),
        "template": described.template.strip()[:4000],
        **{name: getattr(described, name) for name in (
            "default_kind", "holds", "default_sort", "tags_wanted",
            "tags_limited", "search_percent", "hold_back_hours",
        )},
    }  # fmt: skip


def _check_options(described: Described) -> None:
    if described.holds not in HOLDS:
        raise Refused(_("Choose one of the options."), "holds")
    if described.default_sort not in SORTS:
        raise Refused(_("Choose one of the options."), "default_sort")
    if not 0 <= described.tags_wanted <= 5:
        raise Refused(_("Choose a number from 0 to %(most)s.", most=5), "tags_wanted")
    if not 0 <= described.hold_back_hours <= MOST_HELD_BACK:
        said = _("Choose a number from 0 to %(most)s.", most=MOST_HELD_BACK)
        raise Refused(said, "hold_back_hours")
    if not 0 <= described.search_percent <= 200:
        raise Refused(_("Choose a number from 0 to %(most)s.", most=200), "search_percent")


def _lead_on(category: Category, slug: str) -> None:
    """The address it has leads to it from now on; one it had before may be its own again."""
    db.session.execute(delete(CategorySlug).where(CategorySlug.slug == slug))
    db.session.add(CategorySlug(slug=category.slug, category_id=category.id))


def show_cover(actor: Viewer, category_id: int, upload: Upload | None) -> None:
    """Put a picture on top of the category's page, or take it away."""
    require(policy.can_shape(actor))
    if upload is not None:
        require(upload_policy.can_use(actor, upload, "cover"))
    category = tree.hold(category_id)
    old, category.cover_key = category.cover_key, upload.key if upload is not None else None
    category.version += 1
    db.session.flush()
    if old:
        uploads.forget(actor, old)
    tree.log(actor, "change-category", category, changed=["cover"])


def arrange(actor: Viewer, category_id: int, way: str) -> Category:
    """One place up or down among its siblings, in below the one above it, or out beside its parent.

    At the end it stays where it is. Raises Refused where other people could see it there.
    """
    require(policy.can_shape(actor))
    rows = tree.hold_all()
    category = _of(rows, category_id)
    beside = [row for row in rows if row.parent_id == category.parent_id]
    at = beside.index(category)
    if way in {"up", "down"}:
        to = min(max(0, at + (-1 if way == "up" else 1)), len(beside) - 1)
        return _put(actor, rows, category, category.parent_id, to)
    if way == "in" and at > 0:
        above = beside[at - 1]
        last = sum(row.parent_id == above.id for row in rows)
        return _put(actor, rows, category, above.id, last)
    if way == "out" and category.parent_id is not None:
        parent = _of(rows, category.parent_id)
        around = [row for row in rows if row.parent_id == parent.parent_id]
        return _put(actor, rows, category, parent.parent_id, around.index(parent) + 1)
    return category


def move(actor: Viewer, category_id: int, parent_id: int | None, version: int) -> Category:
    """Put it below another one, or at the top, whoever can see it there."""
    require(policy.can_shape(actor))
    rows = tree.hold_all()
    category = tree.hold(category_id, version)
    to = sum(row.parent_id == parent_id for row in rows)
    if category.parent_id == parent_id:
        return category
    return _put(actor, rows, category, parent_id, to, is_meant=True)


def place(actor: Viewer, category_id: int, parent_id: int | None, before_id: int | None) -> None:
    """Put it below `parent_id` (none: at the top), before a sibling or at the end.

    Raises Conflict when the order has changed meanwhile, and as `arrange`.
    """
    require(policy.can_shape(actor))
    rows = tree.hold_all()
    category = _of(rows, category_id)
    beside = [row for row in rows if row.parent_id == parent_id and row is not category]
    to = len(beside)
    if before_id is not None:
        there = [row.id for row in beside]
        if before_id not in there:
            raise Conflict(_("The order has changed in the meantime. Please look again."))
        to = there.index(before_id)
    _put(actor, rows, category, parent_id, to)


def _of(rows: Sequence[Category], category_id: int | None) -> Category:
    found = [row for row in rows if row.id == category_id]
    if not found:
        raise Conflict(_("This category no longer exists."))
    return found[0]


def _put(
    actor: Viewer, rows: Sequence[Category], category: Category, parent_id: int | None, to: int,
    is_meant: bool = False,
) -> Category:  # fmt: skip
    """The category as number `to` below `parent_id`, and everybody there numbered anew."""
    moves = parent_id != category.parent_id
    if moves:
        check_parent(actor, category.id, parent_id)
        if not is_meant and not same_readers(actor, category.id, parent_id):
            raise Elsewhere(parent_id)
    seen = tree.readers()
    was = [(row.parent_id, row.position) for row in rows]
    beside = [row for row in rows if row.parent_id == parent_id and row is not category]
    beside.insert(to, category)
    category.parent_id = parent_id
    for position, row in enumerate(beside, start=1):
        row.position = position
    if moves:
        category.version += 1
    db.session.flush()
    if moves:
        tree.readers_changed(category.id, seen)
    if was != [(row.parent_id, row.position) for row in rows]:
        above = structure.current().categories.get(parent_id or 0)
        tree.log(actor, "order-categories", category, below=above.name if above else "")
    return category


def check_parent(actor: Viewer, category_id: int, parent_id: int | None) -> None:
    """Raise Refused where a category cannot stand below that one."""
    require(policy.can_shape(actor))
    now = structure.current()
    if parent_id is None:
        return
    if parent_id not in now.categories:
        raise Conflict(_("This category no longer exists."), "parent")
    below = now.with_children(category_id)
    if parent_id in below:
        raise Refused(_("A category cannot stand below itself."), "parent")
    height = max(now.categories[one].depth for one in below) - now.categories[category_id].depth
    if now.categories[parent_id].depth + 2 + height > tree.DEEPEST:
        raise Refused(
            _("Categories can be nested at most %(most)s levels deep.", most=tree.DEEPEST),
            "parent",
        )


def same_readers(actor: Viewer, category_id: int, parent_id: int | None) -> bool:
    """Whether exactly the same people see it below that parent as where it is."""
    require(policy.can_shape(actor))
    now = structure.current()
    own = now.categories[category_id]
    here = {node.see for node in now.path(category_id)}
    there = {node.see for node in now.path(parent_id or 0)} | {own.see}
    return here == there
