"""What else happens when something happens. `connect` is called once, by `forum.app`."""

from flask import Flask

from forum.subscribers import badges, conversations, groups, notifications, programme


def connect(app: Flask) -> None:
    """Have every module here listen to what it is about."""
    badges.connect(app)
    conversations.connect(app)
    groups.connect(app)
    notifications.connect(app)
    programme.connect(app)
