"""The web door: one request is one transaction. Returning commits, raising rolls back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, cast

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    got_request_exception,
    redirect,
    request,
    session,
)
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, SecurityError

from forum import database, keeping, limits, links, plugins, tallies, theming, wording
from forum.extensions import csrf
from forum.lib import causes, networks, problems, tokens
from forum.lib.verdict import Denied, Refused, deny
from forum.models import OPERATOR, Guest, User, Viewer
from forum.models.columns import utcnow
from forum.queries import viewers
from forum.security import looking
from forum.services.sessions import Device, Entry

SESSION_TOKEN = "sid"  # noqa: S105 - in the signed cookie; its hash is MemberSession.token_hash
SAFE = {"GET", "HEAD", "OPTIONS"}
# No inline script or style anywhere, so the policy is the same on every page and can be kept.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SCHEMES = ("light", "dark", "contrast")  # what one can choose instead of the system's
SCHEME_COOKIE = "scheme"
SEEN_EVERY = timedelta(minutes=5)  # how exactly it is known when somebody was last here


def viewer() -> Viewer:
    """Who is asking. The only place that reads the global `current_user`."""
    if "program" in g:  # which no cookie speaks for
        return cast("Viewer", g.program)
    if is_bare():
        return guest()
    look = seen_as()
    return look.viewer if look is not None else _signed_in()


def _signed_in() -> Viewer:
    return cast("Viewer", current_user._get_current_object())


def seen_as() -> viewers.LookedAs | None:
    """As whom an admin looks at the forum at the moment; none: as who they are."""
    if is_bare() or "program" in g:
        return None
    if "seen_as" not in g:
        look = looking.current()
        g.seen_as = look and viewers.looked_as(_signed_in(), look.kind, look.key, look.by)
    return cast("viewers.LookedAs | None", g.seen_as)


def act_as(user: User | None) -> None:
    """This request is a program's, which acts as `user`, or as a guest."""
    g.program = user or Guest()


def member() -> User:
    """Who is asking, for pages about oneself; after `members_only` it is never a guest."""
    found = viewer()
    if not isinstance(found, User):
        raise Denied(deny(_("Please sign in first.")))
    return found


def operator() -> Viewer:
    """Who acts behind a door that only the operator's own machines know the secret of."""
    return OPERATOR


def guest() -> Guest:
    """Somebody who is not signed in, with the look they chose in this browser."""
    found = Guest()
    chosen = request.cookies.get(SCHEME_COOKIE, "")
    if chosen in SCHEMES:
        found.scheme = chosen
    return found


def members_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Send a guest to sign in, and back to the page they asked for. For pages about oneself."""

    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> Any:
        if viewer().is_authenticated:
            return view(*args, **kwargs)
        if request.method in SAFE and not wants_json():
            return redirect(links.sign_in(request.full_path.rstrip("?")))
        return error_page(401, _("Please sign in first."))

    return asked


def device() -> Device:
    """The browser that asks. Its address is the proxy's word only where ProxyFix was told so."""
    agent = request.user_agent.string
    return Device(request.remote_addr or "", "".join(c for c in agent if c.isprintable()))


def place() -> str:
    """Under what limits count this request: its IPv4 address or IPv6 network."""
    return networks.bucket(request.remote_addr)


def limited(name: str) -> None:
    """Raise TooMany when this was asked for from here too often; `name` is one of limits.RATES."""
    if seconds := limits.take(name, place()):
        raise limits.TooMany(_("Too many attempts. Please wait a few minutes."), seconds)


def limit_changes() -> None:
    """Before each request to pages about one's own account: nobody changes it all day long."""
    if request.method in SAFE:
        return
    if seconds := limits.take("account.change", viewer().id or place()):
        raise limits.TooMany(_("Too many changes. Please wait a while."), seconds)


def unkept(page: str) -> Response:
    """A page with a secret in it or in its address: no cache keeps it."""
    response = current_app.make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_from_here() -> bool:
    """Whether a page of ours sent this request: what the browser says, which scripts cannot fake.

    For the one unsafe route without a token. A browser that says nothing is turned away.
    """
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def without_token(view: Any) -> Callable[..., Any]:
    """A route that writes and is asked for from pages without a token: it asks `is_from_here`."""
    return cast("Callable[..., Any]", csrf.exempt(view))


def begin_session(entry: Entry) -> None:
    """From here on this browser carries `entry`'s session, and nothing from before (T54)."""
    session.clear()
    g.pop("csrf_token", None)
    g.pop("csrf_field", None)
    session.permanent = entry.is_kept
    session["_user_id"], session["_fresh"] = entry.uniquifier, True
    session[SESSION_TOKEN] = entry.token


def end_session() -> None:
    session.clear()
    g.pop("csrf_token", None)
    g.pop("csrf_field", None)


def undo() -> None:
    """Take back what was written in this request: the page that follows only reads."""
    database.rollback()
    database.begin("read")


def load_viewer(uniquifier: str) -> User | None:
    """The member whose session this browser carries, asked once per request by Flask-Login."""
    token = session.get(SESSION_TOKEN)
    user = viewers.load(None, uniquifier, tokens.hashed(token)) if token else None
    if user is None or looking.current() is not None:  # who looks leaves nothing behind
        return user
    if user.session_id is not None and _is_long_ago(user.last_seen_at):
        tallies.current().seen(user.session_id, user.id)
    return user


def _is_long_ago(seen_at: datetime | None) -> bool:
    return seen_at is None or utcnow() - seen_at > SEEN_EVERY


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, which public answers neither carry nor depend on."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        # Flask-Login looks into the session at each answer: all would depend on it.
        if session.modified or not response.cache_control.public:
            super().save_session(app, session, response)


def is_bare() -> bool:
    """Whether the request carries no session at all: certainly a guest, without asking further."""
    return current_app.config["SESSION_COOKIE_NAME"] not in request.cookies


def render_template(name: str, **context: Any) -> str:
    return theming.drawn(name, viewer=viewer(), **context)


def keep(*names: str, viewed: int | None = None) -> None:
    """This page is the same for all guests until one of `names` has a new version.

    Call it before the first query. `viewed` is the thread whose views a showing counts for.
    """
    if is_bare() and request.method in SAFE:
        versions = database.current_versions(*names, "structure")
        g.keep = keeping.Terms((*names, "structure"), versions, viewed)


def keep_also(*names: str) -> None:
    """The page shows something of these as well. Call it before it is read."""
    terms = g.get("keep")
    if terms and names:
        versions = database.current_versions(*names)
        g.keep = keeping.Terms((*terms.names, *names), (*terms.versions, *versions), terms.viewed)


def csrf_field() -> Markup:
    """The hidden field of every form that writes. A page with one is never kept."""
    g.pop("keep", None)
    if seen_as() is not None:  # what is typed now must not be sent later, as oneself
        return Markup()
    if "csrf_field" not in g:  # a page has several
        field = Markup('<input type="hidden" name="csrf_token" value="{}">')
        g.csrf_field = field.format(generate_csrf())
    return cast("Markup", g.csrf_field)


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def tell(message: str, kind: str = "success") -> None:
    """A sentence on the next page that is shown to this person."""
    flash(message, kind)


def unit(mode: database.Mode) -> AbstractContextManager[None]:
    """A unit of work of its own, for the rare view with slow work between two of them."""
    return database.unit(mode)


def init_app(app: Flask) -> None:
    """Call it last: what is registered last runs first after the view, and that is the commit."""
    app.before_request(_begin)
    app.after_request(_headers)
    app.after_request(_commit)
    got_request_exception.connect(_undo, app)
    app.register_error_handler(Denied, _denied)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(limits.TooMany, _too_many)
    app.register_error_handler(CSRFError, _csrf_failed)
    app.register_error_handler(HTTPException, _http_error)


def _begin() -> Any:
    database.begin("read" if request.method in SAFE else "write")
    if "\0" in request.path or b"%00" in request.query_string:
        abort(404)  # PostgreSQL takes no such text, and nothing has such a name
    is_open = request.endpoint in looking.OPEN and request.method in SAFE
    if request.endpoint and not is_open and request.endpoint != looking.END and seen_as():
        return error_page(
            403, _("This is not available while you view the forum as somebody else.")
        )
    if plugins.current().is_of_plugin(request.blueprint):  # as all pages of ours that write
        limit_changes()
    return None


def _commit(response: Response) -> Response:
    database.commit()
    return response


def _undo(sender: Flask, **_: Any) -> None:
    database.rollback()


def _headers(response: Response) -> Response:
    headers = response.headers
    if plugins.current().is_of_plugin(request.blueprint):  # a page of theirs says what ours say
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
            headers.pop(name, None)
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-cache"
    if g.get("seen_as") and "public" not in headers["Cache-Control"]:
        headers["Cache-Control"] = "no-store"
    if "public" not in headers["Cache-Control"]:
        response.vary.add("Cookie")
    terms: keeping.Terms | None = g.pop("keep", None)
    if terms is not None and response.status_code == 200 and "Set-Cookie" not in headers:
        keeping.offer(current_app, request.environ, response, terms)
    return response


def is_of_program() -> bool:
    """Whether the answer is for a program: whatever it is, it is JSON."""
    return request.path.startswith(links.api("/"))


def problem(status: int, message: str, **context: Any) -> Response:
    """What went wrong, for a program (RFC 9457)."""
    body = problems.described(status, message, **context)
    return Response(body, status, mimetype=problems.MIME)


def error_page(status: int, message: str, **context: Any) -> tuple[Any, int]:
    """What went wrong, as a page or as JSON, after everything was undone."""
    undo()
    g.pop("keep", None)
    if is_of_program():
        return problem(status, message, **context), status
    if wants_json():
        return {"error": message, **context}, status
    name = f"errors/{status}.html" if status in {403, 404, 410, 429} else "errors/error.html"
    return render_template(name, message=message, status=status, **context), status


def _denied(error: Denied) -> Any:
    if error.verdict.gone:
        message = _("This was here once and has been removed.")
        thread_id = error.verdict.thread_id
        way = links.act_on_thread(thread_id, "statement") if thread_id else ""
        return error_page(410, message, way=way)
    if error.verdict.hidden:
        return error_page(404, _("There is nothing here."))
    return error_page(403, str(error))


def _refused(error: Refused) -> Any:
    return error_page(422, error.message, field=error.field)


def _too_many(error: limits.TooMany) -> Any:
    page = error_page(429, error.message, retry_after=error.seconds)
    return (*page, {"Retry-After": str(error.seconds)})


def _csrf_failed(error: CSRFError) -> Any:
    return error_page(400, _("This form was open for too long. Go back, reload it and try again."))


def _http_error(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    if (error.code or 500) >= 500:
        return server_error(error.code or 500)
    own = isinstance(error, SecurityError)  # whose words repeat what the request said
    message = _("This is not an address of this forum.") if own else error.description or error.name
    page = error_page(error.code or 400, message)
    return (*page, _passed_on(error))


def _passed_on(error: HTTPException) -> dict[str, str]:
    """Headers that belong to the status: Allow, Retry-After, Location."""
    return {k: v for k, v in error.get_headers() if k in {"Allow", "Retry-After", "Location"}}


def server_error(status: int) -> tuple[Any, int]:
    """Drawn without the database and without knowing who asks: both may be what failed."""
    database.rollback()
    g.pop("keep", None)
    reference = causes.number() or causes.new()
    current_app.logger.error("answered %s, reference %s", status, reference)
    # Whose language it was, or what the site's is, is asked of nobody now.
    spoken = getattr(g.get("_flask_babel"), "babel_locale", None)
    with force_locale(spoken or wording.SOURCE):
        sentence = _("Something went wrong on our side.")
        if is_of_program():
            return problem(status, sentence, reference=reference), status
        if wants_json():
            return {"error": sentence, "reference": reference}, status
        name = "errors/maintenance.html" if status == 503 else "errors/500.html"
        return theming.drawn(name, reference=reference), status
