"""Plugins, as admins see them: what each is, what it adds, what of it failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from forum import plugins
from forum.extensions import db
from forum.lib.phrases import N_
from forum.lib.verdict import require
from forum.models import SeamFailure, Viewer
from forum.policies import plugins as policy

# Kinds of what a plugin adds, in the order in which they are shown.
KINDS = {
    "addresses": N_("Pages"), "outlets": N_("Draws in pages"), "events": N_("Listens to"),
    "checks": N_("Looks at what is written"), "looks once more": N_("Looks once more"),
    "stricter rules": N_("Makes stricter"), "markdown": N_("Markdown"), "jobs": N_("Jobs"),
    "settings": N_("Settings"), "tables": N_("Tables"),
    "personal data": N_("What it keeps about people"), "reactions": N_("Reactions"),
    "badges": N_("Badges"), "measures": N_("Measures for badges"),
    "search engines": N_("Search engines"), "importers": N_("Imports"),
    "ways to sign in": N_("Ways to sign in"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    seam: str
    count: int
    last_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Installed:
    """One that is installed. `why_not`: it is not used, and why; `adds`: kinds with names."""

    about: plugins.About
    adds: tuple[tuple[str, tuple[str, ...]], ...] = ()
    has_settings: bool = False
    failures: tuple[Failure, ...] = ()
    pages: tuple[str, ...] = ()  # its own among those of the administration
    why_not: str = ""


def every(viewer: Viewer) -> list[Installed]:
    """All that are installed, used or not, by name."""
    require(policy.can_look(viewer))
    failed, used = _failures(), plugins.current().plugins
    found = [
        Installed(
            one.about, _adds(one), bool(one.adds.get("settings")), failed.get(name, ()), _pages(one)
        )
        for name, one in used.items()
    ]
    found += [
        Installed(plugins.about(point), (), False, failed.get(point.name, ()), (), _why_not())
        for point in plugins.found() if point.name not in used
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.about.name)


def failing(viewer: Viewer) -> int:
    """How many failures are counted, of the plugins that are used."""
    require(policy.can_look(viewer))
    used = list(plugins.current().plugins)
    counted = select(func.sum(SeamFailure.count)).where(SeamFailure.plugin.in_(used))
    return db.session.scalar(counted) or 0 if used else 0


def _why_not() -> str:
    if current_app.config["FORUM_SAFE_MODE"]:
        return str(_("Not used: the forum is running in safe mode."))
    return str(_("Switched off by FORUM_PLUGINS_OFF."))


def _adds(one: plugins.Plugin) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (str(_(label)), tuple(one.adds[kind])) for kind, label in KINDS.items() if kind in one.adds
    )


def _pages(one: plugins.Plugin) -> tuple[str, ...]:
    found = (said.partition(" ") for said in one.adds.get("addresses", ()))
    return tuple(
        address
        for methods, _space, address in found
        if "GET" in methods and address.startswith("/admin/") and "<" not in address
    )


def _failures() -> dict[str, tuple[Failure, ...]]:
    rows: Sequence[SeamFailure] = db.session.scalars(
        select(SeamFailure).order_by(SeamFailure.plugin, SeamFailure.last_at.desc())
    ).all()
    return {
        name: tuple(Failure(row.seam, row.count, row.last_at, row.error) for row in some)
        for name, some in groupby(rows, key=lambda row: row.plugin)
    }
