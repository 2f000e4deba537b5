"""A member as a row of another query: the columns to select, and the Person made of them."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from forum import links
from forum.models import GroupMember, User
from forum.models.columns import utcnow
from forum.models.groups import ADMINS, COMMUNITY_MANAGERS
from forum.queries.shapes import Person

_OFFICE = aliased(GroupMember, name="office")  # its own, whatever the query around it joins


class PersonColumns:
    """Selects what a Person needs from `user`, under names that start with `prefix`."""

    def __init__(self, prefix: str) -> None:
        self.user = aliased(User, name=f"{prefix}_user")
        self._names = [
            f"{prefix}_{part}" for part in ("id", "name", "display", "avatar", "byline", "brand")
        ]

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        user = self.user
        found = (user.id, user.name, user.display_name, user.avatar_key, user.byline, self._brand())
        return [column.label(name) for column, name in zip(found, self._names, strict=True)]

    def _brand(self) -> ColumnElement[bool]:
        """Whether this member speaks for the brand today."""
        of = (_OFFICE.user_id == self.user.id, _is_live())
        office = _OFFICE.group_id.in_((ADMINS, COMMUNITY_MANAGERS))
        return or_(self.user.byline != "", exists(select(1).where(*of, office)))

    def of(
        self, row: Any, capacity: str = "member", byline: str | None = None, house: str = ""
    ) -> Person:
        """The person in `row`, who spoke in `capacity`, and announced for the `house` if it has a
        name; `byline` is the frozen one, if there is."""
        mapping = row._mapping
        user_id, name, display, avatar, now, is_brand = (mapping[key] for key in self._names)
        spoken = byline or ""  # of ambassadors only what was frozen: what they received then
        if capacity not in {"brand", "ambassador"}:
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
            capacity == "brand" and not is_brand,
        )


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


def label(capacity: str, byline: str = "", is_former: bool = False) -> str:
    """The capacity in which somebody spoke, in words; "" for a member."""
    words = {
        "ambassador": " · ".join(filter(None, (str(_("Ambassador")), byline))),
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
