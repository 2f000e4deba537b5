"""What the forum lets happen at the moment: everything, only reading, or nothing but for admins;
and the one page that comes before all others, for who of the team owes a second factor.

Either an admin's setting (`site.mode`), which every process knows at once and which survives a
restart, or the operator's variable FORUM_MAINTENANCE, for when the database is what is worked on.
"""

from typing import Any

from flask import Flask, current_app, redirect, render_template, request, session
from flask_babel import gettext as _

from forum import links, structure, web
from forum.settings.signing_in import NOBODY
from forum.structure import setting

RETRY_AFTER = {"Retry-After": "600"}
# Machines that look after the forum, what the page that says so is made of, and the way in.
OPEN = {
    "health.healthz",
    "health.readyz",
    "health.show",
    "assets.static",
    "assets.brand_css",
    "assets.own_css",
}
# What asks no table and waits for nobody.
OPEN |= {"uploads.drawn_avatar", "posting.preview"}
FOUNDING = {"setups.show", "setups.found"}
WAY_IN = {"sessions", "second_factor", "providers", "linking"}
# While there is only reading, admins can still end that, and take a backup.
OF_ADMINS = {"settings", "backups"}
TOLD = "factor"  # in the cookie: they were led to where a second factor is set up
LONGEST = 100_000  # characters of a field that are shown again
HIDDEN = {"csrf_token", "current", "password", "code", "credential", "file"}


def init_app(app: Flask) -> None:
    """Call it after the web door's own: it asks who is there."""
    app.before_request(_check)
    app.before_request(_to_second_factor)


def _check() -> Any:
    if request.endpoint in OPEN:
        return None
    if current_app.config["FORUM_MAINTENANCE"]:
        return (*web.server_error(503), RETRY_AFTER)
    if structure.current().is_unfounded and request.endpoint not in FOUNDING:
        return render_template("errors/unfounded.html"), 503, {"Retry-After": "60"}
    mode = setting("site.mode")
    if mode == "open" or request.blueprint in WAY_IN:
        return None
    if mode == "maintenance":
        return None if web.viewer().is_admin else _closed()
    if request.method in web.SAFE or (request.blueprint in OF_ADMINS and web.viewer().is_admin):
        return None
    return _not_written()


def _to_second_factor() -> Any:
    """Lead who of the team owes a second factor to where it is set up: the first page they ask for
    in this session. From then on a line on each page reminds them."""
    if request.method != "GET" or web.is_bare() or web.is_of_program() or TOLD in session:
        return None
    if request.headers.get("Sec-Fetch-Dest", "document") != "document" or web.wants_json():
        return None
    if setting("second_factor.asked_of") == NOBODY or web.viewer().owes_factor != "now":
        return None
    session[TOLD] = 1
    if request.path in {links.account("two-factor"), links.account("passkeys")}:
        return None
    return redirect(links.account("two-factor"))


def _closed() -> Any:
    """The page knows the brand's name and the admin's sentence, and nobody who asks."""
    web.undo()
    said = setting("site.mode_message") or _(
        "Maintenance is under way. This place will be back soon."
    )
    if answer := _for_programs(said):
        return answer
    page = render_template("errors/maintenance.html", message=said, name=setting("brand.name"))
    return page, 503, RETRY_AFTER


def _not_written() -> Any:
    """What was typed is there to be sent again; files have to be chosen once more."""
    web.undo()
    said = setting("site.mode_message") or _(
        "At the moment you can read everything but change nothing. Please try again in a while."
    )
    if answer := _for_programs(said):
        return answer
    typed = [
        (name, value[:LONGEST])
        for name, value in request.form.items(multi=True)
        if name not in HIDDEN and "password" not in name
    ]
    page = web.render_template("errors/read_only.html", message=said, typed=typed, status=503)
    return page, 503, {**RETRY_AFTER, "Cache-Control": "no-store"}


def _for_programs(said: str) -> Any:
    if web.is_of_program():
        answer = web.problem(503, said)
        answer.headers.update(RETRY_AFTER)
        return answer
    return ({"error": said}, 503, RETRY_AFTER) if web.wants_json() else None
