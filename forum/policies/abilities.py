"""What somebody may do that no category decides: each ability is a list of groups in the settings.

features.md §4.1 point 7: a level of trust is a group, so a list of groups says more than a level.
"""

from forum import structure
from forum.models import Viewer


def has(actor: Viewer, ability: str) -> bool:
    """Whether one of the actor's groups is in the setting of this name, "links.groups" say."""
    return bool(actor.group_ids & frozenset(structure.setting(ability)))
