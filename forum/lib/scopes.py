"""What a program may be allowed to do with a token, from reading to the settings."""

from collections.abc import Iterable

from forum.lib.phrases import N_

ALL = {
    "read": N_("Read what the account may read"),
    "write": N_("Write, react, follow and bookmark"),
    "private": N_("Your own things: messages, notifications, drafts, reports"),
    "moderate": N_("Moderate where the account may"),
    "admin": N_("Read the staff log"),
    "arrange": N_("Run the forum: settings, categories, groups, badges, pages, the programme"),
}
# What a token that is bound to a category, or acts as an account of software, cannot have.
OF_PEOPLE = frozenset({"moderate", "admin", "arrange"})
UNBOUND = frozenset({"private", "moderate", "admin", "arrange"})


def joined(scopes: Iterable[str]) -> str:
    """Those that there are, each once, in their order; "read" is always among them."""
    wanted = {"read", *scopes}
    return " ".join(scope for scope in ALL if scope in wanted)
