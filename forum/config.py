"""What the operator decides at deploy time, in `FORUM_…` variables and one optional file.

What an admin decides while the forum runs is in `forum.settings`. `VARIABLES` is the one list: the
command `forum check`, the documentation and the tests are drawn from it.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

MIGRATIONS = Path(__file__).parent.parent / "migrations"
THEMES = Path(__file__).parent.parent / "themes"
TEMPLATES = Path(__file__).parent / "templates"
DATABASES = ("postgresql://", "postgres://", "postgresql+psycopg://", "sqlite:///")
Kind = type[str] | type[int] | type[bool]


class ConfigError(Exception):
    """The configuration cannot be used. The message is a sentence for the operator."""


@dataclass(frozen=True)
class Variable:
    name: str
    kind: Kind
    default: Any
    help: str
    is_secret: bool = False


VARIABLES = (
    Variable("FORUM_ENV", str, "development", "development or production"),
    Variable("FORUM_INSTANCE", str, "instance", "folder for the database, uploads, keys and mail"),
    Variable("FORUM_HOST", str, "127.0.0.1", "address the server listens on"),
    Variable("FORUM_PORT", int, 8000, "port the server listens on"),
    Variable("FORUM_WEB_PROCESSES", int, 2, "web processes on this machine"),
    Variable("FORUM_WEB_THREADS", int, 8, "threads in each web process"),
    Variable("FORUM_BASE_URL", str, "", "public address, e.g. https://forum.example.com"),
    Variable("FORUM_PROXIES", int, 0, "how many reverse proxies of yours stand before the server"),
    Variable("FORUM_DATABASE_URL", str, "", "postgresql://…; empty: SQLite in the instance folder"),
    Variable("FORUM_REDIS_URL", str, "", "redis://… for several web nodes; empty: in memory"),
    Variable(
        "FORUM_SECRET_KEY",
        str,
        "",
        "signs cookies; empty: made in the instance folder",
        is_secret=True,
    ),
    Variable(
        "FORUM_SEARCH_ENGINE",
        str,
        "",
        "whoosh, postgresql, tantivy, or a plugin's; empty: postgresql on PostgreSQL, else whoosh",
    ),
    Variable(
        "FORUM_SEARCH_LANGUAGE",
        str,
        "",
        "two letters: the language whose words search knows the forms of; none; empty: the site's",
    ),
    Variable("FORUM_STORAGE_URL", str, "", "where uploads go; empty: a folder in the instance"),
    Variable(
        "FORUM_BACKUP_URL",
        str,
        "",
        "where backups go, a folder or s3://…; empty: a folder in the instance",
    ),
    Variable(
        "FORUM_MAIL_URL",
        str,
        "",
        "smtp://user:password@host:587, smtps://…; empty: a folder",
        is_secret=True,
    ),
    Variable(
        "FORUM_MAIL_EVENTS_SECRET",
        str,
        "",
        "last part of the address to which the mail provider reports what came back; empty: none",
        is_secret=True,
    ),
    Variable(
        "FORUM_MAIL_EVENTS_KEY",
        str,
        "",
        "key by which these reports are signed (Standard Webhooks): with it, what is not signed,"
        " late or repeated is refused",
        is_secret=True,
    ),
    Variable(
        "FORUM_HEALTH_TOKEN",
        str,
        "",
        "who sends it as a bearer token sees at /readyz what is how; empty: this machine only, and"
        " with FORUM_PROXIES nobody",
        is_secret=True,
    ),
    Variable(
        "FORUM_METRICS_TOKEN",
        str,
        "",
        "who sends it as a bearer token sees /metrics; empty: this machine only, and with"
        " FORUM_PROXIES nobody",
        is_secret=True,
    ),
    Variable("FORUM_MAIL_FROM", str, "forum@localhost", "sender of all mail"),
    Variable(
        "FORUM_OUTGOING_ALLOWED",
        str,
        "",
        "address:port, with spaces between: in a network of yours, which webhooks may reach, and"
        " signing in with your accounts",
    ),
    Variable(
        "FORUM_OIDC_ISSUER",
        str,
        "",
        "https://id.example.com: where the brand's accounts are (OpenID Connect); empty: none",
    ),
    Variable("FORUM_OIDC_CLIENT_ID", str, "", "what the forum is called there"),
    Variable(
        "FORUM_OIDC_CLIENT_SECRET",
        str,
        "",
        "by which the forum is known there; empty: a public client, with PKCE alone",
        is_secret=True,
    ),
    Variable("FORUM_THEME", str, "", "a folder in themes/; empty: the default look"),
    Variable(
        "FORUM_SOURCE_URL",
        str,
        "",
        "https://…, where the source of the version that runs here is; shown to everybody",
    ),
    Variable("FORUM_MAINTENANCE", bool, False, "true: every page says that work is being done"),
    Variable(
        "FORUM_SAFE_MODE",
        bool,
        False,
        "true: starts without plugins, theme and the admins' own styles, to find what is wrong",
    ),
    Variable("FORUM_PLUGINS_OFF", str, "", "names of installed plugins that are not used"),
    Variable("FORUM_LOG_LEVEL", str, "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Variable("FORUM_LOG_FORMAT", str, "", "json or text; empty: json in production, else text"),
    Variable(
        "FORUM_LOG_REQUESTS",
        str,
        "problems",
        "problems: a line for each request that failed or took a second; all: for each",
    ),
)
BY_NAME = {variable.name: variable for variable in VARIABLES}
LEAST = {"FORUM_WEB_PROCESSES": 1, "FORUM_WEB_THREADS": 1, "FORUM_PROXIES": 0}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True)
class Config:
    """The values of all variables, and where each came from (default, file or environment)."""

    values: dict[str, Any]
    origins: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def instance(self) -> Path:
        return Path(self["FORUM_INSTANCE"]).resolve()

    @property
    def is_production(self) -> bool:
        return bool(self["FORUM_ENV"] == "production")

    @property
    def theme(self) -> str:
        """The folder in themes/ that is used; "" for none, as always in safe mode."""
        return "" if self["FORUM_SAFE_MODE"] else str(self["FORUM_THEME"])

    def changed(self, origin: str, **values: Any) -> "Config":
        """The same with other values of some variables; `origin` says who wanted that."""
        origins = self.origins | dict.fromkeys(values, origin)
        return Config({**self.values, **values}, origins)

    @property
    def log_format(self) -> str:
        return str(self["FORUM_LOG_FORMAT"] or ("json" if self.is_production else "text"))

    @property
    def database_url(self) -> str:
        url = str(self["FORUM_DATABASE_URL"] or f"sqlite:///{self.instance / 'forum.db'}")
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                return "postgresql+psycopg://" + url.removeprefix(plain)
        return url

    @property
    def base_url(self) -> str:
        return str(self["FORUM_BASE_URL"] or f"http://localhost:{self['FORUM_PORT']}").rstrip("/")

    @property
    def trusted_hosts(self) -> list[str] | None:
        """The names by which the forum may be asked for: its own, and this machine's for checks.

        None, which is any, while nobody has said what its own is. Links in mail and feeds are built
        from the configured address in either case, never from a request (T56). This machine's IPv6
        address is called localhost by `networks.with_loopback_named`.
        """
        if not self["FORUM_BASE_URL"]:
            return None
        return [urlsplit(self.base_url).hostname or "", "localhost", "127.0.0.1"]

    def for_flask(self) -> dict[str, Any]:
        """The same decisions under the names that Flask and its extensions know."""
        secure = self.base_url.startswith("https://")
        return {
            **self.values,
            "FORUM": self,
            "THEMES_FOLDER": THEMES,
            "DEBUG": False,  # whatever FLASK_DEBUG says: a console for strangers is never wanted
            "SECRET_KEY": self["FORUM_SECRET_KEY"],
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(self.database_url),
            "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 600_000,
            "MAX_FORM_PARTS": 200,
            "SESSION_COOKIE_NAME": "__Host-forum" if secure else "forum",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_REFRESH_EACH_REQUEST": False,
            "PERMANENT_SESSION_LIFETIME": 60 * 24 * 3600,
            "TRUSTED_HOSTS": self.trusted_hosts,
            "PREFERRED_URL_SCHEME": "https" if secure else "http",
            "RATELIMIT_STORAGE_URI": self["FORUM_REDIS_URL"] or "memory://",
            "RATELIMIT_HEADERS_ENABLED": False,
            "BABEL_DEFAULT_LOCALE": "en",
        }


def _engine_options(url: str) -> dict[str, Any]:
    shared = {"max_overflow": 8, "hide_parameters": True}  # what members wrote is in no error
    if url.startswith("sqlite"):
        return {"pool_size": 32, **shared}
    return {"pool_size": 16, "pool_pre_ping": True, **shared}


def read(environ: Mapping[str, str] | None = None, file: Path | None = None) -> Config:
    """Read the variables: environment before file before default.

    The file is `forum.toml` in the instance folder, or what `FORUM_CONFIG` names. Raises
    ConfigError, with a sentence, for an unknown name or a value that cannot be used.
    """
    environ = os.environ if environ is None else environ
    values = {variable.name: variable.default for variable in VARIABLES}
    origins = {variable.name: "default" for variable in VARIABLES}
    instance = environ.get("FORUM_INSTANCE") or values["FORUM_INSTANCE"]
    file = file or Path(environ.get("FORUM_CONFIG") or Path(instance) / "forum.toml")
    for name, value in _from_file(file).items():
        values[name], origins[name] = _converted(name, value), f"file {file}"
    for name in BY_NAME:
        if environ.get(name):
            values[name], origins[name] = _converted(name, environ[name]), "environment"
    _check(values)
    return Config(values, origins)


def _check(values: Mapping[str, Any]) -> None:
    """What would otherwise show itself later, in a link in somebody's mail or in a plain look."""
    if values["FORUM_ENV"] not in {"development", "production"}:
        raise ConfigError("FORUM_ENV must be development or production.")
    source = values["FORUM_SOURCE_URL"]
    if source and not source.startswith(("https://", "http://")):
        raise ConfigError("FORUM_SOURCE_URL must begin with https://.")
    url = values["FORUM_DATABASE_URL"]
    if url and not url.startswith(DATABASES):
        raise ConfigError("FORUM_DATABASE_URL must begin with postgresql:// or sqlite:///.")
    base = values["FORUM_BASE_URL"]
    if base and not base.startswith(("https://", "http://")):
        raise ConfigError(f"FORUM_BASE_URL must begin with https:// or http://, not {base!r}.")
    issuer = values["FORUM_OIDC_ISSUER"]
    if issuer and not issuer.startswith(("https://", "http://")):
        raise ConfigError("FORUM_OIDC_ISSUER must begin with https://.")
    if issuer and not values["FORUM_OIDC_CLIENT_ID"]:
        raise ConfigError("FORUM_OIDC_ISSUER needs FORUM_OIDC_CLIENT_ID beside it.")
    for name, least in LEAST.items():
        if values[name] < least:
            raise ConfigError(f"{name} must be at least {least}, not {values[name]}.")
    if values["FORUM_LOG_LEVEL"] not in LOG_LEVELS:
        raise ConfigError("FORUM_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
    if values["FORUM_LOG_FORMAT"] not in {"", "json", "text"}:
        raise ConfigError("FORUM_LOG_FORMAT must be json or text.")
    if values["FORUM_LOG_REQUESTS"] not in {"problems", "all"}:
        raise ConfigError("FORUM_LOG_REQUESTS must be problems or all.")
    theme = values["FORUM_THEME"]
    if theme and not (THEMES / theme / "theme.toml").is_file():
        raise ConfigError(f"FORUM_THEME is {theme!r}, but there is no themes/{theme}/theme.toml.")


def _from_file(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        found = tomllib.loads(file.read_text())
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error
    named = {
        f"FORUM_{name.upper()}" if not name.startswith("FORUM_") else name: value
        for name, value in found.items()
    }
    for name in named:
        if name not in BY_NAME:
            raise ConfigError(f"{file} sets {name}, which the forum does not know.")
    return named


def _converted(name: str, value: Any) -> Any:
    kind = BY_NAME[name].kind
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
                str(value).strip().lower()
            ]
        return kind(value)
    except (ValueError, KeyError) as error:
        wanted = {int: "a whole number", bool: "true or false", str: "text"}[kind]
        raise ConfigError(f"{name} must be {wanted}, not {value!r}.") from error


def with_secret_key(config: Config) -> Config:
    """The same, with the secret key from the instance folder, made there on first use."""
    if config["FORUM_SECRET_KEY"]:
        return config
    file = config.instance / "secret_key"
    try:
        config.instance.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as made:
                made.write(secrets.token_urlsafe(48))
        key = file.read_text().strip()
    except OSError as error:
        raise ConfigError(
            f"The instance folder {config.instance} cannot be written: {error.strerror}. "
            "Choose another with FORUM_INSTANCE, or give this user the right to write there."
        ) from error
    return Config(
        {**config.values, "FORUM_SECRET_KEY": key},
        {**config.origins, "FORUM_SECRET_KEY": f"file {file}"},
    )
