"""What is kept in case something happens: backups."""

from forum.settings.declaring import Setting

ALL = (
    Setting("backup.is_scheduled", bool, True, "A backup is made every day"),
    Setting("backup.daily_at", "time", "03:40", "When it is made", "In the time zone of the site."),
    Setting("backup.keep_daily", int, 7, "Days of which one backup each is kept"),
    Setting("backup.keep_weekly", int, 4, "Weeks of which one backup each is kept"),
    Setting("backup.keep_monthly", int, 6, "Months of which one backup each is kept"),
)
