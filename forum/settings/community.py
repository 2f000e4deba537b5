"""The community as a whole: its brand, its place, its ambassadors."""

from forum.lib import languages
from forum.settings.declaring import Setting

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
    Setting(
        "brand.reserved_words",
        "text",
        "",
        "Reserved words",
        "Brand and product names. Only the team may use them in a name; posts by ambassadors "
        "who receive something and mention one say so at length.",
    ),
    Setting("brand.description", "text", "", "Description for search engines"),
    Setting("brand.complaint_tags", "text", "complaint", "Tags of threads that are complaints"),
    Setting(
        "brand.product_teams",
        "teams",
        "",
        "Whose product a category or a tag is about",
        "One group per line, such as “Stove team: kitchen #stoves”. Nobody in it can be the "
        "second person where criticism of that product is taken away; community.md §4.6.",
    ),
    Setting(
        "site.language",
        "choice",
        languages.SOURCE,
        "Language of the site",
        "Of e-mails, feeds and pages, unless somebody has chosen another.",
        choices=languages.ALL,
    ),
    Setting(
        "site.languages",
        "words",
        "",
        "Other languages to choose from",
        "By members in their account, by guests at the foot of every page.",
        choices=languages.ALL,
    ),
    Setting(
        "site.follows_browser",
        bool,
        False,
        "Pages use the language of the browser",
        "If it is one of these, until somebody chooses.",
    ),
    Setting(
        "site.time_zone", "zone", "UTC", "Time zone of the site", "Europe/Berlin, for example."
    ),
    Setting("guests.may_read", bool, True, "Guests can read", "Where the category lets them."),
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
        "time",
        "03:10",
        "When the ambassador programme does its nightly round",
        "In the time zone of the site.",
    ),
)
