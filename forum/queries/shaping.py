"""Categories as who shapes them sees them: all of them, with what is configured and what is in."""

from typing import NamedTuple

from sqlalchemy import select

from forum import links, structure, wording
from forum.extensions import db
from forum.lib import colours, oklch
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.models import Category, CategorySlug, GuidelineDocument, GuidelineVersion, Viewer
from forum.policies import structure as policy
from forum.structure import CategoryNode

# Drawings of static/img/icons.svg that say something of a place.
ICONS = (
    "chat", "question", "megaphone", "wave", "star", "heart", "book", "bulb", "wrench", "gear",
    "bug", "code", "tent", "pack", "flame", "map", "compass", "mountain", "leaf", "camera", "image",
    "calendar", "gift", "globe", "bag", "trophy", "coffee", "paw", "bike", "music", "truck",
    "people", "lock", "shield", "badge", "flag", "home", "tag", "smile", "sun",
)  # fmt: skip
SORTS = ("latest", "newest", "top", "unanswered")  # the lists that a category's page can begin with
_MOST_ADDRESSES = 50
_INDENT = "\N{EN DASH} "


class Branch(NamedTuple):
    """A category in the tree, and which way it can go."""

    node: CategoryNode
    href: str
    threads: int
    groups: tuple[str, ...]  # who may see it, by name
    is_first: bool
    is_last: bool


class Shown(NamedTuple):
    """A category's colour as it is shown in a scheme, and how it stands out from the page there."""

    scheme: str
    colour: str
    ground: str
    ratio: float
    is_changed: bool


def get(viewer: Viewer, category_id: int) -> CategoryNode:
    require(policy.can_shape(viewer))
    node = structure.current().categories.get(category_id)
    if node is None:
        raise Denied(NOT_FOUND)
    return node


def tree(viewer: Viewer) -> tuple[Branch, ...]:
    """Every category in its order; one statement however many there are."""
    require(policy.can_shape(viewer))
    now = structure.current()
    rows = db.session.execute(select(Category.id, Category.thread_count))
    counts = {row.id: row.thread_count for row in rows}
    named = wording.groups()
    beside: dict[int | None, list[int]] = {}
    for node in now.categories.values():
        beside.setdefault(node.parent_id, []).append(node.id)
    return tuple(
        Branch(
            node, links.category(node.slug), counts.get(node.id, 0),
            tuple(sorted(named[one] for one in node.see if one in named)),
            beside[node.parent_id][0] == node.id, beside[node.parent_id][-1] == node.id,
        )
        for node in now.categories.values()
    )  # fmt: skip


def parents(viewer: Viewer, without: int | None = None) -> list[tuple[str, str]]:
    """Where a category can stand, as pairs for a form: the top, or below another one."""
    require(policy.can_shape(viewer))
    now = structure.current()
    own = now.with_children(without) if without is not None else frozenset()
    return [
        (node.slug, _INDENT * node.depth + node.name)
        for node in now.categories.values()
        if node.id not in own
    ]


def old_addresses(viewer: Viewer, category_id: int) -> list[str]:
    """Addresses that lead to this category, the newest fifty."""
    require(policy.can_shape(viewer))
    found = db.session.scalars(
        select(CategorySlug.slug).where(CategorySlug.category_id == category_id)
        .order_by(CategorySlug.slug).limit(_MOST_ADDRESSES)
    )  # fmt: skip
    return [links.category(slug) for slug in found]


def guidelines_of(viewer: Viewer, category_id: int) -> str:
    """Where what the category adds to the guidelines is read; "" when it has published nothing."""
    require(policy.can_shape(viewer))
    document = db.session.scalar(
        select(GuidelineDocument.slug)
        .join(GuidelineVersion, GuidelineVersion.document_id == GuidelineDocument.id)
        .where(GuidelineDocument.category_id == category_id,
               GuidelineVersion.published_at.is_not(None)).limit(1)
    )  # fmt: skip
    return links.guidelines("versions", document) if document else ""


def contrast(viewer: Viewer, colour: str) -> tuple[Shown, ...]:
    """How the colour comes out in light, dark and high contrast; nothing for what is no colour."""
    require(policy.can_shape(viewer))
    accent = structure.setting("brand.accent")
    try:
        oklch.normal_hex(colour)
    except ValueError:
        return ()
    found = []
    for scheme in colours.SCHEMES:
        shown = colours.category_colour(colour, scheme, accent)
        ground = colours.palette(accent, scheme)["surface"]
        ratio = int(oklch.contrast(shown, ground) * 10) / 10
        found.append(Shown(scheme, shown, ground, ratio, shown.lower() != colour.lower()))
    return tuple(found)
