"""What members can be told of: one declared list, for the fan-out, the page of choices and mail."""

from dataclasses import dataclass

from forum.lib.phrases import N_


@dataclass(frozen=True, slots=True)
class Occasion:
    """`name` is what the rows hold; `label` stands in the page of choices."""

    name: str
    label: str


ALL = (
    Occasion("mention", N_("Somebody mentions you")),
    Occasion("group_mention", N_("Somebody mentions a group you are in")),
    Occasion("reply", N_("Somebody replies to you")),
    Occasion("quote", N_("Somebody quotes you")),
    Occasion("watched", N_("New posts in what you watch")),
    Occasion("first_post", N_("New threads where you watch for them")),
    Occasion("followed", N_("Somebody you follow starts a thread")),
    Occasion("reaction", N_("Somebody reacts to your post")),
    Occasion("answer", N_("Your post is marked as the answer")),
    Occasion("moved", N_("A moderator moves your posts to another thread")),
    Occasion("edited", N_("A moderator changes your post, or somebody tidies up your thread")),
    Occasion("restored", N_("The team restores one of your posts")),
    Occasion("follow", N_("Somebody follows you")),
    Occasion("badge", N_("You are given a badge")),
    Occasion("message", N_("Somebody writes to you privately")),
    Occasion("group", N_("Somebody asks to come into a group of yours, or you are answered")),
    Occasion(
        "application",
        N_("The ambassador programme needs you, or there is news about your part in it"),
    ),
    Occasion("embargo", N_("Ambassadors are told something early")),
    Occasion("embargo_over", N_("You may tell what you kept to yourself")),
    Occasion("decision", N_("The team decides something about you")),
    Occasion("appeal", N_("Your appeal is answered")),
    Occasion("report", N_("What you reported is decided")),
    Occasion("guidelines", N_("Guidelines change, here or where you take part")),
    Occasion("moderation", N_("A colleague needs you in the moderation queue")),
    Occasion("reminder", N_("A reminder you have set")),
)
BY_NAME = {occasion.name: occasion for occasion in ALL}
BY_MAIL = (
    "mention group_mention reply quote watched first_post answer message group application embargo"
    " embargo_over decision appeal report guidelines moderation reminder"
)
