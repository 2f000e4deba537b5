"""What is held, reported and decided, the rules, and how long it is kept."""

from forum.lib import escalation
from forum.lib.phrases import N_
from forum.settings.declaring import SCREENED_NO_MORE, Setting

_DAYS = {
    "monday": N_("Monday"), "tuesday": N_("Tuesday"), "wednesday": N_("Wednesday"),
    "thursday": N_("Thursday"), "friday": N_("Friday"), "saturday": N_("Saturday"),
    "sunday": N_("Sunday"),
}  # fmt: skip

ALL = (
    Setting(
        "screening.past_groups",
        "groups",
        SCREENED_NO_MORE,
        "Whose posts no check holds",
        "Except where a category holds everything. Watched words still refuse, warn and replace.",
    ),
    Setting(
        "screening.first_posts",
        int,
        0,
        "Newcomers: posts that wait for a moderator",
        "0: none, because a first post that nobody answers for a day is often the last one. 1 is"
        " enough where somebody looks every few hours; the checks below hold what looks like spam.",
    ),
    Setting(
        "screening.below_level",
        int,
        0,
        "Every post below this trust level waits",
        "0: none.",
        most=5,
    ),
    Setting("screening.young_hours", int, 0, "Hours in which the posts of a new account wait"),
    Setting("screening.links", int, 2, "Newcomers: a post with this many links waits", "0: never."),
    Setting(
        "screening.pictures",
        int,
        0,
        "Newcomers: a post with this many pictures and files waits",
        "0: never.",
    ),
    Setting(
        "screening.seconds",
        int,
        3,
        "Newcomers: a first post written in fewer seconds waits",
    ),
    Setting(
        "screening.same_hours",
        int,
        24,
        "Newcomers: hours within which a post waits if its author or somebody else wrote the same"
        " text",
    ),
    Setting(
        "screening.most_waiting",
        int,
        5,
        "Posts by one member that can wait at the same time",
        least=1,
    ),
    Setting(
        "moderation.days_off",
        "words",
        "",
        "Days on which cases that are not urgent wait",
        "Their due time does not run on these days, in the time zone of the site. For danger and"
        " the law it always does. The page “How we moderate” says so.",
        choices=tuple((key, words) for key, words in _DAYS.items()),
    ),
    Setting("reports.per_day", int, 30, "Reports per day and member", least=1),
    Setting(
        "reports.again_hours",
        int,
        24,
        "Hours after a decision in which the same cannot be reported again",
        "Unless it has been edited.",
    ),
    Setting(
        "reports.sensitivity",
        int,
        6,
        "How easily reports hide a post: 3 takes few, 6 some, 9 many",
        "At 6 it takes five members of level 1, or two people on the team.",
        least=1,
        most=100,
    ),
    Setting(
        "reports.typical_score",
        int,
        1250,
        "Score at which something is worth hiding, in hundredths",
        "Recalculated every day once 15 reports have been upheld.",
        least=1,
    ),
    Setting(
        "reports.edit_minutes",
        int,
        10,
        "Minutes after which a post that software hid can be edited by its author",
        "The first time, the edited post is shown again at once.",
    ),
    Setting(
        "reports.spam_reasons",
        str,
        "no-spam-no-hidden-advertising spam",
        "Sections of the guidelines that are about spam",
        "Their anchors. They decide whether a newcomer who spams is kept from writing.",
    ),
    Setting(
        "reports.silence_percent",
        int,
        20,
        "Newcomers: share of the usual score at which spam keeps them from writing, in percent",
        "With the usual score of 12.5, 20 percent is 2.5.",
    ),
    Setting(
        "reports.silence_people", int, 3, "Newcomers: from this many different people", least=1
    ),
    Setting("reports.silence_days", int, 3, "Newcomers: for this many days, unless somebody looks"),
    Setting(
        "reports.close_percent",
        int,
        250,
        "Share of the usual score at which a thread is closed for a while, in percent",
        "With the usual score of 12.5, 250 percent is 31.25.",
    ),
    Setting("reports.close_people", int, 5, "Newcomers: from this many different people", least=1),
    Setting("reports.close_hours", int, 4, "A thread is closed for this many hours"),
    Setting(
        "reports.remind_hours",
        int,
        48,
        "Hours after which the team is reminded of a case",
        "0: never.",
    ),
    Setting(
        "reports.ignored_days",
        int,
        60,
        "Days after which a case that nobody looks at ends",
        "Reports are answered, what waits is refused. Not where somebody may be in danger."
        " 0: never.",
    ),
    Setting(
        "spammers.days",
        int,
        7,
        "Moderators: accounts up to this many days old can be closed as spammers",
        "For all other members, community managers and admins decide, and a second person agrees.",
    ),
    Setting("spammers.posts", int, 10, "Moderators: and with at most this many posts", "At most."),
    *(
        Setting(
            f"escalation.level_{level.severity}",
            "text",
            level.lines,
            f"Who looks at cases of severity {level.severity}",
            "Four lines: what it is for, who, who else, what to do first.",
        )
        for level in escalation.DEFAULTS.values()
    ),
    Setting(
        "guidelines.notice_days",
        int,
        14,
        "Days between the notice of a major change of the guidelines and its effect",
        "The first guidelines are in force at once.",
    ),
    Setting(
        "transparency.eu_database",
        bool,
        False,
        "Statements of reasons for the EU's Transparency Database, as files",
        "For platforms that have to send them; docs/moderation.md. Nothing is sent automatically.",
    ),
    Setting(
        "transparency.eu_held",
        bool,
        True,
        "Somebody reads each statement before it goes into such a file",
        "Off: it goes in as the software redacted it.",
    ),
    Setting(
        "retention.visit_months",
        int,
        25,
        "Months after which only totals are kept of visits",
        "docs/data.md",
        least=1,
    ),
    Setting(
        "retention.address_days", int, 90, "Days for which network addresses are kept", least=1
    ),
    Setting(
        "retention.decision_months",
        int,
        12,
        "Months after the last decision about a member who left until only totals are kept",
        least=1,
    ),
    Setting(
        "retention.acceptance_years",
        int,
        3,
        "Years after leaving for which it is kept which rules somebody accepted",
    ),
)
