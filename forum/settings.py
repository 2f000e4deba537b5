"""What an admin decides while the forum runs: one declared, typed list.

`forum.structure` keeps the values in memory. Asking for a setting that is not declared raises.
"""

from dataclasses import dataclass
from typing import Any

from forum.lib import occasions
from forum.models.groups import (
    ADMINS,
    AMBASSADORS,
    COMMUNITY_MANAGERS,
    MEMBERS,
    MODERATORS,
    TRUST_0,
)


@dataclass(frozen=True)
class Setting:
    """`kind` is int, bool, str, "text" (several lines), "colour", "path" (of this site) or
    "groups" (a list of ids)."""

    name: str
    kind: Any
    default: Any
    label: str
    help: str = ""

    @property
    def group(self) -> str:
        return self.name.split(".")[0]


_STAFF = [COMMUNITY_MANAGERS, ADMINS]
_TRUSTED = [TRUST_0 + 2, *_STAFF]
_SETTLED = [TRUST_0 + 1, AMBASSADORS, MODERATORS, *_STAFF]  # who has not just come

ALL = (
    Setting("brand.name", str, "Forum", "Name of the community"),
    Setting(
        "brand.company",
        str,
        "",
        "Name of the brand",
        "Protected: only staff may use it. Announcements can be made in it.",
    ),
    Setting("brand.tagline", str, "", "Tagline"),
    Setting("brand.accent", "colour", "#2f6b4f", "Accent colour", "Contrast is computed from it."),
    Setting("brand.logo", "path", "", "Logo", "An address below /static or /uploads."),
    Setting("brand.reserved_words", "text", "", "Reserved words", "Brand and product names."),
    Setting("brand.description", "text", "", "Description for search engines"),
    Setting("lists.per_page", int, 30, "Threads on a page of a list"),
    Setting("lists.unread_days", int, 40, "Days after which everything counts as read"),
    Setting("posts.per_page", int, 20, "Posts on a page of a thread"),
    Setting("posts.shortest", int, 2, "Shortest post, in characters"),
    Setting("posts.longest", int, 32_000, "Longest post, in characters"),
    Setting("posts.same_minutes", int, 5, "Minutes in which the same text is not posted twice"),
    Setting("threads.shortest_title", int, 5, "Shortest title, in characters"),
    Setting("threads.most_tags", int, 5, "Tags on a thread"),
    Setting(
        "edits.grace_seconds",
        int,
        300,
        "Seconds in which a small edit leaves no trace",
        "features.md §4.7",
    ),
    Setting("edits.grace_characters", int, 100, "Characters changed in a small edit"),
    Setting("edits.grace_characters_trusted", int, 400, "The same, from trust level 2"),
    Setting("edits.per_day", int, 30, "Edits a day and member", "features.md §4.7"),
    Setting("edits.window_hours", int, 24, "Hours in which new members may edit a post"),
    Setting("edits.window_days_trusted", int, 30, "Days in which trust level 2 may edit"),
    Setting("uploads.groups", "groups", [MEMBERS], "Who may upload files"),
    Setting("uploads.image_kilobytes", int, 8_000, "Largest image, in kB"),
    Setting("uploads.file_kilobytes", int, 4_000, "Largest other file, in kB"),
    Setting("uploads.file_types", "text", "pdf txt csv zip gpx json", "Other types of file"),
    Setting("uploads.file_groups", "groups", _SETTLED, "Who may upload and attach other files"),
    Setting("uploads.picture_groups", "groups", _SETTLED, "Who may show any number of pictures"),
    Setting("uploads.per_day", int, 60, "Uploads a day and member"),
    Setting("uploads.megabytes_per_day", int, 100, "MB a day and member"),
    Setting(
        "links.followed_groups",
        "groups",
        [TRUST_0 + 3, *_STAFF],
        "Whose links search engines may follow",
    ),
    Setting("links.groups", "groups", _SETTLED, "Who may write any number of links"),
    Setting("mentions.groups", "groups", _SETTLED, "Who may mention as many as anybody"),
    Setting("mentions.group_groups", "groups", _SETTLED, "Who may call a whole group by its name"),
    Setting("tags.free_groups", "groups", _TRUSTED, "Who may make new tags"),
    Setting(
        "threads.accept_groups",
        "groups",
        [MODERATORS, *_STAFF],
        "Who may mark an answer on other people's questions",
    ),
    Setting("limits.threads_per_day", int, 20, "Threads a day and member"),
    Setting("limits.replies_per_minute", int, 60, "Replies a minute and member"),
    Setting("limits.mentions", int, 10, "Mentions in a post"),
    Setting(
        "newcomers.past_groups",
        "groups",
        _SETTLED,
        "Who may write as fast and as much as anybody",
        "Everybody else keeps to the numbers below.",
    ),
    Setting("newcomers.links", int, 2, "Newcomers: links in a post", "features.md §4.1"),
    Setting("newcomers.pictures", int, 1, "Newcomers: pictures in a post"),
    Setting("newcomers.attachments", int, 0, "Newcomers: other files in a post"),
    Setting("newcomers.mentions", int, 2, "Newcomers: mentions in a post"),
    Setting(
        "newcomers.replies_in_thread",
        int,
        3,
        "Newcomers: replies in a thread until somebody else writes there",
    ),
    Setting("newcomers.first_day_threads", int, 3, "Newcomers: threads in the first 24 hours"),
    Setting("newcomers.first_day_replies", int, 10, "Newcomers: replies in the first 24 hours"),
    Setting("newcomers.seconds_between_threads", int, 120, "Newcomers: seconds between threads"),
    Setting("newcomers.seconds_between_posts", int, 30, "Newcomers: seconds between posts"),
    Setting("messages.groups", "groups", _SETTLED, "Who may begin to write to other members"),
    Setting("messages.started_per_day", int, 20, "Conversations begun a day and member"),
    Setting("messages.started_per_day_new", int, 3, "The same for who has just come"),
    Setting("trust.basic_threads", int, 5, "Level 1: threads opened", "features.md §4.1"),
    Setting("trust.basic_posts", int, 30, "Level 1: posts read"),
    Setting("trust.basic_minutes", int, 10, "Level 1: minutes of reading"),
    Setting("trust.member_threads", int, 20, "Level 2: threads opened"),
    Setting("trust.member_posts", int, 100, "Level 2: posts read"),
    Setting("trust.member_minutes", int, 60, "Level 2: minutes of reading"),
    Setting("trust.member_days", int, 15, "Level 2: days visited"),
    Setting("trust.member_received", int, 1, "Level 2: reactions received"),
    Setting("trust.member_given", int, 1, "Level 2: reactions given"),
    Setting("trust.member_replied", int, 3, "Level 2: threads of others replied in"),
    Setting("trust.regular_window", int, 100, "Level 3: days that are looked at"),
    Setting("trust.regular_days", int, 50, "Level 3: days visited of these"),
    Setting("trust.regular_replied", int, 10, "Level 3: threads of others replied in"),
    Setting("trust.regular_threads_percent", int, 25, "Level 3: of the new threads, opened, in %"),
    Setting("trust.regular_threads_most", int, 500, "Level 3: no more threads than this are asked"),
    Setting("trust.regular_posts_percent", int, 25, "Level 3: of the new posts, read, in %"),
    Setting("trust.regular_posts_most", int, 20_000, "Level 3: no more posts than this are asked"),
    Setting("trust.regular_given", int, 30, "Level 3: reactions given"),
    Setting("trust.regular_received", int, 20, "Level 3: reactions received"),
    Setting("trust.regular_people", int, 5, "Level 3: from so many different people"),
    Setting("trust.regular_thanked_days", int, 7, "Level 3: on so many different days"),
    Setting("trust.regular_threads_ever", int, 200, "Level 3: threads opened, ever"),
    Setting("trust.regular_posts_ever", int, 500, "Level 3: posts read, ever"),
    Setting("trust.regular_clean_days", int, 180, "Level 3: days since the last suspension"),
    Setting("trust.regular_keep_percent", int, 90, "Level 3 is lost below this share of any of it"),
    Setting("trust.regular_grace_days", int, 14, "Level 3 is not lost in the first days"),
    Setting(
        "notifications.by_mail",
        "text",
        occasions.BY_MAIL,
        "What is mailed as well",
        "Unless a member chooses otherwise; the names are in docs/notifications.md.",
    ),
    Setting("notifications.off", "text", "", "What members are not told unless they choose it"),
    Setting(
        "levels.track_after_minutes",
        int,
        5,
        "Minutes of reading after which a thread is tracked",
        "0: never. Each member can switch it off; features.md §4.4.",
    ),
    Setting("mail.delay_minutes", int, 10, "Minutes in which a letter waits to become needless"),
    Setting("mail.per_day", int, 100, "Letters a day and member"),
    Setting("digest.threads", int, 8, "Threads in a digest"),
    Setting("digest.most_days_away", int, 180, "Days of absence after which no digest is sent"),
    Setting("join.open", bool, True, "Everybody may join"),
    Setting(
        "join.by_invitation",
        bool,
        True,
        "Who was invited may join",
        "Also while not everybody may. With neither, nobody joins.",
    ),
    Setting(
        "join.campaigns",
        "text",
        "",
        "Campaigns",
        "One label a line. Who joins by /join?ref= and a label is counted under it.",
    ),
    Setting("invites.groups", "groups", _TRUSTED, "Who may invite people by a link"),
    Setting("invites.per_day", int, 10, "Invitations a day and member", "features.md §4.1"),
    Setting("invites.uses", int, 5, "People who join by one invitation, unless it says otherwise"),
    Setting("invites.most_uses", int, 50, "The most people by one invitation of a member"),
    Setting("invites.days", int, 30, "Days for which an invitation is good, likewise"),
    Setting(
        "leaving.days",
        int,
        14,
        "Days in which a member who leaves can still stay",
        "Then nothing personal is kept; see docs/data.md.",
    ),
    Setting("names.change_days", int, 30, "Days before a name can be changed again"),
    Setting("site.time_zone", str, "UTC", "Time zone of the site", "Europe/Berlin, for example."),
    Setting("ambassadors.is_public", bool, False, "The ambassador programme is linked everywhere"),
    Setting(
        "ambassadors.thanks",
        str,
        "thanks helpful heart",
        "Reactions that count as thanks in the ambassador programme",
        "Keys of kinds of reaction.",
    ),
    Setting(
        "ambassadors.nightly_at",
        str,
        "03:10",
        "When the ambassador programme does its nightly round",
        "In the time zone of the site.",
    ),
    Setting("guests.may_read", bool, True, "Guests may read", "Where the category lets them."),
)
BY_NAME = {setting.name: setting for setting in ALL}


def default(name: str) -> Any:
    """The default of a declared setting; KeyError for any other."""
    return BY_NAME[name].default
