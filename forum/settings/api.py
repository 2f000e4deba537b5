"""How much programs may ask."""

from forum.settings.declaring import Setting

ALL = (
    Setting("api.per_minute", int, 300, "Requests per minute by a program, by token"),
    Setting("api.per_minute_guest", int, 60, "Requests per minute without a token, by address"),
)
