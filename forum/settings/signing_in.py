"""Signing in: with accounts of elsewhere, and the second factor that is asked of the team."""

from forum.lib.phrases import N_
from forum.settings.declaring import Setting

NOBODY, ADMINS_ONLY, STAFF_ONLY, TEAM = "nobody", "admins", "staff", "team"

ALL = (
    Setting(
        "second_factor.asked_of",
        "choice",
        NOBODY,
        "Who on the team needs a second factor",
        "Without one they are ordinary members until they have set it up: a code from an "
        "app, or a passkey. The same goes for programs that use their tokens.",
        choices=(
            (NOBODY, N_("nobody")),
            (ADMINS_ONLY, N_("admins")),
            (STAFF_ONLY, N_("admins and community managers")),
            (TEAM, N_("everybody who moderates, too")),
        ),
    ),
    Setting(
        "second_factor.asked_from",
        "moment",
        "",
        "Starting on",
        "In UTC. Until then they are reminded on every page. Empty: at once.",
    ),
    Setting(
        "sign_in.label",
        str,
        "",
        "What the button says",
        "Empty: “Sign in with” and the brand's name. The provider itself is set on the "
        "server: docs/sign-in.md.",
        longest=60,
    ),
    Setting(
        "sign_in.provisions",
        bool,
        True,
        "People who come from there without an account here get one",
        "Where people may join at all. Otherwise only those who have linked their account get in.",
    ),
    Setting(
        "sign_in.only",
        bool,
        False,
        "This is the only way in",
        "No passwords, no passkeys, no other way to join. An admin has to have come in this "
        "way once. On the server, “forum member sign-in-link” lets an admin in.",
    ),
    Setting(
        "sign_in.trusts_second_factor",
        bool,
        False,
        "A second factor shown there counts here",
        "Where the provider says so in the claim amr, or in acr with one of the values "
        "below. Otherwise people who have one here are always asked for it.",
    ),
    Setting("sign_in.strong_acr", str, "", "Values of acr that say so", "Separated by spaces."),
    Setting(
        "sign_in.trusts_addresses",
        bool,
        False,
        "E-mail addresses count as confirmed where the provider does not say",
        "Only if the provider does not let people enter any address they like.",
    ),
    Setting("sign_in.scopes", str, "openid email profile", "What is asked for (scopes)"),
    Setting("sign_in.name_claim", str, "preferred_username", "Claim with the name (handle)"),
    Setting("sign_in.display_name_claim", str, "name", "Claim with the display name"),
    Setting("sign_in.groups_claim", str, "groups", "Claim with groups"),
    Setting(
        "sign_in.groups",
        "mapping",
        "",
        "Groups there and here",
        "One line each: a value of the claim, a vertical bar, the address (slug) of a group "
        "here. People who come in are added to these groups and removed from the others "
        "listed. Nobody becomes an admin this way.",
    ),
)
