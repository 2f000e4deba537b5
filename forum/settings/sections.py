"""The settings in the order of the pages on which they are changed."""

from dataclasses import dataclass

from forum.lib.phrases import N_
from forum.plugins import current


@dataclass(frozen=True, slots=True)
class Section:
    """`groups` are the first parts of names, each with its heading."""

    key: str
    title: str
    groups: tuple[tuple[str, str], ...]


ALL = (
    Section("community", N_("The community"), (
        ("brand", N_("Brand")), ("site", N_("Place")), ("guests", N_("Guests")),
        ("ambassadors", N_("Ambassadors")),
    )),
    Section("looks", N_("Looks"), (("looks", N_("Looks")), ("banner", N_("Announcement")))),
    Section("joining", N_("Joining and leaving"), (
        ("join", N_("Joining")), ("invites", N_("Invitations")), 
        ("claims", N_("Imported accounts")), ("names", N_("Names")), ("leaving", N_("Leaving")),
    )),
    Section("access", N_("Signing in"), (
        ("second_factor", N_("Second factor of the team")),
        ("sign_in", N_("With your company's accounts")),
    )),
    Section("newcomers", N_("Newcomers and trust"), (
        ("newcomers", N_("Newcomers")), ("trust", N_("Trust levels")),
    )),
    Section("writing", N_("Threads and posts"), (
        ("posts", N_("Posts")), ("threads", N_("Threads")), ("edits", N_("Edits")),
        ("links", N_("Links")), ("mentions", N_("Mentions")), ("tags", N_("Tags")),
        ("reactions", N_("Reactions")), ("bookmarks", N_("Bookmarks")),
        ("limits", N_("Limits for everybody")),
    )),
    Section("reading", N_("Lists and search"), (
        ("lists", N_("Lists")), ("levels", N_("Watching and tracking")), ("search", N_("Search")),
    )),
    Section("files", N_("Pictures and files"), (("uploads", N_("Pictures and files")),)),
    Section("telling", N_("Messages and mail"), (
        ("messages", N_("Messages")), ("notifications", N_("Notifications")), ("mail", N_("Mail")),
        ("digest", N_("Digest")),
    )),
    Section("moderation", N_("Moderation"), (
        ("moderation", N_("Moderation")), ("screening", N_("What waits for a moderator")),
        ("reports", N_("Reports and cases")),
        ("spammers", N_("Spammers")), ("escalation", N_("Who looks at what")),
    )),
    Section("rules", N_("Rules and records"), (
        ("guidelines", N_("Guidelines")), ("transparency", N_("Transparency")),
        ("retention", N_("How long things are kept")),
    )),
    Section("keeping", N_("Keeping everything safe"), (("backup", N_("Backups")),)),
    Section("programs", N_("Programs"), (("api", N_("API")),)),
    Section("plugins", N_("Plugins"), ()),
    Section("more", N_("More"), ()),
)  # fmt: skip
BY_KEY = {section.key: section for section in ALL}
_OF_GROUP = {group: section.key for section in ALL for group, _heading in section.groups}


def of(group: str) -> str:
    """The key of the section of a group of settings; what nobody has placed is in "more"."""
    if group in current().plugins:
        return "plugins"
    return _OF_GROUP.get(group, "more")


def of_plugins() -> dict[str, str]:
    """The headings of what plugins let one set: what their packages say they are, else the name."""
    return {
        name: plugin.about.summary or name.replace("_", " ").title()
        for name, plugin in current().plugins.items()
    }
