"""Whether the forum is open, can only be read, or is closed for a while."""

from forum.lib.phrases import N_
from forum.settings.declaring import Setting

ALL = (
    Setting(
        "site.mode",
        "choice",
        "open",
        "Open or closed",
        "Admins can always sign in and change this back.",
        choices=(
            ("open", N_("Open")),
            ("read-only", N_("Only reading")),
            ("maintenance", N_("Closed, except for admins")),
        ),
    ),
    Setting("site.mode_message", str, "", "What people read while it is not open"),
)
