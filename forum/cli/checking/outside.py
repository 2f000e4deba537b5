"""What the forum talks to: the mail server, Redis, the search engine."""

import smtplib
from collections.abc import Iterator

from redis import Redis
from redis.exceptions import RedisError

from forum import mailer
from forum.cli.checking.finding import Finding, bad, good, note
from forum.config import Config


def findings(settings: Config) -> Iterator[Finding]:
    yield _mail(settings)
    yield _redis(settings)
    yield note("search", "no engine yet: this version of the forum has no search")


def _mail(settings: Config) -> Finding:
    if not settings["FORUM_MAIL_URL"]:
        folder = settings.instance / "mail"
        if settings.is_production:
            return bad(
                "mail",
                "no server is set, so nobody can join or reset a password",
                "set FORUM_MAIL_URL=smtp://user:password@host:587 and FORUM_MAIL_FROM",
            )
        return note("mail", f"is not sent but kept in {folder}", "set FORUM_MAIL_URL to send it")
    try:
        mailer.check()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return bad(
            "mail",
            f"the server does not take mail from us: {error}",
            "check FORUM_MAIL_URL; a relay often wants port 587 and a password",
        )
    return good("mail", f"the server answers; sender {settings['FORUM_MAIL_FROM']}")


def _redis(settings: Config) -> Finding:
    url = settings["FORUM_REDIS_URL"]
    if not url:
        return good("Redis", "not used; one machine needs none")
    try:
        with Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as redis:
            redis.ping()
    except (RedisError, ValueError) as error:
        return bad(
            "Redis",
            f"does not answer: {error}",
            "start it, or correct FORUM_REDIS_URL; until then pages are made anew each time",
        )
    return good("Redis", "answers")
