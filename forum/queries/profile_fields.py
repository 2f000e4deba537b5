"""What an admin asks members about, and what they answered where it is shown."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from forum.extensions import db
from forum.lib import urls
from forum.lib.verdict import NOT_FOUND, Denied, require
from forum.memory import remembered
from forum.models import ProfileField, ProfileValue, User, Viewer
from forum.policies import accounts as account_policy
from forum.policies import profile_fields as policy
from forum.queries.shapes import FieldView

PLACES = ("profile", "card", "directory", "join")  # where answers show; "join": who is asked


@dataclass(frozen=True, slots=True)
class Field:
    """Something that is asked."""

    id: int
    label: str
    hint: str
    kind: str
    choices: tuple[str, ...]
    is_required: bool
    places: frozenset[str]

    @property
    def key(self) -> str:
        """What the answer is called in a form."""
        return f"answer_{self.id}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The options as a form takes them."""
        return [(choice, choice) for choice in self.choices]


def asked(viewer: Viewer) -> tuple[Field, ...]:
    """All of them, in their order. The same for everybody; what is answered is not."""
    return remembered(("profile fields",), ("members",), _asked)


def of_newcomers(viewer: Viewer) -> tuple[Field, ...]:
    """Those that are asked on the page where people join."""
    return tuple(field for field in asked(viewer) if "join" in field.places)


def _asked() -> tuple[Field, ...]:
    rows = db.session.scalars(select(ProfileField).order_by(ProfileField.position, ProfileField.id))
    return tuple(
        Field(
            id=row.id,
            label=row.label,
            hint=row.hint,
            kind=row.kind,
            choices=tuple(row.choices),
            is_required=row.is_required,
            places=frozenset(
                place
                for place, shown in zip(
                    PLACES,
                    (row.is_on_profile, row.is_on_card, row.is_in_directory, row.is_on_join),
                    strict=True,
                )
                if shown
            ),
        )
        for row in rows
    )


def get(viewer: Viewer, field_id: int) -> ProfileField:
    """One of them, to be changed. Raises Denied."""
    require(policy.can_define(viewer))
    found: ProfileField | None = db.session.scalar(
        select(ProfileField).where(ProfileField.id == field_id)
    )
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def own(viewer: Viewer, user: User) -> dict[str, str]:
    """One's own answers, wherever they are shown or not, by the names they have in the form."""
    require(account_policy.can_change(viewer, user))
    rows = db.session.execute(
        select(ProfileValue.field_id, ProfileValue.value).where(ProfileValue.user_id == user.id)
    )
    return {f"answer_{row.field_id}": row.value for row in rows}


def shown(
    viewer: Viewer, user_ids: Collection[int], place: str
) -> dict[int, tuple[FieldView, ...]]:
    """What these members answered, which the viewer may look at, as far as `place` shows it."""
    fields = [field for field in asked(viewer) if place in field.places]
    if not fields or not user_ids:
        return {}
    rows = db.session.execute(
        select(ProfileValue.user_id, ProfileValue.field_id, ProfileValue.value).where(
            ProfileValue.user_id.in_(user_ids),
            ProfileValue.field_id.in_([field.id for field in fields]),
        )
    )
    links = {field.id for field in fields if field.kind == "link"}
    values = {
        (row.user_id, row.field_id): row.value
        for row in rows
        if row.field_id not in links or urls.is_web(row.value)
    }
    return {
        user_id: tuple(
            FieldView(field.label, field.kind, values[user_id, field.id])
            for field in fields
            if (user_id, field.id) in values
        )
        for user_id in user_ids
    }
