"""What every forum begins with, by its name: translated until somebody renames it."""

from forum.lib.phrases import N_

BADGES = {
    N_("A face to the name"): N_("Tells something about themselves on their profile."),
    N_("First words"): N_("Has replied for the first time."),
    N_("Opened a door"): N_("Has started a first thread."),
    N_("Said thanks"): N_("Has reacted to what somebody wrote."),
    N_("Well received"): N_("Five different people have reacted to their posts."),
    N_("Reader"): N_("Has read 500 posts."),
    N_("Bookworm"): N_("Has read 5,000 posts."),
    N_("To the last page"): N_("Has read a thread of a hundred posts to its end."),
    N_("First answer"): N_("An answer of theirs was accepted."),
    N_("Problem solver"): N_("Ten of their answers were accepted."),
    N_("Pillar"): N_("Fifty of their answers were accepted."),
    N_("Helping hand"): N_("Has replied to ten different people."),
    N_("Good neighbour"): N_("Has replied to fifty different people."),
    N_("Known by many"): N_("Has replied to two hundred different people."),
    N_("Welcomer"): N_("Has answered three newcomers within a day."),
    N_("Lighthouse"): N_("Has answered twenty-five newcomers within a day."),
    N_("Came back to say so"): N_("Has marked the answer on three questions of their own."),
    N_("Well said"): N_("Ten reactions to one post."),
    N_("Heard by all"): N_("Fifty reactions to one post."),
    N_("Ripples"): N_("Twenty replies to one thread of theirs."),
    N_("Campfire"): N_("A hundred replies to one thread of theirs."),
    N_("Eye-witness"): N_("Ten posts with pictures or files."),
    N_("Host"): N_("Three people whom they invited have written something."),
    N_("Regular"): N_("Here on fifty of the last hundred days. Ends when that is over."),
    N_("A year of rings"): N_("A member for a year, with something written."),
}
REACTIONS = (
    N_("Love"), N_("Thanks"), N_("Helpful"), N_("Agree"), N_("Funny"), N_("Surprising"),
    N_("Other"),
)  # fmt: skip
GROUPS = (
    N_("Everyone"), N_("Members"), N_("Moderators"), N_("Community managers"), N_("Admins"),
    N_("Ambassadors"), N_("Trust level 0 and above"), N_("Trust level 1 and above"),
    N_("Trust level 2 and above"), N_("Trust level 3 and above"), N_("Trust level 4 and above"),
)  # fmt: skip
ALL = frozenset({*BADGES, *BADGES.values(), *REACTIONS, *GROUPS})
