"""The configuration as plain values: what admins decided, without members and what they wrote.

Not in it: secrets, whether the forum is open, pictures (their files are uploads), the guidelines,
which two people publish, and tags, which members make.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum import settings, structure
from forum.extensions import db
from forum.lib.verdict import require
from forum.models import (
    Badge,
    Category,
    Configuration,
    Group,
    Page,
    PageVersion,
    ProfileField,
    User,
    Viewer,
    WatchedWord,
)
from forum.policies import structure as policy
from forum.queries import access, letter_texts
from forum.structure import RIGHTS, STAFF

SECTIONS = (
    "settings",
    "groups",
    "badges",
    "profile_fields",
    "categories",
    "pages",
    "watched_words",
    "letters",
)
# What names one of a section; the other values describe it.
KEYS = {
    "groups": ("slug",), "badges": ("slug",), "profile_fields": ("kind", "label"),
    "categories": ("slug",), "pages": ("slug",), "watched_words": ("text", "is_pattern"),
    "letters": ("kind", "language"),
}  # fmt: skip
PLACES = ("profile", "card", "directory", "join")
State = dict[str, Any]
CATEGORY = ("name", "description", "icon", "colour", "kinds", "default_kind", "holds", "template",
            "default_sort", "tags_wanted", "tags_limited", "search_percent", "hold_back_hours",
            "is_archived")  # fmt: skip
GROUP = ("name", "description", "joining", "is_hidden", "title", "icon", "email_domain")
BADGE = ("name", "description", "tier", "grouping", "icon", "rule", "is_enabled", "is_taken_back",
         "is_title")  # fmt: skip
PAGE = ("is_published", "is_in_footer", "position")
WORD = ("text", "is_pattern", "action", "replacement", "message", "is_enabled", "note")


def is_kept(viewer: object, name: str) -> bool:
    """Whether a setting is configuration: no secret, and not whether the forum is open today."""
    declared = settings.BY_NAME.get(name)
    is_today = name.startswith("site.mode")
    return declared is not None and declared.kind != "secret" and not is_today


def state(viewer: Viewer) -> State:
    """All of it, each section in an order that does not depend on when things were made."""
    require(policy.can_shape(viewer))
    return {
        "settings": _settings(viewer),
        "groups": _groups(),
        "badges": _badges(),
        "profile_fields": _profile_fields(),
        "categories": _categories(viewer),
        "pages": _pages(),
        "watched_words": _words(),
        "letters": [
            {"kind": one.kind, "language": one.language, "subject": one.subject, "body": one.body}
            for one in letter_texts.every(viewer)
        ],
    }


def versions(viewer: Viewer) -> Sequence[Configuration]:
    """What was before each file that was applied, the newest first."""
    require(policy.can_shape(viewer))
    return db.session.scalars(select(Configuration).order_by(Configuration.id.desc())).all()


def applied(viewer: Viewer) -> list[tuple[Configuration, str]]:
    """The same, each with the name of who applied the file that came after it."""
    require(policy.can_shape(viewer))
    rows = db.session.execute(
        select(Configuration, User.name)
        .join(User, User.id == Configuration.made_by_id)
        .order_by(Configuration.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def _settings(viewer: Viewer) -> State:
    now, called = structure.current(), slugs(viewer)
    found = {}
    for one in settings.ALL:
        value = now.setting(one.name)
        if is_kept(viewer, one.name) and one.name in now.values and value != one.default:
            if one.kind == "groups":
                value = sorted(called[number] for number in value if number in called)
            found[one.name] = value
    return dict(sorted(found.items()))


def slugs(viewer: Viewer) -> dict[int, str]:
    """What every group is called in a file, by its number."""
    require(policy.can_shape(viewer))
    return {row.id: row.slug for row in db.session.execute(select(Group.id, Group.slug))}


def _groups() -> list[State]:
    rows = db.session.scalars(
        select(Group).where(Group.is_automatic.is_(False)).order_by(Group.slug)
    )
    return [_described(row, ("slug", *GROUP)) for row in rows]


def _badges() -> list[State]:
    return [
        _described(row, ("slug", *BADGE))
        for row in db.session.scalars(select(Badge).order_by(Badge.slug))
    ]


def _profile_fields() -> list[State]:
    rows = db.session.scalars(select(ProfileField).order_by(ProfileField.position, ProfileField.id))
    return [
        {
            "kind": row.kind, "label": row.label, "hint": row.hint, "choices": list(row.choices),
            "is_required": row.is_required, "places": places_of(viewer=None, field=row),
        }
        for row in rows
    ]  # fmt: skip


def places_of(viewer: object, field: ProfileField) -> list[str]:
    """Where the answers to it are shown, and whether it is asked of who joins."""
    shown = (field.is_on_profile, field.is_on_card, field.is_in_directory, field.is_on_join)
    return [place for place, is_so in zip(PLACES, shown, strict=True) if is_so]


def _categories(viewer: Viewer) -> list[State]:
    """In the order of the tree, so that what stands above comes first."""
    now, called = structure.current(), slugs(viewer)
    rows = {row.id: row for row in db.session.scalars(select(Category))}
    found = []
    for node in now.categories.values():
        described = _described(rows[node.id], CATEGORY)
        described["kinds"] = described["kinds"].split()
        above = now.categories.get(node.parent_id or 0)
        found.append({"slug": node.slug, "parent": above.slug if above else "", **described,
                      "access": _access(viewer, node, called)})  # fmt: skip
    return found


def _access(viewer: Viewer, node: structure.CategoryNode, called: dict[int, str]) -> State:
    grid = access.grid(viewer, node)
    return {
        called[group]: [right for right in RIGHTS if right in has]
        for group, has in sorted(grid.items())
        if group not in STAFF and group in called
    }


def _pages() -> list[State]:
    rows = db.session.execute(
        select(Page, PageVersion.title, PageVersion.body, PageVersion.is_to_accept)
        .join(PageVersion, PageVersion.page_id == Page.id)
        .where(PageVersion.number == Page.number)
        .order_by(Page.slug)
    ).all()
    return [
        {
            "slug": page.slug,
            "title": title,
            **_described(page, PAGE),
            "is_to_accept": is_asked,
            "body": body,
        }
        for page, title, body, is_asked in rows
    ]


def _words() -> list[State]:
    rows = db.session.scalars(
        select(WatchedWord).order_by(WatchedWord.text, WatchedWord.is_pattern)
    )
    return sorted(
        (_described(row, WORD) for row in rows), key=lambda one: (one["text"], one["is_pattern"])
    )


def _described(row: Any, names: tuple[str, ...]) -> State:
    """The columns of a row; what is nothing has no place in TOML."""
    values = {name: getattr(row, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}
