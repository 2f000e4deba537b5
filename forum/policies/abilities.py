"""What somebody may do that no category decides: each ability is a list of groups in the settings.

features.md §4.1 point 7: a level of trust is a group, so a list of groups says more than a level.
"""

from forum import structure
from forum.models import Viewer


def has(actor: Viewer, ability: str) -> bool:
    """Whether one of the actor's groups is in the setting of this name, "links.groups" say."""
    return bool(actor.group_ids & frozenset(structure.setting(ability)))


_SHARES = {2: "member", 3: "regular", 4: "leader"}


def per_day(actor: Viewer, name: str) -> int:
    """How often a day the actor may do what the setting `name` is about: edits, reports and
    reactions more at higher levels (features.md §4.1 point 7); invitations the same at each, and
    ambassadors twice as many (community.md §3.7)."""
    most = int(structure.setting(name))
    if name == "invites.per_day":
        return most * 2 if actor.is_ambassador else most
    if actor.trust_level not in _SHARES:
        return most
    return most * int(structure.setting(f"trust.{_SHARES[actor.trust_level]}_percent")) // 100
