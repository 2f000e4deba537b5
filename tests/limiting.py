"""Limits are off in tests, because everybody there has one address; here they are on."""

from contextlib import contextmanager

from flask import Flask

from forum.extensions import limiter


@contextmanager
def limits_on():
    """Inside, everything is counted, beginning at zero."""
    counting = Flask("counting")
    counting.config.update(RATELIMIT_ENABLED=True, RATELIMIT_STORAGE_URI="memory://")
    limiter.init_app(counting)
    try:
        yield
    finally:
        limiter.enabled = False
