"""What members write: threads, posts, files, tags, and finding them."""

from forum.models.groups import AMBASSADORS, MEMBERS, MODERATORS, TRUST_0
from forum.settings.declaring import SETTLED, STAFF, TRUSTED, Setting

ALL = (
    Setting("lists.per_page", int, 30, "Threads on a page of a list", least=1, most=100),
    Setting("lists.unread_days", int, 40, "Days after which everything counts as read", least=1),
    Setting("posts.per_page", int, 20, "Posts on a page of a thread", least=1, most=100),
    Setting(
        "posts.urgent_tags",
        str,
        "safety account billing",
        "Tags for what cannot wait",
        "Short names separated by spaces. A thread with one of them is not left to members first.",
    ),
    Setting("posts.shortest", int, 2, "Shortest post, in characters", least=1, most=1_000),
    Setting("posts.longest", int, 32_000, "Longest post, in characters", least=100, most=32_000),
    Setting("posts.same_minutes", int, 5, "Minutes in which the same text is not posted twice"),
    Setting("threads.shortest_title", int, 5, "Shortest title, in characters", least=1, most=100),
    Setting("threads.most_tags", int, 5, "Tags per thread", most=20),
    Setting(
        "threads.accept_groups",
        "groups",
        [AMBASSADORS, MODERATORS, *STAFF],
        "Who may mark an answer on other people's questions",
        "Ambassadors only where their programme applies. The person who asked comes first.",
    ),
    Setting(
        "threads.accept_after_days",
        int,
        7,
        "Days after which they may do so; moderators of the category may at once",
    ),
    Setting(
        "threads.tidy_groups",
        "groups",
        [TRUST_0 + 3, AMBASSADORS],
        "Who may change titles, tags and categories of other members' threads",
        "They say why, which the author is told. Only between categories that everybody reads.",
    ),
    Setting(
        "posts.official_groups",
        "groups",
        STAFF,
        "Who may mark a reply as the brand's official answer",
        "Only replies that somebody of the brand wrote as such.",
    ),
    Setting(
        "edits.grace_seconds",
        int,
        300,
        "Seconds within which a small edit leaves no trace",
    ),
    Setting("edits.grace_characters", int, 100, "Characters changed in a small edit"),
    Setting("edits.grace_characters_trusted", int, 400, "The same, from trust level 2"),
    Setting("edits.per_day", int, 30, "Edits per day and member", least=1),
    Setting("edits.window_hours", int, 24, "Hours in which new members may edit a post"),
    Setting("edits.window_days_trusted", int, 30, "Days in which trust level 2 may edit"),
    Setting("uploads.groups", "groups", [MEMBERS], "Who may upload files"),
    Setting("uploads.image_kilobytes", int, 8_000, "Largest image, in kB", least=1),
    Setting("uploads.file_kilobytes", int, 4_000, "Largest other file, in kB", least=1),
    Setting("uploads.file_types", "text", "pdf txt csv zip gpx json", "Other types of file"),
    Setting("uploads.file_groups", "groups", SETTLED, "Who may upload and attach other files"),
    Setting("uploads.picture_groups", "groups", SETTLED, "Who may show any number of pictures"),
    Setting("uploads.per_day", int, 60, "Uploads per day and member"),
    Setting("uploads.megabytes_per_day", int, 100, "MB per day and member"),
    Setting(
        "links.followed_groups",
        "groups",
        [TRUST_0 + 3, *STAFF],
        "Whose links search engines may follow",
    ),
    Setting("links.groups", "groups", SETTLED, "Who may write any number of links"),
    Setting("mentions.groups", "groups", SETTLED, "Who may mention as many people as they like"),
    Setting("mentions.group_groups", "groups", SETTLED, "Who may call a whole group by its name"),
    Setting("tags.free_groups", "groups", TRUSTED, "Who may make new tags"),
    Setting("reactions.per_day", int, 50, "Reactions per day and member", least=1),
    Setting("limits.threads_per_day", int, 20, "Threads per day and member", least=1),
    Setting("limits.replies_per_minute", int, 60, "Replies per minute and member", least=1),
    Setting("limits.deletions_per_day", int, 10, "Own posts deleted per day and member", least=1),
    Setting(
        "limits.deletions_per_minute", int, 2, "Own posts deleted per minute and member", least=1
    ),
    Setting("limits.mentions", int, 10, "Mentions per post"),
    Setting("bookmarks.per_day", int, 20, "Bookmarks per day and member", least=1),
    Setting("search.per_minute", int, 30, "Searches per minute and member", least=1),
    Setting(
        "search.per_minute_guest", int, 15, "Searches per minute by a guest, by address", least=1
    ),
    Setting("search.log_days", int, 90, "Days for which search terms are kept", least=1),
)
