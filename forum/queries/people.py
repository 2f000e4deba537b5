"""A member as a row of another query: the columns to select, and the Person made of them."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from forum import links
from forum.lib import terms
from forum.models import GroupMember, Post, User
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, AMBASSADORS, COMMUNITY_MANAGERS
from forum.policies.capacities import volunteer
from forum.queries.shapes import Person
from forum.structure import setting

_OFFICE = aliased(GroupMember, name="office")  # its own, whatever the query around it joins
_BRAND = (COMMUNITY_MANAGERS, ADMINS)  # their ids are less than that of the ambassadors


class PersonColumns:
    """Selects what a Person needs from `user`, under names that start with `prefix`."""

    def __init__(self, prefix: str) -> None:
        self.user = aliased(User, name=f"{prefix}_user")
        self._names = [
            f"{prefix}_{part}"
            for part in ("id", "name", "display", "avatar", "byline_now", "office")
        ]

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        user = self.user
        found = (
            user.id, user.name, user.display_name, user.avatar_key, user.byline, self._office(),
        )  # fmt: skip
        return [column.label(name) for column, name in zip(found, self._names, strict=True)]

    def _office(self) -> ColumnElement[Any]:
        """As what this member speaks today: the group, the brand's before the ambassadors'."""
        of = (_OFFICE.user_id == self.user.id, _is_live())
        return (
            select(func.min(_OFFICE.group_id))
            .where(*of, _OFFICE.group_id.in_((*_BRAND, AMBASSADORS)))
            .scalar_subquery()
        )

    def of(
        self, row: Any, capacity: str = "member", byline: str | None = None, house: str = ""
    ) -> Person:
        """The person in `row`, who spoke in `capacity`, and announced for the `house` if it has a
        name; `byline` is the frozen one, if there is."""
        mapping = row._mapping
        user_id, name, display, avatar, now, office = (mapping[key] for key in self._names)
        is_brand = self.speaks_for_brand(row)
        spoken = byline or ""  # of ambassadors only what was frozen: what they received then
        if capacity not in {"brand", "ambassador", "partner"}:
            spoken = ""
        elif capacity == "brand" and byline is None:
            spoken = now
        return Person(
            user_id,
            name,
            announced(display, house),
            links.member(name),
            links.avatar(user_id, name, avatar),
            capacity,
            spoken,
            {"brand": not is_brand, "ambassador": is_brand or office != AMBASSADORS}.get(
                capacity, False
            ),
            names_product=capacity == "ambassador" and names_product(mapping, spoken),
        )

    def speaks_for_brand(self, row: Any) -> bool:
        """Whether the person in `row` speaks for the brand today."""
        *_person, byline, office = (row._mapping[key] for key in self._names)
        return bool(byline) or office in _BRAND


def names_product(row: Any, byline: str) -> bool:
    """Whether readers are told at length (community.md §3.4): who wrote the text in `row` received
    something of value when they wrote it, and it names the brand or a product, or the title does
    that is above it."""
    html = row.get("html") if byline not in {"", volunteer()} else None
    if not html:
        return False
    words = str(setting("brand.reserved_words")).splitlines()
    title = row.get("title") or "" if row.get("number", 1) == 1 else ""
    return terms.is_named(f"{title}\n{html.striptags()}", words)


def _is_live() -> ColumnElement[bool]:
    return or_(_OFFICE.until.is_(None), _OFFICE.until > utcnow())


def announced(display_name: str, house: str) -> str:
    """Who said it, where a brand may announce: "Acme, posted by Maya Lind", or just her name.

    The only way in which the brand's name gets onto a page as an author, so a person is always
    named with it (community.md B4).
    """
    if not house:
        return display_name
    return str(_("%(brand)s, posted by %(name)s", brand=house, name=display_name))


def at_length(author: Person) -> str:
    """What stands above a text that `names_product`; "" above every other."""
    if not author.names_product:
        return ""
    return str(
        _("%(name)s is an ambassador (%(label)s) and writes about the brand or its products here.",
          name=author.display_name, label=author.byline)
    )  # fmt: skip


def label(capacity: str, byline: str = "", is_former: bool = False) -> str:
    """The capacity in which somebody spoke, in words; "" for a member."""
    words = {
        "ambassador": " · ".join(filter(None, (str(_("Ambassador")), byline))),
        "partner": " · ".join(filter(None, (str(_("Partner")), byline))),
        "moderator": _("Moderator"),
        "bot": _("Automatic"),
        "brand": byline or _("Team"),
    }
    said = str(words.get(capacity, ""))
    return str(_("%(role)s, at the time", role=said)) if said and is_former else said


def spoken(author: Person) -> str:
    """A name with the capacity in which it spoke: "Maya Lind (Community manager, Acme)"."""
    said = label(author.capacity, author.byline, author.is_former)
    return f"{author.display_name} ({said})" if said else author.display_name


def author_of(post: Post) -> Person:
    """Who wrote it, as they spoke in it."""
    spoken_as = person(post.author, post.author_capacity, post.author_byline)
    if post.author_capacity != "ambassador":
        return spoken_as
    said = {"html": post.html, "number": post.number, "title": post.thread.title}
    return spoken_as._replace(names_product=names_product(said, post.author_byline))


def person(user: User, capacity: str = "member", byline: str = "") -> Person:
    return Person(
        user.id,
        user.name,
        user.display_name,
        links.member(user.name),
        links.avatar(user.id, user.name, user.avatar_key),
        capacity,
        byline,
    )
