"""The operator's decisions: every variable with where its value comes from."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from forum.cli.checking.finding import Finding, bad, good, note
from forum.cli.errors import without_password
from forum.config import BY_NAME, VARIABLES, Config

SHORTEST_KEY = 32  # characters


def table(settings: Config) -> Iterator[str]:
    """One line for each variable: name, value (no secret is shown) and origin."""
    values = {variable.name: _shown(settings, variable.name) for variable in VARIABLES}
    wide = max(len(value) for value in values.values())
    for name, value in values.items():
        yield f"{name:<20} {value:<{wide}}  {settings.origins.get(name, 'default')}"


def _shown(settings: Config, name: str) -> str:
    value = settings[name]
    if value == "":
        return "(empty)"
    if BY_NAME[name].is_secret:
        return "(set)"
    if isinstance(value, bool):
        return "true" if value else "false"
    return without_password(str(value))


def findings(settings: Config) -> Iterator[Finding]:
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith("FORUM_")
        and name not in {*BY_NAME, "FORUM_CONFIG"}
        and not name.startswith(("FORUM_TEST_", "FORUM_BENCH_"))
    )
    for name in unknown:
        yield note(
            "environment",
            f"{name} is set, which the forum does not know",
            "check the spelling, or unset it",
        )
    if settings.is_production:
        yield from _production(settings)
    else:
        yield note(
            "mode",
            "development: an empty database gets the demonstration community",
            "set FORUM_ENV=production before anybody else may reach it",
        )
    key = settings["FORUM_SECRET_KEY"]
    if key and len(key) < SHORTEST_KEY:
        yield bad(
            "secret key",
            f"FORUM_SECRET_KEY has {len(key)} characters",
            f"give it at least {SHORTEST_KEY} random ones, or leave it to the forum",
        )


def _production(settings: Config) -> Iterator[Finding]:
    base = urlsplit(settings["FORUM_BASE_URL"])
    if not base.hostname:
        yield bad(
            "public address",
            "FORUM_BASE_URL is not set, so links in mail lead nowhere",
            "set it, for example FORUM_BASE_URL=https://forum.example.com",
        )
    elif base.scheme != "https":
        yield bad(
            "public address",
            f"{settings.base_url} is not encrypted",
            "let nginx serve https and set FORUM_BASE_URL=https://…",
        )
    else:
        yield good("public address", settings.base_url)
    if settings["FORUM_HOST"] not in {"127.0.0.1", "::1", "localhost"}:
        yield note(
            "address",
            f"the server itself listens on {settings['FORUM_HOST']}",
            "let only your own reverse proxy reach it",
        )
    if settings["FORUM_PROXIES"] == 0:
        yield note(
            "proxies",
            "FORUM_PROXIES is 0: every visitor seems to come from the proxy",
            "set FORUM_PROXIES=1 when nginx stands before the server",
        )
