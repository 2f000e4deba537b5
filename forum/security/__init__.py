"""Flask-Security as this forum uses it: hashes, one-time codes, and who is signed in.

Its own pages are not registered. They would confirm and reset on a GET, keep tokens that a newer
one does not replace, and trust a cookie that signing out cannot take back; ours stand on its parts.
Cookies that remember, tokens in headers and its own user loader are switched off: a member is
signed in while there is a row of `MemberSession` for this browser, and by nothing else.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_login.utils import _user_context_processor
from flask_security import Security, SQLAlchemyUserDatastore

from forum.extensions import db
from forum.models import Guest, Passkey, User
from forum.models.columns import utcnow
from forum.security.codes import Codes

# OWASP's smallest recommended setting: 19 MiB and two passes. 8 threads in each of two processes
# hash at the same time at most, so it fits beside the forum on a machine with 1 GB.
ARGON2 = {
    "argon2__type": "ID",
    "argon2__memory_cost": 19_456,  # KiB
    "argon2__time_cost": 2,
    "argon2__parallelism": 1,
}


def init_app(
    app: Flask, load_member: Callable[[str], User | None], guest: Callable[[], Guest]
) -> None:
    """Give `app` its Flask-Security. `load_member` finds who a browser's session belongs to."""
    for name, value in _settings(app).items():
        app.config.setdefault(f"SECURITY_{name}", value)
    security = Security(
        app, SQLAlchemyUserDatastore(db, User, None, Passkey),  # type: ignore[arg-type]
        register_blueprint=False, totp_cls=Codes,
    )  # fmt: skip
    login_manager = security.login_manager
    login_manager.session_protection = None  # a session is a row that can be revoked
    login_manager.anonymous_user = guest
    login_manager.user_loader(load_member)
    login_manager._request_callback = None
    # Principals are not asked here; they would look up the member of every request, before the
    # web door has said whether it reads or writes.
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    # Templates have `viewer`; a letter, which nobody asked for, must not look for one.
    app.template_context_processors[None].remove(_user_context_processor)


def _settings(app: Flask) -> dict[str, Any]:
    return {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": {"argon2"},  # it takes any length, so nothing is shortened first
        "PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        "PASSWORD_NORMALIZE_FORM": "NFC",
        "DEPRECATED_PASSWORD_SCHEMES": [],
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TOTP_SECRETS": {1: key(app, "totp")},
        "TOTP_ISSUER": "forum",  # the brand's name takes its place where it is shown
        "DATETIME_FACTORY": utcnow,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
    }


def key(app: Flask, purpose: str) -> str:
    """A key for one purpose, derived from the forum's secret key."""
    secret = str(app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"forum {purpose}".encode(), hashlib.sha256).hexdigest()
