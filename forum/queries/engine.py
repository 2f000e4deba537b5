"""The search engine, asked so that no page fails because it cannot answer."""

import logging
import time
from collections.abc import Iterable, Mapping

from forum import engines, metrics
from forum.models import Viewer
from forum.search import Found, Rebuilding, Unavailable, Wanted

_log = logging.getLogger(__name__)


def ask(viewer: Viewer, wanted: Wanted) -> Found | None:
    """The answer, of which the policy has not been asked yet; None when there is no index."""
    began, counting = time.perf_counter(), metrics.current()
    try:
        found = engines.current().query(wanted)
    except Rebuilding:
        counting.add("forum_searches_without_engine")
        return None
    except Unavailable as error:
        counting.add("forum_searches_without_engine")
        _log.error("the search engine cannot be used: %s", error)
        return None
    counting.observe("forum_search_seconds", value=time.perf_counter() - began)
    return found


def better(viewer: Viewer, words: Iterable[str], category_ids: frozenset[int]) -> Mapping[str, str]:
    """For words that nothing in these categories has: the nearest ones that something has."""
    try:
        return engines.current().suggest(words, category_ids)
    except (Rebuilding, Unavailable):
        return {}
