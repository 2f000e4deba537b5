"""A page costs a stated number of SQL statements, the same for 10 threads and for 10,000.

And none of them walks a whole table: SQLite's query planner is asked for each.
"""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from forum import database
from forum.extensions import db
from forum.lib import markdown
from forum.models import Category, Post, Thread
from forum.models.columns import utcnow
from tests import factories

BUDGETS = {
    ("guest", "/"): 5,
    ("guest", "/latest"): 5,
    ("guest", "/top?period=all"): 5,
    ("guest", "/unanswered"): 5,
    ("guest", "/c/here"): 5,
    ("guest", "/t/{long}"): 6,
    ("guest", "/t/{long}?page=5"): 6,
    ("guest", "/feed.atom"): 3,
    ("max", "/"): 7,
    ("max", "/latest"): 7,
    ("max", "/new"): 7,
    ("max", "/unread"): 7,
    ("max", "/c/here"): 8,  # one more for how closely they follow it
    ("max", "/t/{long}"): 9,
    ("max", "/t/{long}?page=5"): 9,
    ("nia", "/t/{long}"): 11,  # the rules of the place, which the next page has in memory
}


def fill(author, threads):
    """Many threads in one category, and one thread of a hundred posts; returns its address."""
    now = utcnow()
    here = factories.category(slug="here")
    html = markdown.render("Some words.").html
    first = (db.session.scalar(db.text("select max(id) from thread")) or 0) + 1
    db.session.execute(
        insert(Thread),
        [
            {
                "id": first + n,
                "title": f"Thread number {n}",
                "slug": f"thread-number-{n}",
                "category_id": here.id,
                "author_id": author.id,
                "last_poster_id": author.id,
                "created_at": now - timedelta(minutes=n),
                "last_post_at": now - timedelta(minutes=n),
                "highest_number": 1,
                "post_count": 1 + n % 3,
                "reaction_count": n % 50,
            }
            for n in range(threads)
        ],
    )
    db.session.execute(
        insert(Post),
        [
            {
                "thread_id": first + n,
                "number": 1,
                "author_id": author.id,
                "body": "Some words.",
                "html": html,
                "created_at": now - timedelta(minutes=n),
            }
            for n in range(threads)
        ],
    )
    long = factories.thread(author=author, tags=["one", "two"])
    for _ in range(99):
        factories.post(thread=long, author=author)
    db.session.get(Category, here.id).last_thread_id = first
    author.post_count = threads + 100
    database.commit()
    return f"{long.id}/{long.slug}"


@pytest.mark.parametrize("threads", [10, 10_000])
def test_budgets_do_not_grow_with_the_forum(app, cast, browser, queries, threads):
    long = fill(cast.max, threads)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    seen_at_all = set()
    for (who, path), most in BUDGETS.items():
        client = browser(getattr(cast, who))
        client.get("/categories")  # the structure is in memory, the parts of pages are not
        app.extensions["forum.memory"].__init__()
        with queries() as seen:
            assert client.get(path.format(long=long)).status_code == 200
        assert len(seen) <= most, (who, path, len(seen), "\n\n".join(seen))
        seen_at_all.update(seen)
    if threads > 1000:
        assert walks_of(seen_at_all) == []


def walks_of(statements, tables=frozenset({"thread", "post", "reaction"})):
    """The statements that read a whole one of these large tables."""
    found = []
    for statement in statements:
        values = [1] * statement.count("?")
        plan = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", tuple(values)
        )
        for row in plan:
            detail = row[3]
            if detail.startswith("SCAN") and detail.split()[1] in tables and "INDEX" not in detail:
                found.append((detail, statement))
    return found
