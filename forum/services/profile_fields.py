"""What members are asked about themselves, and their answers."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from forum import database
from forum.extensions import db
from forum.lib import urls
from forum.lib.verdict import Refused, require
from forum.models import ProfileField, ProfileValue, StaffAction, User, Viewer
from forum.models.profiles import FIELD_KINDS
from forum.policies import accounts as account_policy
from forum.policies import profile_fields as policy
from forum.queries import profile_fields as queries
from forum.queries.profile_fields import Field

MOST_FIELDS, MOST_CHOICES = 20, 50
LONGEST = {"line": 200, "text": 2_000, "link": 300, "choice": 100, "date": 10, "yes": 1}


def add(
    actor: Viewer, kind: str, label: str, hint: str = "", choices: Sequence[str] = (),
    is_required: bool = False, places: Sequence[str] = ("profile",),
) -> ProfileField:  # fmt: skip
    """Ask about something more. Its kind stays what it is."""
    require(policy.can_define(actor))
    if kind not in FIELD_KINDS:
        raise Refused(_("Choose one of the options."), "kind")
    count, last = db.session.execute(
        select(func.count(), func.max(ProfileField.position)).select_from(ProfileField)
    ).one()
    if count >= MOST_FIELDS:
        raise Refused(_("There are already %(most)s. Remove one first.", most=MOST_FIELDS))
    field = ProfileField(kind=kind, position=(last or 0) + 1)
    _describe(field, label, hint, choices, is_required, places)
    db.session.add(field)
    _log(actor, "ask-members", field)
    return field


def change(
    actor: Viewer, field: ProfileField, label: str, hint: str = "", choices: Sequence[str] = (),
    is_required: bool = False, places: Sequence[str] = (),
) -> None:  # fmt: skip
    """Ask otherwise, or show the answers elsewhere. What was answered stays."""
    require(policy.can_define(actor))
    _describe(field, label, hint, choices, is_required, places)
    _log(actor, "ask-members", field)


def _describe(
    field: ProfileField, label: str, hint: str, choices: Sequence[str], is_required: bool,
    places: Sequence[str],
) -> None:  # fmt: skip
    offered = list(dict.fromkeys(choices)) if field.kind == "choice" else []
    if field.kind == "choice" and not 2 <= len(offered) <= MOST_CHOICES:
        raise Refused(
            _("Write two to %(most)s options, one per line.", most=MOST_CHOICES), "choices"
        )
    if any(len(one) > LONGEST["choice"] for one in offered):
        raise Refused(_("An option has at most 100 characters."), "choices")
    field.label, field.hint, field.choices, field.is_required = label, hint, offered, is_required
    field.is_on_profile, field.is_on_card = "profile" in places, "card" in places
    field.is_in_directory, field.is_on_join = "directory" in places, "join" in places
    database.touch("members")


def move(actor: Viewer, field: ProfileField, step: int) -> None:
    """One place up (-1) or down (1); at the end it stays."""
    require(policy.can_define(actor))
    fields = list(
        db.session.scalars(select(ProfileField).order_by(ProfileField.position, ProfileField.id))
    )
    at = fields.index(field)
    fields.insert(min(max(0, at + step), len(fields) - 1), fields.pop(at))
    for position, each in enumerate(fields, start=1):
        each.position = position
    _log(actor, "ask-members", field)
    database.touch("members")


def remove(actor: Viewer, field: ProfileField) -> None:
    """Ask no longer. What was answered is deleted."""
    require(policy.can_define(actor))
    _log(actor, "stop-asking-members", field)
    db.session.execute(delete(ProfileValue).where(ProfileValue.field_id == field.id))
    db.session.delete(field)
    db.session.flush()
    database.touch("members")


def _log(actor: Viewer, verb: str, field: ProfileField) -> None:
    if isinstance(actor, User):
        details = {"field": field.label}
        db.session.add(StaffAction(actor_id=actor.id, verb=verb, details=details))
    db.session.flush()


def answer(actor: Viewer, user: User, answers: Mapping[str, str]) -> None:
    """Keep what `user` says, by the fields' keys. What is not among them stays as it was."""
    require(account_policy.can_present(actor, user))
    asked = [field for field in queries.asked(actor) if field.key in answers]
    _keep(user, {field.id: _understood(field, answers[field.key].strip()) for field in asked})


def of_newcomer(actor: Viewer, answers: Mapping[str, str]) -> dict[str, str]:
    """What somebody answers who asks to join, by the fields' ids, until the address is confirmed.

    Raises Refused for a wrong answer, and for none where one is required.
    """
    require(account_policy.can_confirm(actor))
    given = {
        str(field.id): _understood(field, answers.get(field.key, "").strip())
        for field in queries.of_newcomers(actor)
    }
    return {key: value for key, value in given.items() if value}


def keep(actor: Viewer, user: User, answers: Mapping[str, str]) -> None:
    """Keep what a newcomer answered; what has been removed or changed meanwhile is left out."""
    require(account_policy.can_present(actor, user))
    kept: dict[int, str] = {}
    for field in queries.asked(actor):
        with suppress(Refused):
            if value := _understood(field, answers.get(str(field.id), "")):
                kept[field.id] = value
    if kept:
        _keep(user, kept)


def _keep(user: User, values: Mapping[int, str]) -> None:
    """By the fields' ids; "" takes the answer away."""
    for field_id, value in values.items():
        if value:
            database.upsert(
                ProfileValue, ("user_id", "field_id"),
                user_id=user.id, field_id=field_id, value=value,
            )  # fmt: skip
        else:
            db.session.execute(
                delete(ProfileValue).where(
                    ProfileValue.user_id == user.id, ProfileValue.field_id == field_id
                )
            )
    database.touch("members")


def _understood(field: Field, typed: str) -> str:
    """As it is kept; "" for no answer. Raises Refused where it is not one."""
    if not typed:
        if field.is_required:
            raise Refused(_("Please fill this in."), field.key)
        return ""
    if len(typed) > LONGEST[field.kind]:
        most = LONGEST[field.kind]
        raise Refused(_("This has at most %(most)s characters.", most=most), field.key)
    if field.kind == "link":
        typed = typed if "://" in typed else f"https://{typed}"
        if not urls.is_web(typed):
            raise Refused(_("This is not the address of a website."), field.key)
    elif field.kind == "date":
        try:
            typed = date.fromisoformat(typed).isoformat()
        except ValueError:
            raise Refused(_("Write a day as 2026-03-31."), field.key) from None
    elif (field.kind == "choice" and typed not in field.choices) or (
        field.kind == "yes" and typed != "1"
    ):
        raise Refused(_("Choose one of the options."), field.key)
    return typed
