"""Combinations of settings that do what an admin may not expect, and what they do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from forum.lib.phrases import N_
from forum.models.groups import EVERYONE, MEMBERS, TRUST_0


@dataclass(frozen=True, slots=True)
class Danger:
    """`names` are the settings that make it."""

    names: tuple[str, ...]
    sentence: str
    is_so: Callable[[Callable[[str], Any]], bool]


_ALL_MEMBERS = {EVERYONE, MEMBERS, TRUST_0}


ALL = (
    Danger(
        ("join.open", "join.by_invitation"),
        N_("Nobody can join: neither everybody nor people with an invitation."),
        lambda of: not of("join.open") and not of("join.by_invitation"),
    ),
    Danger(
        ("join.open", "join.approved", "screening.first_posts", "screening.links"),
        N_("Everybody can join, nobody on the team looks, and nothing newcomers write is "
           "held: the first advertisement is published at once."),
        lambda of: of("join.open") and not of("join.approved")
        and not of("screening.first_posts") and not of("screening.links"),
    ),
    Danger(
        ("guests.may_read", "join.open", "join.approved"),
        N_("Guests cannot read, but everybody can join at once: what is written here is not "
           "private. Let somebody look at the people who join, or let people join by "
           "invitation only."),
        lambda of: not of("guests.may_read") and of("join.open") and not of("join.approved"),
    ),
    Danger(
        ("newcomers.past_groups",),
        N_("The limits for newcomers apply to nobody, because all members are exempt from them."),
        lambda of: bool(_ALL_MEMBERS & set(of("newcomers.past_groups"))),
    ),
    Danger(
        ("screening.past_groups",),
        N_("No check holds anything, because all members are exempt from the checks."),
        lambda of: bool(_ALL_MEMBERS & set(of("screening.past_groups"))),
    ),
    Danger(
        ("screening.first_posts", "screening.young_hours", "screening.below_level"),
        N_("Much of what new members write waits for a moderator. If nobody looks every few hours,"
           " first posts stay unanswered and their authors leave."),
        lambda of: of("screening.first_posts") > 3 or of("screening.young_hours") > 48
        or of("screening.below_level") > 2,
    ),
    Danger(
        ("invites.level_one", "invites.groups"),
        N_("All members may invite, and people with an invitation begin beyond the limits "
           "for newcomers: a spammer who is in can let in any number of others."),
        lambda of: of("invites.level_one") and bool(_ALL_MEMBERS & set(of("invites.groups"))),
    ),
    Danger(
        ("messages.groups",),
        N_("Accounts that are only minutes old can write privately to everybody."),
        lambda of: bool(_ALL_MEMBERS & set(of("messages.groups"))),
    ),
    Danger(
        ("uploads.file_groups",),
        N_("Accounts that are only minutes old can attach files other than pictures."),
        lambda of: bool(_ALL_MEMBERS & set(of("uploads.file_groups"))),
    ),
    Danger(
        ("retention.address_days",),
        N_("Network addresses are personal data. Say on the privacy page why they are kept "
           "so long."),
        lambda of: of("retention.address_days") > 180,
    ),
    Danger(
        ("reports.sensitivity",),
        N_("Two members together can hide anybody's post."),
        lambda of: of("reports.sensitivity") < 3,
    ),
)  # fmt: skip


# What decides who gets in, what of it is held back, and what is kept: by how its name begins.
GUARDING = ("guests.", "join.", "claims.", "invites.", "sign_in.", "second_factor.", "screening.",
            "newcomers.", "messages.", "uploads.", "links.", "mentions.", "limits.", "api.",
            "backup.", "retention.", "reports.")  # fmt: skip


def is_guarding(name: str) -> bool:
    return name.startswith(GUARDING)


def found(of: Callable[[str], Any]) -> Iterator[Danger]:
    """Those that are so with the values that `of` gives by name."""
    yield from (danger for danger in ALL if danger.is_so(of))
