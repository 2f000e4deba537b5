"""The frame of the API: who comes, what a route declares, how it is asked and answered.

A view is declared with what it takes and gives; the same declaration is the document
(`blueprints.api.document`). It reads through the queries and writes through the verbs that the
pages use, so that no rule is said twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, g, request
from flask_babel import gettext as _
from pydantic import BaseModel

from forum import limits, tallies
from forum.blueprints.api import answering
from forum.forms.base import Form, read
from forum.lib import tokens
from forum.lib.verdict import Conflict, Denied, Refused, deny
from forum.queries import api_tokens
from forum.services import kept_answers
from forum.structure import setting
from forum.web import act_as, error_page, place, undo, viewer, without_token

bp = Blueprint("api", __name__, url_prefix="/api/v1")
without_token(bp)  # no cookie speaks here, so nobody's browser can be made to

IN_ADDRESS = {"access_token", "api_key", "apikey", "auth_token", "authorization", "bearer", "token"}
KEY = "Idempotency-Key"
RATES = {"moderate": "moderation.change", "arrange": "account.change"}  # as their pages count


@dataclass(frozen=True, slots=True)
class Route:
    """What is declared of a way in. `answer` None: 204, nothing."""

    method: str
    rule: str
    name: str
    about: str
    scope: str | None  # None: without a token as well, as far as guests may read
    answer: type[BaseModel] | None
    status: int
    query: type[Form] | None
    body: type[Form] | None
    is_file: bool
    has_version: bool
    is_look: bool  # asked by POST, and yet writes nothing
    is_secret: bool  # shown to who asks and kept nowhere, so no key brings it back
    noun: str
    given_rate: str

    @property
    def is_kept(self) -> bool:
        """Whether a key makes it act once."""
        if self.is_file or self.is_look or self.is_secret:
            return False
        return self.method == "POST" and self.scope is not None

    @property
    def rate(self) -> str:
        """What it counts as on pages: one of limits.RATES, or nothing."""
        if self.method == "GET":
            return ""
        return self.given_rate or RATES.get(self.scope or "", "")


ROUTES: list[Route] = []


class Invalid(Refused):
    """Fields that are wrong, all of them."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(next(iter(errors.values())), next(iter(errors)))
        self.errors = errors


class Unknown(Exception):  # noqa: N818
    """Nobody is known by what the request carries; the sentence says what to do."""


def route(
    method: str, rule: str, *, answer: type[BaseModel] | None = None, status: int = 200,
    scope: str | None = None, query: type[Form] | None = None, body: type[Form] | None = None,
    is_file: bool = False, has_version: bool = False, is_look: bool = False,
    is_secret: bool = False,
    rate: str = "",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # fmt: skip
    """Declare a view. It is called with the parts of its address, `asked` and `sent`."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        _add(view, Route(
            method, rule, view.__name__, " ".join((view.__doc__ or "").split()), scope, answer,
            status if answer else 204, query, body, is_file, has_version, is_look, is_secret,
            view.__module__.rpartition(".")[2], rate,
        ))  # fmt: skip
        return view

    return declare


def _add(view: Callable[..., Any], declared: Route) -> None:
    ROUTES.append(declared)

    @wraps(view)
    def answered(**parts: Any) -> Any:
        return _answered(declared, view, parts)

    bp.add_url_rule(declared.rule, declared.name, answered, methods=[declared.method])


def _answered(declared: Route, view: Callable[..., Any], parts: dict[str, Any]) -> Any:
    _admit(declared)
    given = {}
    if declared.query is not None:
        given["asked"] = _form(declared.query, request.args)
    if declared.body is not None and not declared.is_file:
        given["sent"] = _form(declared.body, _sent(declared, declared.body))
    key = request.headers.get(KEY) if declared.is_kept else None
    if key is not None and (kept := _kept(key)) is not None:
        return answering.replayed(*kept)
    if declared.rate and (seconds := limits.take(declared.rate, viewer().id or place())):
        raise limits.TooMany(_("Too many changes. Please wait a while."), seconds)
    if declared.is_look:
        undo()
    made = answering.drawn(declared.answer, declared.status, view(**parts, **given))
    if key is not None:
        kept_answers.finish(viewer(), g.token_id, key, made.status_code, made.get_data(True))
    return made


def _sent(declared: Route, body: type[Form]) -> Mapping[str, Any]:
    """What was sent, with the version that If-Match says where the form has a place for it."""
    sent, place_of_it = _json(), answering.VERSION & body.model_fields.keys()
    if not declared.has_version or not place_of_it:
        return sent
    return {**sent, **dict.fromkeys(place_of_it, answering.expected_version())}


def _admit(declared: Route) -> None:
    """Find out who comes, once, and whether this may be asked with what they carry."""
    if declared.scope is None:
        return
    if g.scopes is None:
        raise Unknown(_("This needs a token."))
    if declared.scope not in g.scopes:
        raise Denied(deny(_("This token does not have the scope “%(name)s”.",
                            name=declared.scope)))  # fmt: skip


def needs(scope: str) -> None:
    """For what only some requests of a route need. Denied when the token has not got it."""
    if scope not in (g.scopes or ()):
        raise Denied(deny(_("This token does not have the scope “%(name)s”.", name=scope)))


def needs_all() -> None:
    """For what is of the whole forum. Denied to a token that is bound to a category."""
    if viewer().bound_to is not None:
        raise Denied(
            deny(_("This token is limited to a category, and this concerns the whole forum."))
        )


@bp.before_request
def _come() -> None:
    """Who asks: the account behind the token, or a guest. Cookies count for nothing."""
    g.scopes = g.token_id = None
    act_as(None)
    if IN_ADDRESS & {name.lower() for name in request.args}:
        abort(400, _("A token belongs in the Authorization header, not in the address."))
    if (secret := _secret()) is None:
        return _count("api.address", place(), int(setting("api.per_minute_guest")))
    found = api_tokens.coming(None, tokens.hashed(secret))
    if found is None:
        if seconds := limits.take("api.wrong", place()):
            raise limits.TooMany(_("Too many attempts. Please wait a few minutes."), seconds)
        raise Unknown(_("This token is not valid, or no longer valid."))
    act_as(found.user)
    g.scopes, g.token_id = found.scopes, found.token_id
    tallies.current().used(found.token_id, found.user.id)
    return _count("api.token", str(found.token_id), int(setting("api.per_minute")))


def _secret() -> str | None:
    """What the header Authorization says. None without one."""
    said = request.headers.get("Authorization")
    if said is None:
        return None
    scheme, _space, secret = said.partition(" ")
    if scheme.lower() != "bearer" or not 20 <= len(secret.strip()) <= 200:
        raise Unknown(_("Send the token like this: Authorization: Bearer …"))
    return secret.strip()


def _count(rate: str, key: str, most: int) -> None:
    g.rate = (rate, key, most)
    if seconds := limits.take(rate, key, most=most):
        raise limits.TooMany(_("Too many requests. Please wait a moment."), seconds)


def _json() -> Mapping[str, Any]:
    """The JSON object that was sent; nothing at all is an empty one."""
    if not request.is_json:
        if request.content_length:
            abort(415, _("Send JSON."))
        return {}
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        sent = None
    if not isinstance(sent, dict):
        abort(400, _("This is not a JSON object."))
    return sent


def _form(form: type[Form], source: Mapping[str, Any]) -> Form:
    found = read(form, source)
    if not found:
        raise Invalid(found.errors)
    return found.data


def _kept(key: str) -> tuple[int, str] | None:
    body = request.get_data(cache=True)
    return kept_answers.begin(viewer(), g.token_id, key, request.method, request.full_path, body)


@bp.after_request
def _headers(response: Response) -> Response:
    response.vary.add("Authorization")
    if (rate := g.get("rate")) and (left := limits.left(rate[0], rate[1], most=rate[2])):
        response.headers["RateLimit-Limit"] = str(rate[2])
        response.headers["RateLimit-Remaining"] = str(left[0])
        response.headers["RateLimit-Reset"] = str(left[1])
    return response


@bp.errorhandler(Unknown)
def _unknown(error: Unknown) -> Any:
    challenge = "Bearer" if "Authorization" not in request.headers else (
        'Bearer error="invalid_token"')  # fmt: skip
    return (*error_page(401, str(error)), {"WWW-Authenticate": challenge})


@bp.errorhandler(Denied)
def _denied(error: Denied) -> Any:
    """Somebody without a token may be somebody with one: 401. What is hidden is not there."""
    if error.verdict.hidden:
        return error_page(404, _("There is nothing here."))
    if not viewer().is_authenticated:
        return _unknown(Unknown(str(error)))
    return error_page(403, str(error), asks=error.verdict.asks)


@bp.errorhandler(Conflict)
def _conflict(error: Conflict) -> Any:
    status = 412 if "If-Match" in request.headers else 409
    return error_page(status, error.message, field=error.field)


@bp.errorhandler(Invalid)
def _invalid(error: Invalid) -> Any:
    errors = [{"field": name, "detail": said} for name, said in error.errors.items()]
    return error_page(422, error.message, field=error.field, errors=errors)
