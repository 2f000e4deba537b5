"""Two accounts that may be one person's (community.md §3.6): something to look at, never a verdict.

Among those who gave each other credit: signed in from the same network with the same kind of
browser, and never both at work within ten minutes. A family or an office looks the same, which is
why a person of the team decides what it means; no address is kept in what is noted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice, pairwise

from sqlalchemy import select

from forum.extensions import db
from forum.lib import browsers, networks
from forum.models import MemberSession, Post

TOGETHER = timedelta(minutes=10)
AT_ONCE = 500  # members asked for in one statement
LEAST_FAVOURS = 3  # from one to the other
LEAST_POSTS = 3  # of each: of fewer, never at the same time says nothing


def alike(
    couples: Iterable[tuple[int, int]], since: datetime, until: datetime
) -> list[tuple[int, int]]:
    """Of these pairs of ids those that look like one person's accounts, each once."""
    found = {(min(pair), max(pair)) for pair in couples if pair[0] != pair[1]}
    if not found:
        return []
    everybody = {user_id for pair in found for user_id in pair}
    places = _places(everybody, since)
    near = sorted(pair for pair in found if places[pair[0]] & places[pair[1]])
    if not near:
        return []
    times = _times({user_id for pair in near for user_id in pair}, since, until)
    return [pair for pair in near if _never_together(times[pair[0]], times[pair[1]])]


def _places(ids: set[int], since: datetime) -> dict[int, set[tuple[str, str]]]:
    """Networks and kinds of browser of everybody; where either is unknown nothing is said."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for some in _batched(sorted(ids), AT_ONCE):
        rows = db.session.execute(
            select(MemberSession.user_id, MemberSession.address, MemberSession.user_agent)
            .where(MemberSession.user_id.in_(some), MemberSession.last_seen_at >= since)
            .distinct()
        )
        for user_id, address, agent in rows:
            network, kind = networks.bucket(address), browsers.described(agent)
            if network != "unknown" and kind:
                found[user_id].add((network, kind))
    return found


def _times(ids: set[int], since: datetime, until: datetime) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    for some in _batched(sorted(ids), AT_ONCE):
        rows = db.session.execute(
            select(Post.author_id, Post.created_at)
            .where(Post.author_id.in_(some), Post.created_at >= since, Post.created_at < until,
                   Post.state == "visible")
        )  # fmt: skip
        for user_id, moment in rows:
            found[user_id].append(moment)
    return found


def _batched(ids: list[int], size: int) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some


def _never_together(one: list[datetime], other: list[datetime]) -> bool:
    if min(len(one), len(other)) < LEAST_POSTS:
        return False
    line = sorted([(moment, 0) for moment in one] + [(moment, 1) for moment in other])
    return all(
        who == next_who or next_moment - moment > TOGETHER
        for (moment, who), (next_moment, next_who) in pairwise(line)
    )
