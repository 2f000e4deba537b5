"""The brand as pages show it: as published, or as drafted for the admin who asked to see that."""

from typing import Any

from flask import current_app, g, has_request_context, session

from forum.policies import structure as policy
from forum.queries import looks
from forum.settings.looks import AS_STARTED
from forum.structure import setting
from forum.web import is_bare, viewer


class Brand:
    """The brand as templates see it: what the admin has set, read when it is asked for."""

    @property
    def name(self) -> str:
        return str(look("brand.name"))

    @property
    def tagline(self) -> str:
        return str(look("brand.tagline"))

    @property
    def description(self) -> str:
        return str(setting("brand.description"))

    @property
    def accent(self) -> str:
        return str(look("brand.accent"))

    @property
    def logo_href(self) -> str | None:
        return str(look("brand.logo")) or None

    @property
    def logo_dark_href(self) -> str | None:
        return str(look("brand.logo_dark")) or None

    @property
    def icon_href(self) -> str | None:
        return str(look("brand.icon")) or None

    @property
    def share_href(self) -> str | None:
        """The full address of the picture for shared links, as other sites need it."""
        path = str(look("brand.share"))
        return f"{current_app.config['FORUM'].base_url}{path}" if path else None


BRAND = Brand()
PREVIEWED = "look"  # in the session: the draft of the looks is shown to this admin


def previewing() -> bool:
    """Whether this page is shown with the draft of the looks: to an admin who asked for it."""
    if not has_request_context() or is_bare() or session.get(PREVIEWED) != "draft":
        return False
    return bool(policy.can_shape(viewer()))


def preview(is_on: bool) -> None:
    """Show the draft of the looks in this browser, or no longer."""
    if is_on:
        session[PREVIEWED] = "draft"
    else:
        session.pop(PREVIEWED, None)


def theme() -> str:
    """The name of the theme that this page is shown in; "" for the forum's own look."""
    name = str(look("looks.theme"))
    return str(current_app.config["FORUM"].theme) if name == AS_STARTED else name


def look(name: str) -> Any:
    """A setting of the looks: as it is for everybody, or as drafted on a page with the draft."""
    if has_request_context():
        if "look" not in g:
            g.look = looks.draft(viewer()).values if previewing() else {}
        if name in g.look:
            return g.look[name]
    return setting(name)
