"""What one lets others see and do, what one is told, pictures of oneself, one's standing."""

from typing import Any

from flask import request

from forum.blueprints import uploads as pages
from forum.blueprints.api import shapes_of_community as shapes
from forum.blueprints.api import shapes_of_groups as groups
from forum.blueprints.api.frame import route
from forum.forms.api import (
    ChangedLook,
    ChangedPrivacy,
    Focus,
    NewNotificationChoices,
    NewPicture,
    NewTitle,
)
from forum.forms.people import PrivacyForm
from forum.forms.uploads import UploadForm
from forum.queries import badges as badge_queries
from forum.queries import choices as queries
from forum.queries import trust
from forum.services import badges, choices, profiles, uploads
from forum.web import member, unit, viewer

_PRIVACY = tuple(PrivacyForm.model_fields)


@route("GET", "/me/privacy", answer=shapes.Privacy, scope="private")
def get_privacy() -> Any:
    """Who may mention and write to the account, and what others see of it."""
    return {name: getattr(member(), name) for name in _PRIVACY}


@route("PUT", "/me/privacy", answer=shapes.Privacy, scope="private", body=ChangedPrivacy,
       rate="account.change")  # fmt: skip
def choose_privacy(sent: ChangedPrivacy) -> Any:
    """Choose some of it anew; what is left out stays."""
    profiles.choose_privacy(
        viewer(), member(), **{**get_privacy(), **sent.model_dump(exclude_none=True)}
    )
    return get_privacy()


@route("GET", "/me/notification-choices", answer=shapes.NotificationChoices, scope="private")
def get_notification_choices() -> Any:
    """What the account is told of, and where: none, site or mail."""
    user = member()
    return {"items": queries.mine(user), "digest_days": user.digest_days,
            "is_read_untracked": user.is_read_untracked}  # fmt: skip


@route("PUT", "/me/notification-choices", answer=shapes.NotificationChoices, scope="private",
       body=NewNotificationChoices, rate="account.change")  # fmt: skip
def choose_notifications(sent: NewNotificationChoices) -> Any:
    """Choose it for the events that are named; the others stay."""
    user = member()
    days = user.digest_days if sent.digest_days is None else sent.digest_days
    untracked = sent.is_read_untracked
    choices.choose(viewer(), user, sent.events, days,
                   user.is_read_untracked if untracked is None else untracked)  # fmt: skip
    return get_notification_choices()


@route("PUT", "/me/look", scope="private", body=ChangedLook, rate="account.change")
def choose_look(sent: ChangedLook) -> None:
    """Light, dark, high contrast or what the system says; how many posts are on a page; language
    and time zone, the site's where they are empty. What is left out stays."""
    user = member()
    now = {name: getattr(user, name) for name in ("scheme", "locale", "time_zone")}
    wanted = {**now, **sent.model_dump(exclude_none=True)}
    profiles.choose_look(viewer(), user, wanted["scheme"], sent.posts_per_page)
    profiles.choose_language(viewer(), user, wanted["locale"], wanted["time_zone"])


@route("POST", "/me/avatar", scope="private", body=NewPicture, is_file=True,
       rate="account.change")  # fmt: skip
def choose_avatar() -> None:
    """Send a picture as multipart/form-data; it stands beside everything the account wrote."""
    upload = pages.received(UploadForm.read({**request.form, "purpose": "avatar"}, request.files))
    with unit("write"):
        uploads.use_as_avatar(viewer(), upload)


@route("DELETE", "/me/avatar", scope="private", rate="account.change")
def remove_avatar() -> None:
    """A picture is drawn from the name again."""
    uploads.draw_avatar(viewer())


@route("POST", "/me/cover", scope="private", body=NewPicture, is_file=True,
       rate="account.change")  # fmt: skip
def choose_cover() -> None:
    """Send a picture as multipart/form-data; it stands on top of the account's page."""
    upload = pages.received(UploadForm.read({**request.form, "purpose": "profile"}, request.files))
    with unit("write"):
        uploads.show_cover(viewer(), upload, "middle")


@route("PATCH", "/me/cover", scope="private", body=Focus, rate="account.change")
def move_cover(sent: Focus) -> None:
    """Which part of it is shown: top, middle or bottom."""
    uploads.move_cover(viewer(), sent.focus)


@route("DELETE", "/me/cover", scope="private", rate="account.change")
def remove_cover() -> None:
    """Show none."""
    uploads.show_cover(viewer(), None, "middle")


@route("GET", "/me/standing", answer=groups.Standing, scope="private")
def get_standing() -> Any:
    """Level, what the next one needs, badges, and why each came."""
    user = member()
    found = trust.standing(user, user)
    return {
        "level": found.level, "is_locked": found.is_locked, "next_level": found.next_level,
        "progress": found.progress, "badges": badge_queries.of_member(user, user),
        "ledger": trust.ledger(user, user),
    }  # fmt: skip


@route("PUT", "/me/title", scope="private", body=NewTitle, rate="account.change")
def choose_title(sent: NewTitle) -> None:
    """Which badge stands beside the name; none where it is empty."""
    badge = badge_queries.get(viewer(), sent.badge) if sent.badge else None
    badges.choose_title(viewer(), member(), badge)
