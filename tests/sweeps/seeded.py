"""A forum with one of everything, and a canary in each thing that not everybody may see."""

from types import SimpleNamespace

from forum import database
from tests import searching
from tests.sweeps import members, rules, team, threads
from tests.sweeps.things import Forum


def seed(cast: SimpleNamespace) -> Forum:
    """One of everything, committed."""
    forum = Forum(cast)
    threads.private_category(forum)
    threads.public_threads(forum)
    members.accounts(forum)
    rules.ambassadors(forum)
    threads.old_addresses(forum)
    members.conversations(forum)
    team.reported(forum)
    team.console(forum)
    team.decisions(forum)
    team.decided(forum)
    rules.in_force(forum)
    team.published(forum)
    team.guarding(forum)
    team.shaping(forum)
    team.programs(forum)
    database.commit()
    searching.index()
    database.commit()  # it has read in a unit that holds the one writer's lock
    return forum
