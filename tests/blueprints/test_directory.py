"""The pages of everybody and of the team."""

import pytest
from sqlalchemy import insert

from forum import database
from forum.extensions import db
from forum.models import User
from forum.models.columns import utcnow


@pytest.mark.parametrize("who", ["guest", "max", "cleo"])
def test_everybody_and_the_team_are_shown(cast, browser, who):
    client = browser(getattr(cast, who))
    page = client.get("/members").text
    assert "@amy" in page and "Ambassador" in page and "Community manager, Fernway" in page
    assert ("Here within" in page) is (who != "guest")
    assert "@nia" not in client.get("/members?q=am").text
    assert 'content="noindex"' in client.get("/members?q=am").text
    assert "Nobody has this name." in client.get("/members?q=zzzz").text
    team = client.get("/team").text
    assert "@cleo" in team and "@mo" in team and "@amy" not in team


@pytest.mark.parametrize("odd", ["q=%F0%9F%98%80", "sort=email", "group=x", "after=!!", "within=x"])
def test_odd_questions_are_answered(cast, browser, odd):
    assert browser(cast.max).get(f"/members?{odd}").status_code == 200


@pytest.mark.parametrize("people", [10, 100_000])
def test_they_cost_the_same_for_ten_and_for_a_hundred_thousand(app, cast, browser, queries, people):
    now = utcnow()
    db.session.execute(
        insert(User),
        [{"name": f"p{n}", "name_key": f"p{n}", "display_name": f"Person {n}",
          "fs_uniquifier": f"u{n}", "helped_count": n % 50, "last_seen_at": now}
         for n in range(people)],
    )  # fmt: skip
    database.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    seen_at_all = set()
    for who, most in (("guest", 6), ("max", 7)):  # two of them are remembered
        client = browser(getattr(cast, who))
        client.get("/categories")
        for query in (
            "",
            "?q=p1",
            "?sort=new",
            "?sort=active",
            "?group=ambassadors",
            "?badge=host",
        ):
            with queries() as seen:
                assert client.get(f"/members{query}").status_code == 200
            assert len(seen) <= most, (who, query, len(seen), "\n\n".join(seen))
            seen_at_all.update(seen)
        with queries() as seen:
            client.get("/team")
        assert len(seen) <= most + 2
    for statement in seen_at_all:
        plan = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", tuple([1] * statement.count("?"))
        )
        for row in plan:
            assert not (row[3].startswith("SCAN user") and "INDEX" not in row[3]), statement
