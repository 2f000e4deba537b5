"""How the place looks: what is decided on the page of looks, drafted, previewed and published."""

from forum.lib import custom_css
from forum.lib.phrases import N_
from forum.settings.declaring import Setting

AS_STARTED, OWN_LOOK = "started", ""  # of "looks.theme", beside the names of themes

_FONTS = (
    ("own", N_("Source Sans 3, which comes with the forum")),
    ("system", N_("The system's own")),
    ("humanist", N_("Humanist")),
    ("serif", N_("With serifs")),
    ("rounded", N_("Rounded")),
    ("slab", N_("Slab serif")),
    ("nunito", N_("Nunito, round and friendly")),
    ("literata", N_("Literata, with serifs, for long texts")),
    ("hyperlegible", N_("Atkinson Hyperlegible, letters nobody mistakes")),
    ("uploaded", N_("The brand's own, from the file below")),
)
# The colours that can be wanted exactly: the end of the setting's name, the token, its words.
EXACT = (
    ("paper", "paper", N_("page background")),
    ("ink", "ink", N_("text")),
    ("link", "accent-ink", N_("links")),
    ("button", "accent", N_("buttons")),
    ("button_text", "on-accent", N_("text on buttons")),
)
_SCHEMES = (("light", N_("Light")), ("dark", N_("Dark")))

ALL = (
    Setting("brand.logo_dark", "path", "", "Logo on dark pages", "Left empty: the same logo."),
    Setting("brand.icon", "path", "", "Icon of the site", "Square, 64 pixels or more."),
    Setting(
        "brand.share",
        "path",
        "",
        "Picture for shared links",
        "1200 by 630 pixels. Shown where a shared page has no picture of its own.",
    ),
    Setting("looks.share_threads", bool, True, "Draw a picture for each thread that is shared",
            "With its title, category and the brand, for threads that every visitor may "
            "read. Where the forum's font lacks a script, the brand's picture is used."),
    Setting("looks.neutral", "colour", "", "Neutral colour", "Greys lean towards it, or "
                                                             "towards the accent."),
    *(
        Setting(f"looks.{scheme}_{end}", "colour", "", f"{title}: exact colour of the {words}",
                "Empty: computed from the accent so that it can be read.")
        for scheme, title in _SCHEMES for end, _token, words in EXACT
    ),
    Setting("looks.theme", "theme", AS_STARTED, "Theme",
            "One that is installed on the server; Administration, Themes shows what each "
            "replaces."),
    Setting("looks.corners", "choice", "soft", "Corners",
            choices=(("square", N_("Square")), ("soft", N_("Soft")), ("round", N_("Round")))),
    Setting("looks.density", "choice", "airy", "Density",
            choices=(("airy", N_("Airy")), ("compact", N_("Compact")))),
    Setting("looks.font", "choice", "own", "Font", choices=_FONTS),
    Setting("looks.title_font", "choice", "same", "Font of titles",
            choices=(("same", N_("The same")), *_FONTS[1:])),
    Setting("looks.font_file", "path", "", "File with the brand's own font",
            "A WOFF2 file of 500 kB at most, which you may use on a website. One with all weights"
            " (a variable font) looks best."),
    Setting("looks.home", "choice", "welcome", "The first page shows",
            choices=(("welcome", N_("The latest threads, and categories beside them")),
                     ("categories", N_("Categories first, then the latest threads")),
                     ("threads", N_("Only the latest threads")))),
    Setting("looks.header_links", "links", "", "Links in the header",
            "One per line: words, a vertical bar, an address. Shop | https://example.com", most=5),
    Setting("looks.footer_links", "links", "", "Links in the footer", "In the same way.", most=12),
    Setting("looks.css", "css", "", "Custom styles",
            "In a layer over the theme. Not checked for contrast: look at all three schemes.",
            longest=custom_css.LONGEST),
    Setting("banner.text", str, "", "Announcement above every page", "Empty: none."),
    Setting("banner.link", "link", "", "Address it leads to", "Of this site, or beginning with https://."),
    Setting("banner.link_text", str, "", "Text of that link"),
    Setting("banner.audience", "choice", "everyone", "Who sees it",
            choices=(("everyone", N_("Everyone")), ("guests", N_("Guests")),
                     ("members", N_("Members")), ("groups", N_("The groups below")))),
    Setting("banner.groups", "groups", [], "Groups that see it"),
    Setting("banner.until", "moment", "", "It ends on",
            "Like 2027-05-01 18:00, in the time zone of the site. Empty: it stays."),
    Setting("banner.is_dismissible", bool, True, "Readers can close it"),
)  # fmt: skip
# Files that everybody sees.
PICTURES = ("brand.logo", "brand.logo_dark", "brand.icon", "brand.share")
FILES = (*PICTURES, "looks.font_file")
# What is drafted together: the names above, and what of the brand is seen.
DRAFTED = (
    "brand.name", "brand.tagline", "brand.accent", "brand.logo",
    *(setting.name for setting in ALL),
)  # fmt: skip
