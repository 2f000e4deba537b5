"""In which language somebody reads: a member's choice, a guest's, the browser's or the site's."""

from typing import Any

from flask import Blueprint, abort, current_app, g, has_request_context, redirect, request
from flask_babel import get_locale
from sqlalchemy.exc import SQLAlchemyError

from forum import wording
from forum.keeping import LANGUAGE_COOKIE
from forum.lib import addresses, languages
from forum.structure import setting
from forum.web import viewer

bp = Blueprint("languages", __name__)
_YEAR = 31_536_000  # seconds
# What is the same for everybody, and a page that nobody has chosen anything before.
_OF_THE_SITE = {"feeds", "discovery"}
_FIRST = "setups"


@bp.get(f"/language/<any({', '.join(languages.NAMES)}):language>")
def choose(language: str) -> Any:
    """A guest reads in another language from now on: a link, so that it works on kept pages."""
    if language not in wording.offered():
        abort(404)
    answer = redirect(addresses.local(request.args.get("next")), 303)
    answer.set_cookie(
        LANGUAGE_COOKIE, language, max_age=_YEAR, samesite="Lax", httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip
    return answer


@bp.app_template_global()
def other_languages() -> list[tuple[str, str]]:
    """What a guest can choose instead: pairs of a tag and a name."""
    here = str(get_locale() or wording.site())
    return [(one, languages.NAMES.get(one, one)) for one in wording.offered() if one != here]


@bp.app_template_global()
def page_path() -> str:
    """Where this page is, to come back to."""
    return request.full_path.rstrip("?")


def of_request() -> str:
    """The language of what is answered; outside of a request the site's."""
    try:
        return _chosen()
    except SQLAlchemyError:  # then it is said in English that the database does not answer
        return languages.SOURCE


def zone_of_request() -> str:
    """The time zone in which days and hours are told."""
    try:
        own = "" if not has_request_context() or g.get("choosing") else viewer().time_zone
        return own or str(setting("site.time_zone"))
    except SQLAlchemyError:
        return "UTC"


def _chosen() -> str:
    site = wording.site()
    if not has_request_context() or request.blueprint in _OF_THE_SITE or g.get("choosing"):
        return site
    if request.blueprint == _FIRST:
        return request.accept_languages.best_match(list(languages.NAMES)) or site
    offered = wording.offered()
    if len(offered) == 1:
        return site
    g.choosing = True  # who asks is found out with words as well
    try:
        who = viewer()
    finally:
        g.pop("choosing")
    own = who.locale if who.is_authenticated else request.cookies.get(LANGUAGE_COOKIE, "")
    if own in offered:
        return own
    wanted = request.accept_languages if setting("site.follows_browser") else None
    return (wanted.best_match(offered) if wanted else None) or site
