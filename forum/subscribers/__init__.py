"""What else happens when something happens. `connect` is called once, by `forum.app`."""

from flask import Flask

from forum.subscribers import (
    appeals,
    badges,
    conversations,
    groups,
    metrics,
    moderation,
    notifications,
    programme,
    reports,
    search,
    share_pictures,
    trust,
    webhooks,
)


def connect(app: Flask) -> None:
    """Have every module here listen to what it is about."""
    appeals.connect(app)
    badges.connect(app)
    conversations.connect(app)
    groups.connect(app)
    metrics.connect(app)
    moderation.connect(app)
    notifications.connect(app)
    programme.connect(app)
    reports.connect(app)
    search.connect(app)
    share_pictures.connect(app)
    trust.connect(app)
    webhooks.connect(app)
