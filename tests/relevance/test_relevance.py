"""Of seventy questions about two real communities, most find their thread among the first five.

The level is what each engine reached; docs/search.md says it, and it must not fall.
"""

from collections import Counter

import pytest
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import searches
from forum.models import Guest, Thread
from forum.queries import search
from tests import searching
from tests.relevance import community

pytestmark = pytest.mark.skipif(
    not community.IS_HERE, reason="the archives of real communities are not beside the project"
)
LEVELS = {"whoosh": 0.97, "postgresql": 0.97, "tantivy": 0.97}
FIRST = 5


def test_questions_find_their_threads(app, engine, tmp_path, record_property):
    """Asked as a guest asks them, through everything."""
    community.bring(tmp_path / "chosen")
    for name in searching.names(engine):
        with app.test_request_context():
            searching.use(app, name)
            searching.index()
            found, kinds, missed = answered()
        share = sum(found.values()) / sum(kinds.values())
        said = {kind: f"{found[kind]} of {kinds[kind]}" for kind in kinds}
        record_property(f"relevance of {name}", said)
        assert sum(kinds.values()) >= 60 and share >= LEVELS[name], (name, share, missed)
    database.rollback()


def answered():
    """(how many found their thread, how many were asked, both by kind; those that did not)."""
    ids = {row.external_ref: row.id
           for row in db.session.execute(select(Thread.external_ref, Thread.id))}  # fmt: skip
    found, kinds, missed = Counter(), Counter(), []
    for question in community.questions():
        page = search.page(Guest(), searches.parse(question.asked))
        kinds[question.kind] += 1
        if ids[question.ref] in [one.thread_id for one in page.results[:FIRST]]:
            found[question.kind] += 1
        else:
            missed.append(question)
    return found, kinds, missed
